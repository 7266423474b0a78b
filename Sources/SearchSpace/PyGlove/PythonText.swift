extension Double {
  /// Python's `repr`: the shortest digits that give this number again, with an exponent below 0.0001 and from 1e16.
  var pythonText: String {
    if isNaN { return "nan" }
    if isInfinite { return self < 0 ? "-inf" : "inf" }
    let sign = self.sign == .minus ? "-" : ""
    // Swift writes the same digits, and puts the point and the exponent elsewhere.
    let parts = magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let (whole, fraction) = (mantissa[0], mantissa.count > 1 ? mantissa[1] : "")
    let all = whole + fraction
    let leading = all.prefix { $0 == "0" }.count
    let digits = all.dropFirst(leading).trimmingZeros
    if digits.isEmpty { return sign + "0.0" }
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    // The number is 0.DIGITS times ten to the power of `point`.
    let point = whole.count - leading + exponent
    if point > 16 || point < -3 {
      let rest = digits.dropFirst()
      let power = String(abs(point - 1))
      return sign + digits.prefix(1) + (rest.isEmpty ? "" : "." + rest) + (point - 1 < 0 ? "e-" : "e+")
        + (power.count < 2 ? "0" : "") + power
    }
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
    let padding = String(repeating: "0", count: max(0, point - digits.count))
    let tail = digits.dropFirst(point)
    return sign + digits.prefix(point) + padding + "." + (tail.isEmpty ? "0" : tail)
  }
}

extension String.SubSequence {
  fileprivate var trimmingZeros: Self {
    var rest = self
    while rest.last == "0" { rest.removeLast() }
    return rest
  }
}

extension String {
  /// Python's `repr`.
  var pythonText: String {
    let quote: Unicode.Scalar = unicodeScalars.contains("'") && !unicodeScalars.contains("\"") ? "\"" : "'"
    var text = String.UnicodeScalarView([quote])
    for scalar in unicodeScalars {
      switch scalar {
      case "\\", quote: text += "\\\(scalar)".unicodeScalars
      case "\n": text += "\\n".unicodeScalars
      case "\r": text += "\\r".unicodeScalars
      case "\t": text += "\\t".unicodeScalars
      case _ where scalar.isPrintableInPython: text.append(scalar)
      default:
        let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        let hex = String(scalar.value, radix: 16)
        text += "\\\(letter)\(String(repeating: "0", count: width - hex.count))\(hex)".unicodeScalars
      }
    }
    text.append(quote)
    return String(text)
  }
}

extension Unicode.Scalar {
  fileprivate var isPrintableInPython: Bool {
    if isASCII { return (0x20..<0x7F).contains(value) }
    return switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
      .spaceSeparator:
      false
    default: true
    }
  }
}
