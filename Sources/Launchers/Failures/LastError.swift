/// What of a log belongs to the error that ended a program.
///
/// Trainers meet errors that they overcome: they run out of memory and go on with half the batch, a check prints how many
/// errors a GPU has had. What was said then is not why a program failed an hour later.
struct LastError {
  /// The last exception, without the frames of its traceback, and what came after it; without an exception the last lines.
  /// Of an exception that names a mistake in the program only what came after it.
  let lines: [Substring]

  /// The lines from the one on in which a runtime or Slurm tells that it ended the program; empty where none does.
  let lastWords: [Substring]

  /// Whether an exception of the program itself was found, so that no other log is needed to know why it ended.
  let isException: Bool

  /// Lines that may follow an exception that ended a program, such as the summaries of loggers, and lines that count where
  /// there is no exception. Lines that are set in belong to the line above them and are not counted.
  private static let distance = (afterException: 40, withoutException: 20)

  /// Exceptions of those who started the program that failed: the program's own stands before them.
  private static let messengers = ["ChildFailedError", "CalledProcessError", "ProcessExitedException"]

  /// Exceptions whose words are names and not what happened: `KeyError: 'OutOfMemoryError'`.
  private static let mistakes: Set = [
    "AttributeError", "FileNotFoundError", "ImportError", "IndexError", "KeyError",
    "ModuleNotFoundError", "NameError", "NotImplementedError", "SyntaxError", "TypeError", "UnboundLocalError",
  ]

  /// Below an exception that was raised on purpose from another one.
  private static let directCause = "The above exception was the direct cause of the following exception:"

  /// Finds it in the lines of a log that have something on them.
  init(_ lines: [Substring]) {
    let words = ErrorWords(lines)
    let tracebacks = lines.indices.filter { lines[$0].contains(ErrorWords.traceback) }
    let end = Self.start(of: Self.distance.afterException, in: lines)
    var chosen: Set<Int> = []
    // Of several processes each has its own last one, for all fail when one does.
    var done: Set<Substring> = []
    var isNeeded: Set<Substring> = []
    for index in tracebacks.reversed() {
      let rank = Self.rank(of: lines[index])
      let exception = words.exception(ofTracebackAt: index) ?? lines.endIndex - 1
      if done.contains(rank) { continue }
      if exception < end, !isNeeded.contains(rank) { continue }
      chosen.insert(index)
      let isMessenger = Self.messengers.contains { lines[exception].contains($0) }
      let isFromAnother = index > 0 && lines[index - 1].contains(Self.directCause)
      if isMessenger || isFromAnother { isNeeded.insert(rank) } else { done.insert(rank) }
    }
    lastWords = lines[end...].lastIndex(where: Self.isLastWord).map { Array(lines[$0...]) } ?? []
    if !chosen.isEmpty {
      isException = !done.isEmpty
      self.lines = tracebacks.enumerated().filter { chosen.contains($0.element) }.flatMap {
        position, start -> ArraySlice<Substring> in
        let next = position + 1 < tracebacks.count ? tracebacks[position + 1] : lines.endIndex
        // A frame shows a line of the program, comments and all: `except OutOfMemoryError:`.
        guard let exception = words.exception(ofTracebackAt: start), exception < next else {
          return lines[next..<next]
        }
        return lines[(Self.isMistake(lines[exception]) ? exception + 1 : exception)..<next]
      }
      return
    }
    let near = Array(lines[Self.start(of: Self.distance.withoutException, in: lines)...])
    let named = lines[end...].lastIndex(where: Self.isNamed)
    isException = named.map { named in !Self.messengers.contains { lines[named].contains($0) } } ?? false
    guard let named, isException else {
      self.lines = near
      return
    }
    self.lines = Array(lines[(Self.isMistake(lines[named]) ? named + 1 : named)...])
  }

  /// Where the last lines begin, so many of them that are not set in.
  private static func start(of count: Int, in lines: [Substring]) -> Int {
    var left = count
    for index in lines.indices.reversed() {
      let line = lines[index].dropFirst(rank(of: lines[index]).count)
      if line.first == " " || line.first == "\t" { continue }
      left -= 1
      if left == 0 { return index }
    }
    return lines.startIndex
  }

  /// What launchers of several processes write before each line: `[rank0]:`.
  private static func rank(of line: Substring) -> Substring {
    guard line.first == "[", let end = line.firstIndex(of: "]"),
      line.index(after: end) < line.endIndex, line[line.index(after: end)] == ":"
    else { return "" }
    return line[...line.index(after: end)]
  }

  /// Whether a line begins with the name of an exception: `ValueError: bad kernel`, `numpy.linalg.LinAlgError: ...`.
  private static func isNamed(_ line: Substring) -> Bool {
    let name = name(atStartOf: line)
    return (name.hasSuffix("Error") || name.hasSuffix("Exception"))
      && line[name.endIndex...].first == ":"
  }

  private static func isMistake(_ line: Substring) -> Bool {
    name(atStartOf: line).split(separator: ".").last.map { mistakes.contains(String($0)) } ?? false
  }

  private static func name(atStartOf line: Substring) -> Substring {
    // Those of a group stand behind `| `.
    line.dropFirst(rank(of: line).count).drop { $0 == " " || $0 == "|" }
      .prefix { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" }
  }

  /// Whether nothing of the program itself runs after a line: C++ gives up, or the kernel killed it, says Slurm.
  private static func isLastWord(_ line: Substring) -> Bool {
    line.contains("terminate called") || (line.contains("slurmstepd") && line.lowercased().contains("oom"))
  }
}

extension FailureSign {
  /// The sign of what ended a program, from its two logs.
  static func last(error: [Substring], output: [Substring]) -> (sign: FailureSign, line: String)? {
    let last = LastError(error)
    if let found = last.sign { return found }
    // An exception on standard error says why; what is on the other log was overcome.
    return last.isException ? nil : LastError(output).sign
  }
}

extension LastError {
  /// What it tells, and the line that does.
  var sign: (sign: FailureSign, line: String)? {
    FailureSign.first(in: lastWords) ?? FailureSign.first(in: lines)
  }
}
