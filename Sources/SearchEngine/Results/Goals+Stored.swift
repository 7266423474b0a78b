import Controllers
import PlainJSON

extension Goals {
  /// What the store keeps: objectives and limits as lists of objects, nil for a search that has only a reward.
  var document: JSON? {
    if self == Goals() { return nil }
    return [
      "objectives": .array(
        objectives.map { ["metric": .string($0.metric), "direction": .string($0.direction.rawValue)] }),
      "limits": .array(
        limits.map {
          ["metric": .string($0.metric), "side": .string($0.side.rawValue), "bound": .number($0.bound)]
        }),
    ]
  }

  /// Reads what ``document`` wrote.
  init(document: JSON?) throws(StoredGoalsError) {
    self.init()
    guard let document, document != .null else { return }
    for entry in document["objectives"]?.arrayValue ?? [] {
      guard let metric = entry["metric"]?.stringValue,
        let direction = entry["direction"]?.stringValue.flatMap({ Objective.Direction(rawValue: $0) })
      else { throw StoredGoalsError(entry: entry.text) }
      objectives.append(Objective(metric: metric, direction: direction))
    }
    for entry in document["limits"]?.arrayValue ?? [] {
      guard let metric = entry["metric"]?.stringValue,
        let side = entry["side"]?.stringValue.flatMap({ HardLimit.Side(rawValue: $0) }),
        let bound = entry["bound"]?.doubleValue
      else { throw StoredGoalsError(entry: entry.text) }
      limits.append(HardLimit(metric: metric, side: side, bound: bound))
    }
  }
}

/// Goals in the store that this version cannot read.
public struct StoredGoalsError: Error, Sendable, CustomStringConvertible {
  let entry: String
  public var description: String {
    "the store holds '\(entry)', which is no objective and no limit; was it written by a newer lunas?"
  }
}
