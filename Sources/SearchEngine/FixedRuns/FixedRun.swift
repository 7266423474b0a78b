import PlainJSON
import SearchSpace
import TrialStore

/// Trainings that are no search: nobody proposes, and what is trained is known before.
///
/// The baseline and the repeats that measure noise are each kept as a search of fixed proposals, as full training is: one
/// trial for each training, under a name of its own such as `digits-baseline`. So trials are adopted, resumed, tried again,
/// given slots, logged and looked up as those of any search.
///
/// - What it is stands in the store's `spec` under `run`: its kind and the search that it belongs to. It has no parent in
///   the store, as it may be there before that search, or without it.
/// - Its stage says what it trains with, as ever: 1 with the proxy's values, data and time limit, 2 with those of full
///   training.
/// - What is trained again gets the next number: `digits-baseline-2`. The last one counts, and earlier ones stay to be
///   looked at.
///
/// Another kind is a case of ``Kind`` with its stage. One that trains in rounds is one run a round, named by the round;
/// its trials have those of the round before as their sources, in whose `artifacts` their checkpoints are. One that
/// tries settings is one run a setting, whose values stand in the definition's `proxy`.
public struct FixedRun: Sendable {
  /// What it is for.
  public enum Kind: String, Sendable {
    /// Full trainings of the reference architecture.
    case baseline
    /// One architecture on the proxy task, several times.
    case noise

    /// 1 where it trains as on the proxy task, 2 for full training.
    public var stage: Int { self == .baseline ? 2 : 1 }
  }

  public let kind: Kind
  /// The search that it belongs to.
  public let search: String
  /// What the store calls it.
  public let name: String
  /// What is trained, in the order of the trials.
  public let architectures: [Architecture]

  /// Names one architecture that is trained several times.
  ///
  /// - Parameters:
  ///   - count: how often, at least once.
  ///   - again: whether anew, also where the store has it already.
  public init(
    _ kind: Kind, of search: String, _ architecture: Architecture, count: Int, again: Bool = false,
    in store: TrialStore?
  ) throws {
    let last = try store.flatMap { try Self.latest(kind, of: search, in: $0) }
    self.kind = kind
    self.search = search
    architectures = Array(repeating: architecture, count: count)
    name = Self.name(kind, of: search, number: last.map { $0.number + (again ? 1 : 0) } ?? 1)
  }

  /// Reads what the store has; nil for a search.
  public init?(_ record: SearchRecord) throws {
    guard let (kind, search) = Self.identity(of: record) else { return nil }
    let space = try StoredSearch(json: record.spec).space()
    (self.kind, self.search, name) = (kind, search, record.name)
    architectures = try Self.proposals(of: record).map { try space.architecture(text: $0) }
  }

  /// The last run of a kind that a search has.
  public static func latest(_ kind: Kind, of search: String, in store: TrialStore) throws -> (
    record: SearchRecord, number: Int
  )? {
    var found: (SearchRecord, Int)?
    var number = 1
    while let record = try store.search(named: name(kind, of: search, number: number)) {
      guard let own = identity(of: record), own == (kind, search) else {
        throw StoreError.nameTaken(name: record.name, state: record.state)
      }
      found = (record, number)
      number += 1
    }
    return found
  }

  /// What a record is, and of which search; nil for a search.
  public static func identity(of record: SearchRecord) -> (kind: Kind, search: String)? {
    guard let run = record.spec["run"], let kind = run["kind"]?.stringValue.flatMap({ Kind(rawValue: $0) }),
      let search = run["of"]?.stringValue
    else { return nil }
    return (kind, search)
  }

  private static func name(_ kind: Kind, of search: String, number: Int) -> String {
    "\(search)-\(kind.rawValue)" + (number == 1 ? "" : "-\(number)")
  }

  /// The texts of what a record trains.
  static func proposals(of record: SearchRecord) -> [String] {
    (record.spec["proposals"]?.arrayValue ?? []).compactMap { $0.arrayValue?.last?.stringValue }
  }
}

/// Why trainings of the store are not those that are asked for.
public struct FixedRunError: Error, Sendable, CustomStringConvertible {
  let name: String
  let what: String

  public var description: String {
    "'\(name)' was trained with \(what); put it back, or train anew with again = true (--again), which keeps the earlier one"
  }
}
