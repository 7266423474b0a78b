import CLua

/// The contents of a table that holds data: elements in order, or named members.
public enum LuaTableContents<Value> {
  case list([Value])
  case members([String: Value])
}

/// One conversion of a Lua value that holds data: where it stands, and how much it has read.
public struct LuaDataReading {
  /// Levels of tables in data: every level takes a part of the thread's stack, which a script could exhaust.
  static let deepest = 200
  /// Values in data. A table that stands in several places is read in each, so that a few lines can make data which
  /// no machine holds.
  static let largest = 1_000_000

  /// The tables that are being read, to find cycles.
  private var open: Set<UnsafeRawPointer> = []
  private var count = 0

  /// Begins a conversion.
  public init() {}

  /// Steps into a table.
  fileprivate mutating func enter(_ table: UnsafeRawPointer?) throws -> UnsafeRawPointer {
    guard let table, open.insert(table).inserted else {
      throw LuaConversionError(expected: "a table that does not contain itself", got: "a cycle")
    }
    if open.count > Self.deepest {
      throw LuaConversionError(expected: "tables in at most \(Self.deepest) levels", got: "more")
    }
    return table
  }

  fileprivate mutating func leave(_ table: UnsafeRawPointer) { open.remove(table) }

  fileprivate mutating func countValue() throws {
    count += 1
    if count > Self.largest {
      throw LuaConversionError(expected: "data of at most \(Self.largest) values", got: "more")
    }
  }
}

extension LuaStack {
  /// Reads a table that holds data, raw.
  ///
  /// - Parameters:
  ///   - index: where the table is.
  ///   - reading: the conversion that the table is a part of.
  ///   - each: reads the value at an index.
  /// - Throws: ``LuaConversionError`` with the path for a cycle, data that is too deep or too large, a key that is
  ///   neither name nor position, a gap, or a table with both kinds of keys.
  public func readTable<Value>(
    at index: Int32, in reading: inout LuaDataReading, each: (Int32, inout LuaDataReading) throws -> Value
  ) throws -> LuaTableContents<Value> {
    let table = try reading.enter(identity(at: index))
    defer { reading.leave(table) }
    // Lua gives the elements of a list in order; only what comes otherwise has to be sorted out.
    var elements: [Value] = []
    var strays: [Int: Value] = [:]
    var members: [String: Value] = [:]
    try forEachPair(of: index) {
      let key = try TableKey(self, at: -2)
      do {
        try reading.countValue()
        let value = try each(absolute(-1), &reading)
        switch key {
        case .position(elements.count + 1): elements.append(value)
        case .position(let position): strays[position] = value
        case .name(let name): members[name] = value
        }
      } catch let problem as LuaConversionError { throw problem.under(key.text) }
    }
    if members.isEmpty { return .list(strays.isEmpty ? elements : try TableKey.list(elements, strays)) }
    guard elements.isEmpty, strays.isEmpty else {
      throw LuaConversionError(expected: "keys that are all names or all positions", got: "a table with both")
    }
    return .members(members)
  }
}

/// A key of a table that holds data: a name, or a position in a list.
enum TableKey: Sendable, Hashable {
  case name(String)
  case position(Int)

  /// Reads the key at an index.
  init(_ stack: LuaStack, at index: Int32) throws {
    switch lua_type(stack.L, index) {
    case LUA_TSTRING: self = .name(try String.peek(stack, at: index))
    case LUA_TNUMBER where clua_isinteger(stack.L, index) != 0:
      self = .position(Int(lua_tointegerx(stack.L, index, nil)))
    default:
      throw LuaConversionError(
        expected: "a key that is a string or a whole number", got: "a \(stack.typeName(at: index))")
    }
  }

  /// The key as it stands in a path.
  var text: String {
    switch self {
    case .name(let name): name
    case .position(let position): "[\(position)]"
    }
  }

  /// The values of positions 1..n in order, of which some came in order and others did not.
  ///
  /// - Throws: ``LuaConversionError`` where a position is missing.
  static func list<Value>(_ inOrder: [Value], _ strays: [Int: Value]) throws -> [Value] {
    var elements = strays
    for (offset, element) in inOrder.enumerated() { elements[offset + 1] = element }
    return try (0..<elements.count).map { offset in
      guard let element = elements[offset + 1] else {
        let stray = elements.keys.sorted().first { !(1...elements.count).contains($0) }
        throw LuaConversionError(
          expected: "a list with the keys 1 to \(elements.count)",
          got: "no [\(offset + 1)] but [\(stray.map(String.init) ?? "?")]")
      }
      return element
    }
  }
}
