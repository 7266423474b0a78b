import DataSplit
import LuaHost
import SearchEngine

extension SearchFunctions.Options {
  /// Gives a definition its data, where that is fit for a search or the script says to search nevertheless.
  func addData(to definition: inout SearchDefinition) throws {
    guard let split = data else {
      if force { throw BindingError("the key 'force' is for data that is too small, and there is no key 'data'") }
      return
    }
    let report = split.split.report
    let blocking = report.checks.filter(\.blocksSearch).map(\.words)
    if report.needsForce {
      if !force {
        throw BindingError(
          "the key 'data': it is too small or too imbalanced to search architectures on, so rewards would be noise: "
            + blocking.joined(separator: "; ")
            + "; search augmentation only (nas.spaces has spaces for that), get more data, or give force = true to search "
            + "all the same")
      }
      definition.notices.append(
        "forced: the data is too small or too imbalanced to search architectures on: "
          + blocking.joined(separator: "; "))
    }
    let bad = report.checks.filter { $0.verdict == .bad && !$0.blocksSearch }.map(\.words)
    if !bad.isEmpty {
      definition.notices.append("the data misleads a search: " + bad.joined(separator: "; "))
    }
    definition.data = split.data(isForced: report.needsForce)
  }
}
