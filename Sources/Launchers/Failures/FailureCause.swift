/// Why a trainer failed.
public enum FailureCause: Sendable, Hashable {
  /// Any other kind of error.
  case crashed
  /// The memory of the GPU was too small, or nobody says whose, as somebody says.
  case outOfMemory(source: String)
  /// The memory of the machine was too small, as somebody says.
  case outOfHostMemory(source: String)
  /// Its GPU is gone or does not answer any more, as somebody says.
  case deviceLost(source: String)
  case timedOut
  /// No output and no metric for a set time.
  case hung
  /// The program could not be started.
  case notStarted

  /// Who says that there is no more memory, where a trial has taken more than it was given.
  static let limit = "its limit"

  /// What the words of an error tell.
  public init(words: String) {
    self.init(LastError(words.split(whereSeparator: \.isNewline)).sign?.sign)
  }

  init(_ sign: FailureSign?) {
    switch sign?.meaning {
    case .deviceLost: self = .deviceLost(source: sign?.source ?? "")
    case .outOfMemory: self = .outOfMemory(source: sign?.source ?? "")
    case .outOfHostMemory: self = .outOfHostMemory(source: sign?.source ?? "")
    case nil: self = .crashed
    }
  }

  /// What is said first of a failure whose exit alone does not tell it; empty for one that just crashed.
  var words: String {
    switch self {
    case .outOfMemory(let source): "out of memory, says \(source)"
    case .outOfHostMemory(source: Self.limit): "out of host memory"
    case .outOfHostMemory(let source): "out of host memory, says \(source)"
    case .deviceLost(let source): "lost its device, says \(source)"
    case .crashed, .timedOut, .hung, .notStarted: ""
    }
  }
}
