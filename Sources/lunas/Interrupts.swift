import Dispatch
import Foundation
import LuaHost

/// Ctrl-C ends what runs; a second one, while it is still being ended, ends the program.
final class Interrupts {
  private let source: any DispatchSourceSignal

  init(_ run: LuaRun) {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      if run.stopped != nil { Foundation.exit(130) }
      run.interrupt()
    }
    source.resume()
  }

  func end() {
    source.cancel()
    signal(SIGINT, SIG_DFL)
  }
}
