import PlainJSON
import Testing

@testable import SearchSpace

/// The parameters that trainers for PyGlove read, by the exact texts that PyGlove 0.4.5 writes.
@Suite struct PyGloveParameterTests {
  private func params(_ template: Template, _ table: JSON) throws -> String {
    let space = try SearchSpace(template)
    let architecture = try space.architecture(of: table)
    let text = space.parameters(of: architecture)
    #expect(try space.architecture(parameters: text) == architecture)
    return text
  }

  // MARK: Paths

  @Test func `members, elements and members of elements`() throws {
    let choice = one([3, 5])
    let template = Template.table([
      "kernel": choice, "blocks": .list([.table(["op": choice]), .list([choice])]),
    ])
    #expect(
      try params(template, ["kernel": 3, "blocks": [["op": 5], [3]]])
        == #"{"blocks[0].op":"1/2 (5)","blocks[1][0]":"0/2 (3)","kernel":"0/2 (3)"}"#)
  }

  @Test func `keys with dots and brackets stand in brackets, others as they are`() throws {
    for (key, path) in [
      ("a.b", "[a.b]"), ("e[0]", "[e[0]]"), (".", "[.]"), ("[1]", "[[1]]"), ("c d", "c d"), ("0", "0"),
      ("=1/2", "=1/2"), ("é", "é"), ("q'", "q'"), ("*", "*"),
    ] {
      #expect(
        try params(.table([key: .table([key: one([1])])]), [key: [key: 1]])
          == JSON.object([path + (path.hasPrefix("[") ? path : "." + path): "0/1 (1)"]).text)
    }
  }

  @Test func `decisions of the chosen candidate alone`() throws {
    let template = Template.table([
      "op": one(["id", .table(["e": one([1, 2])]), one(["p", "q"]), .list([one([7]), one([8])])])
    ])
    #expect(try params(template, ["op": "id"]) == #"{"op":"0/4 ('id')"}"#)
    #expect(try params(template, ["op": ["e": 2]]) == #"{"op":"1/4","op[=1/4].e":"1/2 (2)"}"#)
    #expect(try params(template, ["op": "p"]) == #"{"op":"2/4","op[=2/4]":"0/2 ('p')"}"#)
    #expect(
      try params(template, ["op": [7, 8]])
        == #"{"op":"3/4","op[=3/4][0]":"0/1 (7)","op[=3/4][1]":"0/1 (8)"}"#)
  }

  @Test func `the space itself is a decision`() throws {
    let template = one([1, .table(["a": one([1, 2])])])
    #expect(try params(template, 1) == #"{"":"0/2 (1)"}"#)
    #expect(try params(template, ["a": 2]) == #"{"":"1/2","[=1/2].a":"1/2 (2)"}"#)
    #expect(try params(many(2, [1, 2, 3]), [3, 1]) == #"{"[0]":"2/3 (3)","[1]":"0/3 (1)"}"#)
    #expect(try params(.list([one([1])]), [1]) == #"{"[0]":"0/1 (1)"}"#)
  }

  @Test func `each of several choices has a place, a single one has none`() throws {
    #expect(
      try params(.table(["x": many(2, ["a", "b", "c"])]), ["x": ["c", "a"]])
        == #"{"x[0]":"2/3 ('c')","x[1]":"0/3 ('a')"}"#)
    #expect(try params(.table(["x": many(1, ["a", "b"])]), ["x": ["b"]]) == #"{"x":"1/2 ('b')"}"#)
    let nested = many(2, [.table(["a": one([1, 2])]), many(2, [7, 8]), .constant("leaf")])
    #expect(
      try params(.table(["x": nested]), ["x": [["a": 2], [8, 7]]])
        == #"{"x[0]":"0/3","x[0][=0/3].a":"1/2 (2)","x[1]":"1/3","x[1][=1/3][0]":"1/2 (8)","#
        + #""x[1][=1/3][1]":"0/2 (7)"}"#)
  }

  @Test func `continuous decisions are numbers`() throws {
    let rate = Template.decision(Decision(.float(FloatRange(lower: 0, upper: 1))))
    #expect(try params(.table(["rate": rate]), ["rate": 0.25]) == #"{"rate":0.25}"#)
    #expect(try params(.table(["rate": rate]), ["rate": 1]) == #"{"rate":1.0}"#)
    #expect(try params(rate, 1e-7) == #"{"":1e-07}"#)
  }

  // MARK: What PyGlove has no construct for

  @Test func `a whole number is a choice among its values`() throws {
    let width = Template.decision(Decision(.integer(IntegerRange(lower: 8, upper: 32, step: 8))))
    #expect(try params(.table(["width": width]), ["width": 24]) == #"{"width":"2/4 (24)"}"#)
  }

  @Test func `a list of decided length is a choice among lists`() throws {
    let blocks = list(
      .decision(Decision(.integer(IntegerRange(lower: 0, upper: 2)))), .table(["k": one([3, 5])]))
    let template = Template.table(["blocks": blocks])
    #expect(try params(template, ["blocks": []]) == #"{"blocks":"0/3"}"#)
    #expect(
      try params(template, ["blocks": [["k": 3], ["k": 5]]])
        == #"{"blocks":"2/3","blocks[=2/3][0].k":"0/2 (3)","blocks[=2/3][1].k":"1/2 (5)"}"#)
    #expect(
      try params(.table(["blocks": list(2, one([3, 5]))]), ["blocks": [5, 3]])
        == #"{"blocks[0]":"1/2 (5)","blocks[1]":"0/2 (3)"}"#)
  }

  @Test func `a shared decision is told at each place, and read at any`() throws {
    let width = Template.decision(Decision(.oneOf([8, 16]), sharing: 1))
    let space = try SearchSpace(.table(["a": width, "b": .list([width]), "c": one([1, 2])]))
    let architecture = try space.architecture(of: ["a": 16, "b": [16], "c": 1])
    #expect(space.parameters(of: architecture) == #"{"a":"1/2 (16)","b[0]":"1/2 (16)","c":"0/2 (1)"}"#)
    for text in [#"{"a":1,"c":0}"#, #"{"b[0]":1,"c":0}"#, #"{"a":1,"b[0]":"1/2","c":0}"#] {
      #expect(try space.architecture(parameters: text) == architecture)
    }
    expect("b[0]: differs from what the same shared decision has elsewhere") {
      try space.architecture(parameters: #"{"a":1,"b[0]":0,"c":0}"#)
    }
    expect("a: missing: the parameters do not tell this decision") {
      try space.architecture(parameters: #"{"c":0}"#)
    }
  }

  // MARK: Display texts

  @Test func `plain values are shown as Python shows them`() throws {
    for (value, literal) in [
      (5, "5"), (0.25, "0.25"), (1.0, "1.0"), (1e-7, "1e-07"), (true, "True"), (false, "False"),
      ("swish", "'swish'"),
      (#"say "x""#, #"'say "x"'"#),
    ] as [(JSON, String)] {
      #expect(
        try params(.table(["x": one([.constant(value)])]), ["x": value])
          == JSON.object(["x": .string("0/1 (\(literal))")]).text)
    }
    #expect(try params(.table(["x": one([.constant(.null), 1])]), ["x": .null]) == #"{"x":"0/2 (None)"}"#)
  }

  @Test func `what versions of PyGlove or Python may show otherwise is left out`() throws {
    for value in ["it's", "a\\b", "é", "a\nb", ["a": 1], [1, 2], .string(String(repeating: "x", count: 101))]
      as [JSON]
    {
      #expect(try params(.table(["x": one([.constant(value)])]), ["x": value]) == #"{"x":"0/1"}"#)
    }
  }

  @Test func `texts that Python gave are written`() throws {
    let decision = Decision(.oneOf(["it's", .constant(["k": 3])]), literals: [#""it's""#, "Block(k=3)"])
    #expect(try params(.decision(decision), ["k": 3]) == #"{"":"1/2 (Block(k=3))"}"#)
    let document = try SearchSpace(.decision(decision)).document
    #expect(try SearchSpace(document: document).template == .decision(decision))
  }
}

// MARK: - Short ways to write templates

private func one(_ candidates: [Template]) -> Template { .decision(Decision(.oneOf(candidates))) }

private func many(_ count: Int, _ candidates: [Template]) -> Template {
  .decision(Decision(.manyOf(ManyOf(count: count, candidates: candidates))))
}

private func list(_ length: Template, _ element: Template) -> Template {
  .decision(Decision(.listOf(length: length, element: element)))
}

private func expect<Value>(_ message: String, _ body: () throws -> Value) {
  #expect { _ = try body() } throws: { "\($0)" == message }
}

extension Template: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  public init(integerLiteral value: Int) { self = .constant(.integer(value)) }
  public init(stringLiteral value: String) { self = .constant(.string(value)) }
}
