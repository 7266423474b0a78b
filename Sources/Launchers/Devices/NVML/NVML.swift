import Glibc

/// NVIDIA GPUs, asked through the management library of their driver.
public final class NVML: DeviceSource {
  /// The name by which the dynamic linker finds it where a driver is installed.
  public static let standardPath = "libnvidia-ml.so.1"

  public let name: String
  private let library: NVMLLibrary

  /// Loads the library and starts it, which takes up to a second where nothing keeps the driver awake.
  ///
  /// - Parameter path: the library, where it is not to be found as usual.
  /// - Throws: ``DeviceError`` where there is none, or where it finds no driver.
  public init(path: String = NVML.standardPath) throws(DeviceError) {
    library = try NVMLLibrary(path: path)
    let code = library.initialise()
    guard code == .success else {
      throw DeviceError("\(path) is there, but cannot be used: \(library.words(code))")
    }
    let version = Self.text { [library] in library.driverVersion?($0, $1) }
    name = version.map { "NVML \($0)" } ?? "NVML"
  }

  deinit { _ = library.shutdown?() }

  // MARK: Finding

  /// Every GPU; in place of one in MIG mode, its instances.
  public func devices() throws(DeviceError) -> [Device] { try scan().devices }

  /// Every GPU, and those that do not answer.
  public func scan() throws(DeviceError) -> DeviceScan {
    var count: UInt32 = 0
    let code = library.count(&count)
    guard code == .success else { throw DeviceError("NVML cannot count GPUs: \(library.words(code))") }
    var found: [(gpu: GPU, place: BusPlace?)] = []
    var scan = DeviceScan()
    for index in 0..<Int(count) {
      switch gpu(index) {
      case .success(let gpu): found.append((gpu, busPlace(gpu.handle)))
      case .failure(let failure):
        scan.problems.append("GPU \(index) does not answer: \(library.words(failure.code))")
      }
    }
    // NVML promises no order, though it keeps to the bus. One that does not answer has no place.
    let places = found.compactMap(\.place)
    if scan.problems.isEmpty, places.count == found.count {
      let order = found.indices.sorted { places[$0] < places[$1] }
      found = order.enumerated().map { index, position in
        var gpu = found[position].gpu
        gpu.index = index
        return (gpu, places[position])
      }
    }
    for (gpu, _) in found { add(gpu, to: &scan) }
    return scan
  }

  private struct GPU {
    let handle: NVMLLibrary.Handle
    var index: Int
    let uuid: String
  }

  private func gpu(_ index: Int) -> Result<GPU, NVMLFailure> {
    var handle: NVMLLibrary.Handle?
    let code = library.byIndex(UInt32(index), &handle)
    guard code == .success, let handle else { return .failure(NVMLFailure(code: code)) }
    var failure = NVMLLibrary.Code.success
    let uuid = Self.text { [library] in
      failure = library.uuid(handle, $0, $1)
      return failure
    }
    guard let uuid else { return .failure(NVMLFailure(code: failure)) }
    return .success(GPU(handle: handle, index: index, uuid: uuid))
  }

  private func add(_ gpu: GPU, to scan: inout DeviceScan) {
    let name = name(gpu.handle) ?? "NVIDIA GPU"
    let instances = migInstances(gpu.handle)
    guard let instances else {
      let memory = memory(gpu.handle)?.total ?? Machine.memory
      scan.devices.append(
        Device(id: gpu.uuid, vendor: .nvidia, index: gpu.index, name: name, memory: memory))
      return
    }
    if instances.isEmpty {
      scan.problems.append(
        "GPU \(gpu.index) (\(name)) is in MIG mode and has no instances; make some with 'nvidia-smi mig', or leave it"
      )
    }
    for handle in instances {
      guard let uuid = Self.text({ [library] in library.uuid(handle, $0, $1) }) else { continue }
      scan.devices.append(
        Device(
          id: uuid, vendor: .nvidia, index: gpu.index, name: self.name(handle) ?? "\(name) MIG",
          memory: memory(handle)?.total ?? 0, parent: gpu.uuid))
    }
  }

  /// The instances of a GPU in MIG mode; nil for any other.
  private func migInstances(_ handle: NVMLLibrary.Handle) -> [NVMLLibrary.Handle]? {
    var (current, pending, count): (UInt32, UInt32, UInt32) = (0, 0, 0)
    guard library.migMode?(handle, &current, &pending) == .success, current == 1 else { return nil }
    guard let migByIndex = library.migByIndex, library.migCount?(handle, &count) == .success else { return [] }
    // Numbers are those of places, and not all places are taken.
    return (0..<count).compactMap { number in
      var instance: NVMLLibrary.Handle?
      return migByIndex(handle, number, &instance) == .success ? instance : nil
    }
  }

  // MARK: Watching

  /// What a device does now. The temperature of an instance is its GPU's; how much it computes, drivers do not tell.
  public func state(of device: Device) throws(DeviceError) -> DeviceState {
    let handle = try lookUp(device.id)
    var state = DeviceState()
    state.memoryUsed = try fact(device) { memoryCode(handle) }?.used
    var rates = [UInt32](repeating: 0, count: 2)
    state.utilisation = try fact(device) {
      (library.utilisation.map { call in rates.withUnsafeMutableBytes { Self.call(call, handle, $0) } }, rates[0])
    }.map { min(1, Double($0) / 100) }
    var whole = handle
    if let parent = device.parent { whole = try lookUp(parent) }
    var degrees: UInt32 = 0
    state.temperature = try fact(device) { (library.temperature?(whole, 0, &degrees), Int(degrees)) }
    let lists = [library.computeProcesses, library.graphicsProcesses].compactMap { processes(handle, $0) }
    state.tellsProcesses = !lists.isEmpty
    // One that draws and computes is in both.
    let byPID = lists.joined().reduce(into: [Int32: Int?]()) { all, process in
      let known = (all[process.pid] ?? nil) ?? process.memory
      all[process.pid] = .some([known, process.memory].compactMap { $0 }.max())
    }
    state.processes = byPID.map { DeviceState.Process(pid: $0.key, memory: $0.value) }.sorted { $0.pid < $1.pid }
    return state
  }

  /// What a call told, or nil where the driver has no answer to it.
  private func fact<Value>(
    _ device: Device, _ call: () -> (code: NVMLLibrary.Code?, value: Value)
  ) throws(DeviceError) -> Value? {
    let (code, value) = call()
    guard let code else { return nil }
    if code.meansLost { throw lost(device.id, code) }
    return code == .success ? value : nil
  }

  private func lookUp(_ uuid: String) throws(DeviceError) -> NVMLLibrary.Handle {
    var handle: NVMLLibrary.Handle?
    let code = library.byUUID(uuid, &handle)
    guard code == .success, let handle else {
      // It was there when it was listed.
      if code.meansLost { throw lost(uuid, code) }
      throw DeviceError("\(uuid) does not answer: \(library.words(code))")
    }
    return handle
  }

  private func lost(_ uuid: String, _ code: NVMLLibrary.Code) -> DeviceError {
    DeviceError("\(uuid) does not answer any more: \(library.words(code))", isLost: true)
  }

  /// How near two devices are; those of one GPU are on one board.
  public func proximity(_ first: Device, _ second: Device) -> DeviceProximity {
    let (one, other) = (first.parent ?? first.id, second.parent ?? second.id)
    if one == other { return .board }
    guard let one = try? lookUp(one), let other = try? lookUp(other) else { return .machine }
    var (level, link): (UInt32, UInt32) = (0, 0)
    let isKnown = library.commonAncestor?(one, other, &level) == .success
    if isKnown, level == 0 { return .board }
    // 2 asks for NVLink, and 0 is yes.
    if library.peerStatus?(one, other, 2, &link) == .success, link == 0 { return .link }
    if !isKnown { return .machine }
    // 10 and 20: one or more switches; 30: one host bridge; 40: one NUMA node.
    return level <= 20 ? .bridge : level <= 40 ? .processor : .machine
  }

  private func processes(
    _ handle: NVMLLibrary.Handle, _ versions: [NVMLProcessQuery]
  ) -> [DeviceState.Process]? {
    for version in versions {
      switch version.processes(handle) {
      case .success(let processes): return processes
      case .failure(let failure):
        // A library may have a function that its driver does not.
        if failure.code != .functionNotFound, failure.code != .otherVersion { return nil }
      }
    }
    return nil
  }

  // MARK: Facts

  private func name(_ handle: NVMLLibrary.Handle) -> String? {
    Self.text { [library] in library.name?(handle, $0, $1) }
  }

  private func memory(_ handle: NVMLLibrary.Handle) -> (total: Int, used: Int)? {
    let (code, memory) = memoryCode(handle)
    return code == .success ? memory : nil
  }

  /// In bytes. What the driver reserves for itself counts as used only where an old one does not keep it apart.
  private func memoryCode(
    _ handle: NVMLLibrary.Handle
  ) -> (code: NVMLLibrary.Code?, value: (total: Int, used: Int)) {
    var words = [UInt64](repeating: 0, count: 5)
    // The version of the structure, with its size.
    words[0] = 0x0200_0028
    if let call = library.memoryApart {
      let code = words.withUnsafeMutableBytes { Self.call(call, handle, $0) }
      if code != .functionNotFound, code != .otherVersion {
        return (code, (Int(clamping: words[1]), Int(clamping: words[4])))
      }
    }
    let code = library.memory.map { call in words.withUnsafeMutableBytes { Self.call(call, handle, $0) } }
    return (code, (Int(clamping: words[0]), Int(clamping: words[2])))
  }

  private struct BusPlace: Comparable {
    let numbers: [UInt32]
    static func < (left: Self, right: Self) -> Bool { left.numbers.lexicographicallyPrecedes(right.numbers) }
  }

  private func busPlace(_ handle: NVMLLibrary.Handle) -> BusPlace? {
    // 68 bytes in version 3; domain, bus and device are the numbers behind an address of 16 characters.
    var words = [UInt32](repeating: 0, count: 64)
    let code = library.busPlace.map { call in words.withUnsafeMutableBytes { Self.call(call, handle, $0) } }
    return code == .success ? BusPlace(numbers: Array(words[4...6])) : nil
  }

  private static func call(
    _ function: NVMLLibrary.Structure, _ handle: NVMLLibrary.Handle, _ buffer: UnsafeMutableRawBufferPointer
  ) -> NVMLLibrary.Code {
    buffer.baseAddress.map { function(handle, $0) } ?? .insufficientSize
  }

  private static func text(
    _ call: (UnsafeMutablePointer<CChar>, UInt32) -> NVMLLibrary.Code?
  ) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
      guard let start = buffer.baseAddress else { return nil }
      start.initialize(repeating: 0, count: 128)
      // One byte stays the end, whatever the library writes.
      return call(start, 127) == .success ? String(cString: start) : nil
    }
  }
}
