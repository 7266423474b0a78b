import Foundation

/// The variables that a trainer gets.
enum TrialEnvironment {
  /// Those of this process, which do not change while it runs.
  private static let own = ProcessInfo.processInfo.environment

  /// What is meant for this process alone. A trainer would report to an outer trial, or talk for it with the service
  /// manager that started this process; containers pass such sockets on.
  private static let prefixes = ["LUNAS_", "CLOUD_ML_", "LISTEN_"]
  private static let names: Set<String> = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "AIP_MODEL_DIR"]

  private static let inherited = own.filter { name, _ in
    !names.contains(name) && !prefixes.contains { name.hasPrefix($0) }
  }

  /// As `NAME=value`.
  static func variables(_ spec: TrialSpec, _ folder: TrialFolder) -> [String] {
    var variables = inherited(by: spec)
    variables.merge(given(spec, folder)) { $1 }
    return variables.map { "\($0)=\($1)" }
  }

  /// Those of this process that a trial gets.
  static func inherited(by spec: TrialSpec) -> [String: String] {
    spec.inherited.map { names in own.filter { names.contains($0.key) } } ?? inherited
  }

  /// Those that a trial gets on purpose.
  static func given(_ spec: TrialSpec, _ folder: TrialFolder) -> [String: String] {
    var variables = [
      "LUNAS_TRIAL_DIR": folder.path, "LUNAS_TRIAL_ID": String(spec.id), "LUNAS_ARCH": folder.architecturePath,
      "LUNAS_METRICS": folder.metricsPath, "LUNAS_SEED": String(spec.seed),
    ]
    variables.merge(VertexEnvironment.variables(folder, id: spec.id, tag: nil)) { $1 }
    return variables.merging(spec.environment) { $1 }
  }
}
