import Foundation
import Locking

/// A source that is not waited for without end: inside a driver that hangs, a call never returns.
///
/// While such a call is stuck every other fails at once, so that one hung GPU costs its watcher the limit once and not
/// over and over.
final class BoundedSource: DeviceSource {
  let name: String
  private let source: any DeviceSource
  private let seconds: Double
  private let stuck = StuckCalls()

  /// - Parameters:
  ///   - source: what is asked.
  ///   - seconds: how long a call may take.
  init(_ source: any DeviceSource, seconds: Double = 10) {
    (name, self.source, self.seconds) = (source.name, source, seconds)
  }

  func devices() throws(DeviceError) -> [Device] { try scan().devices }
  func scan() throws(DeviceError) -> DeviceScan { try ask { try $0.scan() } }
  func state(of device: Device) throws(DeviceError) -> DeviceState { try ask { try $0.state(of: device) } }
  func proximity(_ first: Device, _ second: Device) -> DeviceProximity {
    (try? ask { $0.proximity(first, second) }) ?? .machine
  }

  private func ask<Value: Sendable>(
    _ call: @escaping @Sendable (any DeviceSource) throws -> Value
  ) throws(DeviceError) -> Value {
    if stuck.count > 0 {
      throw DeviceError("\(name) has not answered for more than \(seconds) s; the driver hangs")
    }
    return try Self.answer(of: name, within: seconds, stuck: stuck) { [source] in try call(source) }
  }

  /// Waits for what a call gives, on a thread of its own, and leaves it to itself after the limit.
  static func answer<Value: Sendable>(
    of name: String, within seconds: Double, stuck: StuckCalls = StuckCalls(),
    _ call: @escaping @Sendable () throws -> Value
  ) throws(DeviceError) -> Value {
    let answer = Answer<Value>()
    Thread.detachNewThread {
      let result = Result { try call() }
      if answer.give(result) == .tooLate { stuck.add(-1) }
    }
    switch answer.take(within: seconds, orElse: { stuck.add(1) }) {
    case .success(let value)?: return value
    case .failure(let error as DeviceError)?: throw error
    case .failure(let error)?: throw DeviceError("\(error)")
    case nil: throw DeviceError("\(name) did not answer within \(seconds) s; the driver may hang")
    }
  }

  /// How many calls nobody waits for any more.
  final class StuckCalls: Sendable {
    private let number = Locked(0)
    var count: Int { number.withLock { $0 } }
    func add(_ change: Int) { number.withLock { $0 += change } }
  }
}

/// What one thread gives and another waits for, but not for ever.
private final class Answer<Value: Sendable>: Sendable {
  enum Reception { case inTime, tooLate }

  private enum State {
    case awaited
    case given(Result<Value, any Error>)
    case abandoned
  }

  private let state = Locked(State.awaited)
  private let isGiven = DispatchSemaphore(value: 0)

  func give(_ result: Result<Value, any Error>) -> Reception {
    let reception = state.withLock { state -> Reception in
      if case .abandoned = state { return .tooLate }
      state = .given(result)
      return .inTime
    }
    isGiven.signal()
    return reception
  }

  /// The answer; where none comes in time nil, after `abandon`.
  func take(within seconds: Double, orElse abandon: () -> Void) -> Result<Value, any Error>? {
    _ = isGiven.wait(timeout: .now() + seconds)
    return state.withLock { state in
      if case .given(let result) = state { return result }
      state = .abandoned
      abandon()
      return nil
    }
  }
}
