/// Which devices trials fail on, and which of them are set aside for it.
///
/// A broken GPU is a hole into which a whole search falls: each trial on it fails in seconds, so it is always the
/// one that is free, and takes the next. So a device is set aside
/// - at once, when the driver says that it is lost; it comes back after its pause when it has been seen to answer;
/// - when two trials in a row failed on it with words that point at a device;
/// - when three in a row failed on it within a minute each, while trials elsewhere live longer or succeed.
///
/// It is tried again after five minutes, then ten and so on up to six hours. On trial it gets one trial at a time;
/// one success clears it, one failure sets it aside again.
///
/// A trainer that fails everywhere must not cost devices. So the last device is never set aside (but when it is
/// lost), and when a second device fails like one that was set aside, before any trial started since has done
/// well, then the trainer is to blame: the first is given back, and failures count no more until a trial does
/// well.
public struct DeviceHealth: Sendable {
  /// In seconds: how soon a trial fails that may be the device's fault.
  static let quick = 60.0
  static let quickFailures = 3
  static let failuresByDevice = 2
  /// In seconds.
  static let pauses = (first: 300.0, longest: 21_600.0)

  private struct Strike {
    let trial: Int
    let start: Double
    let duration: Double
    let byDevice: Bool
  }

  private struct Aside {
    let until: Double
    let reason: String
    /// Whether it has to answer before it is tried again.
    var mustAnswer: Bool
    let isLost: Bool
  }

  private struct State {
    var strikes: [Strike] = []
    var aside: Aside?
    /// How often in a row it was set aside.
    var pauses = 0
    /// When the last trial started that did well on it.
    var lastGoodStart: Double?

    mutating func clear() { (strikes, aside, pauses) = ([], nil, 0) }
  }

  private struct Run {
    let devices: [String]
    let start: Double
  }

  private let labels: [String: String]
  private let order: [String]
  private var states: [String: State]
  private var runs: [Int: Run] = [:]
  /// Since when the trainer is thought to be at fault.
  private var suspectedSince: Double?

  /// Devices that are all well.
  public init(_ devices: [Device]) {
    order = devices.map(\.id)
    labels = Dictionary(devices.map { ($0.id, $0.label) }) { first, _ in first }
    states = Dictionary(order.map { ($0, State()) }) { first, _ in first }
  }

  // MARK: Asking

  /// Whether trials may be given it.
  public func isUsable(_ device: String, at time: Double) -> Bool {
    guard let aside = states[device]?.aside else { return states[device] != nil }
    return time >= aside.until && !aside.mustAnswer
  }

  /// Whether it was set aside and has not done well since, so that it gets one trial at a time.
  public func isOnTrial(_ device: String, at time: Double) -> Bool {
    states[device]?.aside != nil && isUsable(device, at: time)
  }

  /// Why it is set aside, or nil where it is not: `3 trials in a row failed on it within a minute`.
  public func reason(_ device: String, at time: Double) -> String? {
    isUsable(device, at: time) ? nil : states[device]?.aside?.reason
  }

  // MARK: Telling

  /// A trial got devices. The time is in seconds of a clock that does not jump.
  mutating func started(_ trial: Int, on devices: [String], at time: Double) {
    runs[trial] = Run(devices: devices.filter { states[$0] != nil }, start: time)
  }

  /// A trial ended and leaves its devices.
  mutating func ended(_ trial: Int, _ end: TrialEnd, at time: Double) -> [DeviceEvent] {
    guard let run = runs.removeValue(forKey: trial), !run.devices.isEmpty else { return [] }
    let duration = max(time - run.start, 0)
    switch end {
    case .succeeded: return run.devices.flatMap { succeeded(on: $0, start: run.start) }
    case .other: return []
    case .failed where duration > Self.quick:
      // It worked for a while, which a device that fails at once would not have let it.
      for device in run.devices { states[device]?.strikes.removeAll { !$0.byDevice } }
      return []
    case .failed, .failedByDevice:
      if let since = suspectedSince {
        guard hasDoneWell(since: since, elsewhereThan: [], longerThan: Self.quick, at: time) else { return [] }
        suspectedSince = nil
      }
      let strike = Strike(trial: trial, start: run.start, duration: duration, byDevice: end == .failedByDevice)
      for device in run.devices { states[device]?.strikes.append(strike) }
      return judge(run.devices, at: time)
    }
  }

  /// The driver says that a device is gone.
  mutating func lost(_ device: String, reason: String, at time: Double) -> [DeviceEvent] {
    guard let state = states[device] else { return [] }
    if let aside = state.aside, aside.isLost, aside.mustAnswer { return [] }
    return setAside([device], "it is lost: \(reason)", isLost: true, at: time)
  }

  /// A device was seen at work.
  mutating func answered(_ device: String) { states[device]?.aside?.mustAnswer = false }

  /// Takes a device back into use, because somebody asks for it.
  public mutating func giveBack(_ device: String) -> [DeviceEvent] {
    guard states[device]?.aside != nil else { return [] }
    states[device]?.clear()
    return [DeviceEvent(kind: .givenBack, devices: [device], text: "\(label(device)) is used again, as asked for")]
  }

  private mutating func succeeded(on device: String, start: Double) -> [DeviceEvent] {
    guard let state = states[device] else { return [] }
    suspectedSince = nil
    states[device]?.lastGoodStart = max(start, state.lastGoodStart ?? start)
    // A loss that was told after the trial had ended its work is not undone by it.
    if state.aside?.mustAnswer == true { return [] }
    states[device]?.clear()
    guard state.aside != nil else { return [] }
    return [
      DeviceEvent(
        kind: .givenBack, devices: [device],
        text: "\(label(device)) works again: a trial succeeded on it after it had been set aside")
    ]
  }

  // MARK: Judging

  /// Sets devices aside that have just failed one trial together, where there is reason to.
  private mutating func judge(_ devices: [String], at time: Double) -> [DeviceEvent] {
    let suspects = devices.filter { isOverdue($0) && isUsable($0, at: time) }
    let others = order.filter { !devices.contains($0) && isUsable($0, at: time) }
    guard !suspects.isEmpty, !others.isEmpty else { return [] }

    let alike = order.filter { !devices.contains($0) && isOverdue($0) }
    if let since = alike.compactMap({ states[$0]?.strikes.map(\.start).min() }).min() {
      let bad = Set(alike + suspects)
      let patience = outliving(suspects)
      if !hasDoneWell(since: since, elsewhereThan: bad, longerThan: patience, at: time) {
        return suspectTrainer(suspects, alike, at: time)
      }
    }
    let byDevice = suspects.allSatisfy { device in
      (states[device]?.strikes.count(where: \.byDevice) ?? 0) >= Self.failuresByDevice
    }
    guard byDevice || doWell(others, longerThan: outliving(suspects), at: time) else { return [] }
    return setAside(suspects, words(for: suspects), isLost: false, at: time)
  }

  /// Whether enough trials in a row have failed on a device.
  private func isOverdue(_ device: String) -> Bool {
    guard let state = states[device], !state.strikes.isEmpty else { return false }
    if let aside = state.aside { return !aside.isLost || !aside.mustAnswer }
    return state.strikes.count >= Self.quickFailures
      || state.strikes.count(where: \.byDevice) >= Self.failuresByDevice
  }

  /// How long a trial has to live to show that it is better off than those that failed on some devices.
  private func outliving(_ devices: [String]) -> Double {
    let longest = devices.flatMap { states[$0]?.strikes ?? [] }.map { $0.duration }.max() ?? 0
    return max(10, 2 * longest)
  }

  /// Whether trials of now or before do well on one of the devices.
  private func doWell(_ devices: [String], longerThan patience: Double, at time: Double) -> Bool {
    let living = Set(runs.values.filter { time - $0.start > patience }.flatMap(\.devices))
    return devices.contains { device in
      guard let state = states[device], state.strikes.isEmpty else { return false }
      return state.lastGoodStart != nil || living.contains(device)
    }
  }

  /// Whether a trial that started at a time or later has done well.
  private func hasDoneWell(
    since start: Double, elsewhereThan bad: Set<String>, longerThan patience: Double, at time: Double
  ) -> Bool {
    if states.contains(where: { !bad.contains($0.key) && ($0.value.lastGoodStart ?? -.infinity) >= start }) {
      return true
    }
    return runs.values.contains {
      $0.start >= start && time - $0.start > patience && !$0.devices.isEmpty && bad.isDisjoint(with: $0.devices)
    }
  }

  private mutating func suspectTrainer(_ suspects: [String], _ alike: [String], at time: Double) -> [DeviceEvent] {
    suspectedSince = time
    let returned = alike.filter { states[$0]?.aside.map { !$0.isLost } ?? false }
    let failing = order.filter { suspects.contains($0) || alike.contains($0) }
    for device in failing where states[device]?.aside?.isLost != true { states[device]?.clear() }
    var text = "trials fail on \(names(failing)) alike, so it is the trainer and not a device"
    if !returned.isEmpty {
      text += "; \(names(returned)), set aside before, \(returned.count == 1 ? "is" : "are") given back"
    }
    return [DeviceEvent(kind: .trainerSuspected, devices: failing, text: text)]
  }

  private mutating func setAside(
    _ devices: [String], _ reason: String, isLost: Bool, at time: Double
  ) -> [DeviceEvent] {
    var pause = Self.pauses.first
    for device in devices {
      let count = states[device]?.pauses ?? 0
      let own = min(Self.pauses.first * Double(1 << min(count, 20)), Self.pauses.longest)
      pause = max(pause, own)
      states[device]?.pauses = count + 1
      states[device]?.aside = Aside(until: time + own, reason: reason, mustAnswer: isLost, isLost: isLost)
    }
    let verb = devices.count == 1 ? "is" : "are"
    let again = devices.count == 1 ? "It is" : "They are"
    let when = "after \(SlotWords.duration(pause))\(isLost ? ", once it answers" : "")"
    return [
      DeviceEvent(
        kind: .setAside, devices: devices,
        text:
          "\(names(devices)) \(verb) set aside: \(reason). \(again) tried again \(when), and used at once when the "
          + "search is started again")
    ]
  }

  private func words(for devices: [String]) -> String {
    let strikes = devices.compactMap { states[$0]?.strikes }.max { $0.count < $1.count } ?? []
    let it = devices.count == 1 ? "it" : "them"
    let who = "\(SlotWords.number(strikes.count, "trial")) in a row failed on \(it)"
    let which = "(\(SlotWords.trials(strikes.map(\.trial))))"
    if strikes.count(where: \.byDevice) >= Self.failuresByDevice {
      return "\(who) with errors of the device \(which)"
    }
    return
      "\(who) within \(SlotWords.duration(max(1, strikes.map(\.duration).max() ?? 0))) \(which), while others do well elsewhere"
  }

  private func label(_ device: String) -> String { labels[device] ?? device }
  private func names(_ devices: [String]) -> String { SlotWords.list(devices.map(label)) }
}
