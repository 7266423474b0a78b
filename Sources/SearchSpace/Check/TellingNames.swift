/// Words that say what a decision is about, where its author has not: `learning_rate`, `batchSize`, `n_layers`.
///
/// Names are matched word by word: `pool_rate` is no rate of learning, `depthwise` no depth.
struct TellingNames: Sendable {
  /// These anywhere in a name, one after the other.
  private let phrases: [[String]]
  /// These as the last words of a name.
  private let endings: [[String]]
  /// These as a whole name.
  private let wholes: Set<[String]>
  /// Beginnings of words.
  private let stems: [String]
  /// Whether what a decision lies in tells too, with its whole name.
  private let isTellingAround: Bool

  /// - Parameters:
  ///   - phrases: words anywhere in a name, `learning rate`.
  ///   - endings: words at the end of a name.
  ///   - wholes: whole names only.
  ///   - stems: beginnings of words.
  ///   - isTellingAround: whether a name tells of everything inside: all of `optimizer` is about the optimizer, but not
  ///     all of `blocks` about their number.
  init(
    _ phrases: [String], endings: [String] = [], wholes: [String] = [], stems: [String] = [],
    isTellingAround: Bool = false
  ) {
    func words(_ texts: [String]) -> [[String]] { texts.map { $0.split(separator: " ").map(String.init) } }
    self.phrases = words(phrases)
    self.endings = words(endings)
    self.wholes = Set(words(wholes))
    self.stems = stems
    self.isTellingAround = isTellingAround
  }

  /// The name that tells: that of the decision, that of its member, or that of what it lies in: `optimizer.kind`.
  func match(_ decision: CheckedDecision, named name: String?) -> String? {
    let keys = decision.keys
    if let name, matches(name) { return name }
    guard let last = keys.last else { return nil }
    if matches(last) { return last }
    return keys.dropLast().last { key in
      guard isTellingAround else { return false }
      let words = Self.words(of: key)
      return wholes.contains(words) || phrases.contains(words) || hasStem(words)
    }
  }

  private func matches(_ key: String) -> Bool {
    let words = Self.words(of: key)
    return wholes.contains(words) || hasStem(words)
      || phrases.contains { phrase in words.indices.contains { words[$0...].starts(with: phrase) } }
      || endings.contains { words.suffix($0.count).elementsEqual($0) }
  }

  private func hasStem(_ words: [String]) -> Bool {
    words.contains { word in stems.contains { word.hasPrefix($0) } }
  }

  /// The words of a name in small letters: of `learning_rate`, `learningRate` and `Learning rate` the same two. Numbers at
  /// the end do not count.
  static func words(of name: String) -> [String] {
    var words: [String] = []
    var word = ""
    func flush() {
      if !word.isEmpty { words.append(word.lowercased()) }
      word = ""
    }
    let letters = Array(name)
    for (index, letter) in letters.enumerated() {
      guard letter.isLetter || letter.isNumber else {
        flush()
        continue
      }
      if let before = word.last {
        let isNext = index + 1 < letters.count && letters[index + 1].isLowercase
        let startsWord = letter.isUppercase && (before.isLowercase || before.isUppercase && isNext)
        if startsWord || letter.isNumber != before.isNumber { flush() }
      }
      word.append(letter)
    }
    flush()
    while words.count > 1, words.last?.allSatisfy(\.isNumber) == true { words.removeLast() }
    return words
  }
}
