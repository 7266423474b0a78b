import DataSplit
import Foundation
import LuaHost

/// The function that splits data.
enum SplitFunctions {
  static func split(_ context: LunasContext) -> LuaFunction {
    LuaFunction(
      "split",
      "Splits training data for stage 1, checks the split and writes its parts; what was made before of the same data in "
        + "the same way is used again.",
      LuaParameter<SplitOptions>("options", "what to split and how"), returns: LuaResult<LuaSplit>("the split")
    ) { (options: SplitOptions) async throws -> LuaSplit in
      try await LongWork.run { try SplitMaking(options: options, context: context).split() }
    }
  }
}

/// Finds or makes the split that a script asks for.
private struct SplitMaking {
  let options: SplitOptions
  let context: LunasContext

  func split() throws -> LuaSplit {
    // Where one lies is not remembered by a script that is only looked at: it writes nothing.
    let memory = HashMemory(file: dataFolder + "/files.json")
    let validation = try places(options.validation)
    if let from = options.from {
      try options.checkOpening()
      let split = try open(place(from), validation, memory)
      var opened = LuaSplit(split: split, train: try places(options.train), validation: validation)
      if !context.isChecking {
        opened.partHashes = try split.partHashes(memory)
        remember(memory)
      }
      return opened
    }
    guard let train = try places(options.train) else {
      throw BindingError("nas.split needs 'train', the training data, or 'from', the folder of a split")
    }
    var task = try options.task(train: train, validation: validation, folder: "")
    if let out = options.out {
      task.folder = try place(out)
    } else {
      // Another folder for other contents: a search may still use the one of before.
      task.folder = "\(dataFolder)/\(Self.name(of: train[0]))-\(try task.key(memory).prefix(12))"
    }
    let split: StoredSplit
    if context.isChecking {
      split = try task.existing(memory) ?? task.look(memory)
    } else {
      // Resuming must not take away the data that a search began on.
      split = try task.reuseOrRun(memory, mayReplace: !context.isResuming)
      remember(memory)
    }
    return LuaSplit(split: split, train: train, validation: validation)
  }

  private func remember(_ memory: HashMemory) {
    try? FileManager.default.createDirectory(atPath: dataFolder, withIntermediateDirectories: true)
    memory.save()
  }

  /// What the folder of a split is called: as its data, of which a pattern counts up to its first mark.
  private static func name(of path: String) -> String {
    let name = (path.split(separator: "/").last ?? "").prefix { !".*?[{".contains($0) }.prefix(40)
    let trimmed = name.last == "-" ? name.dropLast() : name
    return trimmed.isEmpty ? "data" : String(trimmed)
  }

  private func open(_ folder: String, _ validation: [String]?, _ memory: HashMemory) throws -> StoredSplit {
    let split = try StoredSplit(folder: folder)
    guard let train = try places(options.train) else {
      if validation != nil {
        throw BindingError(
          "'from' with 'validation' needs 'train' too, to tell that both are what the split was made of")
      }
      return split
    }
    let task = try options.task(train: train, validation: validation, folder: folder)
    if let difference = try task.inputDifference(from: split, memory) {
      throw DataError(file: folder, problem: "it was split from other data: \(difference)")
    }
    return split
  }

  private var dataFolder: String { Self.absolute(context.workspacePath) + "/data" }

  /// The absolute path of what a script names, relative to where it runs, as its trainers do.
  private func place(_ path: String) throws -> String { Self.absolute(try context.filled(path)) }

  private func places(_ paths: PathsArgument?) throws -> [String]? { try paths?.paths.map(place) }

  private static func absolute(_ path: String) -> String {
    let text = URL(fileURLWithPath: path).standardizedFileURL.path
    return text.count > 1 && text.hasSuffix("/") ? String(text.dropLast()) : text
  }
}

extension LunasContext {
  /// A path with the folder of the script filled in.
  func filled(_ path: String) throws -> String {
    guard path.contains("{script.dir}") else { return path }
    guard let script else {
      throw BindingError("{script.dir} has no meaning at the prompt, where there is no script")
    }
    return path.replacing("{script.dir}", with: URL(fileURLWithPath: script).deletingLastPathComponent().path)
  }
}
