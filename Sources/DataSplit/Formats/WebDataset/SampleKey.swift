/// A file's name as WebDataset takes it apart: `a/b/0001.seg.png` is the member `seg.png` of the sample `a/b/0001`.
struct SampleKey {
  let key: ArraySlice<UInt8>
  /// What follows the first dot of the name, in small letters.
  let member: String

  /// Takes a name apart; nil for a file that belongs to no sample, because its name has no dot, begins with one, or is
  /// like `__this.txt__`.
  init?(_ name: [UInt8]) {
    let slash = name.lastIndex(of: UInt8(ascii: "/"))
    let start = slash.map { $0 + 1 } ?? 0
    guard let dot = name[start...].firstIndex(of: UInt8(ascii: ".")), dot > start else { return nil }
    if slash == nil, name.starts(with: "__".utf8), name.reversed().starts(with: "__".utf8) { return nil }
    key = name[..<dot]
    member = String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased()
  }

  /// The folder of the key; empty where it has none.
  static func folder(_ key: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    key.lastIndex(of: UInt8(ascii: "/")).map { key[..<$0] } ?? []
  }
}
