import Foundation
import PlainJSON
import SearchSpace

/// Times search spaces: `SpaceBenchmark FOLDER`, with the documents of the spaces in the folder, answers each line
/// "SPACE OPERATION REPETITIONS" with the seconds that one repetition took.
@main enum SpaceBenchmark {
  static func main() throws {
    let folder = CommandLine.arguments.dropFirst().first ?? "."
    var timed: [String: TimedSpace] = [:]
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 3, let operation = Operation(rawValue: words[1]), let repetitions = Int(words[2]) else {
        throw BenchmarkError(line: line)
      }
      let space = try timed[words[0]] ?? TimedSpace(reading: "\(folder)/\(words[0]).json")
      timed[words[0]] = space
      let seconds = try space.time(operation, repetitions)
      print(seconds)
      fflush(nil)
    }
  }
}

/// A line that asks for nothing known.
struct BenchmarkError: Error {
  let line: String
}
