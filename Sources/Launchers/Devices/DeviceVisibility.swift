import Foundation

/// Which devices a program may see, as the variables say by which NVIDIA's and AMD's libraries are told.
public struct DeviceVisibility: Sendable {
  /// What is visible, and what is worth saying of how it came to be, each in a sentence without a full stop.
  public struct Choice: Sendable, Equatable {
    public var devices: [Device]
    public var notes: [String] = []
  }

  private let environment: [String: String]

  /// Reads the variables of an environment: `CUDA_VISIBLE_DEVICES` with `CUDA_DEVICE_ORDER`, `ROCR_VISIBLE_DEVICES` and
  /// `HIP_VISIBLE_DEVICES`.
  public init(environment: [String: String]) { self.environment = environment }

  /// The devices that are visible, in the order in which they are given.
  public func visible(among devices: [Device]) -> Choice {
    let (nvidia, amd) = (devices.filter { $0.vendor == .nvidia }, devices.filter { $0.vendor == .amd })
    let (cuda, rocm) = (visibleToCUDA(nvidia), visibleToROCm(amd, isAlone: nvidia.isEmpty))
    let chosen = Set((cuda.devices + rocm.devices).map(\.id))
    return Choice(devices: devices.filter { chosen.contains($0.id) }, notes: cuda.notes + rocm.notes)
  }

  // MARK: NVIDIA

  /// A number means a GPU by its place on the bus, as `nvidia-smi` counts, and with it all its MIG instances; CUDA itself
  /// would give one process the first of them only, but every trial is a process of its own.
  private func visibleToCUDA(_ devices: [Device]) -> Choice {
    let name = "CUDA_VISIBLE_DEVICES"
    guard let text = environment[name], !devices.isEmpty else { return Choice(devices: devices) }
    var choice = Self.choose(text, name, among: devices) { entry in
      if let index = Self.number(entry) { return devices.filter { $0.index == index } }
      return Self.named(entry, among: devices)
    }
    let kinds = Set(devices.map { $0.parent == nil ? $0.name : "MIG" })
    let order = environment["CUDA_DEVICE_ORDER"] ?? "FASTEST_FIRST"
    if kinds.count > 1, order != "PCI_BUS_ID", text.contains(where: \.isNumber), !text.contains("-") {
      choice.notes.append(
        "\(name)=\(text) is read in the order of the bus, as nvidia-smi counts; without CUDA_DEVICE_ORDER=PCI_BUS_ID, CUDA "
          + "itself counts the fastest GPU first, and these differ")
    }
    return choice
  }

  /// Devices of one GPU, by its id or that of an instance, or by how one begins where no other GPU's begins so.
  private static func named(_ entry: String, among devices: [Device]) -> [Device] {
    let exact = devices.filter { $0.id == entry || $0.parent == entry }
    if !exact.isEmpty { return exact }
    if entry.hasPrefix("MIG-") {
      let found = devices.filter { $0.parent != nil && $0.id.hasPrefix(entry) }
      return found.count == 1 ? found : []
    }
    guard entry.hasPrefix("GPU-") else { return [] }
    let found = devices.filter { ($0.parent ?? $0.id).hasPrefix(entry) }
    return Set(found.map { $0.parent ?? $0.id }).count == 1 ? found : []
  }

  // MARK: AMD

  /// In bytes: a GPU for the screen has less of its own.
  private static let leastMemory = 2 << 30

  /// `ROCR_VISIBLE_DEVICES` comes first; `HIP_VISIBLE_DEVICES` then counts in what is left. HIP takes
  /// `CUDA_VISIBLE_DEVICES` where that is not set, which beside NVIDIA GPUs is meant for those.
  private func visibleToROCm(_ devices: [Device], isAlone: Bool) -> Choice {
    var choice = Choice(devices: devices)
    if devices.isEmpty { return choice }
    if ["ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES"].allSatisfy({ environment[$0] == nil }) {
      // What many processors have for the screen; whoever wants to train on one names it.
      choice.devices.removeAll { $0.memory < Self.leastMemory }
      let hidden = devices.filter { $0.memory < Self.leastMemory }
      choice.notes += hidden.map {
        "\($0.name) has little memory and is left to the screen; ROCR_VISIBLE_DEVICES=\($0.id) would use it"
      }
    }
    if let text = environment["ROCR_VISIBLE_DEVICES"] {
      choice = Self.choose(text, "ROCR_VISIBLE_DEVICES", among: devices) { entry in
        if let index = Self.number(entry) { return devices.filter { $0.index == index } }
        return devices.filter { $0.id.lowercased() == entry.lowercased() }
      }
    }
    // HIP takes an empty one for none at all.
    let names = ["HIP_VISIBLE_DEVICES"] + (isAlone ? ["CUDA_VISIBLE_DEVICES"] : [])
    guard let name = names.first(where: { environment[$0]?.isEmpty == false }), let text = environment[name] else {
      return choice
    }
    let left = choice.devices
    let second = Self.choose(text, name, among: left) { entry in
      if let place = Self.number(entry) { return left.indices.contains(place) ? [left[place]] : [] }
      return left.filter { $0.id.lowercased() == entry.lowercased() }
    }
    return Choice(devices: second.devices, notes: choice.notes + second.notes)
  }

  // MARK: Lists

  /// Reads a list from left to right: what is no device ends it, as in CUDA, and what is named twice empties it.
  private static func choose(
    _ text: String, _ name: String, among devices: [Device], find: (String) -> [Device]
  ) -> Choice {
    var choice = Choice(devices: [])
    let entries = text.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    if entries == [""] || number(entries[0]).map({ $0 < 0 }) == true {
      choice.notes.append("\(name)='\(text)' hides every GPU")
      return choice
    }
    for entry in entries {
      let found = find(entry)
      if found.isEmpty {
        if number(entry).map({ $0 < 0 }) != true {
          choice.notes.append(
            "\(name)='\(text)': '\(entry)' is no GPU here, so the list ends before it, as in CUDA")
        }
        break
      }
      if choice.devices.contains(where: found.contains) {
        choice.notes.append("\(name)='\(text)' names a GPU twice, and so no GPU at all, as in CUDA")
        choice.devices = []
        break
      }
      choice.devices += found
    }
    return choice
  }

  /// The number with which an entry begins, as C's `strtol` reads it.
  private static func number(_ entry: String) -> Int? {
    let digits = entry.drop { $0 == "-" || $0 == "+" }.prefix { $0.isASCII && $0.isNumber }
    guard entry.count - entry.drop(while: { $0 == "-" || $0 == "+" }).count <= 1, let value = Int(digits) else {
      return nil
    }
    return entry.hasPrefix("-") ? -value : value
  }

  // MARK: For trainers

  /// The variables that give a trainer these devices and no others.
  ///
  /// NVIDIA's by UUID, which means the same whatever the order. AMD's are narrowed by ROCm's runtime, so whatever counts
  /// after it begins again at 0. Without devices, a trainer sees none.
  public static func variables(for devices: [Device]) -> [String: String] {
    if devices.isEmpty { return ["CUDA_VISIBLE_DEVICES": "", "HIP_VISIBLE_DEVICES": "-1"] }
    var variables: [String: String] = [:]
    let nvidia = devices.filter { $0.vendor == .nvidia }.map(\.id)
    if !nvidia.isEmpty {
      variables["CUDA_VISIBLE_DEVICES"] = nvidia.joined(separator: ",")
      variables["CUDA_DEVICE_ORDER"] = "PCI_BUS_ID"
    }
    let amd = devices.filter { $0.vendor == .amd }.map(\.id)
    if !amd.isEmpty {
      variables["ROCR_VISIBLE_DEVICES"] = amd.joined(separator: ",")
      let places = amd.indices.map(String.init).joined(separator: ",")
      variables["HIP_VISIBLE_DEVICES"] = places
      variables["GPU_DEVICE_ORDINAL"] = places
    }
    return variables
  }
}
