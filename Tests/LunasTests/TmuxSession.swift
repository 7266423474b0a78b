import Foundation
import Testing

/// A terminal of its own with a program in it, which a test types into and looks at as a person would.
final class TmuxSession {
  let command: Command
  private let socket: String
  private let environment: [String: String]

  /// - Parameters:
  ///   - command: the folder in which the program runs, and keeps its history and the user's modules.
  ///   - program: a shell command; without it, the prompt, and its exit code once it has ended.
  ///   - variables: what the environment has besides.
  init(_ command: Command, program: String? = nil, variables: [String: String] = [:]) throws {
    self.command = command
    socket = "\(command.folder)/tmux-\(UInt16.random(in: 0...UInt16.max))"
    var environment = ProcessInfo.processInfo.environment
    for name in ["TMUX", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "LUA_INIT", "LUA_PATH"] {
      environment[name] = nil
    }
    environment.merge([
      "HOME": command.folder, "XDG_STATE_HOME": "\(command.folder)/state", "LC_ALL": "C.UTF-8",
      "XDG_DATA_HOME": "\(command.folder)/data", "LUNAS": Command.executable.path,
    ]) { $1 }
    environment.merge(variables) { $1 }
    self.environment = environment
    try tmux(
      "new-session", "-d", "-x", "100", "-y", "40", program ?? "\"$LUNAS\"; echo \"left with $?\"; read end")
    if program == nil { try wait(for: "1>") }
  }

  /// Ends the terminal; its folder goes too, unless a session still to be closed shares it.
  func close(removingFolder: Bool = true) {
    _ = try? tmux("kill-server")
    if removingFolder { command.remove() }
  }

  @discardableResult
  private func tmux(_ arguments: String...) throws -> String {
    let output = "\(socket).out"
    _ = try PlainProcess.run(
      "/usr/bin/tmux", ["-u", "-S", socket, "-f", "/dev/null"] + arguments, environment: environment,
      folder: command.folder, input: "/dev/null", output: output, error: "/dev/null")
    return try String(contentsOfFile: output, encoding: .utf8)
  }

  // MARK: Typing

  /// Types characters as they are.
  func type(_ text: String) throws { try tmux("send-keys", "-l", "--", text) }

  /// Presses a key by its name in tmux, such as `Tab` or `C-c`.
  func press(_ key: String) throws { try tmux("send-keys", key) }

  /// Types an entry of one line or more, and waits until it has been evaluated.
  @discardableResult
  func enter(_ entry: String) throws -> [String] {
    let lines = entry.split(separator: "\n")
    for (position, line) in lines.enumerated() {
      try type(String(line))
      try wait("'\(line)' typed") { $0.last?.contains(line) == true }
      try press("Enter")
      if position < lines.count - 1 { try wait("a line more") { $0.last?.hasPrefix("..") == true } }
    }
    return try waitForPrompt()
  }

  // MARK: Looking

  /// The lines on the screen, down to the last one that is not empty.
  func screen() throws -> [String] {
    var lines = try tmux("capture-pane", "-p", "-J").split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in
        var line = line
        while line.last == " " { line.removeLast() }
        return String(line)
      }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// The screen with its escape codes.
  func colours() throws -> String { try tmux("capture-pane", "-p", "-e") }

  /// Waits until the screen is as a test wants it, and fails with what it is instead.
  @discardableResult
  func wait(_ purpose: String, until isSo: ([String]) -> Bool) throws -> [String] {
    let start = ContinuousClock.now
    var lines: [String] = []
    repeat {
      lines = try screen()
      if isSo(lines) { return lines }
      usleep(15_000)
    } while ContinuousClock.now - start < .seconds(15)
    Issue.record("\(purpose) was waited for in vain:\n\(lines.joined(separator: "\n"))")
    throw NotSeen()
  }

  struct NotSeen: Error {}

  @discardableResult
  func wait(for text: String) throws -> [String] {
    try wait("'\(text)'") { $0.contains { $0.contains(text) } }
  }

  /// Waits for a line of exactly that.
  @discardableResult
  func wait(forLine line: String) throws -> [String] { try wait("the line '\(line)'") { $0.contains(line) } }

  /// Waits for an empty entry at the end of the screen.
  @discardableResult
  func waitForPrompt() throws -> [String] {
    try wait("an empty prompt") { $0.last?.wholeMatch(of: /(\[.*\] )?\d+>/) != nil }
  }
}
