/// Something about devices that people should hear of.
public struct DeviceEvent: Sendable, Equatable {
  /// What happened.
  public enum Kind: String, Sendable {
    /// A device is given to no trial for a while, or until it answers again.
    case setAside
    /// A device that was set aside is as good as any again.
    case givenBack
    /// Trials fail alike on several devices, so it is not the devices.
    case trainerSuspected
    /// Somebody else is using a device.
    case usedByOthers
    /// Nobody else is using it any more.
    case leftByOthers
  }

  public let kind: Kind
  /// The ids of the devices.
  public let devices: [String]
  /// For people.
  public let text: String
}

/// How a trial ended, as far as it tells something of its devices.
public enum TrialEnd: Sendable, Equatable {
  case succeeded
  /// It crashed; whether the device was to blame is found out from what happens elsewhere.
  case failed
  /// It failed with words of the driver that point at the device, such as an ECC error or an Xid.
  case failedByDevice
  /// Nothing that tells of the device: stopped, over its limit of time, out of memory, lost with its supervisor.
  case other
}
