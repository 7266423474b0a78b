import Controllers
import Locking
import LuaHost
import SearchSpace

/// What the `tell` of a controller table has heard.
///
/// A search that goes on in the same process tells its controller everything again, and a table that keeps a state has
/// that already. So it hears each trial once. A table that another search has told cannot serve: its state is of that.
struct HeardTrials: LuaObject {
  static let luaType = LuaObjectType("HeardTrials", "What a controller table has heard.") {}

  private struct Key: Sendable, Equatable {
    let number: Int
    let architecture: Architecture
  }

  private final class Keys: Sendable {
    let all = Locked<[Key]>([])
  }

  private let keys = Keys()

  /// How many it has heard.
  var count: Int { keys.all.withLock { $0.count } }

  /// Whether the trial that comes after `told` others has been heard; nil where another one has been in its place.
  func contains(_ result: TrialResult, after told: Int) -> Bool? {
    keys.all.withLock { keys in
      if told >= keys.count { return false }
      return keys[told] == Key(number: result.number, architecture: result.architecture) ? true : nil
    }
  }

  /// Takes in the next one.
  func append(_ result: TrialResult) {
    keys.all.withLock { $0.append(Key(number: result.number, architecture: result.architecture)) }
  }
}
