import CLua
import CLunas
import Locking

/// What bound functions find behind the state that calls them. One per state, reached through its extra space.
///
/// It is touched only on the state's executor, but for the queue of dropped references.
final class LuaOwner {
  /// The state itself, for what keeps a function of it.
  weak var state: LuaState?

  /// The wait that a bound function has asked for, between its return and the yield's arrival at the driver.
  var pendingWait: LuaWait?

  /// Registry slots that Swift let go of; see ``ReleaseQueue``.
  let released = ReleaseQueue()

  static func of(_ L: OpaquePointer) -> LuaOwner {
    Unmanaged<LuaOwner>.fromOpaque(lunas_owner(L)).takeUnretainedValue()
  }

  /// Gives the slots that Swift let go of back to Lua's collector.
  func drainReleased(_ L: OpaquePointer) {
    for slot in released.take() { luaL_unref(L, clua_registryindex, slot) }
  }
}

/// Registry slots to free. A reference may be dropped on any thread, but only the owner of the state may touch it.
final class ReleaseQueue: Sendable {
  private let slots = Locked<[Int32]>([])

  func add(_ slot: Int32) { slots.withLock { $0.append(slot) } }

  func take() -> [Int32] {
    slots.withLock { slots in
      defer { slots.removeAll() }
      return slots
    }
  }
}
