/// What a look for devices finds.
public struct DeviceScan: Sendable, Equatable {
  /// In the order of their indices.
  public var devices: [Device]
  /// What is there and cannot be used, each in a sentence without a full stop: `GPU 3 does not answer: GPU is lost`.
  public var problems: [String]

  /// Describes what was found.
  public init(devices: [Device] = [], problems: [String] = []) {
    self.devices = devices
    self.problems = problems
  }
}

/// Where devices are found and watched.
public protocol DeviceSource: Sendable {
  /// What it finds things out by, such as `NVML 550.54`.
  var name: String { get }
  /// Every device that this process may use, in the order of their indices.
  func devices() throws -> [Device]
  /// The same, with what is there and cannot be used.
  func scan() throws -> DeviceScan
  /// What a device does now.
  ///
  /// - Throws: ``DeviceError`` where it does not answer any more.
  func state(of device: Device) throws -> DeviceState
  /// How near two devices are.
  func proximity(_ first: Device, _ second: Device) -> DeviceProximity
}

extension DeviceSource {
  /// What finds no problems.
  public func scan() throws -> DeviceScan { DeviceScan(devices: try devices()) }
}

/// A device, or the driver, that does not do what it should.
public struct DeviceError: Error, Sendable, CustomStringConvertible {
  /// Whether the device is gone until somebody mends it: it fell off the bus, or its driver has given it up.
  public let isLost: Bool
  public let description: String

  /// Describes an error.
  public init(_ description: String, isLost: Bool = false) {
    self.description = description
    self.isLost = isLost
  }
}
