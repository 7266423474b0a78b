import Launchers

/// Where reserved measures run.
struct MeasurePlaces: Sendable, Equatable {
  enum Place: Sendable, Equatable {
    /// Kept for them as long as the search runs.
    case kept(Slot)
    /// A GPU that is taken for each, in turn with the trials: there is none to spare.
    case turns
    /// Nothing; they are just one at a time.
    case none
  }

  private(set) var places: [MeasureReservation: Place] = [:]

  /// Nothing is kept.
  init() {}

  /// Divides what there is between measures and trials.
  ///
  /// - Parameters:
  ///   - taken: what other searches of this process keep for theirs: two measures on one device disturb each other.
  ///   - trialGPUs: how many one trial asks for.
  ///   - trialCores: how many one trial asks for.
  ///   - keeps: whether something may be kept for the whole search.
  init(
    _ wanted: Set<MeasureReservation>, devices: [Device], taken: Slot = Slot(), machine: MachineBudget,
    trialGPUs: Int, trialCores: Int, keeps: Bool
  ) throws(MeasurePlaceError) {
    var spare = devices.count - taken.devices.count - trialGPUs
    var kept: Set<String> = []
    for case .device(let name) in wanted {
      guard let device = devices.first(where: { $0.id == name || String($0.index) == name }) else {
        throw .unknown(name, known: devices)
      }
      if taken.devices.contains(device.id) { throw .taken(name) }
      guard keeps else {
        places[.device(name)] = .turns
        continue
      }
      if kept.insert(device.id).inserted { spare -= 1 }
      guard spare >= 0 else { throw .noneLeft(name, trialGPUs: trialGPUs) }
      places[.device(name)] = .kept(Slot(devices: [device.id]))
    }
    guard wanted.contains(.any) else { return }
    if devices.isEmpty {
      // Cores that other containers use too are nobody's own.
      let cores = machine.cores.filter { !taken.cores.contains($0) }
      let hasSpare = machine.coresAreOwn && cores.count > max(1, trialCores)
      places[.any] = keeps && hasSpare ? .kept(Slot(cores: Array(cores.suffix(1)))) : Place.none
      spareCores = cores.dropLast()
    } else if keeps, spare > 0,
      let device = devices.last(where: { !kept.contains($0.id) && !taken.devices.contains($0.id) })
    {
      places[.any] = .kept(Slot(devices: [device.id]))
    } else {
      places[.any] = .turns
    }
  }

  private var spareCores: [Int] = []

  /// What is kept, in an order that is always the same.
  var kept: [Slot] {
    places.values.compactMap { if case .kept(let slot) = $0 { slot } else { nil } }
      .sorted { ($0.devices.first ?? "") < ($1.devices.first ?? "") }
  }

  /// The slot of a trial that keeps off what is kept: one without cores of its own gets all others.
  func sparing(_ slot: Slot) -> Slot {
    guard slot.cores.isEmpty, kept.contains(where: { !$0.cores.isEmpty }) else { return slot }
    var slot = slot
    slot.cores = spareCores
    return slot
  }
}

/// A device that cannot be kept for measures.
enum MeasurePlaceError: Error, CustomStringConvertible {
  case unknown(String, known: [Device])
  case noneLeft(String, trialGPUs: Int)
  case taken(String)

  var description: String {
    switch self {
    case .unknown(let name, let known):
      "measure: reserved: there is no device '\(name)'; "
        + (known.isEmpty
          ? "this machine has no GPU; reserved = true keeps a core"
          : "known: \(known.map { "\($0.index) (\($0.id))" }.joined(separator: ", "))")
    case .noneLeft(let name, let count):
      "measure: reserved: keeping device '\(name)' leaves fewer than the \(count) that a trial asks for; with reserved = true "
        + "measures and trials take turns"
    case .taken(let name):
      "measure: reserved: device '\(name)' is kept for the measures of another search that runs here; name another, or say "
        + "reserved = true"
    }
  }
}

extension Slot {
  /// What it has, such as `GPU-5b1c` or `core 3`; nil where it has nothing.
  var words: String? {
    if !devices.isEmpty { return devices.joined(separator: ", ") }
    return cores.isEmpty
      ? nil : "core\(cores.count == 1 ? "" : "s") \(cores.map(String.init).joined(separator: ", "))"
  }
}
