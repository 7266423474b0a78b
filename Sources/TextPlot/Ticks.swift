/// Round values along an axis, 1, 2 or 5 times a power of ten apart, with their labels.
struct Ticks {
  struct Tick: Equatable {
    let value: Double
    let label: String
  }

  let all: [Tick]

  /// Finds the ticks between two values.
  ///
  /// - Parameters:
  ///   - count: how many there may be, about.
  ///   - isWhole: whether only whole numbers mean something.
  init(from low: Double, to high: Double, count: Int, isWhole: Bool = false) {
    var step = Step(atLeast: (high - low) / Double(max(1, count)))
    if isWhole, step.exponent < 0 { step = Step(digit: 1, exponent: 0) }
    var ticks = Self.ticks(from: low, to: high, step)
    // One tick gives no scale.
    while ticks.count < 2, !(isWhole && step.exponent <= 0 && step.digit == 1) {
      step = step.smaller
      ticks = Self.ticks(from: low, to: high, step)
    }
    all = ticks
  }

  private static func ticks(from low: Double, to high: Double, _ step: Step) -> [Tick] {
    let slack = 1e-9
    let first = (low / step.value - slack).rounded(.up)
    let last = (high / step.value + slack).rounded(.down)
    guard first <= last, abs(first) < 1e15, abs(last) < 1e15 else { return [] }
    return (Int(first)...Int(last)).map { multiple in
      Tick(
        value: step.times(multiple), label: Decimal.text(multiple * step.digit, exponent: step.exponent))
    }
  }
}

/// 1, 2 or 5 times a power of ten.
struct Step {
  var digit: Int
  var exponent: Int

  init(digit: Int, exponent: Int) {
    self.digit = digit
    self.exponent = exponent
  }

  /// The least such step that is not below a length.
  init(atLeast length: Double) {
    var (power, exponent) = (1.0, 0)
    while power * 10 <= length {
      power *= 10
      exponent += 1
    }
    while power > length, exponent > -300 {
      power /= 10
      exponent -= 1
    }
    let digit = [1, 2, 5].first { Double($0) * power >= length * (1 - 1e-9) }
    self.init(digit: digit ?? 1, exponent: digit == nil ? exponent + 1 : exponent)
  }

  var value: Double { times(1) }

  var smaller: Step {
    switch digit {
    case 5: Step(digit: 2, exponent: exponent)
    case 2: Step(digit: 1, exponent: exponent)
    default: Step(digit: 5, exponent: exponent - 1)
    }
  }

  /// A multiple. Dividing by a power of ten gives the nearest number, where multiplying by its inverse would not.
  func times(_ multiple: Int) -> Double {
    let power = (0..<abs(exponent)).reduce(1.0) { power, _ in power * 10 }
    return exponent < 0 ? Double(multiple * digit) / power : Double(multiple * digit) * power
  }
}

/// Exact decimals as text.
enum Decimal {
  /// Writes `number` times ten to the `exponent`, with all its decimals where that is short, else as `1.5e-9`.
  static func text(_ number: Int, exponent: Int) -> String {
    if number == 0 { return "0" }
    let sign = number < 0 ? "-" : ""
    var digits = String(number.magnitude)
    let leading = digits.count + exponent
    if exponent >= 0, leading <= 7 { return sign + digits + String(repeating: "0", count: exponent) }
    if exponent < 0, leading > -4, digits.count <= 9 {
      digits = String(repeating: "0", count: max(0, 1 - leading)) + digits
      let whole = digits.dropLast(-exponent)
      return sign + whole + "." + digits.suffix(-exponent)
    }
    while digits.hasSuffix("0") { digits.removeLast() }
    let decimals = digits.dropFirst()
    return sign + digits.prefix(1) + (decimals.isEmpty ? "" : ".") + decimals + "e\(leading - 1)"
  }
}
