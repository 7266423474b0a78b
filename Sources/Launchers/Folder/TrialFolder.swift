import Foundation
import PlainJSON

/// The folder through which a trial and Lunas talk.
public struct TrialFolder: Sendable {
  /// The absolute path.
  public let path: String

  /// Names a folder; nothing is read or written yet.
  public init(_ path: String) { self.path = URL(fileURLWithPath: path).standardizedFileURL.path }

  var specPath: String { path + "/trial.json" }
  /// The decided table alone, for the trainer.
  public var architecturePath: String { path + "/arch.json" }
  /// What the trainer appends its metrics to.
  public var metricsPath: String { path + "/metrics.jsonl" }
  /// What the trainer printed.
  public var outputPath: String { path + "/stdout.log" }
  /// What the trainer printed on standard error.
  public var errorPath: String { path + "/stderr.log" }
  var exitPath: String { path + "/exit.json" }
  var lockPath: String { path + "/lock" }
  /// Where the trainer keeps what it wants kept.
  public var artifactsPath: String { path + "/artifacts" }

  /// Files that belong to one attempt and are moved away before the next.
  private var attemptFiles: [String] { ["trial.json", "metrics.jsonl", "stdout.log", "stderr.log", "exit.json"] }

  /// Makes the folder where it is missing.
  public func create() throws(TrialFolderError) {
    do {
      try FileManager.default.createDirectory(atPath: artifactsPath, withIntermediateDirectories: true)
    } catch {
      // Foundation hides the cause: asking once more for what is missing tells it.
      if mkdir(path, 0o755) == 0 || errno == EEXIST { mkdir(artifactsPath, 0o755) }
      throw TrialFolderError(path: path, problem: "cannot be made: \(String(cString: strerror(errno)))")
    }
  }

  /// Makes the folder ready for an attempt: an earlier attempt's files go to `attempts/N`.
  public func prepare(_ spec: TrialSpec) throws(TrialFolderError) {
    try create()
    do {
      let files = FileManager.default
      if files.fileExists(atPath: specPath) {
        let earlier = (try? self.spec())?.attempt ?? spec.attempt - 1
        let kept = "\(path)/attempts/\(earlier)"
        try? files.removeItem(atPath: kept)
        try files.createDirectory(atPath: kept, withIntermediateDirectories: true)
        for name in attemptFiles where files.fileExists(atPath: "\(path)/\(name)") {
          try files.moveItem(atPath: "\(path)/\(name)", toPath: "\(kept)/\(name)")
        }
      }
      try Self.write(spec.architecture, to: architecturePath)
      try Self.write(spec.json, to: specPath)
    } catch {
      throw TrialFolderError(path: path, problem: "cannot be written: \(error.localizedDescription)")
    }
  }

  /// Whether a supervisor is at work in it.
  public var isSupervised: Bool { FolderLock.isHeld(self) }

  /// What the trial runs.
  public func spec() throws(TrialFolderError) -> TrialSpec {
    guard let json = try read(specPath), let spec = TrialSpec(json: json) else {
      throw TrialFolderError(path: specPath, problem: "is missing or says too little to start a trial")
    }
    return spec
  }

  /// How the trial ended, or nil while it has not.
  public func exitRecord() throws(TrialFolderError) -> ExitRecord? {
    guard let json = try read(exitPath) else { return nil }
    guard let record = ExitRecord(json: json) else {
      throw TrialFolderError(path: exitPath, problem: "does not say how the trial ended: \(json.text.prefix(200))")
    }
    return record
  }

  /// Writes how the trial ended, once and whole.
  func record(_ exit: ExitRecord) throws { try Self.write(exit.json, to: exitPath) }

  /// The end of the trainer's standard error.
  func errorEnd(bytes: UInt64) -> String {
    guard let handle = FileHandle(forReadingAtPath: errorPath), let size = try? handle.seekToEnd() else {
      return ""
    }
    defer { try? handle.close() }
    try? handle.seek(toOffset: size > bytes ? size - bytes : 0)
    return String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
  }

  /// The last lines of the trainer's standard error: at most 20, of at most 4 KiB.
  public func errorTail() -> String {
    let lines = errorEnd(bytes: 4096).split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
    return lines.suffix(20).joined(separator: "\n")
  }

  private func read(_ path: String) throws(TrialFolderError) -> JSON? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    do { return try JSON(parsing: [UInt8](data)) } catch {
      throw TrialFolderError(path: path, problem: "is damaged: \(error)")
    }
  }

  /// By a rename, so that a reader sees the old file or the whole new one.
  private static func write(_ json: JSON, to path: String) throws {
    let temporary = "\(path).new"
    try Data((json.text(indent: 1) + "\n").utf8).write(to: URL(fileURLWithPath: temporary))
    guard rename(temporary, path) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
  }
}

/// A trial folder that cannot be used.
public struct TrialFolderError: Error, Sendable, CustomStringConvertible {
  public let path: String
  let problem: String
  public var description: String { "\(path) \(problem)" }
}
