import PlainJSON

/// How long one run of a search may take, and what is remembered of each.
extension SearchRunner {
  /// Interrupts the search in good order once this run has had its time; a resumption then has as much again.
  func checkJobLimit() async {
    guard ending == nil, let limit = definition.limits.job, watch.seconds >= limit else { return }
    let reason = "the limit of \(Span.text(limit)) for one run is reached"
    interruption.set(reason: reason)
    await listener(
      .notice(
        name: record.name, trial: nil,
        "\(reason); 'lunas resume \(record.name)\(environment.workspace.option)' goes on with as much again, as often as "
          + "wanted"))
    await obey()
  }

  /// Remembers the end of this run, for the lineage.
  func signOut(_ reason: String) {
    try? environment.store.log(
      search: record.id, trial: nil, kind: SearchRun.endEvent,
      payload: ["reason": .string(reason), "ended": .integer(view.ended)])
  }
}
