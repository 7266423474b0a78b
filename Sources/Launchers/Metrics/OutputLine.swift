extension ReportLine {
  /// Reads a line of standard output, or nil where it is just output.
  ///
  /// It is a report where it is a JSON object as in `metrics.jsonl`, or where nothing but pairs stands on it:
  /// `step=3 accuracy=0.91 loss=nan`, with spaces, commas or semicolons between them and as many spaces around the `=` as
  /// one likes. Pairs whose values are no numbers are passed over, as long as a number besides the step is left. Pairs
  /// with a colon are none: `Epoch: 3` is what any log says.
  init?(output line: some RandomAccessCollection<UInt8>) {
    let line = line.drop(while: Self.isSpace)
    guard let first = line.first else { return nil }
    if first == UInt8(ascii: "{") {
      guard let report = try? ReportLine(json: Array(line)) else { return nil }
      self = report
    } else {
      guard let pairs = Self.pairs(line) else { return nil }
      var report = ReportLine(step: nil, metrics: [:])
      for (name, value) in pairs {
        guard let number = ReportedNumber.value(value) else { continue }
        if name.elementsEqual("step".utf8) {
          report.step = Int(exactly: number)
          if report.step == nil { report.droppedStep = String(decoding: value, as: UTF8.self) }
        } else {
          report.metrics[String(decoding: name, as: UTF8.self)] = number
        }
      }
      if report.metrics.isEmpty { return nil }
      self = report
    }
  }

  private init(step: Int?, metrics: [String: Double]) {
    self.step = step
    self.metrics = metrics
  }

  private typealias Pair<Bytes: Collection> = (name: Bytes.SubSequence, value: Bytes.SubSequence)

  /// The pairs of a line that holds nothing else. Most lines of a log end it within their first words.
  private static func pairs<Bytes: RandomAccessCollection<UInt8>>(_ line: Bytes) -> [Pair<Bytes>]? {
    var pairs: [Pair<Bytes>] = []
    var rest = line[...]
    while true {
      rest = rest.drop { isSpace($0) || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") }
      guard let first = rest.first else { return pairs }
      guard isLetter(first) else { return nil }
      let name = rest.prefix(while: isNamePart)
      rest = rest[name.endIndex...].drop(while: isSpace)
      guard rest.first == UInt8(ascii: "=") else { return nil }
      rest = rest.dropFirst().drop(while: isSpace)
      let value = rest.prefix { !isSpace($0) && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: ";") }
      if value.isEmpty || value.contains(UInt8(ascii: "=")) { return nil }
      rest = rest[value.endIndex...]
      pairs.append((name, value))
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
  }

  /// Names such as `val/top-5.acc` and `AP@0.5`.
  private static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"),
      UInt8(ascii: "@"), UInt8(ascii: ":"):
      true
    default: isLetter(byte)
    }
  }
}
