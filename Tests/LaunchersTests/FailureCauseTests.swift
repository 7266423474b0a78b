import Foundation
import Testing

@testable import Launchers

/// Failures are told apart by how the trainer ended and by what it said.
@Suite struct FailureCauseTests {
  /// The last words of real programs, as people reported them.
  @Test(
    arguments: [
      (
        "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79 GiB",
        .outOfMemory(source: "PyTorch")
      ),
      (
        "torch.OutOfMemoryError: HIP out of memory. Tried to allocate 3.31 GiB. GPU 0 has a total capacity of 128.00 GiB of "
          + "which 780.24 MiB is free.", .outOfMemory(source: "PyTorch")
      ),
      ("RuntimeError: MPS backend out of memory (MPS allocated: 8.0 GB)", .outOfMemory(source: "PyTorch")),
      (
        "jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying to allocate 34359738368 bytes",
        .outOfMemory(source: "XLA (JAX, TensorFlow)")
      ),
      (
        "RuntimeError: Resource exhausted: Out of memory while trying to allocate 16 bytes.",
        .outOfMemory(source: "XLA (JAX, TensorFlow)")
      ),
      (
        "ResourceExhaustedError: Graph execution error: OOM when allocating tensor with shape[64,4096,4096]",
        .outOfMemory(source: "TensorFlow")
      ),
      ("RuntimeError: cuDNN error: CUDNN_STATUS_ALLOC_FAILED", .outOfMemory(source: "CUDA")),
      ("ggml_cuda: cudaMalloc failed: out of memory", .outOfMemory(source: "CUDA")),
      ("RuntimeError: CUDA error: out of memory", .outOfMemory(source: "CUDA")),
      (
        "E tensorflow/stream_executor/rocm/rocm_driver.cc:600] failed to allocate 890.06M (933298432 bytes) from device: "
          + "HIP_ERROR_OutOfMemory", .outOfMemory(source: "HIP")
      ),
      ("fatal error: runtime: out of memory", .outOfMemory(source: "the program")),
      (
        "RuntimeError: [enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to "
          + "allocate 400 bytes. Error code 12 (Cannot allocate memory)", .outOfHostMemory(source: "PyTorch")
      ),
      (
        "RuntimeError: DataLoader worker (pid 12847) is killed by signal: Killed.",
        .outOfHostMemory(source: "PyTorch")
      ),
      (
        "numpy._core._exceptions._ArrayMemoryError: Unable to allocate 7.28 TiB for an array with shape (1000000, 1000000)",
        .outOfHostMemory(source: "Python")
      ),
      (
        "Traceback (most recent call last):\n  File \"t.py\", line 1\nMemoryError",
        .outOfHostMemory(source: "Python")
      ),
      (
        "terminate called after throwing an instance of 'std::bad_alloc'\n  what():  std::bad_alloc",
        .outOfHostMemory(source: "C++")
      ),
      ("OSError: [Errno 12] Cannot allocate memory", .outOfHostMemory(source: "the operating system")),
      (
        "slurmstepd: error: Detected 1 oom-kill event(s) in StepId=191.batch cgroup. Some of your processes may have been "
          + "killed by the cgroup out-of-memory handler.", .outOfHostMemory(source: "Slurm")
      ),
      (
        "slurmstepd: error: Detected 1 oom_kill event in StepId=11300781.0. Some of the step tasks have been OOM Killed.",
        .outOfHostMemory(source: "Slurm")
      ),
      (
        "RuntimeError: CUDA error: unspecified launch failure\nCUDA kernel errors might be asynchronously reported at some "
          + "other API call,so the stacktrace below might be incorrect.", .deviceLost(source: "CUDA")
      ),
      (
        "RuntimeError: cuda runtime error (4) : unspecified launch failure at "
          + "/opt/conda/conda-bld/pytorch/torch/lib/THC/generic/THCStorage.c:32", .deviceLost(source: "CUDA")
      ),
      ("RuntimeError: CUDA error: uncorrectable ECC error encountered", .deviceLost(source: "CUDA")),
      (
        "F tensorflow/stream_executor/lib/statusor.cc:34] Attempting to fetch value instead of handling error Internal: "
          + "failed initializing StreamExecutor for CUDA device ordinal 0: Internal: failed call to "
          + "cuDevicePrimaryCtxRetain: CUDA_ERROR_ECC_UNCORRECTABLE: uncorrectable ECC error encountered",
        .deviceLost(source: "CUDA")
      ),
      (" CUDA Error: no CUDA-capable device is detected: No error", .deviceLost(source: "CUDA")),
      (
        "RuntimeError: CUDA error: CUDA-capable device(s) is/are busy or unavailable", .deviceLost(source: "CUDA")
      ),
      (
        "RuntimeError: CUDA error: all CUDA-capable devices are busy or unavailable", .deviceLost(source: "CUDA")
      ),
      (
        "[rank2]: Last error:\n[rank2]: Cuda failure 802 'system not yet initialized'", .deviceLost(source: "CUDA")
      ),
      (
        "Unable to determine the device handle for GPU 0000:02:00.0: GPU is lost. Reboot the system to recover this GPU",
        .deviceLost(source: "NVIDIA's driver")
      ),
      (
        "NVRM: Xid (PCI:0000:01:00): 79, pid=4124, name=python, GPU has fallen off the bus.",
        .deviceLost(source: "NVIDIA's driver")
      ),
      ("HW Exception by GPU node-4 (Agent handle: 0x1ebc04e0) reason :GPU Hang", .deviceLost(source: "HIP")),
      (
        "torch.AcceleratorError: HIP error: unspecified launch failure\nSearch for `hipErrorLaunchFailure' in "
          + "https://rocm.docs.amd.com/projects/HIP/en/latest/index.html", .deviceLost(source: "HIP")
      ),
      ("RuntimeError: HIP error: hipErrorLaunchFailure", .deviceLost(source: "HIP")),
      ("RuntimeError: HIP error: no ROCm-capable device is detected", .deviceLost(source: "HIP")),
      (
        "terminate called after throwing an instance of 'c10::HIPError'\n  what():  HIP error: hipErrorNoDevice",
        .deviceLost(source: "HIP")
      ),
    ] as [(String, FailureCause)])
  func `words of real programs are known`(words: String, cause: FailureCause) {
    #expect(FailureCause(words: words) == cause)
  }

  @Test(arguments: [
    "", "ValueError: bad kernel", "RuntimeError: CUDA error: an illegal memory access was encountered",
    "Segmentation fault", "NameError: name 'memory' is not defined",
    "RuntimeError: CUDA error: device-side assert triggered", "peak memory: 3 GiB\nexit",
    "Memory access fault by GPU node-1 (Agent handle: 0x1f829860) on address 0x7a8a4be00000. Reason: Page not present",
    "2018-12-09 23:18:41.996479: E tensorflow/stream_executor/cuda/cuda_driver.cc:300] failed call to cuInit: "
      + "CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected\nValueError: bad kernel",
    "W tensorflow/core/common_runtime/bfc_allocator.cc:245] Allocator (GPU_0_bfc) ran out of memory trying to allocate "
      + "2.27GiB. The caller indicates that this is not a failure, but may mean that there could be performance gains",
    "nul \u{0} within", "HIP error: invalid argument",
  ])
  func `other words are just a crash`(words: String) { #expect(FailureCause(words: words) == .crashed) }

  @Test func `a lost device counts more than a want of memory that was overcome before`() {
    #expect(
      FailureCause(words: "CUDA out of memory, trying a smaller batch\nCUDA error: unspecified launch failure")
        == .deviceLost(source: "CUDA"))
  }

  private func withFolder(_ error: String, output: String = "", _ body: (TrialFolder) throws -> Void) throws {
    let scratch = ScratchFolder()
    scratch.append(error, to: scratch.folder.errorPath)
    scratch.append(output, to: scratch.folder.outputPath)
    try body(scratch.folder)
    withExtendedLifetime(scratch) {}
  }

  private func record(_ outcome: ExitRecord.Outcome, killedForMemory: Bool = false) -> ExitRecord {
    ExitRecord(
      outcome: outcome, startedAt: 0, endedAt: 1, peakMemory: 0, userSeconds: 0, systemSeconds: 0,
      wasKilledForMemory: killedForMemory)
  }

  @Test func `a message above a long dump is found, and named first in the reason`() throws {
    let dump = (1...900).map { "  buffer \($0): f32[64,4096]" }.joined(separator: "\n")
    try withFolder("RESOURCE_EXHAUSTED: Out of memory\n" + dump) { folder in
      let (cause, reason) = folder.failure(record(.exited(code: 1)))
      #expect(cause == .outOfMemory(source: "XLA (JAX, TensorFlow)"))
      let headline = "out of memory, says XLA (JAX, TensorFlow): exit code 1: RESOURCE_EXHAUSTED: Out of memory"
      #expect(FailureReason.headline(of: reason).map(String.init) == headline)
      #expect(reason.hasPrefix("\(headline)\nThe last lines of its standard error:\n  buffer 881"))
      #expect(reason.hasSuffix("\n  buffer 900: f32[64,4096]"))
    }
  }

  @Test func `words on standard output count too, and stand in where standard error is empty`() throws {
    try withFolder("warning: x\n", output: "CUDA error: uncorrectable ECC error encountered\n") { folder in
      let (cause, reason) = folder.failure(record(.exited(code: 1)))
      #expect(cause == .deviceLost(source: "CUDA"))
      #expect(
        reason
          == "lost its device, says CUDA: exit code 1: CUDA error: uncorrectable ECC error encountered")
    }
    try withFolder("", output: "starting\nRuntimeError: bad\n") { folder in
      #expect(
        folder.failureReason(record(.exited(code: 2)))
          == "exit code 2: RuntimeError: bad\nThe last lines of its standard output:\nstarting\nRuntimeError: bad")
    }
  }

  @Test func `a time limit counts more than what was said before it`() throws {
    try withFolder("CUDA out of memory, trying a smaller batch") { folder in
      let (cause, reason) = folder.failure(record(.timedOut))
      #expect(cause == .timedOut)
      #expect(reason == "timed out: it ran longer than its limit: CUDA out of memory, trying a smaller batch")
    }
  }

  @Test func `a kill is want of host memory where the kernel counted one`() throws {
    try withFolder("") { folder in
      #expect(folder.failureCause(record(.signalled(signal: 9))) == .crashed)
      let killed = record(.signalled(signal: 9), killedForMemory: true)
      #expect(folder.failureCause(killed) == .outOfHostMemory(source: "the kernel"))
      #expect(
        folder.failureReason(killed) == "out of host memory, says the kernel: killed by signal 9 (Killed)")
    }
  }

  @Test func `an end without words says what it was`() throws {
    try withFolder("") { folder in
      #expect(folder.failureReason(record(.exited(code: 3))) == "exit code 3")
      #expect(
        folder.failureReason(record(.exited(code: 139)))
          == "exit code 139 (as of signal 11, Segmentation fault)")
      #expect(folder.failureReason(record(.signalled(signal: 6))) == "killed by signal 6 (Aborted)")
      let missing = folder.failure(record(.notStarted(reason: "cannot start 'x': No such file or directory")))
      #expect(missing == (.notStarted, "cannot start 'x': No such file or directory"))
    }
  }
}
