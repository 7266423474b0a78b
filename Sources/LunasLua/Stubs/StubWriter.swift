import LuaHost

/// Writes the declarations of a module as a LuaCATS file, which lua-language-server reads for completion, hover text
/// and type checks.
struct StubWriter {
  /// The name that scripts require, and the prefix of its classes: `lunas`, `lunas.Space`.
  let root: String
  let module: LuaModule
  private var lines: [String] = []

  init(_ module: LuaModule, root: String) {
    self.module = module
    self.root = root
  }

  /// The whole file.
  static func text(of module: LuaModule, root: String, regenerate: String) -> String {
    var writer = StubWriter(module, root: root)
    writer.lines = [
      "---@meta \(root)",
      "-- Generated from the declarations of the functions; do not edit. To make it anew: \(regenerate)",
    ]
    for record in module.records { writer.add(record) }
    for options in module.allOptions { writer.add(options) }
    for type in module.types { writer.add(type) }
    writer.add(module, path: root, isRoot: true)
    writer.lines += ["", "return \(root)", ""]
    return writer.lines.joined(separator: "\n")
  }

  // MARK: Modules and functions

  private mutating func add(_ module: LuaModule, path: String, isRoot: Bool) {
    lines += ["", "---" + module.summary, "---@class \(path)", "\(isRoot ? "local " : "")\(path) = {}"]
    for function in module.functions {
      add(function, as: "\(path).\(function.name)", parameters: function.parameters)
    }
    for member in module.luaMembers { add(member, as: "\(path).\(member.path.dropFirst(module.name.count + 1))") }
    for (field, inner) in module.modules { add(inner, path: "\(path).\(field)", isRoot: false) }
  }

  /// What is written in Lua says itself what it takes.
  private mutating func add(_ member: LuaMember, as path: String) {
    guard let function = member.source.mainFunction else { return }
    lines += ["", "---" + member.source.summary] + function.comment.annotationLines
    lines.append("function \(path)(\(function.parameters)) end")
  }

  private mutating func add(_ function: LuaFunction, as path: String, parameters: [LuaParameterDocumentation]) {
    lines += ["", "---" + function.summary]
    for parameter in parameters {
      // An optional parameter carries the mark at its name.
      let type = parameter.isOptional ? LuaStub.split(parameter.stubType).type : parameter.stubType
      lines.append(
        "---@param \(parameter.name)\(parameter.isOptional ? "?" : "") \(qualified(type)) \(parameter.summary)")
    }
    for result in [function.result] + function.furtherResults where !result.isNothing {
      lines.append("---@return \(qualified(result.stubType)) # \(result.summary)")
    }
    lines.append("function \(path)(\(parameters.map(\.name).joined(separator: ", "))) end")
  }

  // MARK: Types

  private mutating func add(_ type: LuaObjectType) {
    lines += ["", "---" + type.summary, "---@class (exact) \(root).\(type.name)"]
    for property in type.properties { addField(property.name, property.stubType, property.summary) }
    if let elements = type.elements { addField("[integer]", elements.stubType, elements.summary) }
    guard !type.methods.isEmpty else { return }
    lines.append("local \(type.name) = {}")
    for method in type.methods {
      add(method, as: "\(type.name):\(method.name)", parameters: Array(method.parameters.dropFirst()))
    }
  }

  private mutating func add(_ record: LuaRecordType) {
    lines += ["", "---" + record.summary, "---@class (exact) \(root).\(record.name)"]
    for field in record.fields { addField(field.name, field.stubType, field.summary) }
  }

  private mutating func add(_ options: LuaOptionsDocumentation) {
    lines += ["", "---@class (exact) \(root).\(options.name)"]
    for field in options.fields {
      let type = LuaStub.split(field.stubType).type
      let defaultText = field.defaultText.map { " (default \($0))" } ?? ""
      addField(field.name, field.isRequired ? type : type + "?", field.summary + defaultText)
    }
  }

  private mutating func addField(_ name: String, _ type: String, _ summary: String) {
    let (type, isOptional) = LuaStub.split(type)
    lines.append("---@field \(name)\(isOptional ? "?" : "") \(qualified(type)) \(summary)")
  }

  private func qualified(_ type: String) -> String { LuaStub.qualified(type, with: root + ".") }
}
