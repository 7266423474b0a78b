import Launchers
import PlainJSON
import Testing
import TrialStore

@testable import SearchEngine

/// What counts as a retry, and what the next attempt gets.
@Suite struct RetryPolicyTests {
  private let requeues = [
    Requeue(reason: "it was stopped"), Requeue(reason: "its supervisor was killed", failure: "lost"),
    Requeue(reason: "exit code 1", failure: "crashed"), Requeue(reason: "oom", failure: "out_of_memory"),
  ]

  @Test func `losses count as retries where the policy says what becomes of them, and interrupts never`() {
    #expect(requeues.retries(under: nil) == 2)
    #expect(requeues.retries(under: RetryPolicy(times: 1, causes: [.outOfMemory])) == 2)
    #expect(requeues.retries(under: RetryPolicy(times: 1, causes: [.lost])) == 3)
    #expect(requeues.retries(under: RetryPolicy(times: 1, causes: [.any])) == 3)
    #expect(requeues.losses == 1)
  }

  @Test(arguments: [
    ("oom", ["out_of_memory", "out_of_host_memory"]), ("timeout", ["timed_out"]), ("hung", ["hung"]),
    ("crashed", ["crashed"]), ("nan", ["not_finite"]), ("no_metric", ["no_metric"]), ("device", ["device_lost"]),
    ("lost", ["lost"]), ("not_started", ["not_started"]), ("out_of_memory", ["out_of_memory"]),
    ("timed_out", ["timed_out"]),
  ])
  func `causes have short names, and those of the store mean the same`(name: String, failures: [String]) throws {
    let policy = RetryPolicy(times: 1, causes: [try RetryCause(name: name)])
    for failure in failures { #expect(policy.covers(failure)) }
    let others = ["crashed", "timed_out", "lost"].filter { !failures.contains($0) }
    for failure in others { #expect(!policy.covers(failure)) }
    #expect(RetryPolicy(times: 1, causes: [.any]).covers(failures[0]))
  }

  @Test func `every kind of failure has a cause, and what comes again for sure is not retried unasked`() {
    for failure in TrialFailure.allCases {
      #expect(RetryCause.allCases.contains { $0 != .any && $0.covers(failure.rawValue) }, "\(failure)")
    }
    let usual = RetryPolicy(times: 1)
    for failure in ["timed_out", "not_finite", "no_metric", "not_started", "lost"] {
      #expect(!usual.covers(failure))
    }
    for failure in ["out_of_memory", "out_of_host_memory", "hung", "crashed", "device_lost"] {
      #expect(usual.covers(failure))
    }
  }

  @Test func `a trial that ran out of memory is alone until somebody says how much is enough`() {
    #expect(![Requeue]().needSlotAlone)
    #expect(!Array(requeues.prefix(3)).needSlotAlone)
    #expect(requeues.needSlotAlone)
    let later = requeues + [Requeue(reason: "exit code 1", failure: "crashed")]
    #expect(later.needSlotAlone)
    var enough = TrialOverrides()
    enough.gpuMemory = 8 << 30
    let told = later + [Requeue(reason: "oom", failure: "out_of_memory", overrides: enough.json)]
    #expect(!told.needSlotAlone)
    #expect((told + [Requeue(reason: "oom", failure: "out_of_memory")]).needSlotAlone)
    var smaller = TrialOverrides()
    smaller.config = ["batch": 16]
    #expect([Requeue(reason: "oom", failure: "out_of_memory", overrides: smaller.json)].needSlotAlone)
  }

  @Test func `overrides add up, survive the store and change what is asked for`() {
    var first = TrialOverrides()
    (first.config, first.timeout, first.gpus, first.cores) = (["batch": 32, "lr": 0.1], 60, 2, 4)
    var second = TrialOverrides()
    (second.config, second.gpuMemory, second.memory) = (["batch": 16], 12_000_000_000, 1 << 30)
    second.silence = 9.5
    let both = second.merged(onto: first)
    #expect(both.config == ["batch": 16, "lr": 0.1] && both.timeout == 60 && both.silence == 9.5)
    #expect(both.gpus == nil && both.gpuMemory == 12_000_000_000 && both.cores == 4 && both.memory == 1 << 30)
    #expect(TrialOverrides(json: both.json) == both)
    #expect(TrialOverrides(json: nil) == TrialOverrides() && TrialOverrides().json == [:])
    #expect(
      both.applied(to: SlotRequest(gpus: 1, cores: 1))
        == SlotRequest(gpuMemory: 12_000_000_000, cores: 4, memory: 1 << 30))
    #expect(
      second.words
        == "batch = 16, silence = 9.5, gpu_memory = \"12GB\", memory = \"1GiB\"")
  }

  @Test func `an attempt has a name of its own outside`() {
    let name = TrialName.text(search: "a.b_c-d", trial: 3, attempt: 2, folder: "/w/trials/3")
    #expect(name.hasPrefix("lunas-a.b_c-d-3-2-") && name.count == "lunas-a.b_c-d-3-2-".count + 8)
    #expect(name != TrialName.text(search: "a.b_c-d", trial: 3, attempt: 2, folder: "/v/trials/3"))
  }
}
