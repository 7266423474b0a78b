/// What trainers made for Vertex AI find in their environment there.
public enum VertexEnvironment {
  /// The variables of a trial.
  ///
  /// - Parameters:
  ///   - id: the trial's number, from 1.
  ///   - tag: the metric that the reward is, where it is one; trainers report under this name, and some report nothing
  ///     without it.
  public static func variables(_ folder: TrialFolder, id: Int, tag: String?) -> [String: String] {
    var variables = [
      "CLOUD_ML_HP_METRIC_FILE": folder.hypertunePath, "CLOUD_ML_TRIAL_ID": String(id),
      "AIP_MODEL_DIR": folder.artifactsPath,
    ]
    variables["CLOUD_ML_HP_METRIC_TAG"] = tag
    return variables
  }
}

extension TrialFolder {
  /// What cloudml-hypertune writes to.
  public var hypertunePath: String { "\(path)/\(Self.hypertuneName)" }

  static let hypertuneName = "hypertune.jsonl"
}
