-- The statistics by which a proxy task is judged.
local nas = require "lunas"
local stats = nas.stats

local function near(expected, value, tolerance)
  local isNear = math.abs(value - expected) <= (tolerance or 5e-8)
  assert.is_true(isNear, expected .. " expected, got " .. tostring(value))
end

describe("kendall_tau", function()
  it("gives tau-b and its p value", function()
    local tau, p = stats.kendall_tau({ 1, 2, 2, 3, 4 }, { 1, 3, 2, 2, 5 })
    near(0.6666667, tau)
    near(0.1184329, p)
    tau, p = stats.kendall_tau({ .1, .2, .3, .4, .5 }, { .9, .7, .8, .95, 1.0 })
    near(0.6, tau)
    near(0.2333333, p)
  end)

  it("gives an interval where it is asked for, the same for the same seed", function()
    local x, y = { 1, 2, 3, 4, 5, 6 }, { 2, 1, 3, 5, 4, 6 }
    local tau, p, interval = stats.kendall_tau(x, y, { interval = true, seed = 3 })
    assert.is_true(p < 0.1 and interval.low <= tau and tau <= interval.high)
    assert.equal("percentile", interval.method)
    local _, _, same = stats.kendall_tau(x, y, { interval = true, seed = 3 })
    assert.equal(interval.low, same.low)
    local _, _, corrected = stats.kendall_tau(x, y, { interval = true, method = "bca", confidence = 0.9 })
    assert.equal("bca", corrected.method)
    assert.equal(0.9, corrected.confidence)
    assert.equal(nil, (select(3, stats.kendall_tau(x, y))))
  end)

  it("leaves out models that failed", function()
    local tau = stats.kendall_tau({ 1, 2, false, 3, 4, 5 }, { 1, 2, 9, 3, 4, 5 })
    assert.equal(1.0, tau)
  end)

  it("says why scores cannot be compared", function()
    local function fails(x, y, words) assert.has_error(function() stats.kendall_tau(x, y) end, words) end
    fails({ 1, 2, 3, 4 }, { 1, 2, 3, 4 }, "4 valid pairs of 4: at least 5 expected")
    local some = { 1, 2, 3, 4, 5, 6, false, false, false }
    fails(some, { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, "6 valid pairs of 9 are fewer than 70 %")
    fails({ 2, 2, 2, 2, 2 }, { 1, 2, 3, 4, 5 }, "all scores of x are 2.0: they have no order to compare")
    fails({ 1, 2, 3, 4, 5 }, { 0, 0, 0, 0, 0 }, "all scores of y are 0.0")
    fails({ 1, 2, 3, 4, 5 }, { 1, 2, 3, 4 }, "y: 5 scores, as many as x, expected, got 4")
    local wanted = "[3]: a number, or false for a model that failed, expected, got nan"
    fails({ 1, 2, 0 / 0, 4, 5 }, { 1, 2, 3, 4, 5 }, wanted)
    fails({ 1, 2, "3", 4, 5 }, { 1, 2, 3, 4, 5 }, "false for a model that failed")
    assert.equal(1.0, (stats.kendall_tau({ 1, 2, 3 }, { 1, 2, 3 }, { fewest = 3 })))
  end)
end)

describe("spearman", function()
  it("compares ranks", function()
    near(0.8, stats.spearman({ 1, 2, 3, 4, 5 }, { 2, 1, 3, 5, 4 }))
    assert.equal(1.0, stats.spearman({ 1, 2, 3, 4, 5 }, { 1, 4, 9, 16, 25 }))
    assert.equal(-1.0, stats.spearman({ 1, 2, 3, 4, 5 }, { 9, 7, 5, 3, 1 }))
  end)
end)

describe("noise", function()
  it("is the variation of repeats", function()
    near(0.0199185, stats.variation { .70, .72, .69, .71, .73 })
    assert.equal(0.0, stats.variation { 0.7 })
    assert.has_error(function() stats.variation {} end, "at least one number")
    assert.has_error(function() stats.variation { 1, -1 } end, "their mean is 0")
    assert.has_error(function() stats.variation { 1, 0 / 0 } end, "values[2]: a finite number expected, got nan")
  end)

  it("is how much a curve falls", function()
    local percents = { 10, 20, 30, 40, 50, 60, 70, 80, 90, 100 }
    local value, verdict = stats.smoothness(percents, { .1, .3, .2, .5, .4, .6, .5, .65, .55, .66 })
    near(19.2857, value, 5e-5)
    assert.equal("rough", verdict)
    value, verdict = stats.smoothness(percents, percents)
    assert.equal(0.0, value)
    assert.equal("smooth", verdict)
  end)

  it("of a flat curve is none: it is flat, not smooth", function()
    local value, verdict = stats.smoothness({ 10, 50, 100 }, { .5, .5, .5 })
    assert.equal(nil, value)
    assert.equal("flat", verdict)
  end)

  it("needs a curve", function()
    assert.has_error(function() stats.smoothness({ 10 }, { .5 }) end, "at least two readings")
    assert.has_error(function() stats.smoothness({ 10, 20 }, { .5 }) end, "accuracies: 2 numbers")
    local wanted = "percents[3]: more than the 20.0"
    assert.has_error(function() stats.smoothness({ 10, 20, 20 }, { .5, .6, .7 }) end, wanted)
    assert.has_error(function() stats.smoothness({ 10, 20 }, { .5, 0 / 0 }) end, "accuracies[2]: a finite number")
  end)
end)

describe("drop_order", function()
  local models = {
    { accuracy = .1, latency = 10 }, { accuracy = .12, latency = 11 }, { accuracy = .3, latency = 20 },
    { accuracy = .5, latency = 25 }, { accuracy = .52, latency = 26 }, { accuracy = .7, latency = 40 },
    { accuracy = .9, latency = 50 },
  }

  it("gives the positions dropped, in order", function()
    assert.equal("2 4 3", table.concat(stats.drop_order(models, 3), " "))
    local line = {}
    for index, accuracy in ipairs { .1, .11, .3, .5, .9 } do line[index] = { accuracy = accuracy } end
    assert.equal("2 3", table.concat(stats.drop_order(line, 2), " "))
    assert.equal(5, #stats.drop_order(models, 99))
    assert.equal(0, #stats.drop_order(models, 0))
  end)

  it("drops failed models first", function()
    local some = { { accuracy = .1 }, {}, { accuracy = .3 }, { accuracy = .5 } }
    assert.equal("2", table.concat(stats.drop_order(some, 1), " "))
    assert.has_error(function() stats.drop_order({ { accuracy = 0 / 0 } }, 1) end, "models[1].accuracy")
    assert.has_error(function() stats.drop_order(models, -1) end, "count: 0 or more expected")
  end)
end)

describe("a proxy task", function()
  local full = { .5, .6, .7, .8, .9 }
  local curves = {}
  for index, score in ipairs(full) do
    curves[index] = {
      { step = 99, accuracy = 1 - score, hours = 0.5 }, { step = 199, accuracy = score, hours = 1 },
    }
  end

  it("has a correlation for each step", function()
    local points = stats.correlation_curve(full, curves, { interval = true })
    assert.equal(2, #points)
    assert.equal(-1.0, points[1].tau)
    assert.equal(1.0, points[2].tau)
    assert.equal(5, points[2].pairs)
    assert.equal(1.0, points[2].interval.low)
    local stopped = stats.proxy_end(points)
    assert.equal("Met desired correlation", stopped.state)
    assert.is_true(stopped.success and stopped.step > 99 and stopped.step < 199)
  end)

  it("says why a step has none", function()
    local some = { table.unpack(curves) }
    some[1] = false
    local points = stats.correlation_curve(full, some)
    assert.equal(nil, points[1].tau)
    assert.equal("4 valid pairs of 5: a correlation needs at least 5", points[1].problem)
    assert.has_error(function() stats.correlation_curve(full, { curves[1] }) end, "5 curves")
  end)

  it("ends as soon as it has shown enough, or has taken too long", function()
    local points = {}
    for index, tau in ipairs { .1, .4, .7, .9 } do
      points[index] = { step = index * 100 - 1, hours = index / 2, tau = tau }
    end
    local stopped = stats.proxy_end(points)
    near(1.416667, stopped.hours, 5e-7)
    assert.equal(282, stopped.step)
    assert.equal("Exceeded best training time", stats.proxy_end(points, { correlation = 2, best = .9 }).state)
    assert.equal("Exceeded training time limit", stats.proxy_end(points, { correlation = 2, hours = 1.2 }).state)
    assert.equal("Failed desired latency correlation", stats.proxy_end(points, { latency_tau = .2 }).state)
    assert.equal(nil, stats.proxy_end({ points[1], points[2] }))
  end)

  it("is tried on models that are left of many", function()
    local schedule = stats.reference_schedule()
    assert.equal(5, #schedule.rounds)
    near(12.1, schedule.cost, 1e-9)
    near(7.33, schedule.rounds[2].percent, 5e-3)
    assert.equal(6, schedule.max_failed)
    assert.has_error(function() stats.reference_schedule { final = 3 } end, "at least 5")
  end)
end)
