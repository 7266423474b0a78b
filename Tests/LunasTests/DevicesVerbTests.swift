import Foundation
import NVMLDouble
import PlainJSON
import Testing

@Suite(.serialized, .timeLimit(.minutes(5))) struct DevicesVerbTests {
  private static let state = """
    driver 550.54.15
    gpu GPU-a 1A 81920 30000 93 61 NVIDIA A100-SXM4-80GB
    gpu GPU-b 41 81920 0 0 40 NVIDIA A100-SXM4-80GB

    """

  /// The variables of the tests without those that hide GPUs.
  private func environment(_ variables: [String: String]) -> [String: String] {
    ["CUDA_VISIBLE_DEVICES": "0,1,2,3,4,5,6,7"].merging(variables) { $1 }
  }

  @Test func `a table shows GPUs, who uses them, and the machine`() throws {
    let command = try Command()
    let double = try NVMLDouble(Self.state + "process GPU-a \(Int32.max) 29000\nlost GPU-b 4\n")
    defer {
      command.remove()
      double.remove()
    }
    let result = try command.run(["devices"], environment: environment(["LUNAS_NVML": double.path]))
    #expect(result.code == 0)
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(lines[0].split(separator: " ") == ["GPU", "name", "memory", "use", "temp", "processes"])
    let row = "0    NVIDIA A100-SXM4-80GB  29.3 of 80 GiB  93 %  61 °C  pid \(Int32.max), 28.3 GiB"
    #expect(lines[1] == row)
    #expect(lines.contains("GPU 1 does not answer: Unknown Error"))
    #expect(lines.last?.hasPrefix("CPU: ") == true)
  }

  @Test func `a machine without a GPU says why and has CPU slots`() throws {
    let command = try Command()
    defer { command.remove() }
    let result = try command.run(
      ["devices"], environment: ["LUNAS_NVML": "/nowhere.so", "PATH": "/nowhere"])
    #expect(result.code == 0)
    #expect(result.output.hasPrefix("no GPU: no NVIDIA driver: /nowhere.so not found"))
    #expect(result.output.contains(#/CPU: .*so \d+ CPU slots?; /#))
  }

  @Test func `JSON, CSV and Lua tell the same`() throws {
    let command = try Command()
    let double = try NVMLDouble(Self.state)
    defer {
      command.remove()
      double.remove()
    }
    let variables = environment(["LUNAS_NVML": double.path])
    let json = try JSON(
      parsing: try command.run(["devices", "--format", "json"], environment: variables).output)
    #expect(json["sources"] == ["NVML 550.54.15"])
    #expect(json["devices"]?.arrayValue?.map { $0["utilisation"]?.doubleValue } == [0.93, 0])
    let csv = try command.run(["devices", "--format", "csv"], environment: variables).output
    let row = "0,GPU-a,nvidia,NVIDIA A100-SXM4-80GB,,85899345920,31457280000,0.93,61,[],"
    #expect(csv.split(separator: "\n")[1] == row)
    try command.write(
      """
      local report = require("lunas").devices()
      local first = report.devices[1]
      print(#report.devices, first.name, first.utilisation, first.parent, #first.processes, report.sources[1])
      """, to: "show.lua")
    let lua = try command.run(["show.lua"], environment: variables)
    #expect(lua.output == "2\tNVIDIA A100-SXM4-80GB\t0.93\tnil\t0\tNVML 550.54.15\n")
  }

  @Test func `on a terminal the table is drawn anew in its place`() throws {
    let command = try Command()
    let double = try NVMLDouble(Self.state)
    defer { double.remove() }
    let session = try TmuxSession(
      command, program: "trap : INT; \"$LUNAS\" devices --watch; echo \"left with $?\"; read end",
      variables: environment(["LUNAS_NVML": double.path]))
    defer { session.close() }
    try session.wait(for: "93 %")
    try double.set(Self.state.replacing(" 93 61 ", with: " 17 55 "))
    let screen = try session.wait(for: "17 %")
    #expect(screen.count { $0.hasPrefix("0    NVIDIA") } == 1)
    #expect(!screen.contains { $0.contains("93 %") })
    try session.press("C-c")
    try session.wait(for: "left with 130")
  }

  @Test func `elsewhere reports follow each other`() throws {
    let command = try Command()
    let double = try NVMLDouble(Self.state)
    defer {
      command.remove()
      double.remove()
    }
    try command.write("", to: "out")
    let code = try command.run(
      ["-c", "exec timeout -s INT 3 \(Command.executable.path) devices --watch --format json > out"],
      program: URL(fileURLWithPath: "/bin/sh"), environment: environment(["LUNAS_NVML": double.path])
    ).code
    #expect(code != 0)
    let lines = try String(contentsOfFile: "\(command.folder)/out", encoding: .utf8).split(separator: "\n")
    #expect(lines.count >= 2)
    #expect(try lines.allSatisfy { try JSON(parsing: String($0))["devices"]?.arrayValue?.count == 2 })
  }
}
