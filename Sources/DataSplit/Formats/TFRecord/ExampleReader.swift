/// Features by their names out of a serialized `tf.train.Example`, or out of the context of a
/// `tf.train.SequenceExample`: both keep them in field 1.
struct ExampleReader {
  /// A feature's `tf.train.Feature` message; nil where the example has none of that name.
  typealias Feature = UnsafeRawBufferPointer?

  private let names: [[UInt8]]

  /// Looks for features of these names.
  init(_ names: [String]) { self.names = names.map { Array($0.utf8) } }

  /// The features, one for each name.
  func features(_ example: UnsafeRawBufferPointer) throws(WireReader.Malformed) -> [Feature] {
    var found = [Feature](repeating: nil, count: names.count)
    try Self.each(example) { (name, feature) in
      for (index, wanted) in names.enumerated() where wanted.count == name.count && wanted.elementsEqual(name) {
        // Of entries with the same key the last one counts.
        found[index] = feature
      }
    }
    return found
  }

  /// The names of all features, sorted, and the kind of each.
  static func names(_ example: UnsafeRawBufferPointer) -> [String] {
    var names: [String] = []
    try? each(example) { (name, _) in names.append(String(decoding: name, as: UTF8.self)) }
    return names.sorted()
  }

  /// Goes through the entries of the map `features.feature`.
  private static func each(
    _ example: UnsafeRawBufferPointer, _ use: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
  ) throws(WireReader.Malformed) {
    let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
    var example = WireReader(example)
    while let field = try example.next() {
      guard field.number == 1, case .bytes(let features) = field.payload else { continue }
      var reader = WireReader(features)
      while let field = try reader.next() {
        guard field.number == 1, case .bytes(let entry) = field.payload else { continue }
        var (key, value) = (nothing, nothing)
        var reader = WireReader(entry)
        while let field = try reader.next() {
          guard case .bytes(let bytes) = field.payload else { continue }
          if field.number == 1 { key = bytes }
          if field.number == 2 { value = bytes }
        }
        use(key, value)
      }
    }
  }
}

// MARK: - One feature

extension ExampleReader {
  /// Longer texts are no labels: somebody named the image.
  static let maxText = 4096

  /// What a `tf.train.Feature` holds: the value where it is one, a list otherwise.
  static func value(_ feature: Feature) throws(WireReader.Malformed) -> ItemValue {
    guard let feature else { return .missing }
    var values: [ItemValue] = []
    var kind: UInt64 = 0
    var reader = WireReader(feature)
    while let field = try reader.next() {
      guard (1...3).contains(field.number), case .bytes(let list) = field.payload else { continue }
      // One of the three; of several, the last one counts, and lists of the same kind are one.
      if field.number != kind { values = [] }
      kind = field.number
      try append(list, kind: kind, to: &values)
    }
    return values.count == 1 ? values[0] : kind == 0 ? .missing : .list(values)
  }

  /// Adds the values of a `BytesList` (1), `FloatList` (2) or `Int64List` (3), packed or not.
  private static func append(
    _ list: UnsafeRawBufferPointer, kind: UInt64, to values: inout [ItemValue]
  ) throws(WireReader.Malformed) {
    var reader = WireReader(list)
    while let field = try reader.next() {
      guard field.number == 1 else { continue }
      switch (kind, field.payload) {
      case (1, .bytes(let bytes)):
        values.append(bytes.count > maxText ? .oversized(bytes.count) : .text(bytes: bytes))
      case (2, .fixed32(let bits)): values.append(.number(Double(Float(bitPattern: bits))))
      case (2, .bytes(let packed)):
        var reader = WireReader(packed)
        while !reader.isAtEnd { values.append(.number(Double(Float(bitPattern: try reader.fixed(UInt32.self))))) }
      case (3, .varint(let number)): values.append(.integer(Int64(bitPattern: number)))
      case (3, .bytes(let packed)):
        var reader = WireReader(packed)
        while !reader.isAtEnd { values.append(.integer(Int64(bitPattern: try reader.varint()))) }
      default: continue
      }
    }
  }
}
