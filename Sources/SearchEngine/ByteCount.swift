/// Amounts of memory as people write them.
public enum ByteCount {
  private static let units: [String: Double] = [
    "": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "kib": 1024, "mib": 1_048_576,
    "gib": 1_073_741_824,
    "tib": 1_099_511_627_776,
  ]

  /// Reads `12GB`, `1.5 GiB` or `500000` as bytes, or nil where it is none. As on the labels of devices, a GB is 10^9 bytes and
  /// a GiB 2^30.
  public static func bytes(_ text: String) -> Int? {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text.dropFirst(number.count).filter { $0 != " " }.lowercased()
    guard let value = Double(number), let size = units[unit], (value * size).isFinite, value * size < 1e18 else {
      return nil
    }
    return Int((value * size).rounded())
  }

  /// Writes bytes with three digits: `812 bytes`, `4.24 MB`, `12 GB`.
  public static func text(_ bytes: Int) -> String {
    let units = ["kB", "MB", "GB", "TB"]
    guard bytes >= 1000 else { return "\(bytes) bytes" }
    var (value, unit) = (Double(bytes) / 1000, 0)
    while value >= 999.5, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
    let places = value < 10 ? 100.0 : value < 100 ? 10 : 1
    let rounded = (value * places).rounded() / places
    return (rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)") + " " + units[unit]
  }
}
