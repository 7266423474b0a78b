import ArgumentParser
import LunasLua
import PlainJSON
import SearchEngine
import TrialStore

extension WorkspaceOption {
  /// A trial of a search, which must be there.
  func trial(_ number: Int, of search: SearchRecord, in store: TrialStore) throws -> TrialRecord {
    guard let found = try store.trial(search: search.id, number: number) else {
      let count = try store.counts(search: search.id).values.reduce(0, +)
      throw NoSuchTrial(search: search.name, number: number, count: count)
    }
    return found
  }
}

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
    let found = try workspace.trial(trial, of: search, in: store)
    let results = try SearchResults(search, in: store)
    let space = try StoredSearch(json: search.spec).space()
    let measured = try MeasureWords.measured(found.number, of: search.id, in: store)
    var document = TrialDocument.json(found, in: space, isWithinLimits: results.verdict(on: found))
    let folder = try Workspace(opening: workspace.workspace).trialFolder(search: search.name, number: trial)
    let past = try TrialPast(found, of: search, in: store)
    var more = past.document
    more["folder"] = .string(folder)
    if !measured.isEmpty { more["measured"] = .array(measured.map(\.document)) }
    if !found.state.isFinal { more["metrics"] = .object(past.metrics.mapValues { .number($0) }) }
    if let data = StoredSearch(json: search.spec).data?["folder"] { more["data"] = data }
    document = .object((document.objectValue ?? [:]).merging(more) { $1 })
    switch format {
    case .json: print(document.text(nonFinite: .string, indent: 2))
    case .csv: print(TrialTable.text([found], of: results, in: space, format: .csv), terminator: "")
    case .table:
      let members = document.objectValue ?? [:]
      // What people look for first comes first, and what may have many lines last.
      let order = ["id", "state", "failure", "reward", "within_limits", "metrics", "architecture", "attempt"]
      let keys =
        order.filter { members[$0] != nil }
        + members.keys.sorted().filter {
          !order.contains($0) && !["reason", "measured", "started", "ended", "folder"].contains($0)
            && !TrialPast.keys.contains($0)
        }
      let rows = keys.filter { members[$0] != .null || $0 == "reward" }.map { key in
        [key, members[key].map { $0 == .null ? "-" : Self.text($0, of: key) } ?? ""]
      }
      print(
        TrialTable.table(rows + past.times + measured.map { ["measured", $0.words] } + [["folder", folder]]),
        terminator: "")
      if let reason = found.reason { print("\n\(reason)") }
      for (title, rows) in past.tables where !rows.isEmpty {
        print("\n\(title)\n\(TrialTable.table(rows))", terminator: "")
      }
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
