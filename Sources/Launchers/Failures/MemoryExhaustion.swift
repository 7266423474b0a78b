/// What a program says when it has run out of memory, of the GPU or of the machine.
///
/// Nothing but the words on standard error tells it apart from other failures: the exit code is that of any exception.
/// A new framework is one line in the list.
enum MemoryExhaustion {
  /// Words that stand for one cause, in small letters, and who says them.
  private struct Sign {
    let source: String
    let words: [String]
  }

  /// The first that is found names the cause, so what is said by one framework alone comes before what many say.
  private static let signs = [
    Sign(
      source: "PyTorch",
      words: [
        "cuda out of memory", "hip out of memory", "mps backend out of memory", "xpu out of memory",
        "torch.outofmemoryerror", "torch.cuda.outofmemoryerror", "defaultcpuallocator: can't allocate memory",
        "defaultcpuallocator: not enough memory", "out of shared memory", "insufficient shared memory (shm)",
        ") is killed by signal: killed",  // a DataLoader's worker
      ]),
    Sign(
      source: "TensorFlow",
      words: ["oom when allocating tensor", "resourceexhaustederror", "bfc_allocator ran out"]),
    Sign(source: "XLA (JAX, TensorFlow)", words: ["resource_exhausted"]),
    Sign(source: "PaddlePaddle", words: ["out of memory error on gpu"]),
    Sign(
      source: "CUDA",
      words: [
        "cuda_error_out_of_memory", "cudaerrormemoryallocation", "cudamalloc failed: out of memory",
        "cudnn_status_alloc_failed", "cublas_status_alloc_failed", "cusolver_status_alloc_failed",
      ]),
    Sign(source: "HIP", words: ["hiperroroutofmemory"]),
    Sign(source: "Slurm", words: ["oom-kill event", "oom_kill event", "exceeded job memory limit"]),
    Sign(source: "Python", words: ["memoryerror"]),  // also NumPy's _ArrayMemoryError
    Sign(source: "C++", words: ["std::bad_alloc"]),
    Sign(source: "Julia and Java", words: ["outofmemoryerror"]),
    Sign(source: "Lua", words: ["not enough memory"]),
    Sign(source: "the operating system", words: ["cannot allocate memory"]),
    Sign(source: "the program", words: ["out of memory"]),
  ]

  /// Who says in a text that memory ran out, or nil where nobody does.
  static func source(in text: String) -> String? {
    let text = text.lowercased()
    return signs.first { sign in sign.words.contains { text.contains($0) } }?.source
  }
}
