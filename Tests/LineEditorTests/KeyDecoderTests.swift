import Testing

@testable import LineEditor

@Suite struct KeyDecoderTests {
  private func decode(_ text: String) -> [Input] {
    var decoder = KeyDecoder()
    return decoder.decode(text.utf8)
  }

  @Test(arguments: [
    ("\u{1B}[A", Key(.up)), ("\u{1B}OA", Key(.up)), ("\u{1B}[1;5C", Key(.right, .control)),
    ("\u{1B}[1;3D", Key(.left, .alt)), ("\u{1B}\u{1B}[D", Key(.left, .alt)), ("\u{1B}Oc", Key(.right, .control)),
    ("\u{1B}[1;9C", Key(.right, .alt)), ("\u{1B}[H", Key(.home)), ("\u{1B}[1~", Key(.home)),
    ("\u{1B}[7~", Key(.home)), ("\u{1B}OF", Key(.end)), ("\u{1B}[8~", Key(.end)), ("\u{1B}[3~", Key(.delete)),
    ("\u{1B}[3;5~", Key(.delete, .control)), ("\u{1B}[3^", Key(.delete, .control)),
    ("\u{1B}[3$", Key(.delete, .shift)),
    ("\u{1B}[Z", Key(.tab, .shift)), ("\u{1B}[[A", Key(.function(1))), ("\u{1B}[15~", Key(.function(5))),
    ("\u{1B}\r", Key(.enter, .alt)), ("\u{1B}[13;2u", Key(.enter, .shift)),
    ("\u{1B}[27;5;13~", Key(.enter, .control)),
    ("\u{1B}[97;5u", .control("a")), ("\u{1B}b", .alt("b")), ("\u{1B}\u{7F}", Key(.backspace, .alt)),
    ("\u{1F}", .control("_")), ("\u{01}", .control("a")), ("\u{08}", Key(.backspace)), ("\n", Key(.enter)),
  ])
  func `keys are known by the sequences of many terminals, in any portions`(sequence: String, key: Key) {
    #expect(decode(sequence) == [.key(key)])
    var decoder = KeyDecoder()
    var inputs: [Input] = []
    for byte in sequence.utf8 { inputs += decoder.decode([byte]) }
    #expect(inputs == [.key(key)])
  }

  @Test func `text in portions is put together to whole characters`() {
    var decoder = KeyDecoder()
    var text = ""
    for byte in "aé世👍".utf8 {
      for case .text(let part) in decoder.decode([byte]) { text += part }
    }
    #expect(text == "aé世👍")
    #expect(decode("ab\u{01}世") == [.text("ab"), .key(.control("a")), .text("世")])
  }

  @Test func `bytes that are no text do no harm`() {
    var decoder = KeyDecoder()
    let inputs = decoder.decode([0x61, 0xFF, 0xFE, 0x80, 0x0D])
    #expect(inputs.last == .key(Key(.enter)))
    #expect(decode("\u{1B}[999;1Qx\u{1B}[?1;2cy").suffix(1) == [.text("y")])
  }

  @Test func `a paste is one input, also when its end comes in two portions`() {
    var decoder = KeyDecoder()
    #expect(decoder.decode("\u{1B}[200~a\r\u{1B}[Ab\u{1B}[20".utf8) == [])
    #expect(!decoder.isAmbiguous)
    #expect(decoder.decode("1~c".utf8) == [.paste("a\r\u{1B}[Ab"), .text("c")])
  }

  @Test func `a lone escape is a key once nothing follows`() {
    var decoder = KeyDecoder()
    #expect(decoder.decode([0x1B]) == [])
    #expect(decoder.isAmbiguous)
    #expect(decoder.flush() == [.key(Key(.escape))])
    #expect(decoder.decode("[".utf8) == [.text("[")])
  }

  @Test func `whatever comes is consumed in the end`() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      var decoder = KeyDecoder()
      let noise = (0..<64).map { _ in
        [UInt8.random(in: 0...255, using: &generator), 0x1B, 0x5B].randomElement() ?? 0
      }
      _ = decoder.decode(noise)
      // Text ends every sequence, and a paste that has been begun can be ended.
      let inputs = decoder.decode("xxxxxx\u{1B}[201~yyyy".utf8)
      #expect(inputs.contains { if case .text = $0 { true } else { false } })
    }
  }
}
