import LuaHost
import PlainJSON
import Planning

/// A plan in Lua.
public struct LuaPlan: LuaObject {
  let plan: Plan
  /// What it was made from, so that it can be made again with other settings.
  let options: PlanOptions
  /// Where numbers come from that nobody gave, in words.
  let sources: [String]

  public static let luaType = LuaObjectType(
    "Plan",
    "What a search will take. Fields are expected values by the usual formulas; 'ranges' has what simulations came to. Printing it "
      + "shows the table."
  ) {
    LuaProperty("days", "Days of all stages, one after the other.") { (own: LuaPlan) in own.plan.days }
    LuaProperty("gpus", "GPUs that must be there at once.") { (own: LuaPlan) in own.plan.gpus }
    LuaProperty("gpu_hours", "GPU-hours of all stages.") { (own: LuaPlan) in own.plan.gpuHours }
    LuaProperty("cost", "The price of all stages, or nil without prices.") { (own: LuaPlan) in own.plan.cost }
    LuaProperty("trials", "Trials that are started, failed ones among them.") { (own: LuaPlan) in own.plan.trials }
    LuaProperty("cores", "CPU cores that stage 1 takes at once, or nil.") { (own: LuaPlan) in own.plan.cores }
    LuaProperty("crossings", "How often the limit of its job ends stage 1, which is then resumed.") {
      (own: LuaPlan) in own.plan.crossings
    }
    LuaProperty("full_trainings", "How many full trainings stage 1 costs as much as, or nil.") {
      (own: LuaPlan) in own.plan.fullTrainings
    }
    LuaProperty("batches", "How many full trainings run in each batch of stage 2.") {
      (own: LuaPlan) in own.plan.batches
    }
    LuaProperty("gpus_per_trial", "GPUs of each trial.") { (own: LuaPlan) in own.plan.settings.gpus }
    LuaProperty("search", "Stage 1.") { (own: LuaPlan) in PlanStageTable(own.plan.search) }
    LuaProperty("full", "Stage 2, or nil.") { (own: LuaPlan) in own.plan.full.map(PlanStageTable.init) }
    LuaProperty("design", "The design of the proxy task, or nil.") {
      (own: LuaPlan) in own.plan.design.map(PlanStageTable.init)
    }
    LuaProperty("ranges", "What simulations came to: 10 %, median and 90 % of each.") {
      (own: LuaPlan) in PlanRangesTable(own.plan.ranges)
    }
    LuaProperty("notes", "What else there is to know, and where numbers come from that nobody gave.") {
      (own: LuaPlan) in own.plan.notes + own.sources
    }
    LuaProperty("text", "The table as lines of text.") { (own: LuaPlan) in own.luaText }
    LuaFunction(
      "savings", "What early stopping, a shorter proxy task or no failures would save.",
      LuaParameter<LuaPlan>("self", "the plan"), returns: LuaResult<[JSON]>("one for each", stub: "PlanSaving[]")
    ) { own in own.plan.savings.map(PlanDocument.saving) }
    LuaFunction(
      "to_json", "Everything as JSON, as lunas plan --format json prints it.",
      LuaParameter<LuaPlan>("self", "the plan"), returns: LuaResult<String>("the text")
    ) { PlanDocument.json([$0]).text(indent: 2) }
  }

  public var luaText: String { String(PlanText.table([self]).dropLast()) }
}

/// Several plans side by side.
public struct LuaPlans: LuaObject {
  let plans: [LuaPlan]

  public static let luaType = LuaObjectType("Plans", "Several plans; printing it shows them side by side.") {
    LuaElements(
      "plans in order", count: { (own: LuaPlans) in own.plans.count },
      at: { (own: LuaPlans, position: Int) in
        own.plans.indices.contains(position - 1) ? own.plans[position - 1] : nil
      })
    LuaProperty("text", "The table as lines of text.") { (own: LuaPlans) in own.luaText }
    LuaFunction(
      "to_json", "Everything as JSON, as lunas plan --format json prints it.",
      LuaParameter<LuaPlans>("self", "the plans"), returns: LuaResult<String>("the text")
    ) { PlanDocument.json($0.plans).text(indent: 2) }
  }

  public var luaText: String { String(PlanText.table(plans).dropLast()) }
  /// The table, with a line break at the end.
  public var table: String { PlanText.table(plans) }
  /// One object; see the README.
  public var json: JSON { PlanDocument.json(plans) }
  /// A line for each plan; the columns are ``csvColumns``.
  public var csv: [JSON] { plans.map(PlanDocument.row) }
  /// The columns of ``csv``.
  public static let csvColumns = PlanDocument.columns
}

// MARK: Tables

/// A plain table that a property gives.
protocol PlanTable: ToLua {
  var json: JSON { get }
}

extension PlanTable {
  static var luaTypeName: String { "table" }
  func push(to stack: LuaStack) { stack.push(json) }
}

struct PlanStageTable: PlanTable {
  static var luaStubType: String { "PlanStage" }
  let json: JSON
  init(_ stage: PlanStage) { json = PlanDocument.stage(stage) }
}

struct PlanRangesTable: PlanTable {
  static var luaStubType: String { "PlanRanges" }
  let json: JSON
  init(_ ranges: PlanRanges) { json = PlanDocument.ranges(ranges) }
}
