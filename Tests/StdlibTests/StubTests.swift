import LuaHost
import LunasLua
import PlainJSON
import Testing

/// The stubs for editors against the declarations and the live module.
@Suite struct StubTests {
  let module: LuaModule
  let text: String

  init() throws {
    module = try Stubs.declarations()
    text = try Stubs.text()
  }

  @Test func `the committed stubs are those of the declarations`() throws {
    let committed = String(decoding: try Repository.bytes(of: "Stdlib/meta/\(Stubs.fileName)"), as: UTF8.self)
    let (ours, theirs) = (text.split(separator: "\n"), committed.split(separator: "\n"))
    let first = zip(ours, theirs).first { $0 != $1 }
    // As a condition of its own, so that a failure shows the first difference and not both files.
    let isSame = text == committed
    #expect(
      isSame,
      """
      Stdlib/meta/\(Stubs.fileName) is out of date; run: \(Stubs.regenerate)
      now:       \(first.map { String($0.0) } ?? "\(ours.count) lines")
      committed: \(first.map { String($0.1) } ?? "\(theirs.count) lines")
      """)
  }

  @Test func `functions have the names and parameters of the live module`() async throws {
    let host = try await Host()
    // Methods belong to locals of the file, so the copy that is loaded here returns those too.
    let types = module.types.filter { !$0.methods.isEmpty }.map(\.name)
    let tables = (["nas = lunas"] + types.map { "\($0) = \($0)" }).joined(separator: ", ")
    let stub = try await host.lua.run(
      Array(text.replacing("\nreturn lunas\n", with: "\nreturn { \(tables) }\n").utf8), name: "@stub.lua")
    let walk = try await host.lua.run(
      Array(
        """
        local function walk(value, path, found)
          for name, field in pairs(value) do
            local inner = path and path .. "." .. name or name
            if type(field) == "function" then
              found[inner] = debug.getinfo(field, "u").nparams
            elseif type(field) == "table" then
              walk(field, inner, found)
            end
          end
          return found
        end
        return function(stub) return walk(stub, nil, {}) end
        """.utf8), name: "=walk")
    let stubbed = try await host.lua.call(walk[0], [stub[0]], as: JSON.self).objectValue ?? [:]

    var live = try await host.live()
    for module in module.allModules {
      for member in module.lazy {
        let count = "return debug.getinfo(require '\(member.module)', 'u').nparams"
        live["\(module.name).\(member.name)"] = try await host.lua.run(count, as: Int.self)
      }
    }
    for type in module.types {
      for method in type.methods { live["\(type.name).\(method.name)"] = method.parameters.count }
    }
    #expect(stubbed.compactMapValues(\.intValue) == live)
  }

  /// What LuaCATS knows by itself.
  static let builtins: Set<String> = [
    "any", "boolean", "fun", "function", "integer", "nil", "number", "string", "table", "true", "false",
    "userdata",
    "thread", "unknown",
  ]

  @Test func `every type is a known one`() throws {
    let classes = text.matches(of: /(?m)^---@(?:class|alias) (?:\(exact\) )?([\w.]+)/).map { String($0.output.1) }
    #expect(Set(classes).count == classes.count, "a class is declared twice")
    for line in text.split(separator: "\n") {
      guard let match = line.firstMatch(of: /^---@(?:field|param|return) (?:[\w]+\??  *)?(.*)$/) else { continue }
      let type = Self.type(at: line.hasPrefix("---@return") ? line.dropFirst("---@return ".count) : match.output.1)
      for word in LuaStub.words(of: type) {
        #expect(Self.builtins.contains(word) || classes.contains(word), "\(word) in \(line)")
      }
    }
  }

  /// The type at the beginning of an annotation: up to the first space outside brackets that follows no colon or comma.
  private static func type(at text: Substring) -> String {
    var depth = 0
    var last: Character = " "
    for (index, character) in zip(text.indices, text) {
      if "(<".contains(character) { depth += 1 }
      if ")>".contains(character) { depth -= 1 }
      if character == " ", depth == 0, !":,|".contains(last) { return String(text[..<index]) }
      last = character
    }
    return String(text)
  }

  @Test func `every object that a function takes or gives is declared, and options have one name each`() {
    let names = module.types.map(\.name) + module.records.map(\.name) + module.allOptions.map(\.name)
    #expect(Set(names).count == names.count, "a name is taken twice: \(names.sorted())")
    for function in module.allFunctions {
      let types =
        function.parameters.flatMap { [$0.stubType] + $0.fields.map(\.stubType) } + [function.result.stubType]
        + function.furtherResults.map(\.stubType)
      for word in types.flatMap(LuaStub.words) where word.first?.isUppercase == true {
        #expect(names.contains(word), "\(word), of \(function.name), is in no list of the module")
      }
    }
    for word in module.types.flatMap(\.properties).flatMap({ LuaStub.words(of: $0.stubType) })
    where word.first?.isUppercase == true {
      #expect(names.contains(word), "\(word), of a property, is in no list of the module")
    }
    // Two types of options with one name would share one class.
    var fields: [String: [String]] = [:]
    for options in module.allFunctions.flatMap({ $0.parameters.compactMap(\.options) }) {
      #expect(fields[options.name] ?? options.fields.map(\.name) == options.fields.map(\.name), "\(options.name)")
      fields[options.name] = options.fields.map(\.name)
    }
  }

  @Test func `types are taken apart as LuaCATS reads them`() {
    #expect(
      LuaStub.words(of: "string|fun(view: SearchView, n?: integer): (Best|nil)") == [
        "string", "fun", "SearchView", "integer", "Best", "nil",
      ])
    #expect(LuaStub.words(of: #""soft"|"Hard"|table<string, Trial[]>"#) == ["table", "string", "Trial"])
    #expect(
      LuaStub.qualified(#""Hard"|fun(x: Space): Best[]"#, with: "a.") == #""Hard"|fun(x: a.Space): a.Best[]"#)
    #expect([[Int]?].luaStubType == "integer[]?[]")
    #expect([Int?]?.luaStubType == "integer?[]?")
  }
}

extension Host {
  /// Every function that `require "lunas"` gives, with the number of its parameters.
  fileprivate func live() async throws -> [String: Int] {
    let module = try await lua.run(Array("return require 'lunas'".utf8), name: "=live")
    return try await lua.withStack { stack in
      var found: [String: Int] = [:]
      func walk(_ path: String) throws {
        try stack.forEachPair(of: -1) {
          let inner = try path + "." + stack.peek(String.self, at: -2)
          if let function = stack.boundFunction(at: -1) {
            found[inner] = function.parameters.count
          } else if stack.isTable(at: -1) {
            try walk(inner)
          }
        }
      }
      stack.push(module[0])
      try walk("nas")
      return found
    }
  }
}
