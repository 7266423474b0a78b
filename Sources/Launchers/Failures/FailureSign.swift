import Foundation

/// Words by which a failure is told from others, and who says them.
///
/// Nothing but the words in its logs tells why a program failed: the exit code is that of any exception. A new framework
/// is one line in the list.
struct FailureSign: Sendable {
  /// What the words mean.
  enum Meaning: Sendable {
    case deviceLost
    /// The memory of a GPU was too small, or nobody says whose.
    case outOfMemory
    case outOfHostMemory
  }

  let meaning: Meaning
  let source: String
  /// In small letters.
  let words: [String]

  private init(_ meaning: Meaning, _ source: String, _ words: String...) {
    self.meaning = meaning
    self.source = source
    self.words = words
  }

  /// The first that is found names the cause. A lost device comes first, because trainers that met a want of memory often
  /// say so and go on with less; of one meaning, what one framework says alone comes before what many say.
  static let all = [
    FailureSign(
      .deviceLost, "HIP",
      "hip error: unspecified launch failure", "hiperrorlaunchfailure", "hip error: no rocm-capable device",
      "no rocm-capable device is detected", "hiperrornodevice", "reason :gpu hang", "reason: gpu hang",
      "hiperroreccnotcorrectable", "hip_error_no_device", "hip_error_launch_failed"),
    FailureSign(
      .deviceLost, "CUDA",
      "unspecified launch failure", "cuda_error_launch_failed", "cudaerrorlaunchfailure",
      "uncorrectable ecc error",
      "cuda_error_ecc_uncorrectable", "cudaerroreccuncorrectable", "uncorrectable nvlink error",
      "no cuda-capable device is detected", "cuda_error_no_device", "cudaerrornodevice",
      "cuda-capable devices are busy or unavailable", "cuda-capable device(s) is/are busy or unavailable",
      "cuda_error_device_unavailable", "cudaerrordevicesunavailable", "cuda failure 802",
      "cuda_error_system_not_ready",
      "cudaerrorsystemnotready"),
    FailureSign(
      .deviceLost, "NVIDIA's driver",
      "gpu is lost", "fallen off the bus", "nvrm: xid", "unable to determine the device handle for gpu"),

    FailureSign(
      .outOfHostMemory, "PyTorch",
      "defaultcpuallocator: can't allocate memory", "defaultcpuallocator: not enough memory",
      "out of shared memory",
      "insufficient shared memory (shm)",
      ") is killed by signal: killed"),  // a DataLoader's worker
    FailureSign(
      .outOfMemory, "PyTorch",
      "cuda out of memory", "hip out of memory", "mps backend out of memory", "xpu out of memory",
      "torch.outofmemoryerror", "torch.cuda.outofmemoryerror"),
    FailureSign(
      .outOfMemory, "TensorFlow", "oom when allocating tensor", "resourceexhaustederror", "bfc_allocator ran out"),
    FailureSign(.outOfMemory, "XLA (JAX, TensorFlow)", "resource_exhausted", "resource exhausted: out of memory"),
    FailureSign(.outOfMemory, "PaddlePaddle", "out of memory error on gpu"),
    FailureSign(.outOfMemory, "CUDA.jl", "out of gpu memory trying to allocate"),
    FailureSign(
      .outOfMemory, "CUDA",
      "cuda_error_out_of_memory", "cudaerrormemoryallocation", "cudamalloc failed: out of memory",
      "cudnn_status_alloc_failed", "cublas_status_alloc_failed", "cusolver_status_alloc_failed",
      "cuda error: out of memory"),
    FailureSign(.outOfMemory, "HIP", "hiperroroutofmemory", "hip_error_outofmemory", "hip error: out of memory"),
    FailureSign(
      .outOfHostMemory, "Slurm",
      "oom-kill event", "oom_kill event", "exceeded job memory limit", "exceeded memory limit"),
    FailureSign(.outOfHostMemory, "Python", "memoryerror"),  // also NumPy's _ArrayMemoryError
    FailureSign(.outOfHostMemory, "C++", "std::bad_alloc"),
    FailureSign(.outOfHostMemory, "Julia and Java", "outofmemoryerror"),
    FailureSign(.outOfHostMemory, "Lua", "not enough memory"),
    FailureSign(.outOfHostMemory, "the operating system", "cannot allocate memory"),
    FailureSign(.outOfMemory, "the program", "out of memory"),
  ]

  /// Lines that hold such words and mean nothing: TensorFlow on a machine without a GPU, and its allocator that will try
  /// with less.
  private static let harmless = ["failed call to cuinit", "this is not a failure"]

  /// The first sign that stands in a text, and the last line that it stands on. A line that counts none of it, such as
  /// `uncorrectable ECC errors: 0`, is no sign.
  static func first(in lines: [Substring]) -> (sign: FailureSign, line: String)? {
    // Searched by the C library: there are many words, and logs are long.
    let lines = lines.map { (line: $0, small: cString($0)) }
      .filter { line in !harmless.contains { strstr(line.small, $0) != nil } }
    let whole = Array(lines.map { $0.small.dropLast() }.joined(separator: [0x0A])) + [0]
    for sign in all {
      for word in sign.words where strstr(whole, word) != nil {
        guard let found = lines.last(where: { strstr($0.small, word) != nil && !NoneOfIt.says($0.line, word) })
        else { continue }
        return (sign, String(found.line))
      }
    }
    return nil
  }

  /// A line in small letters, of ASCII alone, and with spaces for zeros.
  private static func cString(_ line: Substring) -> [CChar] {
    var bytes: [CChar] = []
    bytes.reserveCapacity(line.utf8.count + 1)
    for byte in line.utf8 {
      let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      bytes.append(CChar(bitPattern: byte == 0 ? 0x20 : isCapital ? byte | 0x20 : byte))
    }
    bytes.append(0)
    return bytes
  }
}
