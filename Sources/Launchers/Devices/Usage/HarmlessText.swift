/// Words of others that are shown at a terminal.
public enum HarmlessText {
  /// The beginning of a command line without what could steer a terminal: it may be anybody's.
  public static func of(_ command: String) -> String {
    var text = String.UnicodeScalarView()
    for scalar in command.unicodeScalars.prefix(60) {
      text.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
    }
    return String(text)
  }
}
