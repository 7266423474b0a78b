import Launchers
import Testing

/// Which names of variables are those of secrets.
@Suite struct SecretNameTests {
  @Test(arguments: [
    ("HF_TOKEN", true), ("AWS_SECRET_ACCESS_KEY", true), ("WANDB_APIKEY", true), ("db_password", true),
    ("TOKEN_2", true), ("GOOGLE_CREDENTIALS", true), ("SECRETS", true), ("TOKENIZERS_PARALLELISM", false),
    ("KEYBOARD", false), ("PATH", false), ("OMP_NUM_THREADS", false), ("", false),
  ])
  func `names tell`(name: String, isSecret: Bool) { #expect(SecretName.isSecret(name) == isSecret) }
}
