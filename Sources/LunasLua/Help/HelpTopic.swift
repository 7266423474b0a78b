import LuaHost

/// Something that `help` explains.
enum HelpTopic {
  case module(LuaModule)
  case function(LuaFunction, path: String)
  case type(LuaObjectType)
  case property(LuaProperty, of: LuaObjectType)
  case record(LuaRecordType)
  case options(LuaOptionsDocumentation)
  /// A module of the library that is written in Lua.
  case library(LuaSource)
  case libraryFunction(LuaSource.Function, source: LuaSource)
  /// A member of a module of ours that is a module in Lua.
  case member(LuaMember)
  /// A library or a function that is Lua's own.
  case manual(LuaManual.Entry)
}

/// A member of a module of ours that is a module in Lua: `nas.spaces.mnasnet`.
struct LuaMember {
  let path: String
  let source: LuaSource
}

extension LuaModule {
  /// The lazy members with their sources.
  var luaMembers: [LuaMember] {
    lazy.compactMap { member in
      LuaSource.library.first { $0.name == member.module }.map {
        LuaMember(path: "\(name).\(member.name)", source: $0)
      }
    }
  }
}

/// Every topic of the declarations, by name.
struct HelpIndex {
  let module: LuaModule
  /// Names with their topics, in the order of the declarations.
  let topics: [(name: String, topic: HelpTopic)]

  init(_ module: LuaModule) {
    self.module = module
    var topics: [(String, HelpTopic)] = []
    for inner in module.allModules {
      topics.append((inner.name, .module(inner)))
      for function in inner.functions {
        let path = "\(inner.name).\(function.name)"
        topics.append((path, .function(function, path: path)))
      }
    }
    topics += module.allModules.flatMap(\.luaMembers).map { ($0.path, .member($0)) }
    for type in module.allModules.flatMap(\.types) {
      topics.append((type.name, .type(type)))
      for method in type.methods {
        let path = "\(type.name):\(method.name)"
        topics.append((path, .function(method, path: path)))
      }
      topics += type.properties.map { ("\(type.name).\($0.name)", .property($0, of: type)) }
    }
    topics += module.allModules.flatMap(\.records).map { ($0.name, .record($0)) }
    topics += module.allOptions.map { ($0.name, .options($0)) }
    self.topics = topics
  }

  /// Every member that is a module in Lua.
  var luaMembers: [LuaMember] { module.allModules.flatMap(\.luaMembers) }

  /// The modules of the library that are known by their own names alone.
  var libraryModules: [LuaSource] {
    let members = Set(luaMembers.map(\.source.name))
    return LuaSource.library.filter { !members.contains($0.name) }
  }

  /// Every function with its path.
  var functions: [(path: String, function: LuaFunction)] {
    topics.compactMap { entry in
      if case .function(let function, let path) = entry.topic { (path, function) } else { nil }
    }
  }

  /// The path of a declared function, or its plain name where it has none, as a callback has not.
  func path(of function: LuaFunction) -> String {
    functions.first { $0.function.isSameDeclaration(as: function) }?.path ?? function.name
  }

  /// The topic of a name: as it stands, with `lunas` for `nas`, with a dot before a method, or its last part alone
  /// where only one ends so.
  func topic(named name: String) -> HelpTopic? {
    let ours = name == "lunas" ? "nas" : name.hasPrefix("lunas.") ? "nas." + name.dropFirst("lunas.".count) : name
    if let exact = topics.first(where: { $0.name == ours }) { return exact.topic }
    let dotted = topics.first { $0.name.replacing(":", with: ".") == ours.replacing(":", with: ".") }
    if let dotted { return dotted.topic }
    let ending = topics.filter { $0.name.hasSuffix("." + name) || $0.name.hasSuffix(":" + name) }
    return ending.count == 1 ? ending.first?.topic : nil
  }
}

extension LuaFunction {
  /// Whether both come from one declaration: a declaration made twice is equal in all that it says.
  func isSameDeclaration(as other: LuaFunction) -> Bool {
    name == other.name && summary == other.summary && parameters.map(\.name) == other.parameters.map(\.name)
      && parameters.map(\.typeName) == other.parameters.map(\.typeName)
  }
}
