import Controllers
import Foundation
import Randomness
import SearchSpace

/// What a controller costs: `ControllerBenchmark NAME TRIALS ROUNDS` fills the controller with finished random trials and
/// prints the milliseconds that each of some further rounds took, from asking to having been told, and at last the most
/// memory that the process has had, in MB.
@main enum ControllerBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let trials = Int(arguments[2]), let rounds = Int(arguments[3]) else {
      throw BenchmarkError(problem: "usage: ControllerBenchmark NAME TRIALS ROUNDS")
    }
    let timed = try TimedController(named: arguments[1], trials: trials + rounds)
    try timed.fill(trials)
    for _ in 0..<rounds { print(try timed.round()) }
    print(try peakMemory())
  }

  /// The largest resident size of this process, in MB, as the kernel counts it.
  private static func peakMemory() throws -> Double {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
    else { throw BenchmarkError(problem: "the kernel does not tell the peak memory") }
    return kilobytes / 1024
  }
}

/// A wrong call, or a measurement that cannot be had.
struct BenchmarkError: Error, CustomStringConvertible {
  let problem: String
  var description: String { problem }
}
