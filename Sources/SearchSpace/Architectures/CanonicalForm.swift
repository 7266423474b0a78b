import Locking
import PlainJSON

/// Makes the tables of equal networks equal, so that a network is trained once however it is written.
public struct CanonicalForm: Sendable {
  private let transform: @Sendable (JSON) throws -> JSON

  /// Makes a form from a function of a decided table. It must give the same for the same table, and need not give a
  /// table of the space.
  public init(_ transform: @escaping @Sendable (JSON) throws -> JSON) { self.transform = transform }

  /// The same form, which keeps what it gave: for many searches of one space, whose form is a function of a script.
  ///
  /// - Parameter limit: how many tables it keeps; those that come when it is full are not kept.
  public func remembering(_ limit: Int = 200_000) -> CanonicalForm {
    let memory = CanonicalMemory(limit: limit)
    return CanonicalForm { table in
      if let known = memory[table] { return known }
      let form = try transform(table)
      memory[table] = form
      return form
    }
  }

  func callAsFunction(_ table: JSON) throws -> JSON { try transform(table) }
}

/// Tables with their canonical forms.
private final class CanonicalMemory: Sendable {
  private let limit: Int
  private let forms = Locked<[JSON: JSON]>([:])

  init(limit: Int) { self.limit = limit }

  subscript(table: JSON) -> JSON? {
    get { forms.withLock { $0[table] } }
    set { forms.withLock { if $0.count < limit { $0[table] = newValue } } }
  }
}

extension SearchSpace {
  /// The decided table, put into the space's canonical form where it has one: equal for equal networks.
  ///
  /// - Throws: what the canonical form throws.
  public func canonicalTable(of architecture: Architecture) throws -> JSON {
    let table = table(of: architecture)
    return try canonical?(table) ?? table
  }

  /// A short name of the network that an architecture describes: 16 hexadecimal digits, FNV-1a of the canonical table's
  /// text, the same in every run and release.
  public func hash(of architecture: Architecture) throws -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in try canonicalTable(of: architecture).text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
