/// Names of variables whose values are nobody's business.
public enum SecretName {
  private static let words = ["TOKEN", "KEY", "SECRET", "PASSWORD", "PASSWD", "CREDENTIALS"]

  /// Whether a part of the name, between underscores, ends as such names do: `HF_TOKEN`, `WANDB_APIKEY`, `SECRET_2`.
  public static func isSecret(_ name: String) -> Bool {
    name.uppercased().split(separator: "_").contains { part in
      words.contains { part.hasSuffix($0) || part.hasSuffix($0 + "S") }
    }
  }
}
