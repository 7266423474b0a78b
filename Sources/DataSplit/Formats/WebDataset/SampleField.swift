import PlainJSON

/// Where a label, a group or a time is found in a sample.
enum SampleField: Equatable {
  case key
  case folder
  /// The shard that the sample lies in.
  case shard
  /// All of a member's text: `cls`.
  case member(String)
  /// A place in a member that is JSON: `json.annotation.label`.
  case json(member: String, path: [String])

  /// Reads a field's name as it is given to a source: `cls`, `json.label`, `meta.json.label`, `__key__`, `__folder__` or
  /// `__url__`.
  init(_ name: String) {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    switch name {
    case "__key__": self = .key
    case "__folder__": self = .folder
    case "__url__": self = .shard
    default:
      if let end = parts.firstIndex(where: { $0.lowercased() == "json" }) {
        self = .json(
          member: parts[...end].joined(separator: ".").lowercased(), path: Array(parts[(end + 1)...]))
      } else {
        self = .member(name.lowercased())
      }
    }
  }

  /// The member that has to be read for it.
  var member: String? {
    switch self {
    case .member(let name), .json(let name, _): name
    default: nil
    }
  }

  /// The value of a member's contents.
  ///
  /// - Throws: `JSONError` where the member should be JSON.
  func value(_ contents: UnsafeRawBufferPointer) throws(JSONError) -> ItemValue {
    guard case .json(_, let path) = self else { return Self.value(text: contents) }
    var json = try JSON(parsing: Array(contents))
    for key in path {
      if let index = Int(key), let elements = json.arrayValue {
        json = elements.indices.contains(index) ? elements[index] : .null
      } else {
        json = json[key] ?? .null
      }
    }
    return Self.value(json)
  }

  /// A whole text; a number where it is one, since `.cls` files hold the number of the class in digits.
  private static func value(text: UnsafeRawBufferPointer) -> ItemValue {
    let spaces: Set<UInt8> = [9, 10, 13, 32]
    guard let start = text.firstIndex(where: { !spaces.contains($0) }),
      let end = text.lastIndex(where: { !spaces.contains($0) })
    else { return .missing }
    let value = ItemValue.text(bytes: UnsafeRawBufferPointer(rebasing: text[start...end]))
    guard case .text(let words) = value else { return value }
    // Digits with zeros before them are a name.
    if let whole = Int64(words), String(whole) == words { return .integer(whole) }
    if words.contains("."), let number = Double(words) { return .number(number) }
    return value
  }

  private static func value(_ json: JSON) -> ItemValue {
    switch json {
    case .null: .missing
    case .bool(let value): .text(value ? "true" : "false")
    case .integer(let value): .integer(Int64(value))
    case .number(let value): .number(value)
    case .string(let text): .text(text)
    case .array(let elements): .list(elements.map { value($0) })
    case .object: .oversized(json.text().utf8.count)
    }
  }
}
