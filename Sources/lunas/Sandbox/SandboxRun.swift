import CLunas
import CProcesses
import Foundation
import LuaHost
import LunasLua

/// One run of a script of somebody else's, in this process, which ends with it.
struct SandboxRun {
  /// How long after the time limit the process is ended in the middle of whatever it does.
  private static let grace = 0.25
  /// Memory of the program itself, for what it does on behalf of the script.
  private static let headroom = 128 << 20

  private let command: SandboxCommand
  private let limits: SandboxLimits

  init(_ command: SandboxCommand) {
    self.command = command
    limits = command.limits
  }

  /// Runs the script and gives the exit code.
  func run() async -> Int32 {
    let source: [UInt8]
    do { source = try read() } catch { return end(.failure("\(error)")) }
    let code = confine()
    guard code == 0 else {
      return end(.failure("the sandbox cannot be set up (\(String(cString: strerror(code))))"))
    }
    return end(await answer(to: source))
  }

  private func read() throws -> [UInt8] {
    var bytes: [UInt8]
    if command.file == "-" {
      bytes = Array(FileHandle.standardInput.readDataToEndOfFile())
    } else {
      // Not FileManager, which reads files only: a script may also come through a pipe with a name.
      guard let file = FileHandle(forReadingAtPath: command.file), let data = try? file.readToEnd() ?? Data()
      else {
        throw SandboxFailure("the script \(command.file) cannot be read")
      }
      bytes = Array(data)
    }
    // As in Lua, a first line that begins with '#' is for the system; the lines keep their numbers.
    if bytes.first == UInt8(ascii: "#") { bytes.removeSubrange(..<(bytes.firstIndex(of: 10) ?? bytes.count)) }
    return bytes
  }

  private func confine() -> Int32 {
    text(.failure(limits.timeReached)).withCString { time in
      text(.failure(limits.memoryReached)).withCString { memory in
        var confinement = lunas_confinement()
        confinement.seconds = limits.seconds + Self.grace
        confinement.extra_memory = limits.memory + Self.headroom
        confinement.descriptor = command.answer ? Int32(SANDBOX_ANSWER) : STDERR_FILENO
        confinement.time_message = time
        confinement.memory_message = memory
        return lunas_confine(&confinement)
      }
    }
  }

  private func answer(to source: [UInt8]) async -> SandboxAnswer {
    do {
      let lua = try LuaState(.init(memoryLimit: limits.memory, libraries: .sandbox(folder: limits.folder)))
      await SandboxModule.install(in: lua)
      let folder = limits.folder
      await lua.withStack { _ in lunas_seal_thread(folder) }
      let words = [command.file] + command.arguments
      await lua.withStack { stack in
        stack.pushTable(arrayCount: words.count)
        for (position, word) in words.enumerated() {
          stack.push(word)
          stack.setElement(position, of: -2)
        }
        stack.setGlobalFromTop("arg")
      }
      let run = LuaRun(
        limits: LuaLimits(instructions: limits.instructions, duration: .seconds(limits.seconds)))
      let results = try await lua.run(
        source, name: command.file == "-" ? "=sandbox" : "@\(command.file)", arguments: command.arguments, in: run)
      if !command.answer { return try .nothing() }
      return await SandboxAnswer(results.first, of: lua)
    } catch {
      return .failure(message(for: error))
    }
  }

  private func message(for error: any Error) -> String {
    switch error {
    case LuaError.outOfMemory: limits.memoryReached
    // What Lua's auxiliary library raises in place of a memory error, for its buffers.
    case LuaError.runtime(let error) where error.message == "not enough memory": limits.memoryReached
    case LuaError.stopped(.outOfTime): limits.timeReached
    case LuaError.stopped(.outOfInstructions): limits.instructionsReached
    default: String(describing: error)
    }
  }

  /// Says how it ended. The watch goes on until what the script printed is out, which somebody may not read.
  private func end(_ answer: SandboxAnswer) -> Int32 {
    fflush(nil)
    let text = text(answer)
    guard lunas_end_confinement() else {
      while true { sleep(1) }
    }
    var isFailure = false
    if case .failure = answer { isFailure = true }
    if command.answer {
      FileHandle(fileDescriptor: Int32(SANDBOX_ANSWER)).write(Data(text.utf8))
    } else if isFailure {
      Terminal.write(text)
    }
    // Nothing of the script's is to run any more.
    _exit(isFailure ? 1 : 0)
  }

  private func text(_ answer: SandboxAnswer) -> String {
    if command.answer { return answer.text }
    if case .failure(let message) = answer { return "lunas: \(message)\n" }
    return ""
  }
}

/// A sandbox that cannot begin.
private struct SandboxFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
