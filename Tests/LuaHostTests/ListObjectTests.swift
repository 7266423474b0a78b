import LuaHost
import Testing

/// A list that is made as it is read.
private struct Squares: LuaObject {
  let count: Int
  static let luaType = LuaObjectType("Squares", "Square numbers.") {
    LuaElements("the squares", count: { (own: Squares) in own.count }) { (own: Squares, position) -> Int? in
      (1...max(1, own.count)).contains(position) && own.count > 0 ? position * position : nil
    }
    LuaProperty("name", "what they are") { (_: Squares) in "squares" }
  }
}

/// Objects that are lists too.
@Suite struct ListObjectTests {
  private func text(_ source: String, count: Int = 3) async throws -> String {
    let lua = try LuaState()
    await lua.withStack { $0.setGlobal("list", Squares(count: count)) }
    return try await lua.run("return tostring((function() \(source) end)())", as: String.self)
  }

  @Test func `they have a length, elements by position, and members by name`() async throws {
    #expect(try await text("return #list") == "3")
    #expect(
      try await text("return list[1] .. ' ' .. list[3] .. ' ' .. list[2.0] .. ' ' .. list.name") == "1 9 4 squares"
    )
    #expect(try await text("return tostring(list[0]) .. tostring(list[4]) .. tostring(list[-1])") == "nilnilnil")
    #expect(
      try await text("return tostring(list[math.maxinteger]) .. tostring(list[math.mininteger])") == "nilnil")
    #expect(try await text("return #list .. tostring(list[1])", count: 0) == "0nil")
  }

  @Test func `Lua's own functions take them as lists`() async throws {
    #expect(
      try await text(
        "local all = {} for i, v in ipairs(list) do all[i] = i .. '=' .. v end return table.concat(all, ' ')")
        == "1=1 2=4 3=9")
    #expect(
      try await text("return select('#', table.unpack(list)) .. ' ' .. table.concat(list, ',')") == "3 1,4,9")
  }

  @Test func `what is neither a member nor a position is an error`() async throws {
    for (source, message) in [
      ("return list.nme", "unknown field of a Squares 'nme'; did you mean 'name'?"),
      ("return list[{}]", "string expected, got table"), ("return list[1.5]", "string expected, got number"),
      ("list[1] = 2", "attempt to index"),
    ] {
      let error = await #expect(throws: LuaError.self) { try await text(source) }
      #expect("\(try #require(error))".contains(message), "\(String(describing: error))")
    }
  }
}
