import CLunas

// What C calls. These are top-level and nonisolated on purpose: a closure would inherit the isolation of the place
// where it is written and trap on the state's queue.

/// Calls the Swift function behind a Lua closure. Returns a count of results, or one of the negative marks.
@c(lunas_swift_call)
func swiftCall(_ L: OpaquePointer, _ function: UnsafeMutableRawPointer) -> Int32 {
  Unmanaged<BoundFunction>.fromOpaque(function)._withUnsafeGuaranteedRef { $0.body(LuaStack(L)) }
}

/// Releases the Swift object that a userdata owned. It runs in the middle of a collection: it must not touch Lua.
@c(lunas_swift_release)
func swiftRelease(_ object: UnsafeMutableRawPointer) {
  Unmanaged<AnyObject>.fromOpaque(object).release()
}

/// Drops a wait that cannot reach the host.
@c(lunas_swift_forget_wait)
func swiftForgetWait(_ owner: UnsafeMutableRawPointer) {
  Unmanaged<LuaOwner>.fromOpaque(owner).takeUnretainedValue().pendingWait = nil
}
