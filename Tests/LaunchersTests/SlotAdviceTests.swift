import Launchers
import Testing

/// What is said of GPUs that idle and of trials that do not use theirs.
@Suite struct SlotAdviceTests {
  private func uses(
    _ use: Double?, cpu: Double, cores: Int = 4, peak: Int? = 30, devices: Int = 1, wall: Double = 1000
  ) -> [TrialUse] {
    (1...4).map {
      TrialUse(
        trial: $0, devices: devices, use: use, peakMemory: peak.map { $0 * SlotFixtures.gigabyte },
        deviceMemory: 80 * SlotFixtures.gigabyte, cpuSeconds: cpu * wall, wallSeconds: wall, cores: cores)
    }
  }

  @Test func `busy GPUs, few trials, short trials and silent drivers bring no advice`() {
    #expect(IdleAdvice(uses(0.55, cpu: 1), parallel: 8) == nil)
    #expect(IdleAdvice(uses(nil, cpu: 1), parallel: 8) == nil)
    #expect(IdleAdvice(uses(0.2, cpu: 1, wall: 30), parallel: 8) == nil)
    #expect(IdleAdvice(Array(uses(0.2, cpu: 1).prefix(2)), parallel: 8) == nil)
    #expect(IdleAdvice([], parallel: 8) == nil)
  }

  @Test func `busy cores point at the loading of data`() {
    let advice = IdleAdvice(uses(0.34, cpu: 3.9), parallel: 8)
    #expect(advice?.cause == .cpuBound)
    #expect(
      advice?.text
        == "the GPUs were busy 34 % of the time (median of 4 trials): 3.9 of 4 cores were busy, so loading and preparing data "
        + "most likely holds them up. Give more with cores = 8 or a smaller parallel, or prepare the data once, before the "
        + "search")
  }

  @Test func `one busy core of many points at loading in one process`() {
    let advice = IdleAdvice(uses(0.3, cpu: 1.0, cores: 8), parallel: 8)
    #expect(advice?.cause == .oneProcess)
    #expect(advice?.text.contains("num_workers") == true)
  }

  @Test func `idle cores and free memory point at a small batch`() {
    let advice = IdleAdvice(uses(0.4, cpu: 0.5, peak: 8), parallel: 8)
    #expect(advice?.cause == .smallBatch)
    #expect(
      advice?.text.hasSuffix(
        "Or let 2 trials share a GPU: gpu_memory = \"9GB\" and parallel above 8") == true)
  }

  @Test func `idle cores and full memory point at waiting, and at frameworks that take it all`() {
    let advice = IdleAdvice(uses(0.4, cpu: 0.5, peak: 60), parallel: 8)
    #expect(advice?.cause == .waiting)
    #expect(advice?.text.contains("XLA_PYTHON_CLIENT_PREALLOCATE=false") == true)
    #expect(
      IdleAdvice(uses(0.4, cpu: 0.5, peak: 60, devices: 2), parallel: 8)?.text.contains("try gpus = 1") == true)
  }

  @Test func `no use at all is said as such`() {
    #expect(IdleAdvice(uses(0, cpu: 4, peak: 0), parallel: 8)?.cause == .notUsed)
  }

  // MARK: Trials that never use their GPU

  private func words(
    _ unused: [String], gpus: Int = 1, seconds: Double = 120, samples: Int = 10, hasEnded: Bool = false
  )
    -> String?
  {
    var usage = DeviceUsage()
    usage.samples = samples
    usage.unusedDevices = unused
    return UnusedDevices.words(
      trial: 7, usage, of: SlotFixtures.gpus(gpus), seconds: seconds, hasEnded: hasEnded)
  }

  @Test func `a trial that never used its GPU is named after two minutes, or when it has ended`() {
    #expect(words(["gpu0"], seconds: 110) == nil)
    #expect(words(["gpu0"], seconds: 110, hasEnded: true) != nil)
    #expect(words(["gpu0"], seconds: 5, hasEnded: true) == nil)
    #expect(words(["gpu0"], samples: 2) == nil)
    #expect(words([]) == nil)
    #expect(
      words(["gpu0"])
        == "trial 7 asked for a GPU and never used GPU 0 in 2 minutes: check that the trainer finds it "
        + "(torch.cuda.is_available() in PyTorch; a build for CPUs only does not), or set gpus = 0")
  }

  @Test func `one unused GPU of two is named`() {
    #expect(
      words(["gpu1"], gpus: 2, seconds: 200)
        == "trial 7 asked for 2 GPUs and never used 1 of them (GPU 1) in 3 minutes: start as many processes as there are GPUs, "
        + "or ask for fewer with gpus = 1")
  }
}
