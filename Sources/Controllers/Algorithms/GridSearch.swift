import BigInt
import SearchSpace

/// Proposes every architecture in the order of their numbers, no network twice: exhaustive search, the yardstick for
/// small spaces.
///
/// Each proposal is the first architecture in that order that fulfils the constraints and is not proposed yet, so the
/// seed has no say. What was proposed out of turn, as a baseline is, is left out when its turn comes.
public struct GridSearch: Controller {
  private let space: SearchSpace
  private var proposed: ProposedArchitectures
  /// All numbers before this one are proposed, or can never be.
  private var next = BigUInt(0)

  /// How many in a row may be nothing new before the search is given up.
  private let mostSkipped: Int

  /// Makes the controller.
  ///
  /// - Parameters:
  ///   - space: what to propose.
  ///   - repeats: how often each is proposed, one after the other.
  ///   - mostSkipped: how many architectures in a row may be nothing new before the search is given up: a space where it
  ///     is more is too large to be searched one by one.
  /// - Throws: ``ControllerError`` for a space with continuous decisions, which has no end.
  public init(space: SearchSpace, repeats: Int = 1, mostSkipped: Int = 1_000_000) throws {
    if let point = space.points.first(where: { $0.isContinuous && !$0.isFixed }) {
      throw ControllerError(
        problem:
          "the controller grid cannot count the values of '\(point.path)', which is any number of a range; write it as "
          + "nas.one_of or nas.int, or use the controller random")
    }
    self.space = space
    proposed = ProposedArchitectures(repeats: repeats)
    self.mostSkipped = mostSkipped
  }

  public mutating func ask(number: Int) throws -> Architecture? {
    var index = next
    var skipped = 0
    while let architecture = space.architecture(at: index) {
      if try space.isAccepted(numbered: architecture), try !proposed.contains(architecture, of: space) {
        next = index
        return architecture
      }
      skipped += 1
      if skipped == mostSkipped {
        throw ControllerError(
          problem:
            "the controller grid found nothing new among \(skipped) architectures in a row: a constraint refuses them, or "
            + "they are networks that were proposed before; use the controller random")
      }
      index += 1
    }
    next = index
    return nil
  }

  public mutating func began(_ proposal: Proposal) throws { try proposed.insert(proposal.architecture, of: space) }

  public mutating func tell(_ result: TrialResult) {}
}
