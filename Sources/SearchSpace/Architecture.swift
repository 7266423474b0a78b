/// One value for every active decision of a search space.
public struct Architecture: Sendable, Hashable {
  /// The chosen index for each point of the space, ``inactive`` where the point does not exist.
  public var choices: [Int]

  /// Stands for a point that does not exist in this architecture.
  public static let inactive = -1

  /// Makes an architecture from its choices; see ``SearchSpace/validate(_:)``.
  public init(choices: [Int]) { self.choices = choices }

  /// The compact text that the store keeps: the choices with commas, `-` for inactive ones.
  public var text: String {
    choices.map { $0 == Self.inactive ? "-" : String($0) }.joined(separator: ",")
  }

  /// Reads the compact text, or nil where it is none.
  public init?(text: String) {
    guard !text.isEmpty else {
      choices = []
      return
    }
    var choices: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let choice = part == "-" ? Self.inactive : Int(part), choice >= Self.inactive else { return nil }
      choices.append(choice)
    }
    self.choices = choices
  }

  /// A short name that is the same in every run and release: FNV-1a of the choices, in 16 hexadecimal digits.
  public var fingerprint: String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
