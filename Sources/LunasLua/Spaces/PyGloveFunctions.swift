import CStdlib
import Foundation
import LuaHost
import PlainJSON
import SearchSpace

/// What joins spaces with PyGlove, and with the trainers that were written for it.
enum PyGloveFunctions {
  struct Options: LuaOptions {
    static var luaStubType: String { "FromPyGloveOptions" }
    var python = "python3"
    var path: [String] = []
    static let fields = [
      LuaField("python", "the Python that has pyglove", \Options.python),
      LuaField(
        "path", "folders in which modules are looked for first, then beside the script, then where Python looks",
        \Options.path),
    ]
  }

  /// The methods of a space.
  static let methods: [LuaFunction] = [params, fromParams, spec]

  private static let own = SpaceArguments.own

  private static let params = LuaFunction(
    "params",
    "The text that trainers for Vertex AI NAS take as --nas_params_str: each decision's path and choice, as JSON.",
    own, SpaceArguments.architecture(), returns: LuaResult<String>("the parameters")
  ) { own, table in
    own.space.parameters(of: try own.space.architecture(of: table))
  }

  private static let fromParams = LuaFunction(
    "from_params", "The architecture that a nas_params_str tells.", own,
    LuaParameter<String>("text", "the parameters, or the path of a file that holds them and ends in .json"),
    returns: LuaResult<LuaArchitecture>("the decided table")
  ) { own, text in
    LuaArchitecture(try own.space.architecture(parameters: try parameters(text)), of: own.space)
  }

  private static let spec = LuaFunction(
    "spec", "The search-space specification that PyGlove and Vertex AI NAS read, as JSON.", own,
    returns: LuaResult<String>("the specification")
  ) { try $0.space.specification() }

  /// The text itself or what a saved file holds, told apart as Vertex AI's trainers do.
  private static func parameters(_ text: String) throws -> String {
    guard text.hasSuffix(".json") else { return text }
    do { return try String(contentsOfFile: text, encoding: .utf8) } catch {
      throw BindingError("\(text) cannot be read; parameters are JSON text, or a path that ends in .json")
    }
  }
}

// MARK: - Reading a space

extension PyGloveFunctions {
  /// A module may load a whole machine-learning library from a slow disk.
  private static let limit = Duration.seconds(600)

  /// `nas.spaces.from_pyglove`, which looks beside the script that runs.
  static func fromPyGlove(_ context: LunasContext) -> LuaFunction {
    LuaFunction(
      "from_pyglove",
      "Reads a search space that was written for PyGlove, with the user's own Python; an object is a table with its class as _type.",
      LuaParameter<String>("name", "the function that gives the space: \"module.function\""),
      LuaParameter<Options>("options", "which Python, and where its modules are"),
      returns: LuaResult<LuaSpace>("the space"),
      waiting: { name, options in
        let beside = context.script.map { [URL(filePath: $0).deletingLastPathComponent().path] } ?? []
        return try await space(name, python: options.python, folders: options.path + beside)
      })
  }

  private static func space(_ name: String, python: String, folders: [String]) async throws -> LuaSpace {
    let process: HelperProcess
    do {
      process = try HelperProcess([python, "-", name] + folders, trust: .users, source: program, limit: limit)
    } catch let error as HelperProcess.StartError {
      throw BindingError("\(error); name the Python that has pyglove: { python = \"/path/to/python\" }")
    }
    let end = await process.end()
    try Task.checkCancellation()
    if end.isLate { throw BindingError("\(python) gave no space within \(limit.components.seconds) seconds") }
    let answer = try? JSON(parsing: String(decoding: end.answer, as: UTF8.self))
    if let problem = answer?["error"]?.stringValue { throw BindingError(problem) }
    guard let document = answer?["space"] else {
      let how = end.signal.map { "was ended by signal \($0)" } ?? "ended without a space"
      let lines = String(decoding: end.log, as: UTF8.self).split(whereSeparator: \.isNewline).suffix(8)
      throw BindingError((["\(python) \(how)"] + lines.map(String.init)).joined(separator: "\n  "))
    }
    return LuaSpace(space: try SearchSpace(document: document))
  }

  /// The Python side, which is embedded in the program.
  private static let program: [UInt8] = {
    for position in 0..<lunas_stdlib_count() {
      let file = lunas_stdlib_file_at(position)
      guard let name = file.name, let bytes = file.bytes, String(cString: name) == "python.read_pyglove" else {
        continue
      }
      return Array(UnsafeBufferPointer(start: bytes, count: file.length))
    }
    return []
  }()
}
