import Foundation
import PlainJSON

/// Reads `metrics.jsonl` as it grows: one JSON object a line, in which every number but `step` is a metric, and the text
/// `infeasible` says why the architecture cannot be trained.
public struct MetricsTail: Sendable {
  /// One line of the file.
  public enum Line: Sendable, Equatable {
    case measurement(TrialMeasurement)
    case malformed(line: Int, text: String, reason: String)
  }

  private let path: String
  private var offset: UInt64 = 0
  private var lineCount = 0

  /// Starts at the beginning of a file, which may not exist yet.
  public init(path: String) { self.path = path }

  /// The lines that came since the last call. A last line without its end counts only when `final`.
  public mutating func read(final: Bool) -> [Line] {
    guard let handle = FileHandle(forReadingAtPath: path) else { return [] }
    defer { try? handle.close() }
    guard (try? handle.seek(toOffset: offset)) != nil, let data = try? handle.readToEnd() else { return [] }
    var bytes = [UInt8](data)
    if !final {
      guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
      bytes.removeSubrange((end + 1)...)
    }
    offset += UInt64(bytes.count)
    var lines: [Line] = []
    for text in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast(
      final ? 0 : 1)
    {
      if final && text.isEmpty { continue }
      lineCount += 1
      if !text.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) {
        lines.append(Self.parse(Array(text), lineCount))
      }
    }
    return lines
  }

  private static func parse(_ bytes: [UInt8], _ line: Int) -> Line {
    let json: JSON
    do { json = try JSON(parsing: bytes) } catch { return malformed("is no JSON: \(error.problem)") }
    guard let members = json.objectValue else {
      return malformed("an object of metrics expected, got \(json.kind == "array" ? "an" : "a") \(json.kind)")
    }
    let step = members["step"]?.intValue
    let metrics = members.filter { $0.key != "step" }.compactMapValues(\.doubleValue)
    let infeasible = TrainerWords.infeasible(members["infeasible"])
    if metrics.isEmpty, infeasible == nil { return malformed("has no number besides the step") }
    return .measurement(TrialMeasurement(line: line, step: step, metrics: metrics, infeasible: infeasible))

    func malformed(_ reason: String) -> Line {
      .malformed(line: line, text: String(decoding: bytes.prefix(200), as: UTF8.self), reason: reason)
    }
  }
}
