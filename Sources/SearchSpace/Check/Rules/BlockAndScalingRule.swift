/// The design of blocks is searched first, on a small model, and its scaling, depth and width, afterwards.
struct BlockAndScalingRule: SpaceRule {
  let name = "block-and-scaling"

  /// Names of what says how deep a network is; lengths of lists say it too.
  static let depths = TellingNames(
    [
      "depth", "repeat", "repeats", "num layers", "n layers", "num blocks", "n blocks", "num cells", "n cells",
      "num stages", "num convs", "layer count", "block count",
    ], endings: ["num layer", "n layer", "num block", "n block"], wholes: ["layers", "blocks", "cells", "stages"])
  /// Names of what says how wide it is.
  static let widths = TellingNames(
    [
      "width", "widths", "filters", "channels", "hidden size", "hidden dim", "hidden units", "embed dim",
      "embedding dim", "d model", "d ff", "units", "neurons", "num features", "out features",
    ], endings: ["hidden"])
  /// Names of what says what a block is.
  static let designs = TellingNames(
    [
      "op", "ops", "operation", "operations", "operator", "kernel", "kernels", "activation", "activations",
      "block fn", "block type", "block kind", "layer type", "layer kind", "conv type", "conv kind", "cell type",
      "normalization",
    ], endings: ["act", "norm"])

  private enum Role: CaseIterable {
    case depth, width, design
  }

  func findings(in check: SpaceCheck) -> [Finding] {
    var places: [Role: [String]] = [:]
    for decision in check.decisions {
      let open = decision.open
      guard let first = open.first else { continue }
      guard let role = role(of: first, decision, in: check) else { continue }
      let finding = finding(.note, at: open, of: decision, "", advice: "")
      places[role, default: []].append(finding.path)
    }
    guard let designs = places[.design], let scaling = scaling(places) else { return [] }
    return [
      finding(
        // Depth or width alone is an ordinary part of a design.
        places[.depth] != nil && places[.width] != nil ? .warning : .note,
        "\(scaling) and the design of blocks (\(Self.list(designs))) are searched together: most of the search goes "
          + "into sizes, which do not tell good blocks from bad ones",
        advice:
          "search the blocks on a small model first, space:only { \(Self.quoted(designs)) }, then the scaling of "
          + "the best, with its architecture as base")
    ]
  }

  private func scaling(_ places: [Role: [String]]) -> String? {
    let parts = [("depth", places[.depth]), ("width", places[.width])].compactMap { word, found in
      found.map { "\(word) (\(Self.list($0)))" }
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private func role(of point: DecisionPoint, _ decision: CheckedDecision, in check: SpaceCheck) -> Role? {
    if check.lengths.contains(point.id) { return .depth }
    if check.space.hasNumbers(point) {
      if !decision.isElement, Self.depths.match(decision, named: point.name) != nil { return .depth }
      if Self.widths.match(decision, named: point.name) != nil { return .width }
    }
    if Self.designs.match(decision, named: point.name) != nil { return .design }
    return check.space.choosesDesign(point) ? .design : nil
  }

  private static func list(_ places: [String]) -> String {
    places.prefix(3).map { $0.isEmpty ? "the space itself" : $0 }.joined(separator: ", ")
      + (places.count > 3 ? ", ..." : "")
  }

  private static func quoted(_ places: [String]) -> String {
    places.prefix(3).map { "'\($0)'" }.joined(separator: ", ") + (places.count > 3 ? ", ..." : "")
  }
}

extension SearchSpace {
  /// Whether numbers are chosen.
  fileprivate func hasNumbers(_ point: DecisionPoint) -> Bool {
    guard let candidates = candidates[point.id] else { return true }
    return candidates.allSatisfy { node in
      if case .constant(let value) = node.shape { value.doubleValue != nil } else { false }
    }
  }

  /// Whether the candidates are tables that say what a block is: `{ op = 'conv', ... }`.
  fileprivate func choosesDesign(_ point: DecisionPoint) -> Bool {
    guard let candidates = candidates[point.id] else { return false }
    return candidates.contains { node in
      guard case .table(let members) = node.shape else { return false }
      return members.contains { key, value in
        guard case .constant(.string) = value.shape else { return false }
        return ["op", "kind", "type", "block", "layer"].contains(key)
      }
    }
  }
}
