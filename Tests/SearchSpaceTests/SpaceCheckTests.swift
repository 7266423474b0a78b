import PlainJSON
import SearchSpace
import Testing

/// Every rule on a space that breaks it, and on one that nearly does.
@Suite struct SpaceCheckTests {
  private typealias Parts = SpaceParts

  // MARK: Something to decide

  @Test func `a space without decisions, or with none open, is an error`() throws {
    #expect(try short(["a": .constant(1)]) == ["error no-decisions "])
    let fixed = Parts.table(["a": Parts.ints(1, 2), "b": Parts.ints(1, 2)])
    #expect(try short(fixed) == [])
    #expect(try short(fixed) { try $0.around([$0.baseline], radius: 0) } == ["error no-decisions "])
    #expect(try short(fixed) { try $0.only([PathPattern("a")]) } == [])
  }

  @Test func `a decision with one candidate is a note, unless a cut left the one`() throws {
    let template = Parts.table([
      "a": Parts.ints(1, 2), "b": Parts.ints(7),
      "c": .decision(Decision(.integer(IntegerRange(lower: 3, upper: 3)))),
      "d": Parts.list([Parts.ints(1), Parts.ints(1, 2)]), "e": Parts.float(2, 2),
      "f": .decision(Decision(.manyOf(ManyOf(count: 2, candidates: [1, 2], isSorted: true)))),
      "g": .decision(Decision(.manyOf(ManyOf(count: 2, candidates: [1, 2])))),
    ])
    #expect(
      try short(template) == ["b", "c", "d[0]", "e", "f"].map { "note one-candidate \($0)" })
    #expect(
      try finding("one-candidate", template).problem
        == "the decision has one candidate: there is nothing to decide")
    let open = Parts.table(["a": Parts.ints(1, 2), "b": Parts.ints(1, 2), "r": Parts.float(0, 1)])
    #expect(try short(open) { try $0.only([PathPattern("a")]) } == [])
  }

  // MARK: Size and candidates

  @Test func `more than 10^20 architectures are a warning that names the parts`() throws {
    func network(_ depth: Int) -> Template {
      Parts.table([
        "encoder": Parts.list(Array(repeating: Parts.ints(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), count: depth)),
        "head": Parts.list(Array(repeating: Parts.ints(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), count: 10)),
      ])
    }
    #expect(try short(network(10)) == [])
    #expect(try short(network(11)) == ["warning size "])
    let large = try finding("size", network(11))
    #expect(large.problem.hasPrefix("1.00e21 architectures are more than 10^20:"))
    #expect(large.advice.contains("encoder (100000000000), head (10000000000), with space:only('encoder')"))
    #expect(large.advice.contains("space:parts()"))
    // A smaller part of it is in order, and so is what a counted rule leaves.
    #expect(try short(network(11)) { try $0.only([PathPattern("encoder")]) } == [])
    let rule = Constraint(.ordered(OrderRule([try PathPattern("encoder[*]")])))
    #expect(try short(network(11)) { try $0.adding(rule) } == [])
  }

  @Test func `more than ten candidates are a warning, once for all places of a list`() throws {
    let eleven = Parts.ints(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
    let template = Parts.table([
      "blocks": Parts.list([
        Parts.table(["a": eleven]), Parts.table(["a": eleven]), Parts.table(["a": Parts.ints(1, 2)]),
      ]),
      "fine": Parts.ints(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
    ])
    #expect(try short(template) == ["warning many-candidates blocks[*].a"])
    let found = try finding("many-candidates", template)
    #expect(found.places == ["blocks[0].a", "blocks[1].a"] && found.placeCount == 3)
    #expect(found.problem.hasPrefix("11 candidates, more than 10"))
    // What a cut leaves counts.
    #expect(
      try short(template) { try $0.without(PathPattern("blocks[*].a")) { _, choice in choice == 3 } } == [])
    let number = Template.decision(Decision(.integer(IntegerRange(lower: 128, upper: 1024, step: 64))))
    let steps = try finding("many-candidates", Parts.table(["x": number]))
    #expect(steps.problem.hasPrefix("15 values, more than 10"))
    #expect(steps.advice == "a narrower range, or larger steps: step = 128 leaves 8")
    let order = Template.decision(Decision(.manyOf(.permutation((0...10).map { .constant(.integer($0)) }))))
    #expect(try short(Parts.table(["order": order])) == ["warning many-candidates order"])
  }

  @Test func `a continuous decision is a warning, with values to choose from instead`() throws {
    let template = Parts.table(["a": Parts.list([Parts.float(0, 1), Parts.float(0, 1)]), "b": Parts.ints(1, 2)])
    #expect(try short(template) == ["warning continuous a[*]"])
    #expect(try finding("continuous", template).advice.hasPrefix("nas.one_of { 0.0, 0.25, 0.5, 0.75, 1.0 }"))
  }

  // MARK: What is mixed

  @Test func `architecture with tagged hyperparameters or augmentation is an error`() throws {
    let template = Parts.table([
      "op": Parts.ints(1, 2, tags: ["architecture"]), "x": Parts.ints(1, 2, tags: ["hyperparameter"]),
      "y": Parts.ints(1, 2, tags: ["augmentation", "mine"]),
    ])
    #expect(try short(template) == ["error mixed-kinds x", "error mixed-kinds y"])
    let found = try finding("mixed-kinds", template)
    #expect(found.problem.hasPrefix("a hyperparameter (by its tag) is searched together with architecture (op):"))
    // What is fixed is not searched.
    #expect(try short(template) { try $0.only([PathPattern("op")]) } == [])
    #expect(
      try short(Parts.table(["x": Parts.ints(1, 2, tags: ["hyperparameter"]), "op": Parts.ints(1, 2)])).count == 1)
    // One kind alone is no mix, whichever it is.
    let tagged = Parts.ints(1, 2, tags: ["augmentation"])
    #expect(try short(Parts.table(["a": tagged, "b": tagged])) == [])
  }

  @Test(arguments: [
    "learning_rate", "lr", "base_lr", "learningRate", "optimizer", "weight_decay", "weightDecay", "momentum",
    "batch_size", "dropout", "augmentation", "autoaugment_ops", "magnitude", "policy", "mixup_alpha", "sub_policy",
  ])
  func `a telling name is a warning where there is no tag`(key: String) throws {
    let template = Parts.table(["op": Parts.ints(1, 2), key: Parts.ints(1, 2)])
    #expect(try short(template) == ["warning mixed-kinds \(key)"])
    #expect(try finding("mixed-kinds", template).problem.contains("(by the name '\(key)')"))
    let named = Parts.table(["op": Parts.ints(1, 2), "x": Parts.ints(1, 2, name: key)])
    #expect(try short(named) == ["warning mixed-kinds x"])
    // Where it lies tells too; a tag settles it.
    if ["optimizer", "augmentation", "policy"].contains(key) {
      let inside = Parts.table(["op": Parts.ints(1, 2), key: Parts.table(["k": Parts.ints(1, 2)])])
      #expect(try short(inside) == ["warning mixed-kinds \(key).k"])
    }
    let tagged = Parts.table(["op": Parts.ints(1, 2), key: Parts.ints(1, 2, tags: ["architecture"])])
    #expect(try short(tagged) == [])
    #expect(try short(Parts.table([key: Parts.ints(1, 2)])) == [])
  }

  @Test(arguments: [
    "pool_rate", "dilation_rate", "lr_branch_width", "batch_norm", "policy_head", "decay", "size", "rate", "block",
    "pooling", "se_ratio", "laugh", "depthwise", "filter_size", "kernel_regions", "magnitudes_of_pruning", "slr",
  ])
  func `an innocent name is none`(key: String) throws {
    #expect(
      try short(Parts.table(["op": Parts.ints(1, 2), key: Parts.ints(1, 2)])).allSatisfy { !$0.contains("mixed") })
  }

  @Test func `depth and width together with the design of blocks are a warning, one of them a note`() throws {
    func space(_ members: [String: Template]) -> Template {
      Parts.table(["blocks": Parts.list([Parts.table(members), Parts.table(members)])])
    }
    let (depth, width) = (Parts.ints(1, 2, 3), Parts.ints(16, 32))
    let all = space(["num_repeats": depth, "output_filters": width, "kernel_size": Parts.ints(3, 5)])
    #expect(try short(all) == ["warning block-and-scaling "])
    let found = try finding("block-and-scaling", all)
    #expect(
      found.problem.hasPrefix(
        "depth (blocks[*].num_repeats), width (blocks[*].output_filters) and the design of blocks "
          + "(blocks[*].kernel_size) are searched together"))
    #expect(found.advice.contains("space:only { 'blocks[*].kernel_size' }"))
    #expect(try short(all) { try $0.only([PathPattern("blocks[*].kernel_size")]) } == [])
    #expect(
      try short(space(["num_repeats": depth, "kernel_size": Parts.ints(3, 5)])) == ["note block-and-scaling "])
    #expect(try short(space(["num_repeats": depth, "output_filters": width])) == [])
    #expect(try short(space(["kernel_size": Parts.ints(3, 5), "block_repeated": width])) == [])
    // Candidates that say what they are, in a list of variable length.
    let op = Parts.oneOf([
      Parts.table(["op": "conv", "width": width]), Parts.table(["op": "pool"]),
    ])
    let list = Template.decision(
      Decision(.listOf(length: .decision(Decision(.integer(IntegerRange(lower: 1, upper: 4)))), element: op)))
    #expect(
      try finding("block-and-scaling", Parts.table(["layers": list])).problem.hasPrefix(
        "depth (layers.length), width (layers[*].width) and the design of blocks (layers[*])"))
  }

  // MARK: Repeats

  @Test func `equal candidates are a warning, and a note in a selection`() throws {
    #expect(try short(Parts.table(["a": Parts.ints(3, 5, 3)])) == ["warning duplicates a"])
    #expect(
      try finding("duplicates", Parts.table(["a": Parts.oneOf([3, 5, .constant(3.0), 5, 7])])).problem.hasPrefix(
        "candidates 1 and 3 are equal (3), candidates 2 and 4 are equal (5): the same architecture"))
    let levels = Template.decision(Decision(.manyOf(.permutation([2, 3, 3]))))
    #expect(try short(Parts.table(["a": levels])) == ["note duplicates a"])
    #expect(try short(Parts.table(["a": Parts.oneOf([3, "3", .constant(true), 3.5])])) == [])
    #expect(
      try short(Parts.table(["a": Parts.ints(3, 5, 3)])) { try $0.without(PathPattern("a")) { $1 == 2 } } == [])
  }

  @Test func `candidates that can become equal are told with an example`() throws {
    let narrow = Template.decision(Decision(.integer(IntegerRange(lower: 1, upper: 6, step: 5))))
    let wide = Template.decision(Decision(.integer(IntegerRange(lower: 4, upper: 9))))
    let both = Parts.oneOf([
      Parts.table(["op": "conv", "k": narrow]), Parts.table(["op": "pool", "k": wide]),
      Parts.table(["op": "conv", "k": wide]),
    ])
    #expect(
      try finding("duplicates", Parts.table(["a": both])).problem.hasPrefix(
        "candidates 1 and 3 can both become {\"k\":6,\"op\":\"conv\"}: the same"))
    let apart = Template.decision(Decision(.integer(IntegerRange(lower: 7, upper: 9))))
    #expect(
      try short(Parts.table(["a": Parts.oneOf([Parts.table(["k": narrow]), Parts.table(["k": apart])])])) == [])
    #expect(
      try finding("duplicates", Parts.table(["a": Parts.oneOf([4, Parts.oneOf([1, 4])])])).problem.hasPrefix(
        "candidates 1 and 2 can both become 4"))
  }

  @Test func `ranges of any length are compared at once`() throws {
    func int(_ lower: Int, _ upper: Int, _ step: Int = 1) -> Template {
      Parts.table(["k": .decision(Decision(.integer(IntegerRange(lower: lower, upper: upper, step: step))))])
    }
    func problem(_ one: Template, _ two: Template) throws -> String? {
      let space = try SearchSpace(Parts.table(["a": Parts.oneOf([one, two])]))
      return try space.check().first { $0.rule == "duplicates" }?.problem
    }
    #expect(
      try problem(int(1, 2_000_000_000), int(1_999_999_999, 1 << 40))?.contains("{\"k\":1999999999}") == true)
    #expect(try problem(int(1, 1_000_000_000), int(1_000_000_001, 1 << 40)) == nil)
    #expect(
      try problem(int(0, 1000, 7), int(0, 1000, 7)) != nil && problem(int(0, 1000, 2), int(1, 999, 2)) == nil)
    #expect(try problem(int(-9, 9, 5), Parts.table(["k": Parts.float(0.5, 2)]))?.contains("{\"k\":1}") == true)
    #expect(try problem(int(2, 9), Parts.table(["k": Parts.float(0.5, 1.5)])) == nil)
  }
}
