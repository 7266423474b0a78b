import Foundation
import NVMLDouble
import PlainJSON
import Testing

/// A machine with four GPUs that are none, and searches on it whose trials last until the test lets them end.
final class GPUMachine {
  let command: Command
  private let double: NVMLDouble
  private let gpus: [String]
  private var controller: Process?

  /// GPUs 0 and 2, and 1 and 3, are joined by links.
  private static let links = "link GPU-a GPU-c\nlink GPU-b GPU-d\n"

  /// - Parameter count: how many GPUs, of 80 GiB each.
  init(_ count: Int = 4) throws {
    command = try Command()
    gpus = ["GPU-a", "GPU-b", "GPU-c", "GPU-d"].prefix(count).map { $0 }
    double = try NVMLDouble("")
    try set()
  }

  /// Ends what still runs, and removes all files.
  func remove() {
    try? release()
    if let controller, controller.isRunning {
      controller.interrupt()
      controller.waitUntilExit()
    }
    for pid in processes { kill(pid, SIGKILL) }
    command.remove()
    double.remove()
  }

  // MARK: GPUs

  /// Changes what the GPUs do.
  ///
  /// - Parameters:
  ///   - processes: MiB of memory by GPU and pid.
  ///   - use: how busy each GPU is, in percent.
  ///   - more: lines of the double's state.
  func set(_ processes: [(gpu: String, pid: Int32, memory: Int)] = [], use: Int = 20, more: String = "") throws {
    var state = "driver 550.54.15\n"
    for (position, gpu) in gpus.enumerated() {
      let used = processes.filter { $0.gpu == gpu }.reduce(0) { $0 + $1.memory }
      state += "gpu \(gpu) \(0x1A + position) 81920 \(used) \(use) 40 NVIDIA A100-SXM4-80GB\n"
    }
    for process in processes { state += "process \(process.gpu) \(process.pid) \(process.memory)\n" }
    try double.set(state + Self.links + more + "\n")
  }

  /// The variables of a process on this machine.
  func variables(_ more: [String: String] = [:]) -> [String: String] {
    // Those around the tests must hide no GPU; what is no GPU ends the list.
    ["LUNAS_NVML": double.path, "CUDA_VISIBLE_DEVICES": "0,1,2,3"].merging(more) { $1 }
  }

  // MARK: Searches

  /// Writes `search.lua`, whose trainers write down their pid and what they may see, and wait to be released.
  ///
  /// - Parameters:
  ///   - keys: of `trials`.
  ///   - more: keys of the search.
  func write(_ keys: String, more: String = "") throws {
    try command.write(
      """
      local nas = require 'lunas'
      search = nas.search {
        name = 'k', space = { a = nas.int(1, 1000) }, reward = 'accuracy', seed = 1, trials = { \(keys) },
        trainer = { '/bin/sh', '{script.dir}/train.sh', '{trial.dir}', '{script.dir}' },
        \(more)
      }
      return search
      """, to: "search.lua")
    try command.write(
      """
      echo "$CUDA_VISIBLE_DEVICES" > "$1/devices"
      echo "$$" > "$1/pid.new" && mv "$1/pid.new" "$1/pid"
      until [ -e "$2/go" ] || [ -e "$1/go" ]; do sleep 0.1; done
      echo '{"accuracy": 0.5}' >> "$LUNAS_METRICS"
      """, to: "train.sh")
  }

  /// Starts a controller.
  func start(_ arguments: [String] = ["run", "search.lua"], _ more: [String: String] = [:]) throws {
    controller = try command.start(arguments, environment: variables(more))
  }

  func run(_ arguments: String..., more: [String: String] = [:]) throws -> Command.Result {
    try command.run(arguments, environment: variables(more))
  }

  /// Kills the controller.
  func killController() {
    guard let controller else { return }
    kill(controller.processIdentifier, SIGKILL)
    controller.waitUntilExit()
  }

  /// Waits for the controller to end by itself, and gives its exit code and output.
  func finish() throws -> (code: Int32?, output: String) {
    try release()
    controller?.waitUntilExit()
    return (controller?.terminationStatus, output)
  }

  var output: String {
    [".out", ".err"].compactMap { try? String(contentsOfFile: "\(command.folder)/\($0)", encoding: .utf8) }
      .joined()
  }

  /// Lets every trial end, or one.
  func release(_ trial: Int? = nil) throws {
    try command.write("", to: trial.map { ".lunas/searches/k/trials/\($0)/go" } ?? "go")
  }

  // MARK: Looking

  /// What a trial's trainer saw of the GPUs; nil where it has not been started.
  func devices(of trial: Int) -> [String]? {
    guard pid(of: trial) != nil, let text = text("devices", of: trial) else { return nil }
    return text.split(separator: ",").map(String.init)
  }

  func pid(of trial: Int) -> Int32? { text("pid", of: trial).flatMap { Int32($0) } }

  private func text(_ name: String, of trial: Int) -> String? {
    let path = "\(command.folder)/.lunas/searches/k/trials/\(trial)/\(name)"
    return (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// What `lunas ps` tells; nothing before the controller has made its workspace.
  func ps() throws -> JSON {
    let result = try run("ps", "--format", "json")
    return result.code == 0 ? try JSON(parsing: result.output) : .null
  }

  /// The ids of trials that `lunas ps` has in a state.
  func ids(_ state: String) throws -> [Int] {
    try ps()["trials"]?.arrayValue?.filter { $0["state"]?.stringValue == state }.compactMap { $0["id"]?.intValue }
      ?? []
  }

  /// Why the first trial waits that does.
  func why() throws -> String? {
    try ps()["trials"]?.arrayValue?.first { $0["state"] == "waiting" }?["why"]?.stringValue
  }

  /// The processes of trials that are left.
  private var processes: [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }.filter { pid in
      let environment = FileManager.default.contents(atPath: "/proc/\(pid)/environ") ?? Data()
      return environment.range(of: Data("LUNAS_TRIAL_DIR=\(command.folder)/".utf8)) != nil
    }
  }

  struct NotSo: Error, CustomStringConvertible {
    let description: String
  }

  /// Waits until something is so, for as long as a busy machine may need.
  func wait(_ purpose: String, until isSo: () throws -> Bool) async throws {
    for _ in 0..<300 {
      if try isSo() { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw NotSo(description: "it never came to this: \(purpose)\n\(output)\n\((try? ps().text) ?? "")")
  }
}
