import LuaHost

/// What a script of somebody else's may use.
public struct SandboxLimits: Sendable, Equatable {
  /// Bytes.
  public var memory = 64 << 20
  /// Instructions of the Lua machine.
  public var instructions = 1_000_000_000
  /// Wall-clock time.
  public var seconds = 10.0
  /// The folder whose files it may read; nil: no files.
  public var folder: String?

  /// Makes the limits that hold where nothing is said.
  public init() {}

  /// What is said when a limit is reached.
  public var memoryReached: String { "the sandbox's memory limit of \(ByteSize.text(memory)) is reached" }
  public var instructionsReached: String { "the sandbox's instruction limit of \(instructions) is reached" }
  public var timeReached: String { "the sandbox's time limit of \(timeText) is reached" }

  private var timeText: String { seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s" }

  /// Checks that a script can run at all with the limits.
  public func validate() throws {
    if memory < 1 << 20 { throw BindingError("memory: at least 1 MiB expected, got \(ByteSize.text(memory))") }
    if instructions < 1 { throw BindingError("instructions: at least 1 expected, got \(instructions)") }
    if !(seconds > 0 && seconds < 1e8) {
      throw BindingError("time: more than 0 s and less than 3 years expected, got \(seconds) s")
    }
  }

  /// The words of the command line that ask for them.
  var arguments: [String] {
    let limits = ["--memory", "\(memory)", "--instructions", "\(instructions)", "--time", "\(seconds)"]
    return limits + (folder.map { ["--folder", $0] } ?? [])
  }
}

/// Amounts of memory as people write them.
public enum ByteSize {
  private static let units: [(name: String, size: Int)] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]

  /// Reads `64MiB`, `64 MiB` or a number of bytes, or nil where it is none.
  public static func bytes(_ text: String) -> Int? {
    let text = text.filter { $0 != " " }
    guard let unit = units.first(where: { text.lowercased().hasSuffix($0.name.lowercased()) }) else {
      return Int(text).flatMap { $0 < 0 ? nil : $0 }
    }
    guard let count = Double(text.dropLast(unit.name.count)), count >= 0 else { return nil }
    return Int(exactly: (count * Double(unit.size)).rounded())
  }

  /// Writes bytes in the largest unit that gives a whole number.
  public static func text(_ bytes: Int) -> String {
    guard bytes > 0, let unit = units.first(where: { bytes.isMultiple(of: $0.size) }) else {
      return "\(bytes) bytes"
    }
    return "\(bytes / unit.size) \(unit.name)"
  }
}

/// An amount of memory in Lua: bytes, or text such as `"64MiB"`.
struct LuaByteSize: FromLua, LuaLiteral, Sendable {
  let bytes: Int
  var luaLiteral: String? { "\"\(ByteSize.text(bytes).replacing(" ", with: ""))\"" }
  static var luaTypeName: String { "bytes or text such as '64MiB'" }
  static var luaStubType: String { "integer|string" }

  static func peek(_ stack: LuaStack, at index: Int32) throws -> LuaByteSize {
    if stack.isString(at: index) {
      guard let bytes = ByteSize.bytes(try stack.peek(String.self, at: index)) else {
        throw LuaConversionError(expected: luaTypeName, got: "'\(try stack.peek(String.self, at: index))'")
      }
      return LuaByteSize(bytes: bytes)
    }
    guard let bytes = try? stack.peek(Int.self, at: index), bytes >= 0 else {
      throw stack.mismatch(expected: luaTypeName, at: index)
    }
    return LuaByteSize(bytes: bytes)
  }
}
