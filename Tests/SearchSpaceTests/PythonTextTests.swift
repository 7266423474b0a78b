import PlainJSON
import Testing

@testable import SearchSpace

/// Python's own texts; each was written by Python 3.11.
@Suite struct PythonTextTests {
  @Test func `numbers`() {
    for (number, text) in [
      (0.0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (0.1, "0.1"), (100, "100.0"), (2.5, "2.5"),
      (1.0 / 3, "0.3333333333333333"),
      (0.0001, "0.0001"), (0.00012, "0.00012"), (0.00001, "1e-05"), (1.5e-7, "1.5e-07"),
      (1e15, "1000000000000000.0"),
      (123456789012345.0, "123456789012345.0"), (9.5e15, "9500000000000000.0"),
      (9007199254740992, "9007199254740992.0"),
      (1e16, "1e+16"), (1.5e16, "1.5e+16"), (-1e22, "-1e+22"), (1e100, "1e+100"),
      (.leastNonzeroMagnitude, "5e-324"),
      (1.7976931348623157e308, "1.7976931348623157e+308"), (.infinity, "inf"), (-.infinity, "-inf"), (.nan, "nan"),
    ] as [(Double, String)] {
      #expect(number.pythonText == text)
    }
  }

  @Test func `texts`() {
    for (string, text) in [
      ("", "''"), ("a", "'a'"), ("it's", #""it's""#), (#"a"b"#, #"'a"b'"#), (#"'""#, #"'\'"'"#), ("\\", #"'\\'"#),
      ("\n\r\t\0", #"'\n\r\t\x00'"#), ("\u{7F}\u{A0}\u{AD}", #"'\x7f\xa0\xad'"#), ("é😀", "'é😀'"),
      ("\u{200B}\u{2028}\u{E000}", #"'\u200b\u2028\ue000'"#), ("\u{E0001}", #"'\U000e0001'"#),
      ("\r\n", #"'\r\n'"#),
    ] {
      #expect(string.pythonText == text)
    }
  }

  @Test func `lists, tables and long texts, as PyGlove shows candidates`() {
    #expect(PythonLiteral.text(of: [1, [.null, true], [:]]) == "[0: 1, 1: [0: None, 1: True], 2: {}]")
    #expect(PythonLiteral.text(of: ["b": 1, "a b": "x"]) == "{a b='x', b=1}")
    let cut = PythonLiteral.text(of: .array((0..<1000).map { .integer($0) }))
    #expect(cut.count == 120 && cut.hasPrefix("[0: 0, 1: 1, ") && cut.hasSuffix(", 16: 16, ..."))
    #expect(PythonLiteral.text(of: .string(String(repeating: "é", count: 118))).count == 120)
    #expect(PythonLiteral.text(of: .string(String(repeating: "é", count: 119))).hasSuffix("é..."))
  }
}
