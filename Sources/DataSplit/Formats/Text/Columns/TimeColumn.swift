/// The column that says when items came to be: numbers on any scale, or dates.
struct TimeColumn {
  let name: String
  private(set) var times: [Double] = []
  /// Whether the first value is a date; then all must be.
  private var areDates: Bool?

  init(_ name: String) { self.name = name }

  /// Makes room for the items of a file, so that memory is asked for once.
  mutating func reserve(_ count: Int) { times.reserveCapacity(count) }

  mutating func add(_ value: RowValue) throws(ColumnProblem) {
    if value.kind == .missing { return times.append(.nan) }
    if areDates != true, value.kind == .plain, let number = NumberText.number(value.bytes) {
      areDates = false
      return times.append(number)
    }
    if areDates != false, let date = DateText.seconds(value.bytes) {
      areDates = true
      return times.append(date)
    }
    let expected =
      switch areDates {
      case true?: "a date such as 2024-01-31 or 2024-01-31T12:30:00Z expected, as in the rows before"
      case false?: "a number expected, as in the rows before"
      case nil: "a number, or a date such as 2024-01-31 or 2024-01-31T12:30:00Z, expected"
      }
    throw ColumnProblem(text: "the column '\(name)': \(expected), got \(value.shown)")
  }
}

/// Dates as ISO 8601 has them.
enum DateText {
  /// The seconds since 1970 of a date, with or without a time and a zone: `2024-01-31`, `2024-01-31 12:30`,
  /// `2024-01-31T12:30:00.5+02:00`. Without a zone it is taken as UTC. Nil for anything else.
  static func seconds(_ bytes: UnsafeRawBufferPointer) -> Double? {
    var text = Characters(bytes: bytes)
    guard let year = text.number(4), let dash = text.take("-") ?? text.take("/"), let month = text.number(2),
      text.take(Unicode.Scalar(dash)) != nil, let day = text.number(2), 1...12 ~= month,
      1...days(month, year) ~= day
    else { return nil }
    let midnight = Double(daysSince1970(year, month, day)) * 86_400
    if text.isAtEnd { return midnight }
    guard text.take("T") ?? text.take("t") ?? text.take(" ") != nil, let time = text.time() else { return nil }
    guard let zone = text.zone(), text.isAtEnd else { return nil }
    return midnight + time - zone
  }

  private static func days(_ month: Int, _ year: Int) -> Int {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Howard Hinnant's days_from_civil: years that begin in March have their leap day at the end.
  private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
  }
}

/// What is left of a text that is being read.
private struct Characters {
  let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func take(_ character: Unicode.Scalar) -> UInt8? {
    guard position < bytes.count, UInt32(bytes[position]) == character.value else { return nil }
    position += 1
    return bytes[position - 1]
  }

  mutating func number(_ digits: Int) -> Int? {
    guard position + digits <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[position..<position + digits] {
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    position += digits
    return value
  }

  /// `12:30`, `12:30:05`, `12:30:05.25` in seconds.
  mutating func time() -> Double? {
    guard let hour = number(2), hour < 24, take(":") != nil, let minute = number(2), minute < 60 else {
      return nil
    }
    var seconds = Double(hour * 3600 + minute * 60)
    guard take(":") != nil else { return seconds }
    // 60 is a leap second.
    guard let second = number(2), second <= 60 else { return nil }
    seconds += Double(second)
    guard take(".") != nil else { return seconds }
    var (fraction, scale) = (0.0, 1.0)
    while let digit = number(1) {
      fraction = fraction * 10 + Double(digit)
      scale *= 10
    }
    return scale > 1 ? seconds + fraction / scale : nil
  }

  /// Seconds east of Greenwich: `Z`, `+02:00`, `-0330`; 0 where there is none.
  mutating func zone() -> Double? {
    if isAtEnd || take("Z") != nil || take("z") != nil { return 0 }
    guard let sign = take("+") ?? take("-"), let hours = number(2), hours < 24 else { return nil }
    _ = take(":")
    let minutes = isAtEnd ? 0 : number(2) ?? 60
    guard minutes < 60 else { return nil }
    return Double(hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "+") ? 1 : -1)
  }
}
