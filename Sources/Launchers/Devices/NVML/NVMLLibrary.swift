import Glibc

/// NVIDIA's management library as it is found when the program runs: nothing of it is needed to build Lunas or to start
/// it. A function that an older driver does not have is nil, and so is what it would have told.
struct NVMLLibrary: Sendable {
  typealias Handle = OpaquePointer
  /// What a function returns; 0 is success.
  typealias Code = Int32

  typealias NoArguments = @convention(c) @Sendable () -> Code
  typealias Words = @convention(c) @Sendable (Code) -> UnsafePointer<CChar>?
  typealias SystemText = @convention(c) @Sendable (UnsafeMutablePointer<CChar>, UInt32) -> Code
  typealias Count = @convention(c) @Sendable (UnsafeMutablePointer<UInt32>) -> Code
  typealias ByIndex = @convention(c) @Sendable (UInt32, UnsafeMutablePointer<Handle?>) -> Code
  typealias ByText = @convention(c) @Sendable (UnsafePointer<CChar>, UnsafeMutablePointer<Handle?>) -> Code
  typealias PartByIndex = @convention(c) @Sendable (Handle, UInt32, UnsafeMutablePointer<Handle?>) -> Code
  typealias DeviceText = @convention(c) @Sendable (Handle, UnsafeMutablePointer<CChar>, UInt32) -> Code
  typealias DeviceNumber = @convention(c) @Sendable (Handle, UnsafeMutablePointer<UInt32>) -> Code
  typealias TwoNumbers =
    @convention(c) @Sendable (Handle, UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<UInt32>) -> Code
  typealias KindOfNumber = @convention(c) @Sendable (Handle, UInt32, UnsafeMutablePointer<UInt32>) -> Code
  typealias Structure = @convention(c) @Sendable (Handle, UnsafeMutableRawPointer) -> Code
  typealias Structures =
    @convention(c) @Sendable (Handle, UnsafeMutablePointer<UInt32>, UnsafeMutableRawPointer) -> Code
  typealias Between = @convention(c) @Sendable (Handle, Handle, UnsafeMutablePointer<UInt32>) -> Code
  typealias KindBetween = @convention(c) @Sendable (Handle, Handle, UInt32, UnsafeMutablePointer<UInt32>) -> Code

  let initialise: NoArguments
  let shutdown: NoArguments?
  let count: Count
  let byIndex: ByIndex
  let byUUID: ByText
  let uuid: DeviceText
  let name: DeviceText?
  let driverVersion: SystemText?
  let busPlace: Structure?
  let memory: Structure?
  /// Keeps apart what the driver reserves for itself.
  let memoryApart: Structure?
  let utilisation: Structure?
  let temperature: KindOfNumber?
  let commonAncestor: Between?
  let peerStatus: KindBetween?
  let migMode: TwoNumbers?
  let migCount: DeviceNumber?
  let migByIndex: PartByIndex?
  /// Each the newest version that there is, and older ones behind it.
  let computeProcesses: [NVMLProcessQuery]
  let graphicsProcesses: [NVMLProcessQuery]
  private let words: Words?

  /// Loads the library.
  ///
  /// - Parameter path: its file, or a name that the dynamic linker looks for.
  init(path: String) throws(DeviceError) {
    // Never closed: the driver leaves threads and handlers behind that would be torn from under it.
    guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      let reason = dlerror().map { String(cString: $0) } ?? ""
      // The dynamic linker's words say the name twice; for the common case ours are plainer.
      let isMissing = reason.contains("No such file")
      throw DeviceError(isMissing ? "\(path) not found" : "\(path) cannot be loaded: \(reason)")
    }
    let symbols = Symbols(library: library)
    guard
      let initialise = symbols.first("nvmlInit_v2", "nvmlInit", as: NoArguments.self),
      let count = symbols.first("nvmlDeviceGetCount_v2", "nvmlDeviceGetCount", as: Count.self),
      let byIndex = symbols.first("nvmlDeviceGetHandleByIndex_v2", "nvmlDeviceGetHandleByIndex", as: ByIndex.self),
      let byUUID = symbols.first("nvmlDeviceGetHandleByUUID", as: ByText.self),
      let uuid = symbols.first("nvmlDeviceGetUUID", as: DeviceText.self)
    else { throw DeviceError("\(path) lacks functions that every NVML has") }
    (self.initialise, self.count, self.byIndex) = (initialise, count, byIndex)
    (self.byUUID, self.uuid) = (byUUID, uuid)
    shutdown = symbols.first("nvmlShutdown", as: NoArguments.self)
    words = symbols.first("nvmlErrorString", as: Words.self)
    driverVersion = symbols.first("nvmlSystemGetDriverVersion", as: SystemText.self)
    name = symbols.first("nvmlDeviceGetName", as: DeviceText.self)
    busPlace = symbols.first("nvmlDeviceGetPciInfo_v3", as: Structure.self)
    memory = symbols.first("nvmlDeviceGetMemoryInfo", as: Structure.self)
    memoryApart = symbols.first("nvmlDeviceGetMemoryInfo_v2", as: Structure.self)
    utilisation = symbols.first("nvmlDeviceGetUtilizationRates", as: Structure.self)
    temperature = symbols.first("nvmlDeviceGetTemperature", as: KindOfNumber.self)
    commonAncestor = symbols.first("nvmlDeviceGetTopologyCommonAncestor", as: Between.self)
    peerStatus = symbols.first("nvmlDeviceGetP2PStatus", as: KindBetween.self)
    migMode = symbols.first("nvmlDeviceGetMigMode", as: TwoNumbers.self)
    migCount = symbols.first("nvmlDeviceGetMaxMigDeviceCount", as: DeviceNumber.self)
    migByIndex = symbols.first("nvmlDeviceGetMigDeviceHandleByIndex", as: PartByIndex.self)
    computeProcesses = NVMLProcessQuery.versions(of: "nvmlDeviceGetComputeRunningProcesses") {
      symbols.first($0, as: Structures.self)
    }
    graphicsProcesses = NVMLProcessQuery.versions(of: "nvmlDeviceGetGraphicsRunningProcesses") {
      symbols.first($0, as: Structures.self)
    }
  }

  /// The library's words for a code.
  func words(_ code: Code) -> String { words?(code).map { String(cString: $0) } ?? "error \(code)" }

  private struct Symbols {
    let library: UnsafeMutableRawPointer

    func first<Function>(_ names: String..., as type: Function.Type) -> Function? {
      for name in names {
        if let symbol = dlsym(library, name) { return unsafeBitCast(symbol, to: type) }
      }
      return nil
    }
  }
}

extension NVMLLibrary.Code {
  static let success: Self = 0
  static let notFound: Self = 6
  static let insufficientSize: Self = 7
  static let functionNotFound: Self = 13
  static let otherVersion: Self = 25

  /// Whether a device that answered before is gone: not found, lost, to be reset, not found on the bus, unknown.
  var meansLost: Bool { [Self.notFound, 15, 16, 28, 999].contains(self) }
}
