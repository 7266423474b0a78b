import Glibc

/// What can be done at the two ends that an entry is read from and shown at.
public enum TerminalKind: Sendable, Hashable {
  /// A terminal with a movable cursor.
  case full
  /// A terminal, but one that only shows line after line.
  case plain
  /// No terminal: lines are read without a prompt.
  case none

  private static let weak: Set<String> = ["", "dumb", "unknown", "emacs", "cons25", "network", "dialup"]

  /// Looks at the descriptors and at `TERM`.
  public static func detect(input: Int32, output: Int32) -> TerminalKind {
    guard isatty(input) != 0, isatty(output) != 0 else { return .none }
    return isWeak(Environment.value) ? .plain : .full
  }

  static func isWeak(_ variable: (String) -> String?) -> Bool { weak.contains(variable("TERM") ?? "") }
}

/// Whether colours are wanted.
public enum TerminalColor {
  /// Whether what is written to a descriptor should be coloured: as the user's variables say, and else on a terminal.
  public static func isOn(_ descriptor: Int32) -> Bool {
    isOn(isTerminal: isatty(descriptor) != 0, Environment.value)
  }

  static func isOn(isTerminal: Bool, _ variable: (String) -> String?) -> Bool {
    if let value = variable("NO_COLOR"), !value.isEmpty { return false }
    if let value = variable("FORCE_COLOR"), !value.isEmpty { return value != "0" }
    if let value = variable("CLICOLOR_FORCE"), !value.isEmpty, value != "0" { return true }
    return isTerminal && !TerminalKind.isWeak(variable)
  }
}

/// The process's variables.
enum Environment {
  static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
