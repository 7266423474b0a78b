import ArgumentParser
import Foundation
import Glibc
import Launchers
import SearchEngine
import TrialStore

struct LogVerb: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "Show what a trial has printed, and with -f what it goes on to print.",
    discussion: """
      With -f it goes on until the trial has ended, also through attempts that start it again. Ctrl-C ends only this.
      """)

  @Argument(help: "The search's name.") var name: String
  @Argument(help: "The trial's number.") var trial: Int
  @Flag(name: [.customShort("f"), .long], help: "Go on until the trial has ended.") var follow = false
  @Flag(help: "Its standard error instead of its standard output.") var stderr = false
  @Option(help: "An earlier attempt instead of the latest.") var attempt: Int?
  @OptionGroup var workspace: WorkspaceOption

  func validate() throws {
    if follow, attempt != nil { throw ValidationError("--follow is for the latest attempt; leave out --attempt") }
  }

  func run() async throws {
    let store = try workspace.reading()
    let search = try workspace.search(name, in: store)
    var record = try workspace.trial(trial, of: search, in: store)
    if search.spec["trainer"]?.arrayValue == nil {
      throw CommandError.script(
        message: "the trainer of '\(name)' is a function of its script, which has no log of its own",
        traceback: nil)
    }
    let opened = try Workspace(opening: workspace.workspace)
    let folder = TrialFolder(opened.trialFolder(search: search.name, number: trial))
    if let attempt, attempt != record.attempt {
      let earlier = TrialFolder("\(folder.path)/attempts/\(attempt)")
      guard FileManager.default.fileExists(atPath: earlier.path) else {
        throw CommandError.script(
          message: "trial \(trial) of '\(name)' has no attempt \(attempt); its latest is \(record.attempt)",
          traceback: nil)
      }
      var output = LogOutput(stderr ? earlier.errorPath : earlier.outputPath)
      output.write()
      return
    }
    var output = LogOutput(stderr ? folder.errorPath : folder.outputPath)
    if !follow {
      output.write()
      return
    }
    var shown = record.attempt
    while true {
      // Looked at in this order, so that all that was printed comes before the end.
      record = try workspace.trial(trial, of: search, in: store)
      let isOver = record.state.isFinal || isLeft(folder, opened, record)
      if record.attempt != shown {
        Terminal.error("trial \(trial) is started again, attempt \(record.attempt)")
        shown = record.attempt
      }
      output.write()
      if isOver { break }
      try await Task.sleep(for: .milliseconds(200))
    }
    if !record.state.isFinal {
      let resume = "lunas resume \(name)\(Workspaces.option(workspace.workspace))"
      Terminal.error("trial \(trial) does not run, and nobody runs '\(name)'; '\(resume)' goes on")
    }
  }

  /// Whether nothing will be printed until somebody goes on with the search.
  private func isLeft(_ folder: TrialFolder, _ opened: Workspace, _ record: TrialRecord) -> Bool {
    !folder.isSupervised && WorkspaceLock.holder(of: opened) == nil
  }
}

/// Writes a file that grows, and those that take its place, to standard output.
private struct LogOutput {
  private let path: String
  private var file: ino_t = 0
  private var offset: off_t = 0

  init(_ path: String) { self.path = path }

  /// Writes what came since the last time.
  mutating func write() {
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { return }
    defer { close(opened) }
    var now = stat()
    guard fstat(opened, &now) == 0 else { return }
    // Another attempt, or a log of which the middle was left out.
    if now.st_ino != file || now.st_size < offset { (file, offset) = (now.st_ino, 0) }
    withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: 1) { buffer in
      while true {
        let count = pread(opened, buffer.baseAddress, buffer.count, offset)
        if count <= 0 { return }
        offset += off_t(count)
        // Whoever reads has seen enough: there is no more to say.
        guard (try? FileHandle.standardOutput.write(contentsOf: Data(buffer.prefix(count)))) != nil else { return }
      }
    }
  }
}
