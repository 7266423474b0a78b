-- What space:check() says to scripts.
local nas = require "lunas"

local function rules(report, severity)
  local names = {}
  for position, finding in ipairs(report:findings(severity)) do names[position] = finding.rule end
  return names
end

describe("a check", function()
  it("finds nothing in a space that keeps the guidelines", function()
    local report = nas.space({ op = nas.one_of { "conv", "pool" } }):check()
    assert.same({}, report:findings())
    assert.is_true(report.ok)
    assert.equal("Space(2 architectures, 1 decision)\n\nno findings", tostring(report))
  end)

  it("gives its findings as records, the worst first", function()
    local report = nas.space({
      blocks = nas.list_of(3, { op = nas.one_of { 1 }, kernel = nas.one_of { 3, 5 } }),
      lr = nas.float(0.001, 0.1, { log = true, tags = "hyperparameter" }),
    }):check()
    assert.is_false(report.ok)
    assert.equal(1, report.errors)
    assert.equal(1, report.warnings)
    assert.equal(1, report.notes)
    assert.same({ "mixed-kinds", "continuous", "one-candidate" }, rules(report))
    assert.same({ "one-candidate" }, rules(report, "note"))
    local finding = report:findings("note")[1]
    assert.equal("blocks[*].op", finding.path)
    assert.same({ "blocks[0].op", "blocks[1].op", "blocks[2].op" }, finding.places)
    assert.equal("note", finding.severity)
    assert.equal("the decision has one candidate: there is nothing to decide", finding.problem)
    assert.matches("add candidates", finding.advice)
    assert.matches("note     one-candidate  blocks[*].op (3 places)\n         the decision has", tostring(report))
    assert.matches("\n         do: write the value itself", tostring(report))
    assert.matches("\n\n1 error, 1 warning, 1 note", tostring(report))
  end)

  it("is told which severity is meant", function()
    local report = nas.space({ nas.int(1, 2) }):check()
    assert.has_error(function() report:findings "errors" end, "unknown severity 'errors'; did you mean 'error'?")
    assert.has_error(function() return report.error end, "unknown field of a SpaceReport 'error'")
  end)

  it("asks constraints and canonical forms that are functions", function()
    local space = nas.space(
      { a = nas.one_of { 1, 2, 3 }, b = nas.one_of { 1, 2, 3 } },
      { canonical = function(arch) return { arch.a * arch.b } end }
    ):where(function(arch) return arch.a < 3 end, "small")
    local report = space:check()
    assert.same({ "unreachable", "same-network" }, rules(report))
    assert.equal("a", report:findings()[1].path)
    assert.matches("no architecture with 3 fulfils the constraint 'small'", report:findings()[1].problem)
    assert.matches("6 architectures are 5 networks", report:findings()[2].problem)
  end)

  it("fails where a function of the space fails", function()
    local space = nas.space({ a = nas.int(1, 3) }, { canonical = function() error "no form" end })
    assert.has_error(function() space:check() end, "no form")
    local tested = nas.space({ a = nas.int(1, 3) }):where(function() error "no answer" end)
    assert.has_error(function() tested:check() end, "no answer")
  end)

  it("says of known spaces what is true of them", function()
    local expected = {
      mnasnet = { "block-and-scaling" },
      randaugment_detection = {},
      spinenet = { "size", "many-candidates", "many-candidates", "one-candidate", "duplicates" },
      spinenet_scaling = {},
      vision_transformer = {},
    }
    for name, found in pairs(expected) do
      local report = nas.spaces[name]():check()
      assert.same(found, rules(report))
      assert.is_true(report.ok)
    end
    local size = nas.spaces.spinenet():check():findings()[1]
    assert.matches("4.84e38 architectures are more than 10^20", size.problem)
  end)
end)
