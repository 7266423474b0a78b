import Foundation
import LuaHost
import SearchEngine
import Testing
import TrialStore

@testable import LunasLua

/// Functions that decide about failed trials, where they give no answer in time.
@Suite(.timeLimit(.minutes(5))) struct OnFailureTests {
  @Test func `a function that gives no answer is told of once and not asked any more`() async throws {
    let session = try await Session(answerLimit: .milliseconds(300))
    try await session.define(
      """
      trials = { max = 3, max_failed = 4 }, trainer = function() error('no') end, retry = 1,
      on_failure = function() asked = (asked or 0) + 1 while true do end end
      """)
    #expect(try await session.text("return s:run()") == "all 3 trials are done, and none was completed")
    #expect(try await session.text("return asked") == "1")
    let told = session.complaints.filter {
      $0.contains("on_failure failed and is not asked any more: it ran longer")
    }
    #expect(told.count == 1)
    // The rest of what the search says about failures goes on.
    #expect(try await session.text("return s:trials()[3].attempt") == "2")
  }

  @Test func `an interrupt does not wait for the function, which is asked again when the search goes on`()
    async throws
  {
    let session = try await Session()
    try await session.define(
      """
      trials = { max = 2 },
      trainer = function(arch) runs = (runs or 0) + 1 if runs == 1 then error('no') end return { r = arch.a } end,
      on_failure = function(trial) asked = true gate() return 'retry' end
      """)
    try await session.text("s:start()")
    try await session.until { try await session.text("return asked") == "true" }
    #expect(try await session.text("return s:stop('enough')") == "enough")
    #expect(try await session.text("return s:status().state") == "interrupted")
    #expect(try await session.text("return s:trials()[1].state") == "running")
    session.gate.set(true)
    try await session.text("s:start()")
    #expect(try await session.text("return s:wait()") == "all 2 trials are done")
    #expect(try await session.text("return s:status().completed") == "2")
  }

  @Test func `what a machine can never give is a mistake of the function and not waited for`() async throws {
    let session = try await Session()
    try await session.define(
      """
      trials = { max = 1, max_failed = 2 }, trainer = { '/bin/false' },
      on_failure = function() return { gpus = 4000 } end
      """)
    #expect(try await session.text("return s:run()") == "all 1 trials are done, and none was completed")
    #expect(session.complaints.contains { $0.contains("on_failure failed: ") && $0.contains("4000") })
  }

  @Test func `a share of a GPU and whole ones are not asked for at once`() async throws {
    let session = try await Session()
    try await session.define(
      """
      trials = { max = 1, max_failed = 2 }, trainer = function() error('no') end,
      on_failure = function() return { gpus = 1, gpu_memory = '8GB' } end
      """)
    #expect(try await session.text("return s:run()") == "all 1 trials are done, and none was completed")
    #expect(session.complaints.contains { $0.contains("either gpus or gpu_memory expected, got both") })
  }
}
