extension Workspace {
  /// The folder that is taken where a command line names none.
  public static let standard = ".lunas"

  /// How a command line names a workspace: ` --workspace DIR`; nothing for the standard one of this folder.
  public static func option(_ path: String) -> String {
    let isStandard = path == standard || absolute(path) == absolute(standard)
    let isSafe = path.allSatisfy { $0.isLetter || $0.isNumber || "/._-+@:,".contains($0) }
    let quoted = isSafe ? path : "'\(path.replacing("'", with: "'\\''"))'"
    return isStandard ? "" : " --workspace \(quoted)"
  }

  /// How a command line names it.
  public var option: String { Self.option(path) }
}
