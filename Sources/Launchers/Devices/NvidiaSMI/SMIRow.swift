import Foundation

/// What `nvidia-smi` tells of a GPU in a line.
struct SMIRow: Sendable, Equatable {
  var index: Int
  var uuid: String
  var name: String
  var driver: String?
  /// In bytes.
  var memory: Int?
  var memoryUsed: Int?
  /// From 0 to 1.
  var utilisation: Double?
  /// In degrees Celsius.
  var temperature: Int?
  var isInMIGMode = false
  var isLost = false

  /// What is asked for, in the order in which ``init(line:)`` reads it.
  static let fields = [
    "index", "uuid", "name", "driver_version", "memory.total", "memory.used", "utilization.gpu", "temperature.gpu",
  ]
  static let migField = "mig.mode.current"

  private static let mebibyte = 1 << 20

  /// Reads the answer: rows, and lines that are none, which are what the program has to say.
  static func all(in text: String) -> (rows: [SMIRow], problems: [String]) {
    var (rows, problems): ([SMIRow], [String]) = ([], [])
    for line in text.split(whereSeparator: \.isNewline) {
      if let row = SMIRow(line: line) {
        rows.append(row)
      } else {
        problems.append(line.trimmingCharacters(in: .whitespaces))
      }
    }
    return (rows.sorted { $0.index < $1.index }, problems)
  }

  private init?(line: Substring) {
    let cells = line.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    guard cells.count >= Self.fields.count, let index = Int(cells[0]), Self.known(cells[1]) != nil else {
      return nil
    }
    (self.index, uuid, name) = (index, cells[1], Self.known(cells[2]) ?? "NVIDIA GPU")
    driver = Self.known(cells[3])
    memory = Self.known(cells[4]).flatMap { Int($0) }.map { $0 * Self.mebibyte }
    memoryUsed = Self.known(cells[5]).flatMap { Int($0) }.map { $0 * Self.mebibyte }
    utilisation = Self.known(cells[6]).flatMap { Double($0) }.map { min(1, $0 / 100) }
    temperature = Self.known(cells[7]).flatMap { Int($0) }
    isInMIGMode = cells.count > Self.fields.count && cells[Self.fields.count] == "Enabled"
    isLost = cells.contains { $0.contains("GPU is lost") || $0.contains("requires reset") }
  }

  /// The processes of each device, by its id.
  static func processes(in text: String) -> [String: [DeviceState.Process]] {
    text.split(whereSeparator: \.isNewline).reduce(into: [:]) { all, line in
      let cells = line.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count >= 3, let pid = Int32(cells[1]) else { return }
      let memory = known(cells[2]).flatMap { Int($0) }.map { $0 * mebibyte }
      all[cells[0], default: []].append(DeviceState.Process(pid: pid, memory: memory))
    }
  }

  /// A cell with a value: `[N/A]`, `[Not Supported]`, `[Unknown Error]`, `N/A` and `ERR!` are none.
  private static func known(_ cell: String) -> String? {
    cell.isEmpty || cell.hasPrefix("[") || cell == "N/A" || cell == "ERR!" ? nil : cell
  }
}

/// A MIG instance as `nvidia-smi -L` lists it.
struct SMIInstance: Sendable, Equatable {
  let uuid: String
  /// Such as `MIG 1g.10gb`.
  let profile: String
  /// In bytes, as the profile says it.
  let memory: Int
  let parent: String

  /// Reads the list: a line for each GPU, and below it one for each instance.
  static func all(in text: String) -> [Self] {
    var (instances, parent): ([Self], String?) = ([], nil)
    for line in text.split(whereSeparator: \.isNewline) {
      guard let start = line.range(of: "(UUID: ")?.upperBound else { continue }
      let uuid = String(line[start...].prefix { $0 != ")" })
      if line.first?.isWhitespace != true {
        parent = uuid
      } else if let parent {
        let profile = line.split(separator: " ").prefix(2).joined(separator: " ")
        let gigabytes = profile.split(separator: ".").last.flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
        instances.append(Self(uuid: uuid, profile: profile, memory: gigabytes << 30, parent: parent))
      }
    }
    return instances
  }
}
