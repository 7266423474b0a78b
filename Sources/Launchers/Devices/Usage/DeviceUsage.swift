import PlainJSON

/// What a trial made of its devices, from looks at them every few seconds.
public struct DeviceUsage: Sendable, Equatable {
  /// How often its devices were looked at.
  public var samples = 0
  /// How often they were looked at before one of them was first seen to compute; nil where none ever was.
  public var samplesBeforeUse: Int?
  /// The share of the time in which its devices computed, from 0 to 1, in the mean over looks and devices, the time in
  /// which the trainer starts included; nil where the driver does not tell. On a shared device it is that of all.
  public var meanUtilisation: Double?
  /// The greatest on any of its devices.
  public var peakUtilisation: Double?
  /// The most memory that it had on one device, in bytes; nil where nothing tells it apart from others'.
  public var peakMemory: Int?
  /// Whether `peakMemory` is that of its processes; otherwise it is all that was used on a device that it had alone.
  public var isMemoryOfProcesses = false
  /// Whether it ever used a device; nil where nothing tells.
  public var hasUsedDevice: Bool?
  /// The devices that it was never seen to use, where it would have been seen.
  public var unusedDevices: [String] = []
  /// Whether others were on a device of it, trials or not.
  public var wasShared = false

  /// Begins without a look.
  public init() {}

  /// The members are samples, samples_before_use, mean_utilisation, peak_utilisation, peak_memory (bytes), memory_of (`"processes"` or
  /// `"device"`), used_device, unused_devices (ids) and shared; what is not known is null.
  public var json: JSON {
    [
      "samples": .integer(samples), "samples_before_use": samplesBeforeUse.map { .integer($0) } ?? .null,
      "mean_utilisation": meanUtilisation.map { .number($0) } ?? .null,
      "peak_utilisation": peakUtilisation.map { .number($0) } ?? .null,
      "peak_memory": peakMemory.map { .integer($0) } ?? .null,
      "memory_of": peakMemory == nil ? .null : isMemoryOfProcesses ? "processes" : "device",
      "used_device": hasUsedDevice.map { .bool($0) } ?? .null,
      "unused_devices": .array(unusedDevices.map { .string($0) }), "shared": .bool(wasShared),
    ]
  }

  /// Reads what ``json`` wrote.
  public init(json: JSON) {
    samples = json["samples"]?.intValue ?? 0
    samplesBeforeUse = json["samples_before_use"]?.intValue
    meanUtilisation = json["mean_utilisation"]?.doubleValue
    peakUtilisation = json["peak_utilisation"]?.doubleValue
    peakMemory = json["peak_memory"]?.intValue
    isMemoryOfProcesses = json["memory_of"]?.stringValue == "processes"
    hasUsedDevice = json["used_device"]?.boolValue
    unusedDevices = json["unused_devices"]?.arrayValue?.compactMap(\.stringValue) ?? []
    wasShared = json["shared"]?.boolValue ?? false
  }
}
