import Launchers
import TrialStore

/// Measures that an earlier controller left, and what is kept for them.
extension SearchRunner {
  /// Reads what was measured of trials that have not ended.
  func recoverMeasured() throws {
    guard !definition.measures.isEmpty else { return }
    for event in try environment.store.openEvents(search: record.id, kind: Measured.kind) {
      if let trial = event.trial, let measured = Measured(document: event.payload) {
        measuring.done[trial, default: []].append(measured)
      }
    }
  }

  /// Takes up a trial whose training has not begun: a measure that still runs is taken over, one that ended meanwhile
  /// counts, and what is lost is measured again.
  ///
  /// - Returns: nil where nothing is left to measure.
  func recoverMeasuring(_ trial: TrialRecord) async -> Recovered? {
    let id = trial.number
    guard let index = measuring.next(of: id, definition.measures),
      measuring.violation(of: id, definition.measures) == nil
    else { return nil }
    let measure = definition.measures[index]
    let folder = folder(of: measure, id)
    running[id] = [:]
    guard case .command = measure.body, let spec = try? folder.spec(), spec.attempt == trial.attempt else {
      post.yield(.measuring(.next(id: id)))
      return .restarted
    }
    let adoption = await measurer.adopt(id: id, folder: folder)
    if case .lost = adoption {
      post.yield(.measuring(.next(id: id)))
      return .restarted
    }
    measuring.current[id] = index
    _ = measuring.queue.enter(id, measure.reservation)
    guard case .ended(let exit) = adoption else {
      if let reservation = measure.reservation, measuring.places.places[reservation] == .turns {
        await environment.slots.occupy(spec.slot, for: ticket(id))
      }
      return .adopted
    }
    post.yield(.measuring(.process(.ended(id: id, exit))))
    return .collected
  }

  /// In full training, takes over what was measured in stage 1, but for measures that depend on the configuration.
  func takeOver(_ id: Int) throws {
    guard record.stage == 2, let parent = record.parent,
      let source = try environment.store.trial(search: record.id, number: id)?.source
    else { return }
    for event in try environment.store.events(search: parent, trial: source, kind: Measured.kind) {
      guard var measured = Measured(document: event.payload),
        let measure = definition.measures.first(where: { $0.metric == measured.measure }), !measure.readsConfig,
        measuring.done[id]?.contains(where: { $0.measure == measured.measure }) != true
      else { continue }
      measured.source = source
      try environment.store.log(search: record.id, trial: id, kind: Measured.kind, payload: measured.document)
      measuring.done[id, default: []].append(measured)
    }
  }

  /// Keeps what reserved measures want, before anything else gets it.
  func keepPlaces() async throws {
    let wanted = Set(definition.measures.compactMap(\.reservation))
    if wanted.isEmpty { return }
    let slot = definition.limits.slot
    var trialGPUs = slot.gpus ?? 1
    if case .function = definition.trainer { trialGPUs = 0 }
    do {
      measuring.places = try await environment.slots.keepForMeasures(of: record.id) {
        [trialGPUs, keeps = record.stage == 1] devices, taken in
        let places = try MeasurePlaces(
          wanted, devices: devices, taken: taken, machine: .current(), trialGPUs: trialGPUs,
          trialCores: slot.cores ?? 1, keeps: keeps)
        return (places, places.kept)
      }
    } catch {
      try environment.store.update(search: record.id, state: .interrupted, reason: String(describing: error))
      throw error
    }
  }

  /// Gives back what was kept.
  func giveBackPlaces() async {
    for place in measuring.places.kept.indices {
      await environment.slots.free(SlotTicket(measuresOf: record.id, place: place))
    }
  }
}
