import Foundation
import PlainJSON
import Randomness
import SearchSpace

/// What is timed.
enum Operation: String {
  /// From the template to the compiled space.
  case construct
  case size
  case sample
  case encode
  /// An architecture and its one-hot row.
  case sampleAndEncode = "sample_and_encode"
  case index
  case at
  case mutate
  case neighbours
  case crossover
  case hash
  case check
}

/// A space with architectures to work on.
struct TimedSpace {
  private let space: SearchSpace
  private let encoding: FeatureEncoding
  private let drawn: [Architecture]

  init(reading file: String) throws {
    let document = try JSON(parsing: Array(Data(contentsOf: URL(fileURLWithPath: file))))
    let space = try SearchSpace(document: document)
    var generator = SeededGenerator(seed: 1)
    drawn = try (0..<16).map { _ in try space.sample(using: &generator) }
    encoding = space.encoding(.oneHot)
    self.space = space
  }

  /// The seconds that one repetition takes.
  func time(_ operation: Operation, _ repetitions: Int) throws -> Double {
    var generator = SeededGenerator(seed: UInt64(repetitions))
    let numbers = try operation == .at ? drawn.map { try space.index(of: $0) } : []
    let duration = try ContinuousClock().measure {
      for repetition in 0..<repetitions {
        let place = repetition % drawn.count
        switch operation {
        case .construct: keep(try SearchSpace(space.template))
        case .size: keep(space.size)
        case .sample: keep(try space.sample(using: &generator))
        case .encode: keep(encoding.encode(drawn[place]))
        case .sampleAndEncode: keep(encoding.encode(try space.sample(using: &generator)))
        case .index: keep(try space.index(of: drawn[place]))
        case .at: keep(space.architecture(at: numbers[place]))
        case .mutate: keep(try space.mutate(drawn[place], using: &generator))
        case .neighbours: keep(try space.neighbours(of: drawn[place]))
        case .crossover: keep(try space.crossover(drawn[place], drawn[15 - place], using: &generator))
        case .hash: keep(try space.hash(of: drawn[place]))
        case .check: keep(try space.check())
        }
      }
    }
    return (duration / .seconds(1)) / Double(repetitions)
  }

  /// Takes a result where the compiler cannot see that nobody needs it.
  @inline(never) private func keep<Result>(_ result: Result) {}
}
