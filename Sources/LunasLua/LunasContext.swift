import Foundation
import Locking
import LuaHost
import PlainJSON
import SearchEngine
import TrialStore

/// What the functions of the `lunas` module share: where searches are kept, and what the command line asked for.
public final class LunasContext: Sendable {
  /// What the command line gives instead of the script.
  public struct Overrides: Sendable {
    public var maxTrials: Int?
    public var parallel: Int?
    public var seed: UInt64?
    /// How many searches each controller of a comparison makes.
    public var seeds: Int?

    /// Makes overrides; nil leaves a setting to the script.
    public init(maxTrials: Int? = nil, parallel: Int? = nil, seed: UInt64? = nil, seeds: Int? = nil) {
      self.seeds = seeds
      self.maxTrials = maxTrials
      self.parallel = parallel
      self.seed = seed
    }

    /// Reads what ``json`` wrote.
    public init(json: [String: JSON]) {
      maxTrials = json["max"]?.intValue
      parallel = json["parallel"]?.intValue
      seed = json["seed"]?.stringValue.flatMap { UInt64($0) }
    }

    var json: [String: JSON] {
      var members: [String: JSON] = [:]
      members["max"] = maxTrials.map { .integer($0) }
      members["parallel"] = parallel.map { .integer($0) }
      members["seed"] = seed.map { .string(String($0)) }
      return members
    }
  }

  private struct Opened {
    let environment: SearchRunner.Environment
    let lock: WorkspaceLock
  }

  /// The state that runs the script.
  public let lua: LuaState
  /// Where its searches are kept, as it was given.
  public let workspacePath: String
  let supervisor: [String]
  /// The script that is run, or nil at the prompt.
  let script: String?
  let overrides: Overrides
  /// Whether `search:run()` goes on with a search that exists.
  let isResuming: Bool
  /// Whether the script is only looked at: what it enqueues goes into no store.
  let isChecking: Bool
  /// How long a reward or a stop rule that is a Lua function may take to answer. They look at numbers: one that runs for
  /// long is a mistake, and must hold up neither the search nor the prompt.
  let answerLimit: Duration
  let listener: @Sendable (SearchUpdate) async -> Void
  /// What runs in this process.
  let searches = RunningSearches()
  private let opened = Locked<Opened?>(nil)
  private let lastOutcome = Locked<SearchOutcome?>(nil)

  /// Makes the context of one script or session.
  public init(
    lua: LuaState, workspacePath: String, supervisor: [String], script: String? = nil,
    overrides: Overrides = .init(),
    isResuming: Bool = false, isChecking: Bool = false, answerLimit: Duration = .seconds(10),
    listener: @escaping @Sendable (SearchUpdate) async -> Void
  ) {
    self.lua = lua
    self.workspacePath = workspacePath
    self.supervisor = supervisor
    self.script = script
    self.overrides = overrides
    self.isResuming = isResuming
    self.isChecking = isChecking
    self.answerLimit = answerLimit
    self.listener = listener
  }

  /// Registers the module, and the Lua modules that are part of the program.
  public func install() async {
    await lua.withStack { $0.preload(as: "lunas") { LunasModule.make(self) } }
    await lua.searchLibrary(EmbeddedLibrary.modules)
  }

  /// The declarations of the objects that scripts meet.
  public var objectTypes: [LuaObjectType] { LunasModule.types }

  /// The names of the Lua modules that are part of the program.
  public var libraryModules: [String] { EmbeddedLibrary.modules.names }

  /// The workspace with its store, made when first needed, and locked against another controller until the end.
  func environment() throws -> SearchRunner.Environment {
    try opened.withLock { opened in
      if let opened { return opened.environment }
      let workspace = try Workspace(creating: workspacePath)
      let lock = try WorkspaceLock(workspace)
      let environment = SearchRunner.Environment(
        workspace: workspace, store: try TrialStore(opening: workspace.databasePath), supervisor: supervisor)
      opened = Opened(environment: environment, lock: lock)
      return environment
    }
  }

  /// The store of a search that another program or session has begun, for adding to it; nil where there is none.
  ///
  /// Without the lock, which the program that runs the search holds: it looks into the store before each proposal.
  func storeShared(of search: String) throws -> TrialStore? {
    if let store = opened.withLock({ $0?.environment.store }) { return store }
    guard let workspace = try? Workspace(opening: workspacePath),
      try TrialStore(opening: workspace.databasePath, readOnly: true).search(named: search) != nil
    else { return nil }
    return try TrialStore(opening: workspace.databasePath)
  }

  /// The store for looking, without the lock; nil where there is no workspace yet.
  func storeToRead() throws -> TrialStore? {
    if let store = opened.withLock({ $0?.environment.store }) { return store }
    guard let workspace = try? Workspace(opening: workspacePath) else { return nil }
    return try TrialStore(opening: workspace.databasePath, readOnly: true)
  }

  /// How the last search ended, for the exit code of the command.
  public var outcome: SearchOutcome? { lastOutcome.withLock { $0 } }

  func note(_ outcome: SearchOutcome) { lastOutcome.withLock { $0 = outcome } }
}
