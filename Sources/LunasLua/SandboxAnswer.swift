import LuaHost
import PlainJSON
import SearchSpace

/// What the process of a sandbox tells its host: the description that the script returned, or what went wrong. One JSON
/// document, since nothing else of the script's may come out.
public enum SandboxAnswer: Sendable {
  case description(SearchSpace, isSpace: Bool)
  case failure(String)

  /// What a script that returns nothing describes.
  public static func nothing() throws -> SandboxAnswer {
    .description(try SearchSpace(.constant(.null)), isSpace: false)
  }

  /// Takes what a script returned.
  public init(_ result: LuaReference?, of lua: LuaState) async {
    do {
      guard let result else {
        self = try .nothing()
        return
      }
      let (space, isSpace) = try await lua.withStack { stack -> (SearchSpace, Bool) in
        stack.push(result)
        let isSpace = (try? stack.peek(LuaSpace.self, at: -1)) != nil
        if isSpace { return (try stack.peek(SpaceArgument.self, at: -1).space, isSpace) }
        return (try SearchSpace(try stack.peek(Template.self, at: -1)), isSpace)
      }
      if space.hasFunctions {
        throw BindingError("a space with functions (where, canonical) cannot leave a sandbox; use nas.constraint")
      }
      // The host will read and compile it, too: if it cannot, or if that needs too much, it must be found out here.
      let answer = SandboxAnswer.description(space, isSpace: isSpace)
      self = try SandboxAnswer(text: Array(answer.text.utf8))
    } catch {
      self = .failure("a sandboxed script returns data, a table with decisions or a space: \(error)")
    }
  }

  /// The document.
  public var text: String {
    switch self {
    case .description(let space, let isSpace):
      JSON.object(["description": space.document, "is_space": .bool(isSpace)]).text
    case .failure(let message): JSON.object(["error": .string(message)]).text
    }
  }

  init(text: [UInt8]) throws {
    let document = try JSON(parsing: text)
    if let message = document["error"]?.stringValue {
      self = .failure(message)
    } else {
      self = .description(
        try SearchSpace(document: document["description"] ?? .null), isSpace: document["is_space"] == .bool(true))
    }
  }
}

/// A description as the value that a script of the host's gets.
struct SandboxResult: ToLua, Sendable {
  enum Value: Sendable {
    case space(LuaSpace)
    case table(Template)
  }

  let value: Value
  static var luaTypeName: String { "any" }

  func push(to stack: LuaStack) {
    switch value {
    case .space(let space): stack.push(space)
    case .table(let template): Self.push(template, to: stack)
    }
  }

  private static func push(_ template: Template, to stack: LuaStack) {
    switch template {
    case .constant(let value): stack.push(value)
    case .decision(let decision): stack.push(LuaDecision(decision: decision))
    case .list(let elements):
      stack.pushTable(arrayCount: elements.count)
      for (position, element) in elements.enumerated() {
        push(element, to: stack)
        stack.setElement(position + 1, of: -2)
      }
    case .table(let members):
      stack.pushTable(fieldCount: members.count)
      for (key, member) in members {
        push(member, to: stack)
        stack.setField(key, of: -2)
      }
    }
  }
}
