import PlainJSON
import Testing

@testable import SearchSpace

/// What is read as parameters, and the messages for what is not.
@Suite struct PyGloveReadingTests {
  private func one(_ candidates: JSON...) -> Template {
    .decision(Decision(.oneOf(candidates.map { .constant($0) })))
  }

  private func space() throws -> SearchSpace {
    let pair = ManyOf(count: 2, candidates: [1, 2, 3].map { .constant($0) }, isSorted: true)
    return try SearchSpace(
      .table([
        "activation": one("relu", "swish"),
        "op": .decision(Decision(.oneOf([.constant("id"), .table(["e": one(1, 2)])]))),
        "pair": .decision(Decision(.manyOf(pair), name: "inputs")),
        "rate": .decision(Decision(.float(FloatRange(lower: 0, upper: 1)))),
        "width": .decision(Decision(.integer(IntegerRange(lower: 8, upper: 16, step: 4)))),
      ]))
  }

  /// Parameters of the space, with some replaced or left out.
  private func read(_ changes: [String: JSON]) throws -> JSON {
    let space = try space()
    var members: [String: JSON] = [
      "activation": "1/2 ('swish')", "op": "0/2 ('id')", "pair[0]": "0/3 (1)", "pair[1]": "2/3 (3)", "rate": 0.5,
      "width": "1/3 (12)",
    ]
    members.merge(changes) { $1 }
    return space.table(of: try space.architecture(parameters: JSON.object(members).text))
  }

  private let table: JSON = [
    "activation": "swish", "op": "id", "pair": [1, 3], "rate": 0.5, "width": 12,
  ]

  @Test func `every form that PyGlove reads`() throws {
    #expect(try read([:]) == table)
    for form in ["1/2", "1/2 ()", "1/2 (anything (at all))", 1, "'swish'", "swish", "1/2 (a\nb)"] as [JSON] {
      #expect(try read(["activation": form]) == table, "\(form.text)")
    }
    for form in ["1/3", 1, 12.0, "12"] as [JSON] { #expect(try read(["width": form]) == table, "\(form.text)") }
    #expect(try read(["pair[0]": .null, "pair[1]": .null, "pair": [0, "2/3"]]) == table)
    #expect(try read(["pair[0]": .null, "pair[1]": .null, "inputs": ["0/3", 2]]) == table)
    #expect(try read(["op[=1/2].e": .null]) == table, "null is a decision that does not exist")
    #expect(try read(["rate": 1])["rate"] == 1.0)
  }

  @Test func `mistakes are told with the parameter`() throws {
    for (changes, message) in [
      (["activation": "1/3"], "activation: '1/3' tells one of 3 candidates, and there are 2 here"),
      (["activation": "2/2"], "activation: there is no candidate 2; they are numbered from 0 to 1"),
      (["activation": -1], "activation: there is no candidate -1; they are numbered from 0 to 1"),
      (
        ["activation": "gelu"],
        #"activation: 'INDEX/2', an index or the value of one candidate expected, got "gelu""#
      ),
      (["activation": .null], "activation: missing: the parameters do not tell this decision"),
      (["rate": 1.5], "rate: a number from 0.0 to 1.0 expected, got 1.5"),
      (["rate": "0.5"], #"rate: a number from 0.0 to 1.0 expected, got "0.5""#),
      (["pair[1]": 0], "pair[1]: candidate 0 is chosen twice, and the choices are distinct"),
      (["pair[0]": 2, "pair[1]": 1], "pair[1]: candidate 1 comes after 2, and the choices are sorted"),
      (["pair[0]": .null, "pair[1]": .null, "pair": [0]], "pair: a list of 2 choices expected, got 1"),
      (["op": "1/2"], "op[=1/2].e: missing: the parameters do not tell this decision"),
      (["op[=1/2].e": 0], "op[=1/2].e: exists only with another choice: 'op' is 0/2"),
      (["activatoin": 0], "unknown parameter 'activatoin'; did you mean 'activation'?"),
      (["stem": 0], "unknown parameter 'stem'; known: activation, op, pair[0], pair[1], rate, width"),
    ] as [([String: JSON], String)] {
      #expect { _ = try read(changes) } throws: { error in
        if "\(error)" != message { Issue.record("'\(error)' instead of '\(message)'") }
        return true
      }
    }
  }

  @Test func `text that is no object`() throws {
    let space = try space()
    for text in ["", "[1]", "{", "params.jso"] {
      #expect { _ = try space.architecture(parameters: text) } throws: {
        "\($0)".hasPrefix("parameters are a JSON object of paths and choices")
      }
    }
  }

  @Test(arguments: [false, true]) func `random spaces come back`(hasShared: Bool) throws {
    var templates = RandomTemplates(seed: 81, hasShared: hasShared)
    for _ in 0..<300 {
      let space = try SearchSpace(templates.next())
      for _ in 0..<5 {
        let architecture = try space.sample(using: &templates.generator)
        let text = space.parameters(of: architecture)
        #expect(try space.architecture(parameters: text) == architecture, "\(text)")
      }
    }
  }
}
