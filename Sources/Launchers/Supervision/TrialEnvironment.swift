import Foundation

/// The variables that a trainer gets.
enum TrialEnvironment {
  /// Those of this process, which do not change while it runs.
  private static let inherited = ProcessInfo.processInfo.environment

  /// As `NAME=value`.
  static func variables(_ spec: TrialSpec, _ folder: TrialFolder) -> [String] {
    var variables = inherited
    variables["LUNAS_TRIAL_DIR"] = folder.path
    variables["LUNAS_TRIAL_ID"] = String(spec.id)
    variables["LUNAS_ARCH"] = folder.architecturePath
    variables["LUNAS_METRICS"] = folder.metricsPath
    variables["LUNAS_SEED"] = String(spec.seed)
    variables.merge(VertexEnvironment.variables(folder, id: spec.id, tag: nil)) { $1 }
    variables.merge(spec.environment) { _, given in given }
    return variables.map { "\($0)=\($1)" }
  }
}
