/// Architecture, augmentation and hyperparameters are searched apart from each other.
struct MixedKindsRule: SpaceRule {
  let name = "mixed-kinds"

  /// What a decision belongs to; also its tag.
  enum Kind: String, CaseIterable {
    case architecture, augmentation, hyperparameter
  }

  /// Names of hyperparameters, where there is no tag.
  static let hyperparameters = TellingNames(
    [
      "learning rate", "learningrate", "lr schedule", "lr scheduler", "lr decay", "lr warmup", "optimizer",
      "optimiser",
      "weight decay", "weightdecay", "momentum", "batch size", "batchsize", "dropout", "warmup", "epochs",
      "label smoothing", "gradient clip", "gradient clipping", "grad clip",
    ], endings: ["lr"], wholes: ["hyperparameters", "hyperparams", "hparams"],
    isTellingAround: true)
  /// Names of augmentation, where there is no tag.
  static let augmentations = TellingNames(
    ["mixup", "cutmix", "cutout", "jitter", "random crop", "random flip", "horizontal flip", "random erasing"],
    endings: ["magnitude", "sub policy", "sub policies"], wholes: ["policy", "policies", "aug", "augs"],
    stems: ["augment", "autoaugment", "randaugment", "trivialaugment", "augmix"], isTellingAround: true)

  /// What is thought of a decision, and why.
  private struct Reading: Hashable {
    let kind: Kind
    /// The telling name; nil where a tag says it, or nothing does.
    var name: String?
    var isTagged = false
  }

  func findings(in check: SpaceCheck) -> [Finding] {
    var read: [(decision: CheckedDecision, points: [Reading: [DecisionPoint]])] = []
    for decision in check.decisions {
      var points: [Reading: [DecisionPoint]] = [:]
      for point in decision.open {
        for reading in Self.readings(of: point, decision) { points[reading, default: []].append(point) }
      }
      read.append((decision, points))
    }
    let kinds = Set(read.flatMap { $0.points.keys.map(\.kind) })
    guard kinds.count > 1 else { return [] }
    // What all others are mixed into: architecture, or augmentation where there is none.
    let main: Kind = kinds.contains(.architecture) ? .architecture : .augmentation
    let others = read.filter { entry in entry.points.keys.contains { $0.kind == main } }
    let named = others.prefix(3).map { entry in
      CheckedDecision.place(of: entry.decision.points[0])
    }.filter { !$0.isEmpty }
    let more = others.count > 3 ? ", ..." : ""
    let list = named.isEmpty ? "" : " (\(named.joined(separator: ", "))\(more))"
    return read.flatMap { entry in
      entry.points.filter { $0.key.kind != main }
        .sorted { $0.value[0].id < $1.value[0].id }
        .map { finding(for: $0.key, at: $0.value, of: entry.decision, amid: "\(main.rawValue)\(list)") }
    }
  }

  private func finding(
    for reading: Reading, at points: [DecisionPoint], of decision: CheckedDecision, amid main: String
  ) -> Finding {
    let kind = reading.kind == .hyperparameter ? "a hyperparameter" : "augmentation"
    let source = reading.name.map { "by the name '\($0)'" } ?? "by its tag"
    let stage =
      reading.kind == .hyperparameter
      ? "give it one value, and tune it for the networks that the search has found"
      : "give it one value, and search augmentation afterwards, as a stage of its own"
    return finding(
      reading.isTagged ? .error : .warning, at: points, of: decision,
      "\(kind) (\(source)) is searched together with \(main): rewards no longer say which of the two was better",
      advice: stage + (reading.isTagged ? "" : "; if it is architecture, say so: tags = 'architecture'"))
  }

  private static func readings(of point: DecisionPoint, _ decision: CheckedDecision) -> [Reading] {
    let tagged = Kind.allCases.filter { point.tags.contains($0.rawValue) }
    // What lies inside a decision has its tags too: the more special one says what it is.
    let special = tagged.filter { $0 != .architecture }
    if !special.isEmpty { return special.map { Reading(kind: $0, isTagged: true) } }
    if !tagged.isEmpty { return [Reading(kind: .architecture, isTagged: true)] }
    if let name = augmentations.match(decision, named: point.name) {
      return [Reading(kind: .augmentation, name: name)]
    }
    if let name = hyperparameters.match(decision, named: point.name) {
      return [Reading(kind: .hyperparameter, name: name)]
    }
    return [Reading(kind: .architecture)]
  }
}
