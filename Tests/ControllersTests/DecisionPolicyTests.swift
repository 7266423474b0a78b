import ControllerContract
import Foundation
import Randomness
import SearchSpace
import Testing

@testable import Controllers

/// What a policy computes, against what can be counted.
@Suite struct DecisionPolicyTests {
  /// Spaces of every kind of decision.
  enum Kind: String, CaseIterable, Sendable {
    case choices, conditional, orders, sets, multisets, selectionsWithInsides, lists, shared, cut, numbers

    var space: SearchSpace {
      get throws {
        let words = (0..<4).map { Template.constant(.integer($0)) }
        func one(of candidates: [Template]) -> Template { .decision(Decision(.oneOf(candidates))) }
        func many(_ count: Int, _ candidates: [Template], isDistinct: Bool, isSorted: Bool) -> Template {
          .decision(
            Decision(
              .manyOf(
                ManyOf(count: count, candidates: candidates, isDistinct: isDistinct, isSorted: isSorted))))
        }
        func number(_ lower: Int, _ upper: Int, isLogarithmic: Bool = false) -> Template {
          .decision(
            Decision(.integer(IntegerRange(lower: lower, upper: upper, isLogarithmic: isLogarithmic))))
        }
        let insides: [Template] = [one(of: words), .constant("plain"), number(7, 9)]
        switch self {
        case .choices: return try SearchSpace(.list([one(of: words), number(1, 3), .constant(1)]))
        case .conditional: return try SearchSpace(.list([one(of: insides + [.list(insides)]), one(of: words)]))
        case .orders: return try SearchSpace(many(3, words, isDistinct: true, isSorted: false))
        case .sets: return try SearchSpace(many(2, words, isDistinct: true, isSorted: true))
        case .multisets: return try SearchSpace(many(3, words, isDistinct: false, isSorted: true))
        case .selectionsWithInsides:
          return try SearchSpace(
            .list([
              many(2, insides, isDistinct: true, isSorted: true),
              many(2, insides, isDistinct: true, isSorted: false),
            ]))
        case .lists:
          return try SearchSpace(.decision(Decision(.listOf(length: number(0, 3), element: one(of: words)))))
        case .shared:
          let same = Template.decision(Decision(.oneOf([.constant("a"), one(of: words)]), sharing: 1))
          return try SearchSpace(.list([same, one(of: [.constant("none"), .list([same, .constant(2)])])]))
        case .cut:
          let space = try SearchSpace(.list([one(of: words), number(1, 5), one(of: words)]))
          return try space.around([[3, 0, 1], [1, 4, 1]].map(Architecture.init(choices:)), radius: 0)
        case .numbers:
          return try SearchSpace(
            .list([
              .decision(Decision(.float(FloatRange(lower: -1, upper: 3)))),
              .decision(Decision(.float(FloatRange(lower: 1e-5, upper: 1, isLogarithmic: true)))),
              number(1, 1_000_000_000, isLogarithmic: true), number(-5, 94), number(0, .max - 1),
            ]))
        }
      }
    }
  }

  /// A policy somewhere in the midst of learning.
  private func policy(of space: SearchSpace, seed: UInt64 = 1) -> DecisionPolicy {
    var policy = DecisionPolicy(space: space)
    var generator = SeededGenerator(seed: seed)
    policy.move(by: policy.zeros.map { _ in generator.unit() - 0.5 })
    return policy
  }

  private func logProbability(_ policy: DecisionPolicy, _ architecture: Architecture) -> Double {
    policy.logProbabilities(of: architecture).reduce(0, +)
  }

  private func moved(_ policy: DecisionPolicy, _ parameter: Int, by step: Double) -> DecisionPolicy {
    var (moved, steps) = (policy, policy.zeros)
    steps[parameter] = step
    moved.move(by: steps)
    return moved
  }

  @Test(arguments: Kind.allCases)
  func `what is drawn is an architecture of the space`(kind: Kind) throws {
    let space = try kind.space
    let policy = policy(of: space)
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<200 {
      let drawn = policy.draw(using: &generator)
      try space.validate(drawn)
      #expect(try space.allows(drawn))
      #expect(logProbability(policy, drawn).isFinite)
    }
  }

  @Test(arguments: Kind.allCases.filter { $0 != .numbers })
  func `the probabilities of all architectures sum to one, and are those of the draws`(kind: Kind) async throws {
    let space = try kind.space
    let policy = policy(of: space)
    let all = Array(space.architectures)
    let probabilities = all.map { exp(logProbability(policy, $0)) }
    #expect(abs(probabilities.reduce(0, +) - 1) < 1e-9)
    var generator = SeededGenerator(seed: 3)
    var counts: [Architecture: Double] = [:]
    for _ in 0..<20 {
      for _ in 0..<1000 { counts[policy.draw(using: &generator), default: 0] += 1 }
      await Task.yield()
    }
    for (architecture, probability) in zip(all, probabilities) {
      // Five standard deviations: one run in ten thousand fails by chance, and this one is always the same.
      let deviation = (20_000 * probability * (1 - probability)).squareRoot()
      #expect(abs((counts[architecture] ?? 0) - 20_000 * probability) <= 5 * deviation + 1e-6)
    }
  }

  @Test(arguments: [Kind.choices, .orders, .sets, .multisets, .cut])
  func `a new policy draws evenly`(kind: Kind) throws {
    let space = try kind.space
    let policy = DecisionPolicy(space: space)
    let all = Array(space.architectures)
    for architecture in all {
      #expect(abs(exp(logProbability(policy, architecture)) - 1 / Double(all.count)) < 1e-12)
    }
  }

  @Test(arguments: Kind.allCases)
  func `the gradient of a probability is that of finite differences`(kind: Kind) throws {
    let space = try kind.space
    let policy = policy(of: space)
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<5 {
      let drawn = policy.draw(using: &generator)
      var gradient = policy.zeros
      policy.addGradient(of: drawn, to: &gradient) { _ in 1 }
      for parameter in gradient.indices {
        let ahead = logProbability(moved(policy, parameter, by: 1e-5), drawn)
        let behind = logProbability(moved(policy, parameter, by: -1e-5), drawn)
        #expect(abs((ahead - behind) / 2e-5 - gradient[parameter]) < 1e-6)
      }
    }
  }

  @Test(arguments: [Kind.choices, .sets, .multisets, .cut])
  func `the gradient of the entropy is that of finite differences`(kind: Kind) throws {
    let space = try kind.space
    let policy = policy(of: space)
    func entropy(_ policy: DecisionPolicy) -> Double {
      space.architectures.reduce(0) { sum, architecture in
        let logarithm = logProbability(policy, architecture)
        return sum - exp(logarithm) * logarithm
      }
    }
    var gradient = policy.zeros
    policy.addEntropyGradient(times: 1, to: &gradient)
    for parameter in gradient.indices {
      let (ahead, behind) = (moved(policy, parameter, by: 1e-5), moved(policy, parameter, by: -1e-5))
      #expect(abs((entropy(ahead) - entropy(behind)) / 2e-5 - gradient[parameter]) < 1e-6)
    }
  }

  @Test func `the gradient of the entropy of a number is that of finite differences`() throws {
    let space = try SearchSpace(.decision(Decision(.float(FloatRange(lower: 0, upper: 32)))))
    let policy = policy(of: space)
    func entropy(_ policy: DecisionPolicy) -> Double {
      (0..<32).reduce(0) { sum, part in
        let architecture = Architecture(choices: [Architecture.choice(for: Double(part) + 0.5)])
        let logarithm = logProbability(policy, architecture)
        return sum - exp(logarithm) * logarithm
      }
    }
    var gradient = policy.zeros
    policy.addEntropyGradient(times: 1, to: &gradient)
    for parameter in gradient.indices {
      let (ahead, behind) = (moved(policy, parameter, by: 1e-5), moved(policy, parameter, by: -1e-5))
      #expect(abs((entropy(ahead) - entropy(behind)) / 2e-5 - gradient[parameter]) < 1e-6)
    }
  }

  @Test(arguments: Kind.allCases)
  func `however far a policy is moved, nothing becomes impossible or certain`(kind: Kind) throws {
    let space = try kind.space
    var policy = DecisionPolicy(space: space)
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<20 { policy.move(by: policy.zeros.map { _ in (generator.unit() - 0.5) * 1e6 }) }
    for _ in 0..<50 {
      let logarithms = policy.logProbabilities(of: try space.sample(using: &generator))
      #expect(logarithms.allSatisfy { $0 > -30 && $0 <= 1e-12 })
    }
    let drawn = Set((0..<500).map { _ in policy.draw(using: &generator) })
    #expect(drawn.count > 1)
  }

  @Test func `an architecture of the whole space teaches a part what both have`() throws {
    let whole = try words([4, 4])
    let part = try whole.around([[0, 0], [1, 1]].map(Architecture.init(choices:)), radius: 0)
    let policy = DecisionPolicy(space: part)
    var gradient = policy.zeros
    policy.addGradient(of: Architecture(choices: [3, 1]), to: &gradient) { _ in 1 }
    #expect(gradient == [0, 0, -0.5, 0.5])
  }

  @Test func `a good number makes those around it likelier`() throws {
    let space = try SearchSpace(.decision(Decision(.float(FloatRange(lower: 0, upper: 10)))))
    var policy = DecisionPolicy(space: space)
    func at(_ value: Double) -> Double {
      logProbability(policy, Architecture(choices: [Architecture.choice(for: value)]))
    }
    var step = policy.zeros
    policy.addGradient(of: Architecture(choices: [Architecture.choice(for: 7)]), to: &step) { _ in 1 }
    policy.move(by: step)
    #expect(at(7) > at(5))
    #expect(at(6.5) > at(5))
    #expect(at(5) > at(2))
  }
}
