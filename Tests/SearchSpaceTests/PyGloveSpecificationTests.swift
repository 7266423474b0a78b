import PlainJSON
import Testing

@testable import SearchSpace

/// The specification that PyGlove and Vertex AI NAS read.
@Suite struct PyGloveSpecificationTests {
  private func one(_ candidates: [Template], name: String? = nil) -> Template {
    .decision(Decision(.oneOf(candidates), name: name))
  }

  /// The specification with short type names.
  private func spec(_ template: Template) throws -> String {
    try SearchSpace(template).specification().replacing("pyglove.generators.geno.", with: "")
  }

  private func leaves(_ range: Range<Int>) -> String {
    range.map { #"{"_type":"Template","index":\#($0)}"# }.joined(separator: ",")
  }

  @Test func `a choice, its literals as texts`() throws {
    #expect(
      try spec(.table(["a": one([.constant(1), .constant("s"), .constant(0.25)])]))
        == #"{"_type":"Template","elements":[{"_type":"Choices","candidates":[\#(leaves(0..<3))],"#
        + #""literal_values":["1","'s'","0.25"],"location":"a"}]}"#)
  }

  @Test func `candidates with decisions, located from themselves`() throws {
    #expect(
      try spec(.table(["op": one([.constant(1), .table(["e": one([.constant(2)])])])]))
        == #"{"_type":"Template","elements":[{"_type":"Choices","candidates":[\#(leaves(0..<1)),"#
        + #"{"_type":"Template","elements":[{"_type":"Choices","candidates":[\#(leaves(0..<1))],"literal_values":["2"],"#
        + #""location":"e"}],"index":1}],"literal_values":["1","{e=OneOf(candidates=[0: 2])}"],"location":"op"}]}"#
    )
  }

  @Test func `several choices and continuous ones; defaults are left out`() throws {
    let pair = ManyOf(count: 2, candidates: [.constant(1), .constant(2)], isDistinct: false, isSorted: true)
    #expect(
      try spec(.decision(Decision(.manyOf(pair))))
        == #"{"_type":"Template","elements":[{"_type":"Choices","candidates":[\#(leaves(0..<2))],"distinct":false,"#
        + #""literal_values":["1","2"],"num_choices":2,"sorted":true}]}"#)
    #expect(
      try spec(.list([.decision(Decision(.float(FloatRange(lower: 0.5, upper: 1, isLogarithmic: true))))]))
        == #"{"_type":"Template","elements":[{"_type":"Float","location":"[0]","max_value":1.0,"min_value":0.5,"#
        + #""scale":"log"}]}"#)
  }

  @Test func `a list of decided length is a choice among lists`() throws {
    let length = Template.decision(Decision(.integer(IntegerRange(lower: 0, upper: 1))))
    let list = Template.decision(Decision(.listOf(length: length, element: one([.constant(3), .constant(5)]))))
    #expect(
      try spec(.table(["blocks": list]))
        == #"{"_type":"Template","elements":[{"_type":"Choices","candidates":[\#(leaves(0..<1)),"#
        + #"{"_type":"Template","elements":[{"_type":"Choices","candidates":[\#(leaves(0..<2))],"#
        + #""literal_values":["3","5"],"location":"[0]"}],"index":1}],"#
        + #""literal_values":["a list of 0","a list of 1"],"location":"blocks"}]}"#)
  }

  @Test func `a whole number is a choice among its values`() throws {
    #expect(
      try spec(.decision(Decision(.integer(IntegerRange(lower: 8, upper: 16, step: 8)))))
        == #"{"_type":"Template","elements":[{"_type":"Choices","candidates":[\#(leaves(0..<2))],"#
        + #""literal_values":["8","16"]}]}"#)
  }

  @Test func `a shared decision stands at its first place`() throws {
    let width = Template.decision(Decision(.oneOf([.constant(8)]), sharing: 1))
    #expect(
      try spec(.table(["a": width, "b": width]))
        == #"{"_type":"Template","elements":[{"_type":"Choices","candidates":[\#(leaves(0..<1))],"#
        + #""literal_values":["8"],"location":"a"}]}"#)
  }

  @Test func `names that are unique and no paths`() throws {
    let template = Template.table([
      "a": one([.constant(1)], name: "first"), "b": one([.constant(1)], name: "twice"),
      "c": one([.constant(1)], name: "twice"), "d": one([.constant(1)], name: "a"),
    ])
    let names = try #require(JSON(parsing: try spec(template))["elements"]?.arrayValue).map { $0["name"] }
    #expect(names == ["first", nil, nil, nil])
  }

  @Test func `nothing decided`() throws { #expect(try spec(.constant(1)) == #"{"_type":"Template"}"#) }

  @Test func `what a specification cannot say`() throws {
    let number = Template.decision(Decision(.integer(IntegerRange(lower: 0, upper: 1_000_000))))
    for (template, message) in [
      (
        .table(["n": number]),
        "n: a specification lists every candidate, and these are more than 100000; use a larger step, fewer lengths, or a float"
      ),
      (.table(["[x": one([.constant(1)])]), "PyGlove cannot hold the key '[x'; give it another name"),
      (
        .table(["o": .table(["": one([.constant(1)])])]), "o: PyGlove cannot hold the key ''; give it another name"
      ),
    ] as [(Template, String)] {
      #expect { _ = try SearchSpace(template).specification() } throws: { "\($0)" == message }
    }
    var cut = Restriction.none
    cut.choices[0] = ChoiceSet([1])
    let space = try SearchSpace(one([.constant(1), .constant(2)])).with(restriction: cut)
    #expect { _ = try space.specification() } throws: {
      "\($0)" == "a specification cannot say a cut; take that of the space before it was changed"
    }
    #expect(space.parameters(of: try space.architecture(of: 2)) == #"{"":"1/2 (2)"}"#, "as in the whole space")
    #expect { _ = try space.architecture(parameters: #"{"":0}"#) } throws: { $0 is SpaceError }
  }
}
