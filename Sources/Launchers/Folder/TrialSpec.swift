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
  /// The variables that the trainer inherits; nil for all but those that are meant for this process alone.
  public var inherited: [String]?
  /// The working directory.
  public var directory: String
  /// The decided table.
  public var architecture: JSON
  /// The proxy task's or the full training's values.
  public var config: JSON
  /// What it occupies.
  public var slot: Slot
  public var seed: UInt64
  public var limits: TrialLimits
  /// Whether lines on its standard output are reports.
  public var readsOutput: Bool

  /// Makes a specification.
  public init(
    id: Int, attempt: Int = 1, arguments: [String], environment: [String: String] = [:],
    inherited: [String]? = nil, directory: String, architecture: JSON = [:], config: JSON = [:],
    slot: Slot = Slot(), seed: UInt64 = 0, limits: TrialLimits = TrialLimits(), readsOutput: Bool = false
  ) {
    self.id = id
    self.attempt = attempt
    self.arguments = arguments
    self.environment = environment
    self.inherited = inherited
    self.directory = directory
    self.architecture = architecture
    self.config = config
    self.slot = slot
    self.seed = seed
    self.limits = limits
    self.readsOutput = readsOutput
  }
}

/// What the supervisor of a trial enforces. Times are in seconds and sizes in bytes; nil stands for no limit.
public struct TrialLimits: Sendable, Equatable {
  /// Wall-clock time.
  public var timeout: Double?
  /// Time between SIGTERM and SIGKILL.
  public var grace: Double
  /// Time without output and without a metric, after which it counts as hung.
  public var silence: Double?
  /// Memory of all its processes together.
  public var memory: Int?
  /// What is kept of each of its two logs; more is left out in the middle.
  public var output: Int?

  /// What is kept of a log where nothing else is said: enough for anybody who reads it.
  public static let usualOutput = 64 << 20

  /// Makes limits.
  public init(
    timeout: Double? = nil, grace: Double = 5, silence: Double? = nil, memory: Int? = nil,
    output: Int? = Self.usualOutput
  ) {
    self.timeout = timeout
    self.grace = grace
    self.silence = silence
    self.memory = memory
    self.output = output
  }
}

extension TrialSpec {
  /// The JSON of `trial.json`, without what is empty: there are thousands of them. The architecture is beside it in
  /// `arch.json`. The seed is text: it has 64 bits, and many JSON readers keep 53.
  public var json: JSON {
    var members: [String: JSON] = [
      "id": .integer(id), "argv": .array(arguments.map { .string($0) }),
      "directory": .string(directory), "seed": .string(String(seed)),
    ]
    if attempt != 1 { members["attempt"] = .integer(attempt) }
    if limits != TrialLimits() { members["limits"] = limits.json }
    if !environment.isEmpty { members["env"] = .object(environment.mapValues { .string($0) }) }
    if config != [:] { members["config"] = config }
    if slot != Slot() { members["slot"] = slot.json }
    if readsOutput { members["reads_output"] = true }
    members["inherit"] = inherited.map { .array($0.map { .string($0) }) }
    return .object(members)
  }

  /// Whether it holds what nobody else should read.
  var hasSecrets: Bool { environment.keys.contains { SecretName.isSecret($0) } }

  /// Whether it is meant to get the value of a secret, by itself or by inheritance.
  var getsSecrets: Bool { hasSecrets || inherited?.contains { SecretName.isSecret($0) } ?? false }

  /// Reads what ``json`` wrote, or nil where something is missing.
  init?(json: JSON, architecture: JSON) {
    guard let id = json["id"]?.intValue,
      let arguments = json["argv"]?.arrayValue?.compactMap(\.stringValue), !arguments.isEmpty,
      let directory = json["directory"]?.stringValue, let seed = json["seed"]?.stringValue.flatMap({ UInt64($0) })
    else { return nil }
    self.init(
      id: id, attempt: json["attempt"]?.intValue ?? 1, arguments: arguments,
      environment: json["env"]?.objectValue?.compactMapValues(\.stringValue) ?? [:],
      inherited: json["inherit"]?.arrayValue?.compactMap(\.stringValue), directory: directory,
      architecture: architecture, config: json["config"] ?? [:], slot: Slot(json: json["slot"]),
      seed: seed, limits: TrialLimits(json: json["limits"]), readsOutput: json["reads_output"]?.boolValue ?? false)
  }
}

extension TrialLimits {
  /// What is as usual is left out, and no limit for the output is 0.
  var json: JSON {
    var members: [String: JSON] = [:]
    if grace != TrialLimits().grace { members["grace_seconds"] = .number(grace) }
    members["timeout_seconds"] = timeout.map { .number($0) }
    members["silence_seconds"] = silence.map { .number($0) }
    members["memory_bytes"] = memory.map { .integer($0) }
    if output != Self.usualOutput { members["output_bytes"] = .integer(output ?? 0) }
    return .object(members)
  }

  init(json: JSON?) {
    let output = json?["output_bytes"]?.intValue
    self.init(
      timeout: json?["timeout_seconds"]?.doubleValue,
      grace: json?["grace_seconds"]?.doubleValue ?? TrialLimits().grace,
      silence: json?["silence_seconds"]?.doubleValue, memory: json?["memory_bytes"]?.intValue,
      output: output == 0 ? nil : output ?? Self.usualOutput)
  }
}

extension Slot {
  var json: JSON {
    var members: [String: JSON] = [:]
    if !devices.isEmpty { members["devices"] = .array(devices.map { .string($0) }) }
    if !cores.isEmpty { members["cores"] = .array(cores.map { .integer($0) }) }
    members["gpu_memory_bytes"] = gpuMemory.map { .integer($0) }
    members["memory_bytes"] = memory.map { .integer($0) }
    return .object(members)
  }

  init(json: JSON?) {
    self.init(
      devices: json?["devices"]?.arrayValue?.compactMap(\.stringValue) ?? [],
      gpuMemory: json?["gpu_memory_bytes"]?.intValue,
      cores: json?["cores"]?.arrayValue?.compactMap(\.intValue) ?? [],
      memory: json?["memory_bytes"]?.intValue)
  }
}
