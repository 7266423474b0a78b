import PlainJSON

// Reads the settings that a script gave.
extension ControllerCatalog.Request {
  /// How often an architecture may be proposed.
  var repeats: Int { get throws { try count("repeats", atLeast: 1) ?? 1 } }

  /// A setting that is a whole number.
  func count(_ name: String, atLeast lowest: Int) throws -> Int? {
    guard let value = options[name] else { return nil }
    guard let count = value.intValue, count >= lowest else {
      throw ControllerError(problem: "\(name) must be a whole number of at least \(lowest), got \(value.text)")
    }
    return count
  }

  /// A setting that is a number: greater than 0, or also 0 where that is allowed.
  func positive(_ name: String, orZero isZeroAllowed: Bool = false) throws -> Double? {
    guard let value = options[name] else { return nil }
    guard let number = value.doubleValue, number.isFinite, number > 0 || (isZeroAllowed && number == 0) else {
      let bound = isZeroAllowed ? "of at least 0" : "greater than 0"
      throw ControllerError(problem: "\(name) must be a number \(bound), got \(value.text)")
    }
    return number
  }

  /// The settings of a controller that learns a policy.
  func policySettings(_ standard: PolicySettings) throws -> PolicySettings {
    PolicySettings(
      learningRate: try positive("learning_rate") ?? standard.learningRate,
      batch: try count("batch", atLeast: 1) ?? standard.batch,
      entropy: try positive("entropy", orZero: true) ?? standard.entropy)
  }

  /// A setting that is one of a few words.
  func choice<Choice: CaseIterable & RawRepresentable<String>>(_ name: String) throws -> Choice? {
    guard let value = options[name] else { return nil }
    guard let choice = value.stringValue.flatMap(Choice.init(rawValue:)) else {
      let known = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
      throw ControllerError(problem: "\(name) must be \(known), got \(value.text)")
    }
    return choice
  }
}

/// A setting with a value that makes no sense.
public struct ControllerError: Error, Sendable, CustomStringConvertible {
  let problem: String
  public var description: String { problem }
}
