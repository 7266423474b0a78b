import Foundation
import Launchers
import LuaHost
import PlainJSON

/// The function that tells of GPUs.
enum DeviceFunctions {
  static let devices = LuaFunction(
    "devices",
    "The GPUs that trials can have and what they do now, with what the machine has besides, as `lunas devices` shows them.",
    returns: LuaResult<JSON>("the devices and the machine", stub: "DeviceReport")
  ) { () async throws -> JSON in
    let inventory = DeviceInventory(environment: ProcessInfo.processInfo.environment)
    return DeviceReport(of: inventory, machine: Machine()).json
  }

  static let records = [
    LuaRecordType(
      "DeviceReport", "GPUs and machine at the moment of the call.",
      fields: [
        .init("devices", "every GPU that this process may use, in the order of the bus", "Device[]"),
        .init("sources", "what tells of them: 'NVML 550.54.15', 'nvidia-smi 550.54.15', 'amdgpu'", "string[]"),
        .init("problems", "what is there and cannot be used, and what hides GPUs", "string[]"),
        .init("absence", "why there is none, where there is none", "string?"),
        .init("machine", "CPU and memory", "MachineFacts"),
      ]),
    LuaRecordType(
      "Device", "A GPU, or a MIG instance of one. What the driver does not tell is nil.",
      fields: [
        .init("index", "its number in the order of the bus, from 0", "integer"),
        .init("id", "what CUDA_VISIBLE_DEVICES or ROCR_VISIBLE_DEVICES names it by", "string"),
        .init("vendor", "who makes it", "\"nvidia\"|\"amd\""),
        .init("name", "its name", "string"),
        .init("parent", "the id of its GPU, for a MIG instance", "string?"),
        .init("memory", "bytes", "integer"),
        .init("memory_used", "bytes", "integer?"),
        .init("utilisation", "the share of the time in which it computes, 0 to 1", "number?"),
        .init("temperature", "degrees Celsius", "integer?"),
        .init("processes", "who uses it", "DeviceProcess[]|nil"),
        .init("problem", "why it does not answer, where it does not", "string?"),
      ]),
    LuaRecordType(
      "DeviceProcess", "A process on a GPU. What cannot be seen of it is nil.",
      fields: [
        .init("pid", "its number", "integer"), .init("memory", "bytes", "integer?"),
        .init("user", "whom it belongs to", "string?"), .init("command", "what it was started with", "string?"),
        .init("search", "the search of the trial that it belongs to", "string?"),
        .init("trial", "the number of that trial", "integer?"),
      ]),
    LuaRecordType(
      "MachineFacts", "What trials have besides GPUs.",
      fields: [
        .init("cores", "CPU cores that this process may use", "integer"),
        .init("cpu_slots", "trials that can run side by side with a core each", "integer"),
        .init("memory", "bytes", "integer"), .init("memory_available", "bytes that are free", "integer?"),
        .init("load", "processes that ran or wanted to in the last minute", "number?"),
      ]),
  ]
}
