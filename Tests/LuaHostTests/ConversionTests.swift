import LuaHost
import PlainJSON
import Testing

private struct Square: LuaObject {
  let side: Double
  static let luaType = LuaObjectType("Square", "A square.") {
    LuaProperty("side", "its length") { (square: Square) in square.side }
    LuaFunction(
      "area", "Computes.", LuaParameter<Square>("self", "the square"), returns: LuaResult<Double>("it")
    ) { $0.side * $0.side }
  }
}

private struct Circle: LuaObject {
  static let luaType = LuaObjectType("Circle", "A circle.") {}
}

@Suite struct ConversionTests {
  private func makeState() async throws -> LuaState {
    let lua = try LuaState()
    let (a, b) = (LuaParameter<Int>("a", ""), LuaParameter<Int?>("b", ""))
    let (c, d) = (LuaParameter<Int>("c", ""), LuaParameter<String>("d", ""))
    let text = LuaResult<String>("")
    await lua.withStack { stack in
      stack.setGlobal("none", LuaFunction("none", "", returns: text) { "none" })
      stack.setGlobal("one", LuaFunction("one", "", a, returns: text) { "\($0)" })
      stack.setGlobal("two", LuaFunction("two", "", a, b, returns: text) { "\($0) \($1 ?? 0)" })
      stack.setGlobal("three", LuaFunction("three", "", a, b, c, returns: text) { "\($0) \($1 ?? 0) \($2)" })
      stack.setGlobal(
        "four", LuaFunction("four", "", a, b, c, d, returns: text) { "\($0) \($1 ?? 0) \($2) \($3)" })
      stack.setGlobal(
        "seen", LuaFunction("seen", "", a, b, c, returns: text) { "\($0.count) \($1) \($2 ?? 0) \($3)" })
      stack.setGlobal(
        "sums",
        LuaFunction(
          "sums", "", LuaParameter<[String: [Double]]>("lists", ""), returns: LuaResult<[String: Double]>("")
        ) { $0.mapValues { $0.reduce(0, +) } })
      stack.setGlobal("square", Square(side: 3))
      stack.setGlobal("circle", Circle())
    }
    return lua
  }

  @Test(arguments: [
    ("{ a = { 1, 2, x = 3 } }", "a list expected, got a table with the key 'x'"),
    ("{ a = { x = 3 } }", "a list expected, got a table with the key 'x'"),
    ("{ a = { 1, [7] = 3 } }", "a list expected, got a table with the key [7]"),
    ("{ a = { 1, [true] = 3 } }", "a list expected, got a table with the key that is a boolean"),
    ("{ a = 5 }", "a list of number expected, got one, number; put it in { }"),
    ("{ a = 'x' }", "number[] expected, got string"),
  ]) func `a list has no other keys than its positions`(table: String, problem: String) async throws {
    let lua = try await makeState()
    let error = await #expect(throws: LuaError.self) {
      try await lua.run("return sums(\(table))", as: String.self)
    }
    #expect(error.map { "\($0)" }?.contains(problem) == true, "\(String(describing: error))")
  }

  @Test(arguments: [
    ("none()", "none"), ("one(1)", "1"), ("two(1)", "1 0"), ("two(1, 2)", "1 2"), ("three(1, nil, 3)", "1 0 3"),
    ("four(1, 2, 3.0, 'x')", "1 2 3 x"), ("seen(1, 2, 3)", "3 1 2 3"),
  ])
  func `arguments arrive in order, whatever their number`(call: String, result: String) async throws {
    #expect(try await makeState().run("return \(call)", as: String.self) == result)
  }

  @Test(arguments: [
    ("one()", "bad argument #1 to 'one' (a: integer expected, got no value)"),
    ("two(1, {})", "bad argument #2 to 'two' (b: integer expected, got table)"),
    ("three(1, nil, 1.5)", "bad argument #3 to 'three' (c: integer expected, got 1.5)"),
    ("four(1, nil, 3, '\\xff')", "bad argument #4 to 'four' (d: string in UTF-8 expected, got other bytes)"),
    ("sums { a = { 1, 'x' } }", "bad argument #1 to 'sums' (lists: a[2]: number expected, got string)"),
    ("sums { {} }", "bad argument #1 to 'sums' (lists: a key that is a string expected, got a number)"),
    ("sums(1)", "bad argument #1 to 'sums' (lists: table of names expected, got number)"),
  ])
  func `a mistake is named, whatever the number of arguments`(call: String, message: String) async throws {
    let lua = try await makeState()
    let error = await #expect(throws: LuaError.self) { try await lua.run("return \(call)", as: String.self) }
    #expect(error?.description == "chunk:1: " + message)
  }

  @Test func `tables of names are dictionaries`() async throws {
    let sums = try await makeState().run(
      "return sums { a = { 1, 2 }, ['a longer name than fits a word'] = {}, ['é\\0'] = { 4 } }",
      as: [String: Double].self)
    #expect(sums == ["a": 3, "a longer name than fits a word": 0, "é\0": 4])
  }

  @Test func `a list may come in any order`() async throws {
    let lua = try LuaState()
    let list = try await lua.run("local t = {} for i = 50, 1, -1 do t[i] = i end return t", as: DataList.self)
    #expect(list.elements == Array(1...50))
  }

  @Test(arguments: [
    (
      "local t = { 1 } for _ = 1, 40 do t = { t, t } end return t",
      "data of at most 1000000 values expected, got more"
    ),
    ("local t = { a = 1 } for _ = 1, 40 do t = { a = t, b = t } end return t", "data of at most 1000000 values"),
    ("local t = {} for i = 1, 1000001 do t[i] = true end return t", "[1000001]: data of at most 1000000 values"),
    ("local t = {} for _ = 1, 300 do t = { t } end return t", "tables in at most 200 levels expected, got more"),
    ("local t = {} t.t = t return t", "t: a table that does not contain itself expected, got a cycle"),
  ])
  func `data that is too large or too deep is refused`(source: String, message: String) async throws {
    let lua = try LuaState()
    let error = await #expect(throws: LuaConversionError.self) { try await lua.run(source, as: JSON.self) }
    #expect(error?.description.contains(message) == true, "\(error as Any)")
  }

  @Test func `large data is read`() async throws {
    let lua = try LuaState()
    let half = "local t = {} for i = 1, 499999 do t[i] = i end return { t, t }"
    #expect(try await lua.run(half, as: JSON.self).arrayValue?.last?.arrayValue?.count == 499_999)
  }

  @Test func `a method is the same function each time`() async throws {
    let lua = try await makeState()
    #expect(try await lua.run("return square.area == square.area and square:area()", as: Double.self) == 9)
  }

  @Test func `an object with the metatable of another type is refused`() async throws {
    let source = "debug.setmetatable(circle, debug.getmetatable(square)) return square.area(circle)"
    let lua = try await makeState()
    await #expect(throws: LuaError.self) { try await lua.run(source, as: Double.self) }
  }
}

/// A list read as data, whose keys Lua may give in any order.
private struct DataList: FromLua, Sendable {
  let elements: [Int]
  static let luaTypeName = "list"

  static func peek(_ stack: LuaStack, at index: Int32) throws -> DataList {
    var reading = LuaDataReading()
    let contents = try stack.readTable(at: index, in: &reading) { place, _ in try stack.peek(Int.self, at: place) }
    guard case .list(let elements) = contents else { throw stack.mismatch(expected: luaTypeName, at: index) }
    return DataList(elements: elements)
  }
}
