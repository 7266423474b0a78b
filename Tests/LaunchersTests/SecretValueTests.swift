import Foundation
import Testing

@testable import Launchers

/// What is quoted of a trainer has no secret in it.
@Suite struct SecretValueTests {
  private let secrets = SecretValues([
    "HF_TOKEN": "hf_abc", "DB_PASSWORD": "hf_abcdef", "PIN_KEY": "123", "DATA": "/data",
    "SSH_KEY": "-----BEGIN-----\n  line one \nline two\n",
  ])

  @Test(arguments: [
    ("token hf_abc, password hf_abcdef", "token ***, password ***"), ("pin 123 in /data", "pin 123 in /data"),
    ("line one", "***"), ("line one\nline two", "***\n***"), ("", ""),
  ])
  func `long values of names that tell are hidden`(text: String, hidden: String) {
    #expect(secrets.hidden(in: text) == hidden)
  }

  @Test func `a value that is cut is hidden too`() {
    #expect(secrets.hidden(inStart: "bad line: hf_abcd") == "bad line: ***d")
    #expect(secrets.hidden(inStart: "bad line: line tw") == "bad line: ***")
    #expect(secrets.hidden(inStart: "bad lin") == "bad lin")
  }

  /// A trial that was given a token.
  private func scratch() throws -> ScratchFolder {
    let scratch = ScratchFolder()
    try scratch.folder.prepare(
      TrialSpec(id: 1, arguments: ["true"], environment: ["HF_TOKEN": "hf_abc"], directory: "/"))
    return scratch
  }

  private let record = ExitRecord(
    outcome: .exited(code: 1), startedAt: 0, endedAt: 1, peakMemory: 0, userSeconds: 0, systemSeconds: 0)

  @Test func `reasons and the last lines quote none`() throws {
    let scratch = try scratch()
    scratch.append("trying hf_abc\nValueError: no such token: hf_abc\n", to: scratch.folder.errorPath)
    #expect(
      scratch.folder.failureReason(record)
        == "exit code 1: ValueError: no such token: ***\nThe last lines of its standard error:\ntrying ***\n"
        + "ValueError: no such token: ***")
    #expect(scratch.folder.logTail() == "trying ***\nValueError: no such token: ***")
  }

  @Test func `what is said of reports quotes none`() throws {
    let scratch = try scratch()
    scratch.append(
      "token is hf_abc\n{\"infeasible\": \"hf_abc is not allowed\"}\n", to: scratch.folder.metricsPath)
    var metrics = TrialMetrics(scratch.folder)
    let reports = metrics.rest()
    #expect(reports.count == 2)
    #expect(!"\(reports)".contains("hf_abc") && "\(reports)".contains("*** is not allowed"))
  }
}
