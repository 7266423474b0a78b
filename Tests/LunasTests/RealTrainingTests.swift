import Foundation
import PlainJSON
import Testing

/// A search that trains real networks: the numpy network of `Scripts/trainers`, on the handwritten digits.
@Suite(.timeLimit(.minutes(3))) struct RealTrainingTests {
  @Test func `small networks are searched on the proxy task and the best trained fully`() throws {
    let command = try Command()
    defer { command.remove() }
    let trainer = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Scripts/trainers/numpy_cnn.py").standardized.path
    try command.writeSearch(
      """
      name = 'digits', seed = 1, reward = 'accuracy', trials = { max = 6, parallel = 2, timeout = '1m' },
      space = { filters = nas.one_of { 8, 16, 32 }, kernel = nas.one_of { 3, 5 }, hidden = nas.one_of { 16, 32, 64 },
                activation = nas.one_of { 'relu', 'tanh' } },
      trainer = { '/usr/bin/python3', '\(trainer)', '--arch', '{arch}', '--epochs', '{config.epochs}', '--stage', '{config.stage}' },
      proxy = { epochs = 2, stage = 'search' }, full = { epochs = 6, stage = 'full' },
      """)
    let run = try command.run("run", "search.lua")
    #expect(run.code == 0, "\(run.output)\(run.error)")
    let train = try command.run("train", "digits", "--top", "1")
    #expect(train.code == 0, "\(train.output)\(train.error)")
    let trials = try JSON(parsing: command.run("trials", "digits-full", "--format", "json").output).arrayValue
    #expect(trials?.count == 1)
    #expect(try #require(trials?.first?["reward"]?.doubleValue) > 0.9)
  }
}
