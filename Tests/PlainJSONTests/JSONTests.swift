import PlainJSON
import Testing

@Suite struct JSONTests {
  @Test func `text and value agree both ways`() throws {
    let text = #"{"a":[1,-2.5,1e-07,true,null],"b":{"c":"x\n\"é😀"},"d":1.0}"#
    let value = try JSON(parsing: text)
    #expect(value.text == text)
    #expect(value["a"]?.arrayValue?.first == 1)
    #expect(value["d"] == .number(1))
  }

  @Test func `whole numbers and floats stay apart`() throws {
    #expect(try JSON(parsing: "3") == .integer(3))
    #expect(try JSON(parsing: "3.0") == .number(3))
    #expect(try JSON(parsing: "99999999999999999999") == .number(1e20))
  }

  @Test func `keys are written in one order`() {
    #expect(JSON.object(["b": 1, "a": 2, "Z": 3]).text == #"{"Z":3,"a":2,"b":1}"#)
  }

  @Test func `numbers that are not finite are kept`() throws {
    let value = try JSON(parsing: "[NaN,Infinity,-Infinity]")
    #expect(value.text == "[NaN,Infinity,-Infinity]")
    #expect(value.text(nonFinite: .string) == #"["NaN","Infinity","-Infinity"]"#)
  }

  @Test func `indented text reads back as the same value`() throws {
    let value: JSON = ["list": [1, [], ["k": "v"]], "empty": [:]]
    #expect(try JSON(parsing: value.text(indent: 2)) == value)
  }

  @Test(arguments: [
    ("", "expected a value, got the end of the text (line 1, column 1)"),
    ("[1,]", "expected a value, got ']' (line 1, column 4)"),
    ("{\"a\" 1}", "expected ':' after the key \"a\", got '1' (line 1, column 6)"),
    ("{\n  a: 1}", "expected a key in quotes, got 'a' (line 2, column 3)"),
    ("\"abc", "unfinished string (line 1, column 5)"),
    ("01", "a number has no leading zero (line 1, column 3)"),
    ("1 2", "expected the end of the text, got '2' (line 1, column 3)"),
    ("\"\\ud800\"", "half of a surrogate pair (line 1, column 8)"),
    (String(repeating: "[", count: 300), "nested deeper than 256 levels (line 1, column 257)"),
  ])
  func `a broken text is refused with its place`(text: String, message: String) {
    do {
      _ = try JSON(parsing: text)
      Issue.record("'\(text)' was accepted")
    } catch { #expect(error.description == message) }
  }
}
