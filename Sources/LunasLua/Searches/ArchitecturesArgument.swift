import LuaHost
import PlainJSON
import SearchSpace

/// One architecture or a list of them: decided tables, or trials that hold one.
struct ArchitecturesArgument: FromLua, Sendable {
  let data: JSON

  static var luaTypeName: String { "architecture, trial, or list of them" }
  static var luaStubType: String { "any" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> ArchitecturesArgument {
    guard !stack.isNil(at: index) else { throw stack.mismatch(expected: luaTypeName, at: index) }
    return ArchitecturesArgument(data: try stack.peek(at: index))
  }

  /// The architectures, in order.
  ///
  /// - Throws: ``BindingError`` with the position of the first that is none of the space, and why.
  func architectures(of space: SearchSpace, for function: String) throws -> [Architecture] {
    let whole: Result<Architecture, any Error> = Result { try Self.architecture(data, of: space) }
    if case .success(let architecture) = whole { return [architecture] }
    // What is no list, and what stands where the space has a list itself, is meant as one architecture.
    guard let elements = data.arrayValue, elements.allSatisfy({ !$0.isPlain }) || !space.isList else {
      throw BindingError("\(function): the architecture is not of the space: \(whole.problem)")
    }
    return try elements.enumerated().map { position, element in
      do { return try Self.architecture(element, of: space) } catch {
        throw BindingError("\(function): architecture [\(position + 1)] is not of the space: \(error)")
      }
    }
  }

  private static func architecture(_ table: JSON, of space: SearchSpace) throws -> Architecture {
    // A trial holds the architecture that it trained.
    if table["id"] != nil, let trained = table["architecture"] ?? table["arch"] {
      if let architecture = try? space.architecture(of: table) { return architecture }
      return try space.architecture(of: trained)
    }
    return try space.architecture(of: table)
  }
}

extension SearchSpace {
  /// Whether its decided tables are lists.
  fileprivate var isList: Bool { table(of: baseline).arrayValue != nil }
}

extension JSON {
  /// Whether it is neither table nor list.
  fileprivate var isPlain: Bool { arrayValue == nil && objectValue == nil }
}

extension Result {
  fileprivate var problem: String {
    if case .failure(let error) = self { String(describing: error) } else { "" }
  }
}
