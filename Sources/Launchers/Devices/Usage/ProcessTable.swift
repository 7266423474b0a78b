import Foundation

/// What the kernel tells of processes.
///
/// Inside a container, drivers may tell of processes by numbers that mean others here, or none: a number proves nothing
/// where the process cannot be seen.
public struct ProcessTable: Sendable {
  private let root: String

  /// Looks at this machine.
  ///
  /// - Parameter root: where `proc` is.
  public init(root: String = "") { self.root = root }

  /// Whether a process can be seen from here.
  public func sees(_ pid: Int32) -> Bool { KernelFile.exists(folder(pid)) }

  /// What started a process, or took it over; nil for the first one, and for what cannot be seen.
  public func parent(of pid: Int32) -> Int32? {
    // The name in brackets may have anything in it, also brackets.
    guard let rest = KernelFile.text("\(folder(pid))/stat")?.split(separator: ")").last else { return nil }
    let words = rest.split(separator: " ")
    return words.count > 1 ? Int32(words[1]).flatMap { $0 > 0 ? $0 : nil } : nil
  }

  /// The words with which a process was started, or its name where it has hidden them.
  public func command(of pid: Int32) -> String? {
    let words = KernelFile.text("\(folder(pid))/cmdline")?.split(separator: "\0").joined(separator: " ")
    return words ?? KernelFile.text("\(folder(pid))/comm")
  }

  /// The name of whoever a process belongs to, or the number where it has no name.
  public func user(of pid: Int32) -> String? {
    var facts = stat()
    guard stat(folder(pid), &facts) == 0 else { return nil }
    var (entry, found): (passwd, UnsafeMutablePointer<passwd>?) = (passwd(), nil)
    var room = [CChar](repeating: 0, count: 16_384)
    guard getpwuid_r(facts.st_uid, &entry, &room, room.count, &found) == 0, found != nil, let name = entry.pw_name
    else { return String(facts.st_uid) }
    return String(cString: name)
  }

  /// The folder of the trial that a process belongs to, by the variable that it inherited; nil where it has none, or where
  /// it belongs to somebody else.
  public func trialFolder(of pid: Int32) -> String? {
    guard let data = FileManager.default.contents(atPath: "\(folder(pid))/environ") else { return nil }
    let mark = "LUNAS_TRIAL_DIR="
    let found = data.split(separator: 0).first { $0.starts(with: mark.utf8) }
    return found.map { String(decoding: $0.dropFirst(mark.utf8.count), as: UTF8.self) }
  }

  private func folder(_ pid: Int32) -> String { "\(root)/proc/\(pid)" }
}

/// Whom a process on a device belongs to.
public enum ProcessOwner: Sendable, Equatable {
  /// A trial, by its number.
  case trial(Int)
  /// Somebody else.
  case other
  /// It cannot be seen from here: this is a container, or it has ended.
  case unseen
}

extension ProcessTable {
  /// Whom a process belongs to: the trial whose supervisor it comes from, or whose folder it was told of.
  ///
  /// A trainer in a container does not come from the supervisor, and one that cleans its variables lacks the folder.
  public func owner(of pid: Int32, among trials: [SampledTrial]) -> ProcessOwner {
    if !sees(pid) { return .unseen }
    var ancestor = pid
    // Processes end meanwhile and numbers are used again: no walk is endless.
    for _ in 0..<256 {
      if let trial = trials.first(where: { $0.supervisor == ancestor }) { return .trial(trial.id) }
      guard let parent = parent(of: ancestor), parent > 1 else { break }
      ancestor = parent
    }
    let folder = trialFolder(of: pid)
    return trials.first { $0.folder == folder }.map { .trial($0.id) } ?? .other
  }
}
