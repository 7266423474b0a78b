import Foundation
import Launchers
import PlainJSON
import SearchSpace
import TrialStore

/// Measuring architectures before they are trained.
///
/// Measures of a trial run one after another, each in a folder of its own under the trial's, by a launcher of their own. A
/// result is in the store before anything follows from it, so nothing is measured twice; see ``Measured``.
extension SearchRunner {
  /// The last value of each metric of a trial: of its trainer's, and before those what was measured.
  func metrics(of id: Int) -> [String: Double] { (running[id] ?? [:]).merging(measuring.metrics(of: id)) { $1 } }

  /// Measures what a trial lacks.
  ///
  /// - Returns: false where all is known and nothing forbids its training.
  func measure(_ id: Int, _ architecture: Architecture, attempt: Int) async throws -> Bool {
    if definition.measures.isEmpty { return false }
    try takeOver(id)
    if let reason = measuring.violation(of: id, definition.measures) {
      try await finish(id, state: .infeasible, reward: nil, reason: reason)
      return true
    }
    guard let index = measuring.next(of: id, definition.measures) else { return false }
    // Nothing is held meanwhile; the training takes a slot when it comes to it.
    await giveBackSlot(of: id)
    measuring.current[id] = index
    if measuring.queue.enter(id, definition.measures[index].reservation) {
      try await begin(index, of: id, architecture, attempt: attempt)
    }
    return true
  }

  /// Goes on with a trial: measures what it still lacks, or lets it be trained.
  func goOn(_ id: Int) async throws {
    guard running[id] != nil, let trial = try environment.store.trial(search: record.id, number: id) else {
      return
    }
    if case .ending(let outcome) = ending { return try await stopped(id, outcome) }
    let architecture = try architecture(trial.architecture)
    if try await !measure(id, architecture, attempt: trial.attempt), !measuring.ready.contains(id) {
      measuring.ready.append(id)
    }
  }

  /// Begins a measure whose turn it is.
  private func begin(_ index: Int, of id: Int, _ architecture: Architecture, attempt: Int) async throws {
    let measure = definition.measures[index]
    let table = definition.space.table(of: architecture)
    switch measure.body {
    case .function(let body): startFunction(id, table, index, body)
    case .command(let arguments):
      var slot = Slot()
      switch measure.reservation.flatMap({ measuring.places.places[$0] }) {
      case .kept(let kept): slot = kept
      case .turns:
        guard case .slot(let taken) = await environment.slots.take(SlotRequest(gpus: 1), for: ticket(id)) else {
          if !measuring.waiting.contains(id) { measuring.waiting.append(id) }
          return
        }
        slot = taken
      case .none?, nil: break
      }
      do {
        try await launch(measure, arguments, of: id, table, attempt: attempt, in: slot)
      } catch let failure as Placeholders.Failure {
        try await fail(id, failure.description, .notStarted)
      } catch let failure as TrialFolderError {
        try await cannotStart(id, failure)
      } catch let failure as VariablesFileError {
        try await fail(id, "measure '\(measure.metric)': \(failure)", .notStarted)
      }
    }
  }

  private func launch(
    _ measure: Measure, _ arguments: [String], of id: Int, _ table: JSON, attempt: Int, in slot: Slot
  ) async throws {
    let folder = folder(of: measure, id)
    let trial = placeholderValues(id, table, attempt: attempt, config: config, devices: slot.devices)
    var values = trial
    (values.architecturePath, values.trialFolder) = (folder.architecturePath, folder.path)
    values.variablesPath = folder.variablesPath
    let placeholders = Placeholders(in: arguments, of: measure.argumentName)
    var program = try placeholders.fill(from: values)
    // What the script gives its trainers, but not what wraps them.
    var variables = await environment.slots.variables(for: slot).merging(try command.environment(trial)) { $1 }
    if let timing = measure.timing {
      variables["LUNAS_WARM_UP"] = String(timing.warmUp)
      variables["LUNAS_REPETITIONS"] = timing.repetitions.map { String($0) }
      if timing.isWallTime {
        program = environment.supervisor + TimedRuns.arguments(runs: timing.runs, program: program)
      }
    }
    let spec = TrialSpec(
      id: id, attempt: attempt, arguments: program, environment: variables,
      inherited: definition.surroundings.inherited, directory: definition.directory, architecture: table,
      config: .object(config), slot: environment.slots.enforced(slot), seed: values.seed,
      limits: TrialLimits(timeout: measure.timeout, grace: definition.limits.grace), readsOutput: true)
    if placeholders.contains("trial.env") { try folder.writeVariables(of: spec) }
    try await measurer.start(spec, in: folder)
  }

  private func startFunction(
    _ id: Int, _ table: JSON, _ index: Int, _ body: @escaping @Sendable (JSON) async throws -> [String: Double]
  ) {
    let (seed, timeout) = (trialSeed(id), definition.measures[index].timeout)
    functions[id] = Task { [post] in
      let watch = Task {
        guard (try? await Task.sleep(for: .seconds(min(timeout, 1e9)))) != nil else { return }
        post.yield(.measuring(.overdue(id: id, measure: index)))
      }
      defer { watch.cancel() }
      let result: Result<[String: Double], FunctionFailure>
      do {
        result = .success(try await TrialSeed.$current.withValue(seed) { try await body(table) })
      } catch let error as InfeasibleArchitecture {
        result = .failure(FunctionFailure(reason: error.reason, isInfeasible: true))
      } catch {
        result = .failure(FunctionFailure(reason: String(describing: error)))
      }
      post.yield(.measuring(.functionEnded(id: id, result)))
    }
  }

  /// The folder of a measure, under its trial's.
  func folder(of measure: Measure, _ id: Int) -> TrialFolder {
    TrialFolder("\(folder(id).path)/measure-\(measure.folderName)")
  }

  // MARK: Training after it

  /// Starts the training of what is measured, as far as there are slots.
  ///
  /// - Returns: whether none waits for one.
  func trainMeasured() async throws -> Bool {
    if case .ending = ending { return true }
    let waiting = measuring.waiting
    measuring.waiting = []
    for id in waiting { try await beginCurrent(id) }
    while let id = measuring.ready.first {
      guard let trial = try environment.store.trial(search: record.id, number: id) else { return true }
      guard let slot = try await takeSlot(for: id, asking: try request(of: trial)) else { return false }
      measuring.ready.removeFirst()
      try await train(
        id, try architecture(trial.architecture), attempt: trial.attempt, in: slot,
        with: TrialOverrides(json: trial.overrides))
    }
    return true
  }

  /// Begins the measure that a trial waits for.
  func beginCurrent(_ id: Int) async throws {
    guard let index = measuring.current[id], running[id] != nil,
      let trial = try environment.store.trial(search: record.id, number: id)
    else { return }
    try await begin(index, of: id, try architecture(trial.architecture), attempt: trial.attempt)
  }

  /// The slot of a trial that is begun next. While every slot is taken, one trial is measured ahead, so that no slot waits
  /// for a measure.
  ///
  /// - Returns: nil where it has to wait; a slot with nothing for one that is measured ahead.
  func slotToStart(_ number: Int, asking request: SlotRequest?) async throws -> Slot? {
    if let slot = try await takeSlot(for: number, asking: request) { return slot }
    if definition.measures.isEmpty { return nil }
    // It only asked: nothing is to be kept for it while measured trials, which come first, wait for the same.
    await environment.slots.free(ticket(number))
    // In full training it is known only at its start what is taken over.
    let isAhead =
      record.stage == 1 && measuring.current.isEmpty && measuring.ready.isEmpty
      && measuring.next(of: number, definition.measures) != nil
    return isAhead ? Slot() : nil
  }

  /// Why a trial that is measured, or was, is not trained yet, in words.
  func whyMeasuring(_ id: Int) -> String? {
    if measuring.ready.contains(id) {
      return "trial \(id) is measured and waits to be trained" + (wait.map { ": it \($0.wait.description)" } ?? "")
    }
    guard let index = measuring.current[id] else { return nil }
    let name = definition.measures[index].metric
    if let holder = measuring.queue.holder(before: id) {
      return "trial \(id) waits to be measured ('\(name)'): trial \(holder) is on what is reserved"
    }
    if measuring.waiting.contains(id) { return "trial \(id) waits for a GPU to be measured on ('\(name)')" }
    return "trial \(id) is being measured ('\(name)')"
  }
}

extension Measure {
  /// The metric as a part of a file's name: what file systems may not take is written as in a URL.
  fileprivate var folderName: String {
    metric.utf8.reduce(into: "") { name, byte in
      let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      if isPlain || byte == 0x5F || byte == 0x2D || byte == 0x2E {
        name.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        name += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
  }
}
