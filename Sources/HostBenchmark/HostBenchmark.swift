import LuaHost

/// Times what crosses between Lua and Swift against the same in C: a line of JSON for each case and metric.
///
/// `HostBenchmark FOLDER [--quick]`; the folder holds `peer.so`, made of Scripts/benchmarks/peer.c.
@main enum HostBenchmark {
  static func main() async throws {
    let words = CommandLine.arguments.dropFirst()
    let folder = words.first ?? "."
    let rounds = words.contains("--quick") ? 15 : 60
    let lua = try LuaState()
    await lua.withStack { stack in
      stack.setGlobal("host", HostFunctions.module)
      stack.setGlobal("folder", folder)
    }
    let functions = try await lua.run(Array(comparison.utf8), name: "=comparison")
    guard let compare = functions.first else { return }
    for one in BenchmarkCase.all {
      let times = try await lua.call(compare, [one.call, one.repetitions, rounds], as: [[Double]].self)
      one.report(ours: times[0], theirs: times[1])
    }
  }

  /// The rounds of both take turns, so that whatever else the machine does slows both.
  private static let comparison = """
    package.cpath = folder .. "/?.so"
    local peer = require "peer"
    local environment = setmetatable({}, { __index = _G })
    local function timed(module, code, repetitions)
      environment.module = module
      local run = assert(load(code, "=case", "t", environment))()
      return function()
        collectgarbage()
        local start = peer.now()
        run(repetitions)
        return (peer.now() - start) / repetitions
      end
    end
    return function(code, repetitions, rounds)
      local ours, theirs = timed(host, code, repetitions), timed(peer, code, repetitions)
      local times = { {}, {} }
      ours()
      theirs()
      for round = 1, rounds do
        times[1][round], times[2][round] = ours(), theirs()
      end
      return times
    end
    """
}
