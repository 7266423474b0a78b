import PlainJSON

/// Who proposes the architectures of a search.
public enum ControllerChoice: Sendable {
  /// A controller of the catalog with its settings; see ``ControllerCatalog``.
  case named(String, options: [String: JSON] = [:])
  /// One that the script brings. `make` is called for each run of a search, also for one that is resumed, and gives a
  /// controller that knows nothing yet; the settings in the request are empty.
  case custom(name: String, make: @Sendable (ControllerCatalog.Request) throws -> any Controller)

  /// What messages and the store call it.
  public var name: String {
    switch self {
    case .named(let name, _), .custom(let name, _): name
    }
  }

  /// The settings of a controller of the catalog.
  public var options: [String: JSON] {
    if case .named(_, let options) = self { options } else { [:] }
  }

  /// Makes the controller for one run of a search.
  ///
  /// - Parameter request: what it searches; its settings are replaced by those of the choice.
  /// - Throws: ``UnknownName`` for a name or a setting that is not known, ``ControllerError`` for a bad value.
  public func make(_ request: ControllerCatalog.Request) throws -> any Controller {
    var request = request
    request.options = options
    switch self {
    case .named(let name, _): return try ControllerCatalog.make(name, request)
    case .custom(_, let make): return try make(request)
    }
  }
}
