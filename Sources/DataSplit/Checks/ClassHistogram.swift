import PlainJSON

/// How many items of each class, or of each range of numbers, the parts of a split have.
public struct ClassHistogram: Sendable, Equatable {
  /// One part, named as in a placeholder: `stage1.train`, `stage1.validation`, `stage2.train`,
  /// `stage2.validation`, `stage1.train.25`.
  public struct Part: Sendable, Equatable {
    public let name: String
    /// As many as there are ``ClassHistogram/labels``.
    public let counts: [Int]
  }

  /// Names of classes, or ranges as `0.5 to 1`; none without a label.
  public let labels: [String]
  public let parts: [Part]

  /// So many ranges numbers are cut into, of one width.
  static let ranges = 20

  init(of data: CheckedData, _ sides: ItemSides, _ tally: ClassTally?) {
    if let tally {
      labels = tally.names
      parts =
        [
          Part(name: "stage1.train", counts: tally.train),
          Part(name: "stage1.validation", counts: tally.validation),
          Part(name: "stage2.train", counts: tally.training),
        ] + (tally.real.map { [Part(name: "stage2.validation", counts: $0)] } ?? [])
        + Self.subsamples(data) { Self.classes($0, data.items.label, tally.names.count) }
    } else if case .numbers(let numbers) = data.items.label {
      let real: [Double] = if case .numbers(let numbers) = data.validation?.label { numbers } else { [] }
      let known = (numbers + real).filter(\.isFinite)
      let low = known.min() ?? 0
      let width = ((known.max() ?? 0) / Double(Self.ranges) - low / Double(Self.ranges))
      let counts = { (some: [Double]) in Self.counts(some, low, width) }
      labels = (0..<Self.ranges).map {
        Figures.short(low + width * Double($0)) + " to " + Figures.short(low + width * Double($0 + 1))
      }
      parts =
        [
          Part(name: "stage1.train", counts: counts(sides.numbers(numbers, on: ItemSides.train))),
          Part(name: "stage1.validation", counts: counts(sides.numbers(numbers, on: ItemSides.validation))),
          Part(name: "stage2.train", counts: counts(numbers)),
        ] + (real.isEmpty ? [] : [Part(name: "stage2.validation", counts: counts(real))])
        + Self.subsamples(data) { items in counts(items.map { numbers[Int($0)] }) }
    } else {
      (labels, parts) = ([], [])
    }
  }

  private static func subsamples(_ data: CheckedData, counts: ([UInt32]) -> [Int]) -> [Part] {
    data.split.subsamples.sorted { $0.key < $1.key }.map { percent, items in
      Part(name: "stage1.train.\(percent)", counts: counts(items.filter { $0 < data.items.count }))
    }
  }

  private static func classes(_ items: [UInt32], _ label: ItemTable.Label?, _ width: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: width)
    switch label {
    case .classes(let categories):
      for item in items {
        let code = categories.codes[Int(item)]
        if code != Categories.missing { counts[Int(code)] += 1 }
      }
    case .classSets(_, let codes, let starts):
      for item in items { for code in codes[starts[Int(item)]..<starts[Int(item) + 1]] { counts[Int(code)] += 1 } }
    case .numbers, nil: break
    }
    return counts
  }

  private static func counts(_ numbers: [Double], _ low: Double, _ width: Double) -> [Int] {
    var counts = [Int](repeating: 0, count: ranges)
    for number in numbers where number.isFinite {
      // The largest number belongs to the last range, and all to the first where they are equal.
      counts[width > 0 ? min(max(Int((number - low) / width), 0), ranges - 1) : 0] += 1
    }
    return counts
  }

  /// `{"labels": [...], "parts": {"stage1.train": [...]}}`.
  public var json: JSON {
    let members = parts.map { ($0.name, JSON.array($0.counts.map { .integer($0) })) }
    return [
      "labels": .array(labels.map { .string($0) }),
      "parts": .object(Dictionary(members) { first, _ in first }),
    ]
  }
}
