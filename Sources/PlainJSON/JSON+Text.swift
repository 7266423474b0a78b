/// What to write for a number that JSON cannot express.
public enum NonFinite: Sendable {
  /// `NaN`, `Infinity`, `-Infinity`, as Python's `json` module writes and reads them. Right for our own files.
  case token
  /// The same words as strings. Right where a strict parser reads the text.
  case string
}

extension JSON {
  /// The canonical text: object keys in byte order, no spaces, numbers in their shortest exact form.
  public var text: String { text() }

  /// The text of this value, with object keys in byte order.
  ///
  /// - Parameters:
  ///   - nonFinite: what to write for NaN and the infinities.
  ///   - indent: spaces per level, or nil for one line without spaces.
  public func text(nonFinite: NonFinite = .token, indent: Int? = nil) -> String {
    var writer = JSONWriter(nonFinite: nonFinite, indent: indent)
    writer.write(self, level: 0)
    return writer.out
  }
}

private struct JSONWriter {
  let nonFinite: NonFinite
  let indent: Int?
  var out = ""

  init(nonFinite: NonFinite, indent: Int?) {
    self.nonFinite = nonFinite
    self.indent = indent
  }

  mutating func write(_ value: JSON, level: Int) {
    switch value {
    case .null: out += "null"
    case .bool(let flag): out += flag ? "true" : "false"
    case .integer(let number): out += String(number)
    case .number(let number): write(number)
    case .string(let text): write(text)
    case .array(let elements):
      writeList(elements, "[", "]", level: level) { writer, element in
        writer.write(element, level: level + 1)
      }
    case .object(let members):
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      writeList(sorted, "{", "}", level: level) { writer, member in
        writer.write(member.key)
        writer.out += writer.indent == nil ? ":" : ": "
        writer.write(member.value, level: level + 1)
      }
    }
  }

  private mutating func writeList<Item>(
    _ items: [Item], _ open: String, _ close: String, level: Int, each: (inout JSONWriter, Item) -> Void
  ) {
    out += open
    for (position, item) in items.enumerated() {
      if position > 0 { out += "," }
      newLine(level + 1)
      each(&self, item)
    }
    if !items.isEmpty { newLine(level) }
    out += close
  }

  private mutating func newLine(_ level: Int) {
    guard let indent else { return }
    out += "\n" + String(repeating: " ", count: indent * level)
  }

  private mutating func write(_ number: Double) {
    if number.isFinite {
      out += number.description
    } else {
      let word = number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
      out += nonFinite == .token ? word : "\"\(word)\""
    }
  }

  private mutating func write(_ text: String) {
    out += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }
}
