import Glibc

/// What a wait at the terminal ended with.
enum TerminalEvent {
  case bytes([UInt8])
  /// Zeros for a wake-up, and the numbers of signals.
  case woken([UInt8])
  case timeout
  /// The terminal is gone.
  case closed
}

/// Waits for keys, wake-ups and signals at once.
struct TerminalInput {
  let input: Int32
  let pipe: WakePipe

  /// Waits for the next event. Wake-ups come before keys: a notice must not wait for a fast typist.
  func next(milliseconds: Int32 = -1) -> TerminalEvent {
    while true {
      var waiting = [
        pollfd(fd: pipe.reader, events: Int16(POLLIN), revents: 0),
        pollfd(fd: input, events: Int16(POLLIN), revents: 0),
      ]
      let count = poll(&waiting, 2, milliseconds)
      if count < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        return .closed
      }
      if waiting[0].revents != 0 {
        let told = pipe.drain()
        if !told.isEmpty { return .woken(told) }
      }
      if waiting[1].revents & Int16(POLLNVAL) != 0 { return .closed }
      if waiting[1].revents != 0 { return Descriptor.readSome(input).map(TerminalEvent.bytes) ?? .closed }
      if count == 0 { return .timeout }
    }
  }

  /// The size of a terminal, or a common one where it tells none.
  static func size(of output: Int32) -> ScreenSize {
    var window = winsize()
    guard ioctl(output, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
      return ScreenSize()
    }
    return ScreenSize(rows: Int(window.ws_row), columns: Int(window.ws_col))
  }
}
