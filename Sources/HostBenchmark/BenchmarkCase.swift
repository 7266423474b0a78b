/// One thing to time, in Lua that works with either side: `module` is the host's functions or the peer's.
struct BenchmarkCase {
  let benchmark: String
  let name: String
  let unit: String
  /// How many of the unit make a second.
  let unitsPerSecond: Double
  /// How often a round does it.
  let repetitions: Int
  /// Lua that gives a function, which does it as often as it is told.
  let call: String

  static let all = [
    calling("two numbers", "local f = module.add", "f(1.5, 2.25)"),
    calling("a string", "local f = module.length", "f('a string')"),
    calling("a method of an object", "local object = module.counter(1.5)", "object:plus(2.25)"),
    table("100000 numbers", "numbers", key: "i"),
    table("100000 numbers by name", "members", key: "'name' .. i"),
  ]

  private static func calling(_ name: String, _ preparation: String, _ call: String) -> BenchmarkCase {
    BenchmarkCase(
      benchmark: "call", name: name, unit: "ns", unitsPerSecond: 1e9, repetitions: 200_000,
      call: "\(preparation) return function(n) for _ = 1, n do \(call) end end")
  }

  private static func table(_ name: String, _ function: String, key: String) -> BenchmarkCase {
    BenchmarkCase(
      benchmark: "table", name: name, unit: "ms", unitsPerSecond: 1e3, repetitions: 1,
      call: """
        local f, t = module.\(function), {}
        for i = 1, 100000 do t[\(key)] = i + 0.5 end
        return function(n) for _ = 1, n do f(t) end end
        """)
  }

  /// Prints the times, in seconds, in the unit of the case.
  func report(ours: [Double], theirs: [Double]) {
    for (metric, place) in [("best", 0), ("median", ours.count / 2)] {
      let value = ours.sorted()[place] * unitsPerSecond
      let peer = theirs.sorted()[place] * unitsPerSecond
      print(
        """
        {"benchmark": "\(benchmark)", "case": "\(name)", "metric": "\(metric)", "unit": "\(unit)", \
        "value": \(rounded(value)), "peer": "C", "peer_value": \(rounded(peer)), "ratio": \(rounded(value / peer))}
        """)
    }
  }

  private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
