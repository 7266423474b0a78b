import Foundation
import Testing

@testable import Launchers

/// Of a log, what says why a program failed is kept, as it looks on a screen.
@Suite struct ErrorWordsTests {
  private func lines(_ text: String) -> [Substring] { LogEnd(text.utf8).lines }

  @Test func `colours, progress bars and control characters are cleaned away`() {
    let text =
      "\u{1B}[31mRuntimeError\u{1B}[0m: bad\u{8}\r\n\r  0%|   | 0/9\r 99%|## | 8/9\r\n\u{1B}]0;title\u{7}done\n"
      + "\r50%\r   \r\n \t \n\u{1B}]0;x\u{1B}\\end\u{1B}[K\n"
    #expect(lines(text) == ["RuntimeError: bad", " 99%|## | 8/9", "done", "50%", "end"])
    #expect(LogEnd([0xFF, 0x41, 0x0A]).lines == ["\u{FFFD}A"])
    #expect(LogEnd(path: "/no/such/log").lines.isEmpty)
  }

  @Test func `only the end of a long log is read, from a whole line on`() {
    let scratch = ScratchFolder()
    let path = scratch.folder.errorPath
    scratch.append((1...20_000).map { "line \($0) ä\n" }.joined(), to: path)
    let lines = LogEnd(path: path).lines
    #expect(lines.last == "line 20000 ä" && lines.count > 4000 && lines.count < 6000)
    #expect(lines.first == "line \(20_001 - lines.count) ä")
  }

  /// What PyTorch prints after a traceback tells nothing; the exception does.
  @Test func `the exception of the last traceback is the headline, whatever follows`() {
    let text = """
      Traceback (most recent call last):
        File "a.py", line 1, in <module>
          f()
      KeyError: 'x'

      During handling of the above exception, another exception occurred:

      Traceback (most recent call last):
        File "train.py", line 60, in main
          model(x)
        File "layers.py", line 5, in forward
          a()
        File "layers.py", line 6, in forward
          b()
          ~~~^^
        File "layers.py", line 7, in forward
          c()
      RuntimeError: CUDA error: device-side assert triggered
      CUDA kernel errors might be asynchronously reported at some other API call, so the stacktrace below might be incorrect.
      For debugging consider passing CUDA_LAUNCH_BLOCKING=1.
      """
    let words = ErrorWords(lines(text))
    #expect(words.headline == "RuntimeError: CUDA error: device-side assert triggered")
    #expect(
      words.tail.suffix(10) == [
        "Traceback (most recent call last):", "  ... 4 lines", "  File \"layers.py\", line 6, in forward",
        "    b()",
        "    ~~~^^", "  File \"layers.py\", line 7, in forward", "    c()",
        "RuntimeError: CUDA error: device-side assert triggered",
        "CUDA kernel errors might be asynchronously reported at some other API call, so the stacktrace below might be "
          + "incorrect.", "For debugging consider passing CUDA_LAUNCH_BLOCKING=1.",
      ])
  }

  @Test func `tracebacks of several processes are known by what stands before each line`() {
    let text = """
      [rank0]: Traceback (most recent call last):
      [rank0]:   File "train.py", line 60, in main
      [rank0]:     model(x)
      [rank0]: ValueError: bad kernel
      W0902 15:10:48.626000 819010 torch/distributed/elastic/multiprocessing/api.py:900] Sending process 819027 SIGTERM
      """
    #expect(ErrorWords(lines(text)).headline == "[rank0]: ValueError: bad kernel")
  }

  @Test(arguments: [
    ("loading\nerror: unknown option --x\nusage: train", "error: unknown option --x"),
    (
      "terminate called after throwing an instance of 'std::runtime_error'\n  what():  bad\nbye",
      "what():  bad"
    ),
    ("Fatal Python error: Segmentation fault\n\nThread 0x00", "Fatal Python error: Segmentation fault"),
    ("Traceback (most recent call last):\n  File \"a.py\", line 1", "File \"a.py\", line 1"),
    ("Boom\n", "Boom"), ("epoch 1: loss 0.3\nepoch 2: loss 0.2", "epoch 2: loss 0.2"),
    ("java.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)", "java.lang.IllegalStateException: no"),
  ])
  func `without a traceback the last error is the headline, or the last line`(text: String, headline: String) {
    #expect(ErrorWords(lines(text)).headline == headline)
  }

  @Test func `nothing is endless`() {
    let words = ErrorWords(
      lines((1...100).map { "\($0) " + String(repeating: "x", count: 5000) }.joined(separator: "\n")))
    #expect(words.headline?.count == 504)
    #expect(words.tail.count == 8 && words.tail.last?.hasPrefix("100 xx") == true)
    #expect(ErrorWords([]).headline == nil && ErrorWords([]).tail.isEmpty)
  }
}
