import Locking
import LuaHost
import SearchEngine
import SearchSpace
import TrialStore

/// What is to be trained first in a search that is not in the store yet.
final class PendingArchitectures: Sendable {
  private let requests: Locked<[EnqueueRequest]>

  init(_ requests: [EnqueueRequest] = []) { self.requests = Locked(requests) }

  var all: [EnqueueRequest] { requests.withLock { $0 } }

  func add(_ new: [EnqueueRequest], space: SearchSpace) throws -> EnqueueReport {
    // A canonical form may be a Lua function, which must not run with the lock held.
    var all = all
    let report = try Searches.enqueue(new, after: &all, space: space)
    requests.withLock { [all] in $0 = all }
    return report
  }
}

extension LuaSearch {
  struct EnqueueOptions: LuaOptions {
    var repeats = 1
    static let fields = [
      LuaField(
        "repeats", "how often each may be proposed in all: it is trained as often as it falls short of that",
        \EnqueueOptions.repeats)
    ]
  }

  static let enqueue = LuaFunction(
    "enqueue",
    "Has architectures trained next, in order, before the controller is asked again; before the search starts, while it "
      + "runs, here or in another program, and while it is stopped. What was proposed before is left out.",
    LuaParameter<LuaSearch>("self", "the search"),
    LuaParameter<ArchitecturesArgument>("archs", "an architecture or a trial, or a list of them"),
    LuaParameter<EnqueueOptions>("options", "how often"), returns: LuaResult<LuaEnqueued>("what was taken")
  ) { own, archs, options in
    guard options.repeats >= 1 else {
      throw LuaConversionError(expected: "at least 1", got: "\(options.repeats)", path: ["repeats"])
    }
    let architectures = try archs.architectures(of: own.definition.space, for: "enqueue")
    return LuaEnqueued(
      report: try own.enqueue(architectures.map { EnqueueRequest(architecture: $0, repeats: options.repeats) }))
  }

  private func enqueue(_ requests: [EnqueueRequest]) throws -> EnqueueReport {
    switch stage {
    case .proxy: break
    case .full: throw LiveSearchError.enqueuedInFull(name: name)
    case .fixed(let run): throw LiveSearchError.enqueuedInFixed(run)
    }
    let latest = context.searches.latest(name)
    // A script that defines a search must not take the workspace, which may be that of another program.
    let isKnown = latest != nil || context.isResuming || context.script == nil
    let store =
      if isKnown {
        try context.environment().store
      } else {
        context.isChecking ? nil : try context.storeShared(of: name)
      }
    guard let store, let record = try store.search(named: name) else {
      return try pending.add(requests, space: definition.space)
    }
    if record.state.isFinal, !Searches.canExtend(record, to: definition) {
      // A script is run again to resume what comes after this search.
      if context.isResuming { return EnqueueReport() }
      // It may be run again, too, to look at what it has trained.
      let report = try Searches.plan(requests, for: record, of: definition, in: store).report
      if report.taken == 0 { return report }
      throw LiveSearchError.hasEnded(record)
    }
    let report = try Searches.enqueue(requests, to: record, of: definition, in: store)
    latest?.hearOfEnqueued()
    return report
  }
}

/// What became of the architectures that were enqueued.
struct LuaEnqueued: LuaObject {
  let report: EnqueueReport

  static let luaType = LuaObjectType("Enqueued", "What became of architectures that were enqueued.") {
    LuaProperty("taken", "how many trials were added") { (own: LuaEnqueued) in own.report.taken }
    LuaProperty("left_out", "in words, those that were proposed or enqueued before") { (own: LuaEnqueued) in
      own.leftOut
    }
  }

  private var leftOut: [String] {
    report.leftOut.map { entry in
      "[\(entry.position + 1)], which " + (entry.trial.map { "trial \($0) has" } ?? "is enqueued already")
    }
  }

  var luaText: String {
    "\(report.taken) taken" + (leftOut.isEmpty ? "" : "; left out: " + leftOut.joined(separator: ", "))
  }
}
