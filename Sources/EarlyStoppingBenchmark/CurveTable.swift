import Foundation

/// Learning curves of many trainings, from a CSV file whose columns `NAME_0`, `NAME_1`, ... are a loss after each step.
struct CurveTable {
  let name: String
  /// The losses of each training; shorter where it diverged.
  let curves: [[Double]]
  /// The steps of a training that came to its end.
  let length: Int

  init(reading path: String) throws {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let head = (lines.first ?? "").split(separator: ",", omittingEmptySubsequences: false)
    let columns = head.indices.filter { head[$0].wholeMatch(of: /.*loss_\d+/) != nil }
    name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    length = columns.count
    curves = lines.dropFirst().compactMap { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      let losses = columns.prefix { fields.indices.contains($0) && Double(fields[$0]) != nil }
        .compactMap { Double(fields[$0]) }
      return losses.isEmpty ? nil : losses
    }
  }

  func isComplete(_ row: Int) -> Bool { curves[row].count == length }
}
