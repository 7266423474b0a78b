// swift-tools-version:6.2
import PackageDescription

// `Scripts/test` sets this, so that a warning fails CI but never a user's build with a newer compiler.
let strict: [SwiftSetting] =
  Context.environment["LUNAS_WARNINGS_AS_ERRORS"] == nil ? [] : [.treatAllWarnings(as: .error)]

// Spaces, controllers and splits calculate, and unoptimised they would take most of the tests' time.
let optimised: [SwiftSetting] = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
  name: "lunas",
  dependencies: [
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  // Lower layers first: a target may depend only on those above it in this list.
  targets: [
    // What every layer speaks.
    .target(name: "Locking", swiftSettings: strict),
    .target(name: "PlainJSON", swiftSettings: strict),
    .target(name: "Randomness", swiftSettings: optimised),
    .target(name: "Suggestions", swiftSettings: strict),
    .testTarget(name: "PlainJSONTests", dependencies: ["PlainJSON"], swiftSettings: strict),
    .testTarget(name: "RandomnessTests", dependencies: ["Randomness"], swiftSettings: strict),

    // Tests, correlations and how sure they are.
    .target(name: "Statistics", dependencies: ["Randomness"], swiftSettings: optimised),
    .testTarget(
      name: "StatisticsTests", dependencies: ["PlainJSON", "Randomness", "Statistics"],
      exclude: ["scipy_intervals.py", "scipy_statistics.py"], swiftSettings: strict),

    // Tables in files, gzipped or not.
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CSV", dependencies: ["CZlib"], swiftSettings: strict),
    .testTarget(name: "CSVTests", dependencies: ["CSV"], swiftSettings: strict),

    // Datasets in files, and honest splits of them.
    .target(name: "CChecksums"),
    .target(name: "CDataSplit"),
    .target(
      name: "DataSplit",
      dependencies: [
        "CChecksums", "CDataSplit", "CSV", "CZlib", "Locking", "PlainJSON", "Randomness", "Statistics",
        "Suggestions",
      ],
      swiftSettings: optimised),
    .testTarget(
      name: "DataSplitTests",
      dependencies: ["CChecksums", "CSV", "CZlib", "DataSplit", "PlainJSON", "Randomness", "Statistics"],
      swiftSettings: strict),

    // The Lua side, `Stdlib`, as constants in the binary.
    .target(name: "CStdlib", exclude: ["files.list"]),

    // The Lua host; it knows nothing of architecture search.
    .systemLibrary(name: "CLua", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"])]),
    .target(name: "CLunas", dependencies: ["CLua"]),
    .target(
      name: "LuaHost", dependencies: ["CLua", "CLunas", "Locking", "PlainJSON", "Suggestions"],
      swiftSettings: strict),
    .testTarget(name: "LuaHostTests", dependencies: ["LuaHost", "PlainJSON"], swiftSettings: strict),
    // What the host costs; built only for Scripts/benchmarks/host.
    .executableTarget(name: "HostBenchmark", dependencies: ["LuaHost"], swiftSettings: strict),

    // What is searched, and who proposes.
    .target(
      name: "SearchSpace",
      dependencies: [
        "Locking", "PlainJSON", "Randomness", "Suggestions", .product(name: "BigInt", package: "BigInt"),
      ],
      swiftSettings: optimised),
    .target(
      name: "Controllers",
      dependencies: [
        "SearchSpace", "PlainJSON", "Randomness", "Suggestions", .product(name: "BigInt", package: "BigInt"),
      ],
      swiftSettings: optimised),
    // What a controller costs; built only for Scripts/benchmarks/controllers.
    .executableTarget(
      name: "ControllerBenchmark", dependencies: ["Controllers", "Randomness", "SearchSpace"],
      swiftSettings: strict),
    // What a space costs; built only for Scripts/benchmarks/spaces.
    .executableTarget(
      name: "SpaceBenchmark", dependencies: ["SearchSpace", "PlainJSON", "Randomness"], swiftSettings: strict),
    // What early stopping saves; built only for Scripts/benchmarks/early_stopping.
    .executableTarget(
      name: "EarlyStoppingBenchmark", dependencies: ["Controllers", "PlainJSON", "Randomness"],
      swiftSettings: strict),
    .testTarget(
      name: "SearchSpaceTests",
      dependencies: ["SearchSpace", "Randomness", "PlainJSON", .product(name: "BigInt", package: "BigInt")],
      swiftSettings: strict),
    // What every controller must do, for the tests of those in Swift and of those in Lua.
    .target(
      name: "ControllerContract", dependencies: ["Controllers", "SearchSpace", "Randomness"],
      path: "Tests/ControllerContract", swiftSettings: strict),
    .testTarget(
      name: "ControllersTests",
      dependencies: ["ControllerContract", "Controllers", "SearchSpace", "Randomness", "PlainJSON"],
      swiftSettings: strict),

    // What a search will take.
    .target(name: "Planning", dependencies: ["Randomness"], swiftSettings: optimised),
    .testTarget(name: "PlanningTests", dependencies: ["Planning"], swiftSettings: strict),

    // What a proxy task must show before a search trusts it.
    .target(name: "ProxyDesign", dependencies: ["Statistics"], swiftSettings: strict),
    .testTarget(
      name: "ProxyDesignTests", dependencies: ["ProxyDesign", "Randomness", "Statistics"], swiftSettings: strict),

    // What is remembered.
    .target(
      name: "TrialStore", dependencies: ["PlainJSON", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: strict),
    .testTarget(
      name: "TrialStoreTests",
      dependencies: ["TrialStore", "PlainJSON", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: strict),

    // Where trials run.
    .target(name: "CSupervisor"),
    .target(name: "Launchers", dependencies: ["CSupervisor", "Locking", "PlainJSON"], swiftSettings: strict),
    // NVIDIA's library for machines without a GPU; tests compile its C source and load it as they would load the real one.
    .target(
      name: "NVMLDouble", path: "Tests/NVMLDouble", exclude: ["nvml_double.c", "state.c", "state.h"],
      swiftSettings: strict),
    .testTarget(
      name: "LaunchersTests", dependencies: ["Launchers", "NVMLDouble", "PlainJSON", "Randomness", "lunas"],
      swiftSettings: strict),

    // The loop that joins them.
    .target(
      name: "SearchEngine",
      dependencies: [
        "Controllers", "CSV", "DataSplit", "Launchers", "Locking", "PlainJSON", "Randomness", "SearchSpace",
        "Statistics", "Suggestions", "TrialStore",
      ], swiftSettings: strict),
    .testTarget(
      name: "SearchEngineTests",
      dependencies: [
        "Controllers", "DataSplit", "Launchers", "PlainJSON", "Randomness", "SearchEngine", "SearchSpace",
        "TrialStore",
      ], swiftSettings: strict),

    // Plots for a terminal.
    .target(name: "TextPlot", swiftSettings: strict),
    .testTarget(name: "TextPlotTests", dependencies: ["TextPlot"], swiftSettings: strict),

    // Processes that answer: sandboxes, and programs that help.
    .target(name: "CProcesses"),

    // What scripts call.
    .target(
      name: "LunasLua",
      dependencies: [
        "CProcesses", "CStdlib", "Controllers", "DataSplit", "Launchers", "Locking", "LuaHost", "PlainJSON",
        "Planning", "ProxyDesign", "Randomness",
        "SearchEngine",
        "SearchSpace", "Statistics", "Suggestions", "TextPlot", "TrialStore",
      ], swiftSettings: strict),
    .testTarget(
      name: "StdlibTests", dependencies: ["CStdlib", "LuaHost", "LunasLua", "PlainJSON"], swiftSettings: strict),
    .testTarget(
      name: "LunasLuaTests",
      dependencies: [
        "ControllerContract", "Controllers", "LuaHost", "LunasLua", "PlainJSON", "SearchEngine", "SearchSpace",
        "TrialStore", "lunas",
      ],
      swiftSettings: strict),

    // Typing at a terminal; it knows nothing of Lua.
    .target(name: "LineEditor", dependencies: ["Locking"], swiftSettings: strict),
    .testTarget(name: "LineEditorTests", dependencies: ["LineEditor"], swiftSettings: strict),

    // The command.
    .executableTarget(
      name: "lunas",
      dependencies: [
        "CProcesses", "DataSplit", "Launchers", "LineEditor", "Locking", "LuaHost", "LunasLua", "PlainJSON",
        "SearchEngine",
        "SearchSpace",
        "Suggestions",
        "TextPlot", "TrialStore", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    .testTarget(
      name: "LunasTests", dependencies: ["lunas", "NVMLDouble", "PlainJSON", "Randomness", "SearchSpace"],
      swiftSettings: strict),
  ],
  cLanguageStandard: .gnu17
)
