import Launchers
import PlainJSON

/// What an attempt of a trial has otherwise than its search says.
public struct TrialOverrides: Sendable, Equatable {
  /// Values of `{config.KEY}`.
  public var config: [String: JSON] = [:]
  /// Seconds that it may run.
  public var timeout: Double?
  /// Seconds without a word after which it hangs.
  public var silence: Double?
  /// Whole GPUs.
  public var gpus: Int?
  /// Bytes of one GPU's memory.
  public var gpuMemory: Int?
  /// CPU cores.
  public var cores: Int?
  /// Bytes of the machine's memory.
  public var memory: Int?

  /// Makes overrides of nothing.
  public init() {}

  /// Reads what ``json`` wrote; nothing where there is none.
  public init(json: JSON?) {
    config = json?["config"]?.objectValue ?? [:]
    timeout = json?["timeout_seconds"]?.doubleValue
    silence = json?["silence_seconds"]?.doubleValue
    gpus = json?["gpus"]?.intValue
    gpuMemory = json?["gpu_memory_bytes"]?.intValue
    cores = json?["cores"]?.intValue
    memory = json?["memory_bytes"]?.intValue
  }

  /// As the store keeps it.
  public var json: JSON {
    var members: [String: JSON] = [:]
    if !config.isEmpty { members["config"] = .object(config) }
    members["timeout_seconds"] = timeout.map { .number($0) }
    members["silence_seconds"] = silence.map { .number($0) }
    members["gpus"] = gpus.map { .integer($0) }
    members["gpu_memory_bytes"] = gpuMemory.map { .integer($0) }
    members["cores"] = cores.map { .integer($0) }
    members["memory_bytes"] = memory.map { .integer($0) }
    return .object(members)
  }

  /// These and, where they say nothing, those of the attempt before. A share of a GPU and whole GPUs exclude each other.
  func merged(onto earlier: TrialOverrides) -> TrialOverrides {
    var merged = earlier
    merged.config.merge(config) { $1 }
    merged.timeout = timeout ?? merged.timeout
    merged.silence = silence ?? merged.silence
    merged.cores = cores ?? merged.cores
    merged.memory = memory ?? merged.memory
    if gpus != nil || gpuMemory != nil { (merged.gpus, merged.gpuMemory) = (gpus, gpuMemory) }
    return merged
  }

  /// What a trial asks for with them.
  public func applied(to request: SlotRequest) -> SlotRequest {
    var request = request
    if gpus != nil || gpuMemory != nil { (request.gpus, request.gpuMemory) = (gpus, gpuMemory) }
    request.cores = cores ?? request.cores
    request.memory = memory ?? request.memory
    return request
  }

  /// What they change, for a notice, as it is given in a script: `batch = 16, timeout = 600, gpu_memory = "12GB"`; empty
  /// for nothing.
  var words: String {
    var parts = config.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value.text)" }
    func add(_ key: String, _ value: JSON?) { if let value { parts.append("\(key) = \(value.text)") } }
    add("timeout", timeout.map(Self.number))
    add("silence", silence.map(Self.number))
    add("gpus", gpus.map { .integer($0) })
    add("gpu_memory", gpuMemory.map { .string(GivenBytes.text($0)) })
    add("cores", cores.map { .integer($0) })
    add("memory", memory.map { .string(GivenBytes.text($0)) })
    return parts.joined(separator: ", ")
  }

  private static func number(_ value: Double) -> JSON {
    Int(exactly: value).map { .integer($0) } ?? .number(value)
  }
}
