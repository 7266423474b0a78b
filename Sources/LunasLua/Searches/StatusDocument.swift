import PlainJSON
import SearchEngine
import TrialStore

/// Where a stored search stands, as `lunas status --format json` gives it.
public enum StatusDocument {
  /// The members are name, state, stage, max, ended, completed, failed, infeasible, infeasible_by (counts of those
  /// that broke the limit of a measure, by metric), early_stopped (counts of trials), failures
  /// (counts of the failed ones by kind), best (id and
  /// reward, or null), elapsed, saved (seconds; saved is null where nothing tells what early stopping saved), reason, bias
  /// (what stage 2 says of stage 1, see ``StageComparison/json``; null in stage 1 and without a completed trial) and data
  /// (null, or folder, paths and items by part, inputs, verdict, forced, and an id that tells it from other data) and
  /// runs (the lineage: start, end, host, pid and reason of each run; end and reason are null of one that goes on or was
  /// killed).
  public static func json(_ record: SearchRecord, in store: TrialStore) throws -> JSON {
    let status = try SearchStatus(record, in: store, isRunning: false)
    return [
      "name": .string(status.name), "state": .string(record.state.rawValue), "stage": .integer(status.stage),
      "max": .integer(status.max), "ended": .integer(status.ended), "completed": .integer(status.completed),
      "failed": .integer(status.failed), "failures": .object(status.failures.mapValues { .integer($0) }),
      "infeasible": .integer(status.infeasible),
      "infeasible_by": .object(status.infeasibleBy.mapValues { .integer($0) }),
      "early_stopped": .integer(status.savings.trials),
      "best": status.best.map { ["id": .integer($0.number), "reward": .number($0.reward)] } ?? .null,
      "elapsed": .number(status.elapsed), "saved": status.savings.saved.map { .number($0) } ?? .null,
      "reason": status.reason.map { .string($0) } ?? .null,
      "bias": status.comparison?.json ?? .null,
      "data": StoredSearch(json: record.spec).data ?? .null,
      "runs": .array(try SearchRun.all(of: record, in: store).map(\.json)),
    ]
  }
}
