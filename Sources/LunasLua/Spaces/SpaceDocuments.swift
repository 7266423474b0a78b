import LuaHost
import PlainJSON
import SearchSpace

/// Spaces and architectures as JSON.
enum SpaceDocuments {
  private static let own = SpaceArguments.own

  static let methods: [LuaFunction] = [toJSON, archToJSON, archFromJSON]

  private static let toJSON = LuaFunction(
    "to_json",
    "The space as a versioned JSON document, which nas.spaces.from_json reads. A canonical form is a function and not in "
      + "it: give it again when reading.",
    own,
    returns: LuaResult<String>("the text")
  ) { own in
    if own.space.hasTests {
      throw BindingError(
        "a space with functions as constraints (where) has no document; use nas.constraint, or keep the script")
    }
    return own.space.document.text
  }

  private static let archToJSON = LuaFunction(
    "arch_to_json", "An architecture as a versioned JSON document, with its table, choices and hash.", own,
    SpaceArguments.architecture(), returns: LuaResult<String>("the text")
  ) { own, arch in try own.space.document(of: try own.space.architecture(of: arch)).text }

  private static let archFromJSON = LuaFunction(
    "arch_from_json", "Reads the document of an architecture.", own, LuaParameter<String>("text", "the document"),
    returns: LuaResult<LuaArchitecture>("the decided table")
  ) { own, text in
    let architecture = try own.space.architecture(document: try JSON(parsing: Array(text.utf8)))
    return LuaArchitecture(architecture, of: own.space)
  }

  /// Listed in `nas.spaces`.
  static let fromJSON = LuaFunction(
    "from_json", "Reads the document of a space, of this or an earlier version.",
    LuaParameter<String>("text", "the document"),
    LuaParameter<SpaceFunctions.SpaceOptions>("options", "a canonical form"),
    returns: LuaResult<LuaSpace>("the space")
  ) { text, options in
    LuaSpace(
      space: try SearchSpace(document: try JSON(parsing: Array(text.utf8)), canonical: options.canonicalForm))
  }
}
