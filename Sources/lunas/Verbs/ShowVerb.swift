import ArgumentParser
import LunasLua
import PlainJSON
import SearchEngine
import TrialStore

struct ShowVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show all that is known of one trial.")

  @Argument(help: "The search's name.") var name: String
  @Argument(help: "The trial's number.") var trial: Int
  @Option(help: "table, json or csv.") var format: OutputFormat = .table
  @OptionGroup var workspace: WorkspaceOption

  func run() throws {
    let store = try workspace.reading()
    let search = try workspace.search(name, in: store)
    guard let found = try store.trial(search: search.id, number: trial) else {
      let count = try store.counts(search: search.id).values.reduce(0, +)
      throw CommandError.script(
        message: "the search '\(name)' has no trial \(trial); it has \(count)", traceback: nil)
    }
    let results = try SearchResults(search, in: store)
    let space = try StoredSearch(json: search.spec).space()
    let measured = try MeasureWords.measured(found.number, of: search.id, in: store)
    var document = TrialDocument.json(found, in: space, isWithinLimits: results.verdict(on: found))
    if !measured.isEmpty {
      document = .object(
        (document.objectValue ?? [:]).merging(["measured": .array(measured.map(\.document))]) { $1 })
    }
    if let folder = StoredSearch(json: search.spec).data?["folder"] {
      document = .object((document.objectValue ?? [:]).merging(["data": folder]) { $1 })
    }
    switch format {
    case .json: print(document.text(nonFinite: .string, indent: 2))
    case .csv: print(TrialTable.text([found], of: results, in: space, format: .csv), terminator: "")
    case .table:
      let members = document.objectValue ?? [:]
      // What people look for first comes first, and what may have many lines last.
      let order = ["id", "state", "failure", "reward", "within_limits", "metrics", "architecture"]
      let keys =
        order.filter { members[$0] != nil }
        + members.keys.sorted().filter { !order.contains($0) && !["reason", "measured"].contains($0) }
      let rows = keys.map { key in [key, members[key].map { Self.text($0, of: key) } ?? ""] }
      let folder = try Workspace(opening: workspace.workspace).trialFolder(search: search.name, number: trial)
      print(
        TrialTable.table(rows + measured.map { ["measured", $0.words] } + [["folder", folder]]), terminator: "")
      if let reason = found.reason { print("\n\(reason)") }
      let earlier = try store.requeues(search: search.id, number: trial).enumerated().map { index, requeue in
        let first = requeue.reason.split(whereSeparator: \.isNewline).first ?? ""
        return ["attempt \(index + 1)", requeue.failure ?? "", String(first.prefix(200))]
      }
      if !earlier.isEmpty { print("\nbefore\n\(TrialTable.table(earlier))", terminator: "") }
    }
  }

  private static func text(_ value: JSON, of key: String) -> String {
    key == "usage" ? usage(value) : value.stringValue ?? value.text
  }

  /// What a trial used, in words: `1.2 GB of memory, 340 s of CPU time, GPU-1: busy 81 % of the time, 9.1 GB at most`.
  private static func usage(_ value: JSON) -> String {
    var parts: [String] = []
    if let bytes = value["peak_memory"]?.intValue { parts.append("\(ByteCount.text(bytes)) of memory") }
    if let seconds = value["cpu_seconds"]?.doubleValue { parts.append("\(Format.number(seconds)) s of CPU time") }
    if let bytes = value["lost_output"]?.intValue { parts.append("\(ByteCount.text(bytes)) of output not kept") }
    if let devices = value["devices"]?.arrayValue?.compactMap(\.stringValue) {
      var words: [String] = []
      if let use = value["gpu"]?["mean_utilisation"]?.doubleValue {
        words.append("busy \(Int((use * 100).rounded())) % of the time")
      }
      if let bytes = value["gpu"]?["peak_memory"]?.intValue { words.append("\(ByteCount.text(bytes)) at most") }
      let seen = words.isEmpty ? "" : ": \(words.joined(separator: ", "))"
      parts.append(devices.joined(separator: " and ") + seen)
    }
    return parts.joined(separator: "; ")
  }
}
