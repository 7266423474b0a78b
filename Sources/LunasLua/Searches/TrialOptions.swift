import Launchers
import LuaHost
import SearchEngine

/// The key `trials` of nas.search: how many, how many at once, and what each may have.
struct TrialOptions: LuaOptions {
  var max = 100
  var parallel = 1
  var timeout: LuaSpan?
  var fullTimeout: LuaSpan?
  var maxFailed: Int?
  var gpus: Int?
  var gpuMemory: LuaSize?
  var useBusyGPUs = false
  var cores: Int?
  var memory: LuaSize?
  var silence: LuaSpan?
  var output: LuaSize?
  static let fields = [
    LuaField("max", "trials in all", \TrialOptions.max),
    LuaField("parallel", "trials at once", \TrialOptions.parallel),
    LuaField("timeout", "how long a trial of stage 1 may run", \TrialOptions.timeout),
    LuaField("full_timeout", "how long a full training may run", \TrialOptions.fullTimeout),
    LuaField(
      "max_failed", "failed trials at which the search ends as failed; a third of max if left out",
      \TrialOptions.maxFailed),
    LuaField(
      "gpus",
      "whole GPUs of each trial, near each other; left out, one GPU, or a share of one once it is known what trials need",
      \TrialOptions.gpus),
    LuaField(
      "gpu_memory", "a share of one GPU instead: bytes of its memory, or text such as '12GB'",
      \TrialOptions.gpuMemory),
    LuaField(
      "use_busy_gpus", "whether GPUs that somebody else is using are taken too", \TrialOptions.useBusyGPUs),
    LuaField("cores", "CPU cores of its own for each trial", \TrialOptions.cores),
    LuaField(
      "memory",
      "the machine's memory for each trial, which ends where it takes more: bytes, or text such as '16GB'",
      \TrialOptions.memory),
    LuaField(
      "silence", "how long a trial may print nothing and report nothing before it counts as hung",
      \TrialOptions.silence),
    LuaField(
      "output", "what is kept of each of its logs, '64MB' if left out; more is left out in the middle",
      \TrialOptions.output),
  ]

  func limits(_ overrides: LunasContext.Overrides) throws -> SearchLimits {
    var limits = SearchLimits()
    limits.max = overrides.maxTrials ?? max
    limits.parallel = overrides.parallel ?? parallel
    limits.timeout = timeout?.seconds
    limits.fullTimeout = fullTimeout?.seconds
    limits.maxFailed = maxFailed
    limits.silence = silence?.seconds
    limits.output = output?.bytes ?? limits.output
    limits.slot = SlotRequest(gpus: gpus, gpuMemory: gpuMemory?.bytes, cores: cores, memory: memory?.bytes)
    limits.useBusyDevices = useBusyGPUs
    let least = [
      ("max", limits.max, 1), ("parallel", limits.parallel, 1), ("max_failed", maxFailed ?? 1, 1),
      ("gpus", gpus ?? 0, 0), ("cores", cores ?? 1, 1),
    ]
    for (key, value, least) in least where value < least {
      throw LuaConversionError(expected: "at least \(least)", got: "\(value)", path: ["trials", key])
    }
    if gpus != nil, gpuMemory != nil {
      throw LuaConversionError(
        expected: "'gpus' for whole GPUs or 'gpu_memory' for a share of one", got: "both", path: ["trials"])
    }
    for (key, span) in [("timeout", timeout), ("full_timeout", fullTimeout), ("silence", silence)] {
      try span?.checkAboveZero(path: ["trials", key])
    }
    return limits
  }
}
