import ArgumentParser
import Foundation
import LunasLua
import PlainJSON
import SearchEngine
import TextPlot
import TrialStore

/// How a reading verb prints.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json, csv
}

struct TrialsVerb: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "trials", abstract: "Show every trial of a search.")

  @Argument(help: "The search's name.") var name: String
  @Option(help: "table, json or csv.") var format: OutputFormat = .table
  @OptionGroup var workspace: WorkspaceOption

  func run() throws {
    let store = try workspace.reading()
    let search = try workspace.search(name, in: store)
    let results = try SearchResults(search, in: store)
    let space = try StoredSearch(json: search.spec).space()
    print(TrialTable.text(try results.trials(), of: results, in: space, format: format), terminator: "")
  }
}

struct TopVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top", abstract: "Show the best trials of a search.")

  @Argument(help: "The search's name.") var name: String
  @Option(name: .short, help: "How many.") var n: Int = 10
  @Option(help: "table, json or csv.") var format: OutputFormat = .table
  @OptionGroup var workspace: WorkspaceOption

  func run() throws {
    let store = try workspace.reading()
    let search = try workspace.search(name, in: store)
    let results = try SearchResults(search, in: store)
    let space = try StoredSearch(json: search.spec).space()
    print(TrialTable.text(try results.top(n), of: results, in: space, format: format), terminator: "")
  }
}

struct ListVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the searches of a workspace.")

  @Option(help: "table, json or csv.") var format: OutputFormat = .table
  @OptionGroup var workspace: WorkspaceOption

  func run() throws {
    let store = try workspace.reading()
    let searches = try store.searches()
    switch format {
    case .table:
      let rows = try searches.map { search in
        let counts = try store.counts(search: search.id)
        return [
          search.name, SearchSummary.kind(of: search), search.state.rawValue,
          "\(counts[.completed] ?? 0) completed", "\(counts[.failed] ?? 0) failed",
          workspace.leftBehind(search) ?? search.reason ?? "",
        ]
      }
      print(rows.isEmpty ? "no searches yet\n" : TrialTable.table(rows), terminator: "")
    case .json: print(JSON.array(try searches.map { try document($0, store) }).text(nonFinite: .string, indent: 2))
    case .csv:
      let keys = ["name", "stage", "kind", "of", "state", "trials", "running", "reason", "created", "ended"]
      print(TrialTable.csv(try searches.map { try document($0, store) }, keys: keys), terminator: "")
    }
  }

  /// A search as an object: `trials` counts them by state; `kind` and `of` are those of trainings of one architecture, and
  /// `running` says whether a controller has the workspace and the search is not over.
  private func document(_ search: SearchRecord, _ store: TrialStore) throws -> JSON {
    let counts = try store.counts(search: search.id)
    let fixed = FixedRun.identity(of: search)
    return [
      "name": .string(search.name), "stage": .integer(search.stage),
      "kind": fixed.map { .string($0.kind.rawValue) } ?? .null, "of": fixed.map { .string($0.search) } ?? .null,
      "state": .string(search.state.rawValue),
      "trials": .object(
        Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, .integer($0.value)) })),
      "running": .bool(!search.state.isFinal && workspace.leftBehind(search) == nil),
      "reason": search.reason.map { .string($0) } ?? .null, "created": .number(search.createdAt),
      "ended": search.endedAt.map { .number($0) } ?? .null,
    ]
  }
}

struct StatusVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show where a search stands: its curve and its best trials.")

  @Argument(help: "The search's name.") var name: String
  @Option(help: "table or json.") var format: StatusFormat = .table
  @OptionGroup var workspace: WorkspaceOption

  func run() throws {
    if format == .table { return try SearchSummary.print(name, workspace) }
    let store = try workspace.reading()
    print(
      try StatusDocument.json(try workspace.search(name, in: store), in: store).text(nonFinite: .string, indent: 2)
    )
  }
}

/// How `status` prints.
enum StatusFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json
}

/// What is shown of a search at its end, and by `status`.
enum SearchSummary {
  static func print(_ name: String, _ workspace: WorkspaceOption) throws {
    let store = try workspace.reading()
    let search = try workspace.search(name, in: store)
    let results = try SearchResults(search, in: store)
    let trials = try results.trials()
    let space = try StoredSearch(json: search.spec).space()
    let counts = try store.counts(search: search.id)
    let states = TrialState.allCases.compactMap { state in counts[state].map { "\($0) \(state.rawValue)" } }
    Swift.print("\n\(search.name) (\(kind(of: search))): \(states.joined(separator: ", "))")
    if let data = StoredSearch(json: search.spec).data { Swift.print("data: \(words(of: data))") }
    let isFixed = FixedRun.identity(of: search) != nil
    if search.stage == 1, !isFixed {
      let plot = RewardPlot.plot(trials, title: search.name) { results.verdict(on: $0) == false }
      Swift.print("\n\(plot.text())")
    }
    printFailures(trials)
    let best = try results.top(search.stage == 1 && !isFixed ? 5 : trials.count)
    if !best.isEmpty {
      Swift.print(
        isFixed ? "\ntrainings" : search.stage == 1 ? "best architectures" : "\nfull training of the best")
      Swift.print(TrialTable.text(best, of: results, in: space, format: .table), terminator: "")
    }
    if !results.goals.objectives.isEmpty {
      let count = try results.front().count
      Swift.print(
        "\(count) on the Pareto front; see 'lunas front \(search.name)\(Workspaces.option(workspace.workspace))'")
    }
    if let words = workspace.leftBehind(search) { Swift.print(words) }
    printRuns(try SearchRun.all(of: search, in: store))
    if let time = trials.timeRun { Swift.print("trained for \(Span.text(time))") }
    if let saved = try EarlyStoppingSavings(of: search, in: store).text { Swift.print("early stopping \(saved)") }
    if search.stage == 2, !isFixed, let winner = best.first, let reward = winner.reward {
      let from = winner.source.map { " (trial \($0) of the search)" } ?? ""
      let name = search.spec["reward"]?.stringValue ?? "reward"
      Swift.print("best validation \(name) of stage 2: \(Format.number(reward))\(from)")
    }
    if let comparison = try StageComparison(search, in: store) {
      Swift.print(comparison.text, terminator: "")
    }
  }

  /// What a search is: `stage 1`, or `stage 2, baseline of digits`.
  static func kind(of search: SearchRecord) -> String {
    let fixed = FixedRun.identity(of: search).map { ", \($0.kind.rawValue) of \($0.search)" }
    return "stage \(search.stage)" + (fixed ?? "")
  }

  /// The split that it trains on: its folder, and how many items stage 1 has.
  private static func words(of data: JSON) -> String {
    let count = { (part: String) in data["items"]?[part]?.text ?? "?" }
    let verdict = data["verdict"]?.stringValue ?? "?"
    return "\(data["folder"]?.stringValue ?? "?"), \(count("stage1.train")) items to train and "
      + "\(count("stage1.validation")) to validate in stage 1; checks: \(verdict)"
      + (data["forced"] == true ? ", forced" : "")
  }

  /// Its lineage, of a search that was resumed.
  private static func printRuns(_ runs: [SearchRun]) {
    guard runs.count > 1 else { return }
    Swift.print("runs")
    let style = Date.ISO8601FormatStyle(dateSeparator: .dash, dateTimeSeparator: .space, timeZone: .current)
      .year().month().day().time(includingFractionalSeconds: false)
    let rows = runs.suffix(8).map { run in
      [
        "  " + Date(timeIntervalSince1970: run.start).formatted(style),
        run.end.map { Span.text($0 - run.start) } ?? "-", run.host,
        run.reason ?? "no end is known: it runs, or was killed",
      ]
    }
    if runs.count > rows.count { Swift.print("  \(runs.count - rows.count) earlier ones") }
    Swift.print(TrialTable.table(rows), terminator: "")
  }

  /// What failed, by cause, with what one of the trials said.
  private static func printFailures(_ trials: [TrialRecord]) {
    let groups = FailureWords.groups(trials)
    if groups.isEmpty { return }
    Swift.print("not trained to their end")
    let rows = groups.prefix(8).map { group in
      let numbers = group.trials.prefix(3).map(String.init).joined(separator: ", ")
      return [
        "  \(group.trials.count) \(group.kind)",
        "trial\(group.trials.count == 1 ? "" : "s") \(numbers)\(group.trials.count > 3 ? ", ..." : "")",
        String(group.example.prefix(100)),
      ]
    }
    Swift.print(TrialTable.table(rows), terminator: "")
    if groups.count > 8 { Swift.print("  and \(groups.count - 8) other causes") }
    Swift.print("")
  }
}
