import Controllers
import SearchSpace
import TrialStore

/// An architecture to train before the controller is asked again.
public struct EnqueueRequest: Sendable, Hashable {
  /// What to train.
  public let architecture: Architecture
  /// How often it may be proposed in all: it is enqueued as often as it falls short of that.
  public let repeats: Int

  /// Makes a request.
  public init(architecture: Architecture, repeats: Int = 1) {
    self.architecture = architecture
    self.repeats = repeats
  }
}

/// What became of some requests.
public struct EnqueueReport: Sendable, Equatable {
  /// A request that added nothing.
  public struct LeftOut: Sendable, Equatable {
    /// Which of the requests, from 0.
    public let position: Int
    /// The trial that has the architecture; nil where it is enqueued already.
    public let trial: Int?
  }

  /// How many trials were added; one request can be several.
  public internal(set) var taken = 0
  /// Requests whose architecture was proposed or enqueued as often as it may be.
  public internal(set) var leftOut: [LeftOut] = []

  /// A report of nothing.
  public init() {}
}

extension Searches {
  /// Stores what is to be trained next, before the controller is asked again.
  ///
  /// - Returns: what was added and what was left out.
  /// - Throws: ``SearchError/changed(name:what:)`` where the search was started with another space.
  public static func enqueue(
    _ requests: [EnqueueRequest], to record: SearchRecord, of definition: SearchDefinition, in store: TrialStore
  ) throws -> EnqueueReport {
    let (added, report) = try plan(requests, for: record, of: definition, in: store)
    try store.enqueue(search: record.id, added.map { (definition.space.text(of: $0.architecture), $0.repeats) })
    return report
  }

  /// What ``enqueue(_:to:of:in:)`` would store, without storing it.
  public static func plan(
    _ requests: [EnqueueRequest], for record: SearchRecord, of definition: SearchDefinition, in store: TrialStore
  ) throws -> (added: [EnqueueRequest], report: EnqueueReport) {
    let space = definition.space
    if !StoredSearch(json: record.spec).hasSameSpace(as: StoredSearch(definition, overrides: [:])) {
      throw SearchError.changed(name: record.name, what: "its search space")
    }
    var known = try KnownArchitectures(search: record.id, space: space, in: store)
    for entry in try store.enqueued(search: record.id) {
      try known.insertEnqueued(try space.architecture(text: entry.architecture), of: space)
    }
    return try known.take(requests, of: space)
  }

  /// Adds requests to those of a search that is not in the store yet.
  public static func enqueue(
    _ requests: [EnqueueRequest], after earlier: inout [EnqueueRequest], space: SearchSpace
  ) throws -> EnqueueReport {
    var known = KnownArchitectures()
    for request in earlier { try known.insertEnqueued(request.architecture, of: space) }
    let (added, report) = try known.take(requests, of: space)
    earlier += added
    return report
  }
}

/// How often each network was proposed or enqueued.
struct KnownArchitectures: Sendable {
  private struct Entry {
    var count = 0
    /// The latest trial of the network; nil while it is only enqueued.
    var trial: Int?
  }

  private var entries: [ArchitectureIdentity: Entry] = [:]

  init() {}

  /// Those that a search has proposed.
  init(search: Int64, space: SearchSpace, in store: TrialStore) throws {
    for trial in try store.trials(search: search) {
      let architecture = try space.architecture(text: trial.architecture)
      try insert(Proposal(number: trial.number, architecture: architecture), of: space)
    }
  }

  mutating func insert(_ proposal: Proposal, of space: SearchSpace) throws {
    let identity = try space.identity(of: proposal.architecture)
    entries[identity, default: Entry()].count += 1
    entries[identity]?.trial = proposal.number
  }

  mutating func insertEnqueued(_ architecture: Architecture, of space: SearchSpace) throws {
    entries[try space.identity(of: architecture), default: Entry()].count += 1
  }

  /// The latest trial of a network that was proposed as often as it may be; nil for any other.
  func latest(_ architecture: Architecture, of space: SearchSpace, ifProposed repeats: Int) throws -> Int? {
    guard let entry = entries[try space.identity(of: architecture)], entry.count >= repeats else { return nil }
    return entry.trial
  }

  /// Takes in what requests add.
  mutating func take(
    _ requests: [EnqueueRequest], of space: SearchSpace
  ) throws -> (added: [EnqueueRequest], EnqueueReport) {
    var (added, report): ([EnqueueRequest], EnqueueReport) = ([], EnqueueReport())
    for (position, request) in requests.enumerated() {
      let identity = try space.identity(of: request.architecture)
      let entry = entries[identity] ?? Entry()
      let missing = request.repeats - entry.count
      if missing <= 0 {
        report.leftOut.append(.init(position: position, trial: entry.trial))
        continue
      }
      added += Array(repeating: request, count: missing)
      report.taken += missing
      entries[identity, default: Entry()].count += missing
    }
    return (added, report)
  }
}
