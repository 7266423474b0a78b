import PlainJSON

/// The text with which PyGlove shows a value, cut as it cuts them.
struct PythonLiteral {
  /// PyGlove shows no more of a candidate.
  private static let longest = 120

  private var text = ""
  private let shared: [Int: Node]

  private init(shared: [Int: Node]) { self.shared = shared }

  /// The text for a part of a space, with the decisions in it as the calls that would make them.
  static func text(of node: Node, shared: [Int: Node]) -> String {
    var literal = PythonLiteral(shared: shared)
    literal.write(node)
    return literal.cut
  }

  /// The text for a value.
  static func text(of value: JSON) -> String {
    var literal = PythonLiteral(shared: [:])
    literal.write(value)
    return literal.cut
  }

  /// The text where all versions of PyGlove show the same one for what a Lua script wrote; nil for texts with quotes,
  /// tables, whose order is not known here, lists, which may be tuples in Python, and candidates with decisions.
  static func certainText(of node: Node) -> String? {
    guard case .constant(let value) = node.shape else { return nil }
    switch value {
    case .array, .object: return nil
    case .null, .bool, .integer, .number: return text(of: value)
    case .string(let string):
      let isPlain = string.utf8.allSatisfy {
        (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "'") && $0 != UInt8(ascii: "\\")
      }
      return isPlain && string.utf8.count <= 100 ? text(of: value) : nil
    }
  }

  // MARK: Writing

  private var isFull: Bool { text.unicodeScalars.count > Self.longest }

  private var cut: String {
    guard isFull else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.longest - 3))) + "..."
  }

  private mutating func write(_ value: JSON) {
    switch value {
    case .null: text += "None"
    case .bool(let flag): text += flag ? "True" : "False"
    case .integer(let number): text += String(number)
    case .number(let number): text += number.pythonText
    case .string(let string): text += string.pythonText
    case .array(let elements): writeList(elements.count) { $0.write(elements[$1]) }
    case .object(let members):
      writeTable(members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) { $0.write($1) }
    }
  }

  private mutating func write(_ node: Node) {
    switch node.shape {
    case .constant(let value): write(value)
    case .list(let nodes): writeList(nodes.count) { $0.write(nodes[$1]) }
    case .table(let members): writeTable(members.map { ($0.key, $0.value) }) { $0.write($1) }
    case .oneOf(let choice): writeOneOf(choice.candidates.count) { $0.write(choice.candidates[$1]) }
    case .manyOf(let choice):
      let candidates = choice.slots.first?.candidates ?? []
      text += "ManyOf(num_choices=\(choice.slots.count), candidates="
      writeList(candidates.count) { $0.write(candidates[$1]) }
      if !choice.rule.isDistinct { text += ", choices_distinct=False" }
      if choice.rule.isSorted { text += ", choices_sorted=True" }
      text += ")"
    case .integer(_, let range, _): writeOneOf(range.count) { $0.text += String(range.value(of: $1)) }
    case .float(_, let range):
      text += "Float(min_value=\(range.lower.pythonText), max_value=\(range.upper.pythonText)"
      text += range.isLogarithmic ? ", scale='log')" : ")"
    case .listOf(let list):
      if list.length.points.isEmpty {
        writeList(list.elements.count) { $0.write(list.elements[$1]) }
      } else {
        writeOneOf(list.lengths.count) { literal, choice in
          literal.writeList(list.lengths[choice]) { $0.write(list.elements[$1]) }
        }
      }
    case .shared(let number): if let node = shared[number] { write(node) }
    }
  }

  private mutating func writeOneOf(_ count: Int, each: (inout PythonLiteral, Int) -> Void) {
    text += "OneOf(candidates="
    writeList(count, each: each)
    text += ")"
  }

  private mutating func writeList(_ count: Int, each: (inout PythonLiteral, Int) -> Void) {
    text += "["
    for position in 0..<count where !isFull {
      text += position == 0 ? "0: " : ", \(position): "
      each(&self, position)
    }
    text += "]"
  }

  private mutating func writeTable<Value>(
    _ members: [(key: String, value: Value)], each: (inout PythonLiteral, Value) -> Void
  ) {
    text += "{"
    for (position, member) in members.enumerated() where !isFull {
      text += position == 0 ? "\(member.key)=" : ", \(member.key)="
      each(&self, member.value)
    }
    text += "}"
  }
}
