/// Which trial a slot is for, among the trials of all searches of a process.
public struct SlotTicket: Sendable, Hashable {
  /// What the pool calls it.
  let id: Int

  /// Names a trial.
  ///
  /// - Parameter search: the number of the search in its store, which also sets tickets of a search and of its full training
  ///   apart.
  public init(search: Int64, trial: Int) { id = Int(search) * Self.trials + trial }

  private static let trials = 1_000_000_000

  /// Names what a search keeps for its measures.
  public init(measuresOf search: Int64, place: Int) { self.init(search: search, trial: Self.trials - 1 - place) }

  /// Whether it is for measures; there are never so many trials.
  static func isForMeasures(_ id: Int) -> Bool { id % trials > trials - 1000 }

  /// Whether it is for measures of another search.
  static func isForMeasures(_ id: Int, besides search: Int64) -> Bool {
    isForMeasures(id) && id / trials != Int(search)
  }

  /// The number of the trial, for words.
  static func trial(of id: Int) -> Int { id % trials }
}
