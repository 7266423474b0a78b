import PlainJSON
import Suggestions

extension CheckThresholds {
  /// Those with two limits, by the names that users give them.
  private static var limits: [(name: String, path: WritableKeyPath<CheckThresholds, Limits>)] {
    [
      ("stickiness", \.stickiness), ("drift", \.drift), ("difference", \.difference),
      ("number_difference", \.numberDifference), ("shared", \.shared), ("missing", \.missing),
      ("class_items", \.classItems), ("items", \.items), ("imbalance", \.imbalance), ("resolution", \.resolution),
    ]
  }

  /// Those of one number between 0 and 1.
  private static var shares: [(name: String, path: WritableKeyPath<CheckThresholds, Double>)] {
    [("significance", \.significance), ("baseline_accuracy", \.baselineAccuracy)]
  }

  /// All that can be set.
  public static var names: [String] { limits.map(\.name) + shares.map(\.name) }

  /// Sets one of them, as `drift=0.2:0.5` (where to watch, and what is bad) or `significance=0.01`.
  ///
  /// - Throws: ``ThresholdError``.
  public mutating func set(_ text: String) throws(ThresholdError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let name = parts[0]
    guard Self.names.contains(name) else {
      throw ThresholdError(text: "\(UnknownName(kind: "threshold", name: name, known: Self.names))")
    }
    let numbers = parts.dropFirst().flatMap { $0.split(separator: ":", omittingEmptySubsequences: false) }.map {
      Double($0)
    }
    if let known = Self.shares.first(where: { $0.name == name }) {
      guard numbers.count == 1, let number = numbers[0], number > 0, number < 1 else {
        let usual = CheckThresholds()[keyPath: known.path]
        throw ThresholdError(
          text: "\(name): a number above 0 and below 1 expected, such as \(name)=\(usual), got '\(text)'")
      }
      self[keyPath: known.path] = number
    } else if let known = Self.limits.first(where: { $0.name == name }) {
      let usual = CheckThresholds()[keyPath: known.path]
      let example = "\(name)=\(Figures.short(usual.watch)):\(Figures.short(usual.bad))"
      guard numbers.count == 2, let watch = numbers[0], let bad = numbers[1], watch.isFinite, bad.isFinite else {
        throw ThresholdError(text: "\(name): WATCH:BAD expected, such as \(example), got '\(text)'")
      }
      guard watch >= 0, bad >= 0 else {
        throw ThresholdError(text: "\(name): numbers from 0 on expected, such as \(example), got '\(text)'")
      }
      // Equal ones would be taken for limits beyond which large is bad.
      guard usual.bad < usual.watch ? bad < watch : watch <= bad else {
        let order =
          usual.bad < usual.watch ? "small is bad, so BAD must lie below WATCH" : "BAD must not lie below WATCH"
        throw ThresholdError(text: "\(name): \(order), as in \(example), got '\(text)'")
      }
      self[keyPath: known.path] = Limits(watch: watch, bad: bad)
    }
  }

  /// For `split.json`: a number, or `{"watch": ..., "bad": ...}`, by name.
  var json: JSON {
    var members: [String: JSON] = [:]
    for (name, path) in Self.limits {
      members[name] = ["watch": .number(self[keyPath: path].watch), "bad": .number(self[keyPath: path].bad)]
    }
    for (name, path) in Self.shares { members[name] = .number(self[keyPath: path]) }
    return .object(members)
  }
}

/// A threshold that cannot be set so.
public struct ThresholdError: Error, Sendable, CustomStringConvertible {
  let text: String

  public var description: String { text }
}
