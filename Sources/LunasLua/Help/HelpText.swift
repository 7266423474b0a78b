import LuaHost

/// How topics are laid out.
struct HelpText {
  let index: HelpIndex

  func text(of topic: HelpTopic) -> String {
    let lines =
      switch topic {
      case .module(let module): self.lines(of: module)
      case .function(let function, let path): self.lines(of: function, path: path)
      case .type(let type): self.lines(of: type)
      case .property(let property, let type): self.lines(of: property, type)
      case .record(let record): self.lines(of: record)
      case .options(let options): self.lines(of: options)
      case .library(let source): self.lines(of: source)
      case .libraryFunction(let function, let source): self.lines(of: function, in: source)
      case .member(let member): self.lines(of: member)
      case .manual(let entry): self.lines(of: entry)
      }
    return lines.joined(separator: "\n")
  }

  // MARK: What is declared

  private func lines(of module: LuaModule, isAlone: Bool = true) -> [String] {
    var lines = TextLayout.wrapped("\(module.name): \(module.summary)")
    lines += TextLayout.table(
      module.functions.map { ("\(module.name).\($0.name)", $0.summary) }
        + (isAlone ? module.luaMembers.map { ($0.path, $0.source.summary) } : []))
    // They are many; the help of the module itself says what each is.
    let names = isAlone ? [] : module.lazy.map(\.name)
    lines += TextLayout.wrapped(names.joined(separator: ", "), indent: 2)
    for inner in module.modules { lines += [""] + self.lines(of: inner.module, isAlone: false) }
    guard module.name == index.module.name else { return lines }
    let types = module.types.map(\.name) + module.records.map(\.name)
    lines += [""] + TextLayout.wrapped("Types: \(types.joined(separator: ", ")).")
    lines += TextLayout.wrapped("In Lua: \(index.libraryModules.map(\.name).joined(separator: ", ")).")
    return lines + TextLayout.wrapped("help(\(module.name).space) or help \"Space:sample\" tells more.")
  }

  private func lines(of function: LuaFunction, path: String) -> [String] {
    var lines = [Help.signature(of: function, path: path)] + TextLayout.wrapped(function.summary, indent: 2)
    var rows: [(label: String, text: String)] = []
    for parameter in function.ownParameters {
      rows.append(("\(parameter.name): \(Self.plain(parameter.typeName))", parameter.summary))
      rows += Self.rows(parameter.fields, indent: 2)
    }
    lines += TextLayout.table(rows)
    let results = ([function.result] + function.furtherResults).map(\.summary).filter { !$0.isEmpty }
    if !results.isEmpty {
      lines += TextLayout.wrapped("gives \(results.joined(separator: ", then "))", indent: 2)
    }
    return lines
  }

  private func lines(of type: LuaObjectType) -> [String] {
    var lines = TextLayout.wrapped("\(type.name): \(type.summary)")
    lines += TextLayout.table(
      type.properties.map { (".\($0.name): \($0.typeName)", $0.summary) }
        + (type.elements.map { [("[i]: \($0.typeName)", $0.summary)] } ?? [])
        + type.methods.map { (":" + Help.signature(of: $0, withResult: false), $0.summary) })
    let makers = index.functions.filter { $0.function.result.typeName == type.name }.map(\.path)
    if !makers.isEmpty { lines += TextLayout.wrapped("Made by \(makers.joined(separator: ", ")).", indent: 2) }
    return lines
  }

  private func lines(of property: LuaProperty, _ type: LuaObjectType) -> [String] {
    ["\(type.name).\(property.name): \(property.typeName)"] + TextLayout.wrapped(property.summary, indent: 2)
  }

  private func lines(of record: LuaRecordType) -> [String] {
    TextLayout.wrapped("\(record.name): \(record.summary)")
      + TextLayout.table(record.fields.map { (".\($0.name): \($0.stubType)", $0.summary) })
  }

  private func lines(of options: LuaOptionsDocumentation) -> [String] {
    let users = index.functions.filter { $0.function.parameters.contains { $0.options?.name == options.name } }
    let use = users.isEmpty ? "" : " of \(users.map(\.path).joined(separator: ", "))"
    return TextLayout.wrapped("\(options.name): a table of options\(use).")
      + TextLayout.table(Self.rows(options.fields))
  }

  /// Options with their types and defaults, each table of options followed by its own keys.
  private static func rows(
    _ fields: [LuaFieldDocumentation], indent: Int = 0
  ) -> [(label: String, text: String)] {
    fields.flatMap { field in
      let more = field.isRequired ? ", required" : field.defaultText.map { " = \($0)" } ?? ""
      let label = "\(String(repeating: " ", count: indent))\(field.name): \(plain(field.typeName))\(more)"
      return [(label, field.summary)] + rows(field.options?.fields ?? [], indent: indent + 2)
    }
  }

  /// The type without the mark of what may be left out, which is said otherwise.
  private static func plain(_ type: String) -> String { LuaStub.split(type).type }

  // MARK: What is written in Lua

  private func lines(of source: LuaSource) -> [String] {
    let functions = source.functions.map { (label: "\($0.name)(\($0.parameters))", text: $0.comment.summary) }
    return ["\(source.name): a module in Lua, require \"\(source.name)\""]
      + TextLayout.paragraphs(source.head, indent: 2)
      + (functions.isEmpty ? [] : [""]) + TextLayout.table(functions)
  }

  private func lines(of member: LuaMember) -> [String] {
    let (source, function) = (member.source, member.source.mainFunction)
    let line = function.map { ":\($0.line)" } ?? ""
    let result = function?.comment.annotations.first { $0.label.hasPrefix("-> ") }?.label ?? ""
    let parameters = (function?.comment.annotations ?? []).filter {
      !$0.label.hasPrefix("-> ") && !$0.label.hasSuffix(": {}")
    }
    return ["\(member.signature ?? member.path) \(result.replacing("lunas.", with: ""))"]
      + TextLayout.paragraphs(source.head, indent: 2)
      + TextLayout.table(parameters.map { ($0.label.replacing("?: ", with: ": ", maxReplacements: 1), $0.text) })
      + ["  written in Lua, at \(source.path)\(line)"]
  }

  private func lines(of function: LuaSource.Function, in source: LuaSource) -> [String] {
    Self.lines(
      signature: "\(source.name).\(function.name)(\(function.parameters))", comment: function.comment,
      place: "\(source.path):\(function.line)")
  }

  /// A function by its place and the comment above it.
  func text(of origin: LuaFunctionOrigin, name: String?) -> String {
    let source = LuaSource(chunk: origin.chunk)
    let chunk = origin.chunk.hasPrefix("@") || origin.chunk.hasPrefix("=") ? origin.chunk.dropFirst() : "a string"
    return Self.lines(
      signature: "\(name ?? "function")(\(origin.parameters.joined(separator: ", ")))",
      comment: source?.comment(above: origin.line) ?? LuaComment([Substring]()),
      place: "\(source?.path ?? String(chunk)):\(origin.line)"
    ).joined(separator: "\n")
  }

  private static func lines(signature: String, comment: LuaComment, place: String) -> [String] {
    [signature] + TextLayout.paragraphs(comment.prose, indent: 2) + TextLayout.table(comment.annotations)
      + ["  written in Lua, at \(place)"]
  }

  // MARK: What is Lua's own

  private func lines(of entry: LuaManual.Entry) -> [String] {
    [entry.signature] + TextLayout.wrapped(entry.summary, indent: 2)
      + TextLayout.table(entry.members.map { ($0.signature, $0.summary) })
      + ["  Lua's own; see \u{A7}\(entry.section) of its manual, lua.org/manual/5.4"]
  }
}

extension LuaMember {
  /// How it is called, where it is a function: what may be left out stands in brackets.
  var signature: String? {
    guard let function = source.mainFunction else { return nil }
    let optional = function.comment.annotations.compactMap { $0.label.firstMatch(of: /^(\w+)\?:/)?.output.1 }
    let names = function.parameters.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
    return "\(path)(\(names.map { optional.contains($0[...]) ? "[\($0)]" : $0 }.joined(separator: ", ")))"
  }
}

extension LuaFunction {
  /// The parameters without the object of a method.
  var ownParameters: [LuaParameterDocumentation] {
    parameters.first?.name == "self" ? Array(parameters.dropFirst()) : parameters
  }
}
