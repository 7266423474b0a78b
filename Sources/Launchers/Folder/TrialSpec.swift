import PlainJSON

/// What to run for a trial: the contents of its `trial.json`.
public struct TrialSpec: Sendable, Equatable {
  public var id: Int
  /// From 1; greater where the trial had to be started again.
  public var attempt: Int
  /// The trainer and its arguments, placeholders filled in.
  public var arguments: [String]
  /// Variables besides those that the trainer inherits and those of the trial folder.
  public var environment: [String: String]
  /// The working directory.
  public var directory: String
  /// The decided table.
  public var architecture: JSON
  /// The proxy task's or the full training's values.
  public var config: JSON
  /// Indices of the GPUs that it may use; empty where it gets none assigned.
  public var devices: [String]
  public var seed: UInt64
  /// Seconds of wall-clock time, or nil.
  public var timeout: Double?
  /// Seconds between SIGTERM and SIGKILL.
  public var grace: Double

  /// Makes a specification.
  public init(
    id: Int, attempt: Int = 1, arguments: [String], environment: [String: String] = [:], directory: String,
    architecture: JSON = [:], config: JSON = [:], devices: [String] = [], seed: UInt64 = 0, timeout: Double? = nil,
    grace: Double = 5
  ) {
    self.id = id
    self.attempt = attempt
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.architecture = architecture
    self.config = config
    self.devices = devices
    self.seed = seed
    self.timeout = timeout
    self.grace = grace
  }
}

extension TrialSpec {
  /// The JSON of `trial.json`. The seed is text: it has 64 bits, and many JSON readers keep 53.
  public var json: JSON {
    [
      "id": .integer(id), "attempt": .integer(attempt), "argv": .array(arguments.map { .string($0) }),
      "env": .object(environment.mapValues { .string($0) }), "directory": .string(directory),
      "architecture": architecture, "config": config, "devices": .array(devices.map { .string($0) }),
      "seed": .string(String(seed)),
      "limits": ["timeout_seconds": timeout.map { .number($0) } ?? .null, "grace_seconds": .number(grace)],
    ]
  }

  /// Reads what ``json`` wrote, or nil where something is missing.
  init?(json: JSON) {
    guard let id = json["id"]?.intValue, let attempt = json["attempt"]?.intValue,
      let arguments = json["argv"]?.arrayValue?.compactMap(\.stringValue), !arguments.isEmpty,
      let directory = json["directory"]?.stringValue, let seed = json["seed"]?.stringValue.flatMap({ UInt64($0) })
    else { return nil }
    self.init(
      id: id, attempt: attempt, arguments: arguments,
      environment: json["env"]?.objectValue?.compactMapValues(\.stringValue) ?? [:], directory: directory,
      architecture: json["architecture"] ?? [:], config: json["config"] ?? [:],
      devices: json["devices"]?.arrayValue?.compactMap(\.stringValue) ?? [], seed: seed,
      timeout: json["limits"]?["timeout_seconds"]?.doubleValue,
      grace: json["limits"]?["grace_seconds"]?.doubleValue ?? 5)
  }
}
