import PlainJSON
import Testing

@testable import SearchEngine

@Suite struct PlaceholderTests {
  private let values = Placeholders.Values(
    architecture: ["stem": 16, "blocks": [["op": "conv"], ["op": "id"]]], architecturePath: "/t/arch.json",
    config: ["epochs": 3, "rate": 0.1], trialID: 7, trialFolder: "/t", seed: 9, scriptFolder: "/s")

  @Test(arguments: [
    ("{arch}", "/t/arch.json"), ("--stem={arch.stem}", "--stem=16"), ("{arch.blocks[1].op}", "id"),
    ("{arch.blocks}", #"[{"op":"conv"},{"op":"id"}]"#), ("{config.epochs}/{config.rate}", "3/0.1"),
    ("{trial.id} {trial.dir} {seed}", "7 /t 9"), ("{script.dir}/train.py", "/s/train.py"), ("plain", "plain"),
    (#"{"a": 1} {} { arch } ${HOME"#, #"{"a": 1} {} { arch } ${HOME"#),
  ])
  func `placeholders are filled and other braces stay`(argument: String, filled: String) throws {
    #expect(try Placeholders(in: [argument]).fill(from: values) == [filled])
  }

  @Test func `a value of a configuration that is not there names the key that gives one`() {
    for (stage, key) in [(1, "proxy"), (2, "full")] {
      var values = values
      (values.config, values.stage) = ([:], stage)
      do {
        _ = try Placeholders(in: ["{config.lr}"]).fill(from: values)
        Issue.record("it was filled")
      } catch {
        #expect(
          error.description.hasSuffix(
            "{config.lr} is a value of the configuration, and there is none; give nas.search the key '\(key)'"))
      }
    }
  }

  @Test(arguments: [
    ("{arhc}", "the trainer's argument '{arhc}': unknown placeholder 'arhc'; did you mean 'arch'?"),
    ("{config.epoch}", "unknown key of the configuration 'epoch'; did you mean 'epochs'?"),
    ("{arch.blocks[2].op}", "the architecture has no value 'blocks[2].op'"),
  ])
  func `a name that means nothing is an error`(argument: String, message: String) {
    do {
      _ = try Placeholders(in: [argument]).fill(from: values)
      Issue.record("it was filled")
    } catch { #expect(error.description.contains(message)) }
  }
}
