import Foundation
import Testing

@testable import Launchers

/// What a trainer overcame, and what counts none, is not why it failed.
@Suite struct LastErrorTests {
  private static let traceback =
    "Traceback (most recent call last):\n  File \"train.py\", line 40, in <module>\n    main()\n"
  private static let torch =
    "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 23.65 GiB"

  /// Thirty epochs of a training.
  private static let epochs = (1...30).map { "epoch \($0): loss 0.5\n" }.joined()

  @Test(arguments: [
    // PyTorch: caught, tried again with half the batch, and then something else.
    "\(torch)\nretrying with batch 16\n\(traceback)ValueError: bad kernel",
    "\(traceback)\(torch)\nretrying with batch 16\n\(traceback)ValueError: bad kernel",
    "\(traceback)\(torch)\n\nDuring handling of the above exception, another exception occurred:\n\n\(traceback)KeyError: 'lr'",
    "\(traceback)\(torch)\n\(epochs)\(epochs)validation failed",
    "CUDA out of memory, retrying\n\(epochs)exit",
    "CUDA out of memory, retrying\nValueError: bad kernel",
    // JAX, TensorFlow, CUDA.
    "jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying to allocate 34359738368 bytes.\n"
      + "trying without donation\n\(traceback)jax.errors.TracerBoolConversionError: Attempted boolean conversion",
    "2024-01-02 W tensorflow/core/common_runtime/bfc_allocator.cc:479] Allocator (GPU_0_bfc) ran out of memory trying to "
      + "allocate 2.27GiB with freed_by_count=0.\n\(traceback)tensorflow.python.framework.errors_impl.InvalidArgumentError: "
      + "Graph execution error",
    "cudaMalloc failed: out of memory, falling back to managed memory\n\(traceback)AssertionError: shapes differ",
    // Lines of the program that a traceback shows, and names of what is missing.
    "\(traceback)    raise ValueError(\"x\")  # not OutOfMemoryError\nValueError: x",
    "\(traceback)\(torch)\n\nDuring handling of the above exception, another exception occurred:\n\n\(traceback)"
      + "    except OutOfMemoryError:\n           ^^^^^^^^^^^^^^^^\nValueError: bad kernel",
    "\(traceback)KeyError: 'OutOfMemoryError'", "KeyError: 'OutOfMemoryError'",
    "[rank0]: \(traceback.dropLast().replacing("\n", with: "\n[rank0]: "))\n[rank0]: KeyError: 'CUDA out of memory'",
    "\(traceback)AttributeError: module 'torch' has no attribute 'OutOfMemoryError'",
    "\(traceback)ImportError: libgomp.so.1: cannot allocate memory in static TLS block",
    "\(traceback)    except OutOfMemoryError:",
    // What counts none.
    "uncorrectable ECC errors: 0", "Uncorrectable ECC Error Count = 0", "0 uncorrectable ECC errors",
    "no uncorrectable ECC errors found", "oom-kill events: 0", "CUDA out of memory errors: 0\nSegmentation fault",
  ])
  func `what was overcome is no cause`(words: String) { #expect(FailureCause(words: words) == .crashed) }

  @Test(
    arguments: [
      ("\(traceback)\(torch)", .outOfMemory(source: "PyTorch")),
      ("\(traceback)ValueError: one shard is bad\n\(epochs)\(traceback)\(torch)", .outOfMemory(source: "PyTorch")),
      // What overcame the one want of memory ended by another.
      (
        "warning: caught CUDA out of memory\nterminate called after throwing an instance of 'std::bad_alloc'\n"
          + "  what():  std::bad_alloc", .outOfHostMemory(source: "C++")
      ),
      (
        "\(traceback)\(torch)\nretrying\nterminate called after throwing an instance of 'std::bad_alloc'\n"
          + "  what():  std::bad_alloc", .outOfHostMemory(source: "C++")
      ),
      (
        "warning: caught CUDA out of memory\nslurmstepd: error: Detected 1 oom_kill event in StepId=1.0. Some of the step "
          + "tasks have been OOM Killed.", .outOfHostMemory(source: "Slurm")
      ),
      (
        "\(traceback)\(torch)\nterminate called after throwing an instance of 'c10::Error'\n  what():  shutting down",
        .outOfMemory(source: "PyTorch")
      ),
      (
        "\(traceback)RuntimeError: cannot go on\nslurmstepd: error: Detected 1 oom_kill event in StepId=1.0.",
        .outOfHostMemory(source: "Slurm")
      ),
      (
        "  + Exception Group Traceback (most recent call last):\n  |   File \"t.py\", line 3\n  | ExceptionGroup: (1)\n"
          + "  +-+---------------- 1 ----------------\n    | Traceback (most recent call last):\n"
          + "    |   File \"t.py\", line 9\n    | \(torch)\n    +------------------------------------",
        .outOfMemory(source: "PyTorch")
      ),
      ("\(traceback)\(torch)\nwandb: Run summary:\nwandb: loss 0.3", .outOfMemory(source: "PyTorch")),
      (
        "\(traceback)\(torch)\n\nThe above exception was the direct cause of the following exception:\n\n\(traceback)"
          + "RuntimeError: trial 3 failed", .outOfMemory(source: "PyTorch")
      ),
      (
        "\(traceback)\(torch)\nE0405 api.py:826] failed (exitcode: 1) local_rank: 0 (pid: 4124) of binary: /usr/bin/python\n"
          + "\(traceback)torch.distributed.elastic.multiprocessing.errors.ChildFailedError: train.py FAILED",
        .outOfMemory(source: "PyTorch")
      ),
      (
        "[rank0]: Traceback (most recent call last):\n[rank0]:   File \"t.py\", line 4\n[rank0]: \(torch)\n"
          + "[rank1]: Traceback (most recent call last):\n[rank1]:   File \"t.py\", line 9\n"
          + "[rank1]: torch.distributed.DistBackendError: NCCL error: remote process exited or there was a network error",
        .outOfMemory(source: "PyTorch")
      ),
      (
        "\(traceback)jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory allocating 8589934592 bytes.\n"
          + "BufferAssignment stats:\n"
          + (1...90).map { "             parameter allocation \($0): 24B\n" }.joined(),
        .outOfMemory(source: "XLA (JAX, TensorFlow)")
      ),
      (
        "\(traceback)tensorflow.python.framework.errors_impl.ResourceExhaustedError: OOM when allocating tensor with shape[64]",
        .outOfMemory(source: "TensorFlow")
      ),
      (
        "uncorrectable ECC errors: 0\nCUDA error: uncorrectable ECC error encountered", .deviceLost(source: "CUDA")
      ),
      ("uncorrectable ECC errors: 10", .deviceLost(source: "CUDA")),
      (
        "terminate called after throwing an instance of 'thrust::system_error'\n  what():  parallel_for failed: "
          + "cudaErrorMemoryAllocation: out of memory", .outOfMemory(source: "CUDA")
      ),
    ] as [(String, FailureCause)])
  func `the last error is the cause`(words: String, cause: FailureCause) {
    #expect(FailureCause(words: words) == cause)
  }

  private func failure(error: String, output: String, _ outcome: ExitRecord.Outcome) -> (
    cause: FailureCause, reason: String
  ) {
    let scratch = ScratchFolder()
    scratch.append(error, to: scratch.folder.errorPath)
    scratch.append(output, to: scratch.folder.outputPath)
    defer { withExtendedLifetime(scratch) {} }
    return scratch.folder.failure(
      ExitRecord(outcome: outcome, startedAt: 0, endedAt: 1, peakMemory: 0, userSeconds: 0, systemSeconds: 0))
  }

  @Test func `an exception on one log outweighs words on the other`() {
    let output = "CUDA out of memory, trying a smaller batch\n"
    #expect(
      failure(error: "\(Self.traceback)ValueError: bad\n", output: output, .exited(code: 1)).cause == .crashed)
    let quiet = failure(error: "a warning\n", output: output, .exited(code: 1)).cause
    #expect(quiet == .outOfMemory(source: "PyTorch"))
  }

  @Test func `a hang tells the last lines once`() {
    let (cause, reason) = failure(error: "epoch 1\nepoch 2\n", output: "", .silent)
    #expect(cause == .hung)
    #expect(reason.components(separatedBy: "epoch 2").count == 2, "\(reason)")
  }
}
