import Foundation

/// A setting of a plan that cannot be.
public struct PlanError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The setting, as `trial_hours` or `full.hours`.
  public let setting: String
  public let expected: String
  public let got: String

  /// Names a setting, what it has to be, and what it is.
  public init(_ setting: String, expected: String, got: String) {
    self.setting = setting
    self.expected = expected
    self.got = got
  }

  public var description: String { "\(setting): expected \(expected), got \(got)" }

  static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(format: "%.0f", value) : String(format: "%.6g", value)
  }
}
