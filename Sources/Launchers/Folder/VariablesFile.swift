import Foundation

extension TrialFolder {
  /// The file of variables for wrappers that take one, such as `podman run --env-file`.
  public var variablesPath: String { path + "/trial.env" }

  /// Writes the variables that a trial gets, but for those that it inherits, as lines `NAME=value`; readable for nobody
  /// else, because some may be secrets.
  ///
  /// - Throws: ``VariablesFileError`` where a value cannot be written in such a file, ``TrialFolderError``.
  public func writeVariables(of spec: TrialSpec) throws {
    let variables = TrialEnvironment.given(spec, self).sorted { $0.key < $1.key }
    if let (name, _) = variables.first(where: { $1.contains(where: \.isNewline) }) {
      throw VariablesFileError(name: name)
    }
    try create()
    do {
      try Self.write(variables.map { "\($0)=\($1)\n" }.joined(), to: variablesPath, mode: 0o600)
    } catch {
      throw TrialFolderError(path: variablesPath, problem: "cannot be written: \(error.localizedDescription)")
    }
  }
}

/// A value that a file of variables cannot hold.
public struct VariablesFileError: Error, Sendable, CustomStringConvertible {
  let name: String
  public var description: String {
    "the variable \(name) has a line break, which the file {trial.env} cannot hold; pass it by its name, as in "
      + "podman run -e \(name)"
  }
}
