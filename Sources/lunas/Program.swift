import Dispatch
import Glibc
import Launchers

/// Where the program begins: it finds out what it is asked to be, and starts nothing that this does not need.
@main enum Program {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    // Before anything else: what supervisors are forked from should be small.
    if arguments.first == "supervise", arguments.count <= 2 { exit(Supervisor.main(Array(arguments.dropFirst()))) }
    if arguments.starts(with: ["supervise", "--time"]) { exit(TimedRuns.main(Array(arguments.dropFirst(2)))) }
    if arguments.first == "--sandbox" {
      Task { exit(await SandboxCommand.code(Array(arguments.dropFirst()))) }
      dispatchMain()
    }
    if Lunas.isCommand(arguments) {
      Task { exit(await Lunas.run(arguments)) }
    } else {
      interpret()
    }
    dispatchMain()
  }

  /// What is no verb is what `lua` would make of it.
  private static func interpret() {
    let interpreter: Interpreter
    do {
      guard let asked = try Lunas.interpreter() else { exit(1) }
      interpreter = asked
    } catch {
      exit(Lunas.report(error))
    }
    if interpreter.showsPrompt || interpreter.arguments.isInteractive {
      // Reading what is typed blocks, and searches call the state meanwhile.
      Task { exit(await interpreter.run()) }
    } else {
      interpreter.session.lua.startTask { exit(await interpreter.run()) }
    }
  }
}
