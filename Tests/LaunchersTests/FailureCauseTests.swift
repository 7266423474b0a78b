import Foundation
import Testing

@testable import Launchers

/// Failures are told apart by how the trainer ended and by what it said.
@Suite struct FailureCauseTests {
  /// The last words of real programs.
  @Test(arguments: [
    (
      "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79 GiB",
      "PyTorch"
    ),
    (
      "RuntimeError: [enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to "
        + "allocate 400 bytes. Error code 12 (Cannot allocate memory)", "PyTorch"
    ),
    ("RuntimeError: DataLoader worker (pid 831) is killed by signal: Killed.", "PyTorch"),
    ("RuntimeError: MPS backend out of memory (MPS allocated: 8.0 GB)", "PyTorch"),
    (
      "jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying to allocate 34359738368 bytes",
      "XLA (JAX, TensorFlow)"
    ),
    (
      "ResourceExhaustedError: Graph execution error: OOM when allocating tensor with shape[64,4096,4096]",
      "TensorFlow"
    ),
    ("RuntimeError: cuDNN error: CUDNN_STATUS_ALLOC_FAILED", "CUDA"),
    ("ggml_cuda: cudaMalloc failed: out of memory", "CUDA"),
    (
      "numpy._core._exceptions._ArrayMemoryError: Unable to allocate 7.28 TiB for an array with shape (1000000, 1000000)",
      "Python"
    ),
    ("Traceback (most recent call last):\n  File \"t.py\", line 1\nMemoryError", "Python"),
    ("terminate called after throwing an instance of 'std::bad_alloc'\n  what():  std::bad_alloc", "C++"),
    ("OSError: [Errno 12] Cannot allocate memory", "the operating system"),
    ("slurmstepd: error: Detected 1 oom-kill event(s) in StepId=7.0.", "Slurm"),
    ("fatal error: runtime: out of memory", "the program"),
  ])
  func `words that mean memory are known`(words: String, source: String) {
    #expect(FailureCause(words: words) == .outOfMemory(source: source))
  }

  @Test(arguments: [
    "", "ValueError: bad kernel", "RuntimeError: CUDA error: an illegal memory access was encountered",
    "Segmentation fault", "NameError: name 'memory' is not defined",
    "RuntimeError: CUDA error: device-side assert triggered", "peak memory: 3 GiB\nexit",
  ])
  func `other words are no want of memory`(words: String) { #expect(FailureCause(words: words) == .crashed) }

  private func withFolder(_ error: String, _ body: (TrialFolder) throws -> Void) throws {
    let folder = TrialFolder(FileManager.default.temporaryDirectory.appending(path: "lunas-cause-\(UUID())").path)
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    try folder.create()
    try error.write(toFile: folder.errorPath, atomically: true, encoding: .utf8)
    try body(folder)
  }

  private func record(_ outcome: ExitRecord.Outcome, killedForMemory: Bool = false) -> ExitRecord {
    ExitRecord(
      outcome: outcome, startedAt: 0, endedAt: 1, peakMemory: 0, userSeconds: 0, systemSeconds: 0,
      wasKilledForMemory: killedForMemory)
  }

  @Test func `a message above a long dump is found, and named first in the reason`() throws {
    let dump = (1...900).map { "  buffer \($0): f32[64,4096]" }.joined(separator: "\n")
    try withFolder("RESOURCE_EXHAUSTED: Out of memory\n" + dump) { folder in
      #expect(folder.failureCause(record(.exited(code: 1))) == .outOfMemory(source: "XLA (JAX, TensorFlow)"))
      #expect(
        folder.failureReason(record(.exited(code: 1))).hasPrefix(
          "out of memory, says XLA (JAX, TensorFlow): exit code 1: "))
    }
  }

  @Test func `a time limit counts more than what was said before it`() throws {
    try withFolder("CUDA out of memory, trying a smaller batch") { folder in
      #expect(folder.failureCause(record(.timedOut)) == .timedOut)
      #expect(folder.failureReason(record(.timedOut)).hasPrefix("timed out: "))
    }
  }

  @Test func `a kill is want of memory where the kernel counted one`() throws {
    try withFolder("") { folder in
      #expect(folder.failureCause(record(.signalled(signal: 9))) == .crashed)
      let killed = record(.signalled(signal: 9), killedForMemory: true)
      #expect(folder.failureCause(killed) == .outOfMemory(source: "the kernel"))
    }
  }
}
