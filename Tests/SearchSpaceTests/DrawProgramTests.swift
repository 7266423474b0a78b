import PlainJSON
import Randomness
import Testing

@testable import SearchSpace

@Suite struct DrawProgramTests {
  /// The flat runs of a space are only a faster way: they draw what its tree draws, and leave the generator as it does.
  @Test(arguments: [false, true])
  func `a space draws what its tree draws`(hasShared: Bool) throws {
    var templates = RandomTemplates(seed: 91, hasShared: hasShared)
    var compared = 0
    while compared < 200 {
      // Side by side, so that runs are broken by parts of every kind.
      let template =
        hasShared ? templates.next() : .list((0..<4).map { _ in templates.next() } + [.decision(Self.logarithmic)])
      let whole = try SearchSpace(template)
      // Some shared decisions exist in a part of the architectures only; they are drawn by counts.
      guard whole.shared.allSatisfy(\.isAlways) else { continue }
      let cut = try whole.around(whole.samples(2, using: &templates.generator), radius: 0)
      for space in [whole, cut] {
        compared += 1
        var generator = SeededGenerator(seed: UInt64(compared))
        var ofTree = generator
        for _ in 0..<5 {
          let drawn = try space.sample(using: &generator)
          var expected = space.blank
          for part in [space.root] + space.shared.map(\.node) { part.draw(into: &expected, using: &ofTree) }
          #expect(drawn == expected, "\(space.document.text)")
        }
        #expect(generator.next() == ofTree.next())
      }
    }
  }

  private static let logarithmic = Decision(.integer(IntegerRange(lower: 1, upper: 64, isLogarithmic: true)))
}
