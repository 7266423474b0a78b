import CLua

/// How kinds of values are set off from each other; each part stands around the text of a value.
public struct LuaPalette: Sendable {
  /// Colours one kind of value.
  public typealias Paint = @Sendable (String) -> String

  public var string: Paint
  public var number: Paint
  public var constant: Paint
  public var key: Paint
  /// Functions, objects, and what is left out.
  public var other: Paint

  /// Makes a palette.
  public init(
    string: @escaping Paint, number: @escaping Paint, constant: @escaping Paint, key: @escaping Paint,
    other: @escaping Paint
  ) {
    self.string = string
    self.number = number
    self.constant = constant
    self.key = key
    self.other = other
  }

  /// No colours.
  public static let plain = LuaPalette(
    string: { $0 }, number: { $0 }, constant: { $0 }, key: { $0 }, other: { $0 })
}

extension LuaStack {
  /// A value as a person reads it: tables with their contents, bounded in depth and length, cycles marked.
  ///
  /// It may call a script's `__tostring`. Text at the outermost level is shown as it would be typed.
  public func display(at index: Int32, width: Int = 80, palette: LuaPalette = .plain) -> String {
    var display = Display(stack: self, width: width, palette: palette)
    return display.part(at: absolute(index), level: 0).text
  }
}

/// One showing of a value.
private struct Display {
  /// A text and the columns that it takes in one line; colours take none.
  struct Part {
    var text: String
    var width: Int

    init(_ plain: String, _ paint: LuaPalette.Paint) {
      text = paint(plain)
      width = plain.contains("\n") ? .max / 4 : plain.count
    }

    init(text: String, width: Int) {
      self.text = text
      self.width = width
    }
  }

  let stack: LuaStack
  let width: Int
  let palette: LuaPalette
  private var open: Set<UnsafeRawPointer> = []
  private var itemsLeft = 500
  private static let (maxDepth, maxItems, maxString) = (6, 50, 1000)

  init(stack: LuaStack, width: Int, palette: LuaPalette) {
    self.stack = stack
    self.width = width
    self.palette = palette
  }

  mutating func part(at index: Int32, level: Int) -> Part {
    lua_checkstack(stack.L, 8)
    switch lua_type(stack.L, index) {
    case LUA_TSTRING: return Part(quoted(stack.lossyText(at: index)), palette.string)
    case LUA_TNUMBER: return Part(converted(at: index), palette.number)
    case LUA_TNIL, LUA_TBOOLEAN: return Part(converted(at: index), palette.constant)
    case LUA_TTABLE where !describesItself(at: index): return table(at: index, level: level)
    case LUA_TFUNCTION: return Part(function(at: index), palette.other)
    default:
      let text = converted(at: index)
      return level == 0 ? Part(text: text, width: text.count) : Part(text, palette.other)
    }
  }

  private func converted(at index: Int32) -> String {
    do { return try stack.text(at: index) } catch { return "<\(stack.typeName(at: index)): \(error)>" }
  }

  private func describesItself(at index: Int32) -> Bool {
    guard lua_getmetatable(stack.L, index) != 0 else { return false }
    stack.pushField("__tostring", of: -1)
    defer { stack.pop(2) }
    return stack.isFunction(at: -1)
  }

  private func function(at index: Int32) -> String {
    if let bound = stack.boundFunction(at: index) { return "function \(bound.name)" }
    guard let origin = stack.functionOrigin(at: index) else { return converted(at: index) }
    let chunk = origin.chunk.first.map { "@=".contains($0) } == true ? String(origin.chunk.dropFirst()) : "text"
    return "function(\(origin.parameters.joined(separator: ", "))) <\(chunk):\(origin.line)>"
  }

  private func quoted(_ text: String) -> String {
    var shown = "\""
    for scalar in text.unicodeScalars.prefix(Self.maxString) {
      switch scalar {
      case "\"": shown += "\\\""
      case "\\": shown += "\\\\"
      case "\n": shown += "\\n"
      case "\t": shown += "\\t"
      case "\r": shown += "\\r"
      case let control where control.value < 32 || control.value == 127: shown += "\\\(control.value)"
      default: shown.unicodeScalars.append(scalar)
      }
    }
    let hidden = text.unicodeScalars.count - Self.maxString
    return shown + "\"" + (hidden > 0 ? "... \(hidden) more characters" : "")
  }

  private mutating func table(at index: Int32, level: Int) -> Part {
    guard let identity = stack.identity(at: index), open.insert(identity).inserted else {
      return Part("{ <itself> }", palette.other)
    }
    defer { open.remove(identity) }
    if level >= Self.maxDepth { return Part("{ ... }", palette.other) }
    let length = stack.length(at: index)
    var (listed, named, hidden) = ([Part](), [(key: String, part: Part)](), 0)
    stack.forEachPair(of: index) {
      if listed.count + named.count >= Self.maxItems || itemsLeft <= 0 {
        hidden += 1
        return
      }
      itemsLeft -= 1
      let value = part(at: lua_gettop(stack.L), level: level + 1)
      if isPosition(at: -2, upTo: length) {
        listed.append(value)
      } else {
        let (plain, key) = key(at: lua_gettop(stack.L) - 1, level: level)
        named.append((plain, Part(text: "\(key) = \(value.text)", width: plain.count + 3 + value.width)))
      }
    }
    for member in stack.lazyMembers(at: index)?.members ?? []
    where !named.contains(where: { $0.key == member.name }) {
      let part = Part("<\(member.module)>", palette.other)
      let text = "\(palette.key(member.name)) = \(part.text)"
      named.append((member.name, Part(text: text, width: member.name.count + 3 + part.width)))
    }
    var items = listed + named.sorted { $0.key < $1.key }.map(\.part)
    if hidden > 0 { items.append(Part("... \(hidden) more", palette.other)) }
    return joined(items, level: level)
  }

  private func isPosition(at index: Int32, upTo length: Int) -> Bool {
    clua_isinteger(stack.L, index) != 0 && (1...max(1, length)).contains(Int(lua_tointegerx(stack.L, index, nil)))
      && length > 0
  }

  /// A key as it would be written, plain and coloured.
  private mutating func key(at index: Int32, level: Int) -> (plain: String, shown: String) {
    if stack.isString(at: index) {
      let name = stack.lossyText(at: index)
      let isName = name.first.map { !$0.isNumber } ?? false
      if isName, name.utf8.allSatisfy({ $0 == UInt8(ascii: "_") || $0.isLetterOrDigit }) {
        return (name, palette.key(name))
      }
      let quoted = "[\(quoted(name))]"
      return (quoted, palette.key(quoted))
    }
    let part = part(at: index, level: Self.maxDepth)
    return ("[" + String(repeating: "x", count: min(part.width, 200)) + "]", "[\(part.text)]")
  }

  private func joined(_ items: [Part], level: Int) -> Part {
    if items.isEmpty { return Part("{}") { $0 } }
    let total = items.reduce(2) { $0 + min($1.width, width) + 2 }
    if total + level * 2 <= width {
      return Part(text: "{ \(items.map(\.text).joined(separator: ", ")) }", width: total)
    }
    let indent = String(repeating: "  ", count: level + 1)
    let lines = items.map { indent + $0.text }.joined(separator: ",\n")
    return Part(text: "{\n\(lines)\n\(String(repeating: "  ", count: level))}", width: .max / 4)
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
