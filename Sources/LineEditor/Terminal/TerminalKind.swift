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
    return isWeak ? .plain : .full
  }

  static var isWeak: Bool { weak.contains(Environment.value("TERM") ?? "") }
}

/// Whether colours are wanted.
public enum TerminalColor {
  /// Whether what is written to a descriptor should be coloured: as the user's variables say, and else on a terminal.
  public static func isOn(_ descriptor: Int32) -> Bool {
    if Environment.isSet("NO_COLOR") { return false }
    for name in ["FORCE_COLOR", "CLICOLOR_FORCE"] {
      guard let value = Environment.value(name), !value.isEmpty else { continue }
      if value != "0" { return true }
      if name == "FORCE_COLOR" { return false }
    }
    return isatty(descriptor) != 0 && !TerminalKind.isWeak
  }
}

/// The process's variables.
enum Environment {
  static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  static func isSet(_ name: String) -> Bool { value(name).map { !$0.isEmpty } ?? false }
}
