import Launchers
import PlainJSON

/// A process that a crash left, as it is told.
public struct LeftoverWords: Sendable {
  let leftover: Leftover
  let holdings: [DeviceHolding]

  init(_ leftover: Leftover, _ holdings: [DeviceHolding]) { (self.leftover, self.holdings) = (leftover, holdings) }

  /// For example `pid 4711 (python3 train.py), left of trial 3 of 'k' by an earlier crash, with 12 GiB of GPU 1`.
  public var text: String {
    let command = leftover.command.map { " (\(HarmlessText.of($0)))" } ?? ""
    let place = TrialPlace(folder: leftover.folder).map { "trial \($0.id) of '\($0.search)'" } ?? leftover.folder
    let devices = holdings.map { holding in
      holding.memory.map { "\(SlotWords.bytes($0)) of \(holding.device.label)" } ?? holding.device.label
    }
    let held = devices.isEmpty ? "" : ", with " + devices.joined(separator: " and ")
    return "pid \(leftover.pid)\(command), left of \(place) by an earlier crash\(held)"
  }

  /// The members are pid, search, trial, command and devices, a list of id, index and memory (bytes).
  public var json: JSON {
    let place = TrialPlace(folder: leftover.folder)
    return [
      "pid": .integer(Int(leftover.pid)), "search": place.map { .string($0.search) } ?? .null,
      "trial": place.map { .integer($0.id) } ?? .null, "command": leftover.command.map { .string($0) } ?? .null,
      "devices": .array(
        holdings.map { holding in
          [
            "id": .string(holding.device.id), "index": .integer(holding.device.index),
            "memory": holding.memory.map { .integer($0) } ?? .null,
          ]
        }),
    ]
  }
}
