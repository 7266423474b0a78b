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

  /// The number of the trial, for words.
  static func trial(of id: Int) -> Int { id % trials }
}
