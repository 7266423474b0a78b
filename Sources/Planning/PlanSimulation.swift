import Randomness

/// One way in which everything may come.
struct SimulatedPlan {
  var searchHours = 0.0
  var searchTrialHours = 0.0
  var started = 0
  var crossings = 0
  var lostHours = 0.0
  var fullHours = 0.0
  var fullTrialHours = 0.0
  var designHours = 0.0
  var designTrialHours = 0.0

  /// Hours until everything is done, one stage after the other.
  var hours: Double { designHours + searchHours + fullHours }
}

extension PlanSettings {
  /// Simulates everything once: draws how many trials are needed, how long each takes and which fail, and puts them on
  /// slots. What jobs lose at their limit is part of it.
  ///
  /// - Parameter number: which simulation; each draws from a stream of its own.
  func simulate(_ number: Int) -> SimulatedPlan {
    var generator = SeededGenerator(seed: seed, stream: UInt64(number))
    var result = SimulatedPlan()
    simulateSearch(&result, &generator)
    if let full {
      let times = full.hours.drawForTrials(&generator)
      var slots = SlotSchedule(slots: effectiveFullParallel, limit: nil)
      for _ in 0..<full.top { slots.add(times.next(&generator)) }
      (result.fullHours, result.fullTrialHours) = (slots.end, slots.taken)
      result.designTrialHours = designTrainings * full.hours.mean
      result.designHours = result.designTrialHours / Double(designParallel)
    }
    return result
  }

  private func simulateSearch(_ result: inout SimulatedPlan, _ generator: inout SeededGenerator) {
    let goal = max(1, Int(trials.draw(&generator).rounded(.up)))
    let (training, waiting) = (trialHours.drawForTrials(&generator), startup.drawForTrials(&generator))
    var slots = SlotSchedule(slots: effectiveParallel, limit: jobLimit)
    var rewards = 0
    let most = maxTrials ?? Int.max
    while rewards < goal, result.started < most {
      result.started += 1
      var hours = training.next(&generator) * (1 - earlyStopping)
      if failureRate > 0, generator.unit() < failureRate { hours *= failedShare } else { rewards += 1 }
      slots.add(waiting.next(&generator) + hours)
    }
    result.searchHours = slots.end
    result.searchTrialHours = slots.taken
    result.crossings = slots.crossings
    result.lostHours = slots.lost
  }
}
