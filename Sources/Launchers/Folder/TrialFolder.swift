import Foundation
import PlainJSON

/// The folder through which a trial and Lunas talk.
public struct TrialFolder: Sendable {
  /// The absolute path.
  public let path: String

  /// Names a folder; nothing is read or written yet.
  public init(_ path: String) {
    // Nearly every path is as it should be, and a URL costs more than all that is done with it.
    self.path = Self.isStandard(path) ? path : URL(fileURLWithPath: path).standardizedFileURL.path
  }

  /// Whether a path begins at the root and has no part that is empty, `.` or `..`.
  private static func isStandard(_ path: String) -> Bool {
    var (length, dots) = (0, 0)
    var isFirst = true
    for byte in path.utf8 {
      if byte != UInt8(ascii: "/") {
        if isFirst { return false }
        length += 1
        if byte == UInt8(ascii: ".") { dots += 1 }
        continue
      }
      if !isFirst, length == 0 || (length <= 2 && dots == length) { return false }
      (length, dots, isFirst) = (0, 0, false)
    }
    return length > 2 || (length > 0 && dots < length)
  }

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
  private var attemptFiles: [String] {
    ["trial.json", "metrics.jsonl", Self.hypertuneName, "stdout.log", "stderr.log", "exit.json"]
  }

  /// Makes the folder where it is missing.
  public func create() throws(TrialFolderError) {
    // Nearly always its parent is there, and two calls do.
    if mkdir(path, 0o755) == 0 || errno == EEXIST, mkdir(artifactsPath, 0o755) == 0 || errno == EEXIST { return }
    do {
      try FileManager.default.createDirectory(atPath: artifactsPath, withIntermediateDirectories: true)
    } catch {
      // Foundation hides the cause: asking once more for what is missing tells it.
      if mkdir(path, 0o755) == 0 || errno == EEXIST { mkdir(artifactsPath, 0o755) }
      throw TrialFolderError(path: path, problem: "cannot be made: \(String(cString: strerror(errno)))")
    }
  }

  /// Makes the folder ready for an attempt: an earlier attempt's files go to `attempts/N`. Whoever calls this holds the
  /// lock.
  public func prepare(_ spec: TrialSpec) throws(TrialFolderError) {
    try create()
    do {
      if access(specPath, F_OK) == 0 { try keepEarlier(before: spec.attempt) }
      // The specification comes last, and one that is not whole is as none: the trial was not started.
      try Self.write(spec.architecture.text(indent: 1) + "\n", to: architecturePath)
      try Self.write(spec.json.text + "\n", to: specPath, mode: spec.hasSecrets ? 0o600 : 0o644)
    } catch {
      let words = (error as? POSIXError).map { String(cString: strerror($0.code.rawValue)) }
      throw TrialFolderError(path: path, problem: "cannot be written: \(words ?? error.localizedDescription)")
    }
  }

  private func keepEarlier(before attempt: Int) throws {
    let files = FileManager.default
    let earlier = (try? spec())?.attempt ?? attempt - 1
    let kept = "\(path)/attempts/\(earlier)"
    try? files.removeItem(atPath: kept)
    try files.createDirectory(atPath: kept, withIntermediateDirectories: true)
    for name in attemptFiles where files.fileExists(atPath: "\(path)/\(name)") {
      try files.moveItem(atPath: "\(path)/\(name)", toPath: "\(kept)/\(name)")
    }
  }

  /// Whether a supervisor is at work in it.
  public var isSupervised: Bool { FolderLock.isHeld(self) }

  /// What the trial runs.
  public func spec() throws(TrialFolderError) -> TrialSpec {
    guard let json = try read(specPath),
      let spec = TrialSpec(json: json, architecture: (try? read(architecturePath)) ?? [:])
    else {
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

  private func read(_ path: String) throws(TrialFolderError) -> JSON? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    do { return try JSON(parsing: [UInt8](data)) } catch {
      throw TrialFolderError(path: path, problem: "is damaged: \(error)")
    }
  }

  static func write(_ text: String, to path: String, mode: mode_t = 0o644) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    defer { Glibc.close(descriptor) }
    // A file that was there keeps its mode.
    if mode & 0o077 == 0, fchmod(descriptor, mode) != 0 { throw POSIXError(.init(rawValue: errno) ?? .EPERM) }
    var text = text
    let (count, length) = text.withUTF8 { (Glibc.write(descriptor, $0.baseAddress, $0.count), $0.count) }
    guard count == length else { throw POSIXError(count < 0 ? .init(rawValue: errno) ?? .EIO : .ENOSPC) }
  }
}

/// A trial folder that cannot be used.
public struct TrialFolderError: Error, Sendable, CustomStringConvertible {
  public let path: String
  let problem: String
  public var description: String { "\(path) \(problem)" }
}
