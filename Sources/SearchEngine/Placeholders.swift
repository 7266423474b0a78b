import Foundation
import PlainJSON
import Suggestions

/// The `{...}` in a trainer's arguments.
///
/// Only braces around a dotted name are placeholders; all others, such as those of JSON, stay as written.
struct Placeholders: Sendable {
  /// What they are filled from.
  struct Values {
    var architecture: JSON
    var architecturePath: String
    var config: [String: JSON]
    var trialID: Int
    var trialFolder: String
    var seed: UInt64
    var scriptFolder: String?
    /// The ids of its devices.
    var devices: [String] = []
    /// The file of the variables that the trial gets.
    var variablesPath = ""
    /// What it is called outside.
    var trialName = ""
    var data: SearchData?
    /// 2 for full training.
    var stage = 1
  }

  /// A name that means nothing, and where it stands.
  struct Failure: Error, CustomStringConvertible {
    let place: String
    let problem: String
    var description: String { "\(place): \(problem)" }
  }

  private static let known = [
    "arch", "arch.json", "config.KEY", "trial.id", "trial.dir", "trial.env", "trial.name", "seed", "script.dir",
    "devices", "data.PART",
  ]

  private enum Part: Sendable {
    case text(String)
    case name(String)
  }

  /// The parts of each argument, found once for all trials.
  private let arguments: [(text: String, parts: [Part])]

  private let what: String
  private let isShown: Bool

  /// Finds the placeholders of a command.
  ///
  /// - Parameters:
  ///   - what: what the arguments are called in messages.
  ///   - isShown: whether messages show them.
  init(in arguments: [String], of what: String = "the trainer's argument", isShown: Bool = true) {
    self.arguments = arguments.map { ($0, Self.parts(of: $0)) }
    self.what = what
    self.isShown = isShown
  }

  /// Whether a placeholder stands in them.
  func contains(_ name: String) -> Bool {
    arguments.contains { $0.parts.contains { if case .name(name) = $0 { true } else { false } } }
  }

  private static func parts(of argument: String) -> [Part] {
    var parts: [Part] = []
    var rest = argument[...]
    while let match = rest.firstMatch(of: /\{([A-Za-z_]\w*(?:\.\w+|\[\d+\])*)\}/) {
      parts += [.text(String(rest[..<match.range.lowerBound])), .name(String(match.1))]
      rest = rest[match.range.upperBound...]
    }
    return parts + [.text(String(rest))]
  }

  /// The command of one trial.
  func fill(from values: Values) throws(Failure) -> [String] {
    var filled: [String] = []
    for (text, parts) in arguments {
      var result = ""
      for part in parts {
        switch part {
        case .text(let text): result += text
        case .name(let name):
          guard let value = Self.value(of: name, values) else {
            throw Failure(
              place: isShown ? "\(what) '\(text)'" : what, problem: Self.problem(with: name, values))
          }
          result += value
        }
      }
      filled.append(result)
    }
    return filled
  }

  private static func value(of name: String, _ values: Values) -> String? {
    switch name {
    case "arch": return values.architecturePath
    case "arch.json": return values.architecture.text
    case "trial.id": return String(values.trialID)
    case "trial.dir": return values.trialFolder
    case "trial.env": return values.variablesPath
    case "trial.name": return values.trialName
    case "devices": return values.devices.joined(separator: ",")
    case "seed": return String(values.seed)
    case "script.dir": return values.scriptFolder
    default:
      if name.hasPrefix("data.") { return values.data?.path(of: String(name.dropFirst(5)), stage: values.stage) }
      if name.hasPrefix("config.") { return values.config[String(name.dropFirst(7))].map(plain) }
      if name.hasPrefix("arch.") { return member(String(name.dropFirst(5)), of: values.architecture).map(plain) }
      return nil
    }
  }

  /// Follows a path such as `blocks[0].op`.
  private static func member(_ path: String, of json: JSON) -> JSON? {
    var current: JSON? = json
    for part in path.split(whereSeparator: { ".[]".contains($0) }) {
      if let position = Int(part), let elements = current?.arrayValue {
        current = elements.indices.contains(position) ? elements[position] : nil
      } else {
        current = current?[String(part)]
      }
    }
    return current
  }

  /// A string without its quotes, anything else as JSON.
  private static func plain(_ value: JSON) -> String { value.stringValue ?? value.text }

  private static func problem(with name: String, _ values: Values) -> String {
    if name == "script.dir" { return "{script.dir} has no meaning at the prompt, where there is no script" }
    if name.hasPrefix("data.") {
      return values.data?.problem(with: String(name.dropFirst(5)), stage: values.stage)
        ?? "{\(name)} is a part of the search's data, and it has none; give nas.search the key 'data' with what nas.split gives"
    }
    if name.hasPrefix("config.") {
      if values.config.isEmpty {
        return "{\(name)} is a value of the configuration, and there is none; give nas.search the key "
          + (values.stage == 1 ? "'proxy'" : "'full'")
      }
      let unknown = UnknownName(
        kind: "key of the configuration", name: String(name.dropFirst(7)), known: Array(values.config.keys))
      return unknown.description
    }
    if name.hasPrefix("arch.") { return "the architecture has no value '\(name.dropFirst(5))'" }
    return UnknownName(kind: "placeholder", name: name, known: known).description
  }
}
