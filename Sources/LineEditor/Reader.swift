/// What stays from one entry to the next. It belongs to the reading thread.
struct Reader {
  private let setting: EntrySetting
  private var lines: PlainLines
  private var carried = Carried()

  /// What has been typed ahead and cut, and what was searched for.
  struct Carried {
    var decoder = KeyDecoder()
    var inputs: ArraySlice<Input> = []
    var killRing = KillRing()
    var query = ""
  }

  init(setting: EntrySetting) {
    self.setting = setting
    lines = PlainLines(input: setting.input)
  }

  mutating func readEntry() -> ReadResult {
    let result: ReadResult
    if setting.kind == .full {
      var session = EntrySession(setting: setting, carried: carried)
      result = session.run()
      carried = session.carried
    } else {
      result = readLines()
    }
    if case .entry(let text) = result, setting.kind != .none { setting.history.add(text) }
    return result
  }

  /// Reads lines until they are an entry, without any editing.
  private mutating func readLines() -> ReadResult {
    var entry: String?
    while true {
      if setting.kind == .plain {
        let prompt = entry == nil ? setting.prompt() : setting.continuationPrompt()
        _ = Descriptor.writeAll(setting.output, Array(prompt.utf8))
      }
      guard let line = lines.next() else { return entry.map(ReadResult.entry) ?? .endOfInput }
      let text = entry.map { $0 + "\n" + line } ?? line
      if setting.language.isComplete(text) { return .entry(text) }
      entry = text
    }
  }
}

/// Lines of a descriptor that is no terminal, or a terminal in its usual mode.
struct PlainLines {
  let input: Int32
  private var bytes: ArraySlice<UInt8> = []

  init(input: Int32) { self.input = input }

  mutating func next() -> String? {
    var searched = bytes.startIndex
    while true {
      if let end = bytes[searched...].firstIndex(of: 0x0A) {
        defer { bytes = bytes[(end + 1)...] }
        let line = bytes[..<end]
        return String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
      }
      guard let more = Descriptor.readSome(input) else { break }
      let known = bytes.count
      bytes = ArraySlice(Array(bytes) + more)
      searched = bytes.startIndex + known
    }
    defer { bytes = [] }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }
}
