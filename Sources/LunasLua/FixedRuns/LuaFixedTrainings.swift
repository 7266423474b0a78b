import LuaHost
import SearchEngine
import TrialStore

/// Trainings that are no search, in Lua: they are run, and there is a report on them.
public protocol LuaFixedTrainings: LuaObject {
  associatedtype Report: LuaObject

  /// What is trained.
  var trainings: FixedTrainings { get }

  /// What the store tells of them; nil where nothing was trained.
  static func report(on record: SearchRecord, metric: String?, in store: TrialStore) throws -> Report?
}

extension LuaFixedTrainings {
  /// Trains what has not been trained yet, or everything anew.
  public func run(again: Bool) async throws -> Report {
    let (record, store) = try await trainings.run(again: again)
    guard let report = try Self.report(on: record, metric: trainings.metric, in: store) else {
      throw FixedTrainings.NotTrained(trainings)
    }
    return report
  }

  /// What is known so far; nil where nothing was trained.
  public func report() throws -> Report? {
    guard let (record, store) = try trainings.stored() else { return nil }
    return try Self.report(on: record, metric: trainings.metric, in: store)
  }
}
