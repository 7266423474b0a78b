-- Splits of data, as scripts make them, and searches on them.
local nas = require "lunas"

-- A table with so many rows of each class, in turn.
local function table_of(count, classes)
  local path = os.tmpname()
  local file <close> = assert(io.open(path, "w"))
  file:write("path,label\n")
  for row = 1, count do file:write(path, row, ".png,", classes[row % #classes + 1], "\n") end
  return path
end

local function lines(path)
  local count = -1 -- the first line has the names
  for _ in io.lines(path) do count = count + 1 end
  return count
end

local pets = table_of(2000, { "cat", "dog" })

local function search(keys)
  local options = {
    name = "data", space = { x = nas.int(1, 9) }, reward = "score", trainer = { "true", "{data.train}" },
  }
  for key, value in pairs(keys) do options[key] = value end
  return nas.search(options)
end

describe("a split", function()
  it("has the files of both stages", function()
    local real = table_of(300, { "dog", "cat" })
    local data = nas.split { train = pets, label = "label", validation = real, subsamples = { 25, 50 } }
    assert.equal(1800, lines(data.stage1.train))
    assert.equal(200, lines(data.stage1.validation))
    assert.equal(450, lines(data.stage1:subsample(25)))
    assert.equal(2000, lines(data.stage2.train))
    assert.equal(real, data.stage2.validation)
    assert.has_error(function() data.stage1:subsample(30) end, "there is 25, 50")
    os.remove(real)
  end)

  it("is made once", function()
    local function folder(seed) return nas.split({ train = pets, label = "label", seed = seed }).folder end
    assert.equal(folder(1), folder(1))
    assert.is_true(folder(1) ~= folder(2))
  end)

  it("is another one when a file has other contents", function()
    local path = table_of(2000, { "cat", "dog" })
    local before = nas.split { train = path, label = "label" }
    do
      local file <close> = assert(io.open(path, "a"))
      file:write("more.png,cat\n")
    end
    local after = nas.split { train = path, label = "label" }
    assert.is_true(before.folder ~= after.folder)
    assert.equal(1800, lines(before.stage1.train))
    assert.equal(1801, lines(after.stage1.train))
    os.remove(path)
  end)

  it("can be opened by its folder", function()
    local data = nas.split { train = pets, label = "label" }
    local again = nas.split { from = data.folder }
    assert.equal(data.stage1.train, again.stage1.train)
    assert.is_nil(again.stage2.train)
    assert.equal(pets, nas.split({ from = data.folder, train = pets }).stage2.train)
    assert.has_error(function() nas.split { from = "nowhere" } end, "it has no split.json")
  end)

  it("counts, draws and judges its parts", function()
    local data = nas.split { train = pets, label = "label" }
    assert.same({ items = 200, classes = { cat = 100, dog = 100 } }, data:counts()["stage1.validation"])
    assert.matches("stage1.validation.*50.0 %%  *100", data:plot().text)
    assert.matches("watch +size %(all%): .* -> ", (data:report().text:gsub("\n", " ")))
    assert.equal("watch", data:report().verdict)
    local watched = {}
    for _, check in ipairs(data:report():checks("watch")) do watched[check.check] = true end
    assert.is_true(watched.size)
    -- The classes take turns.
    assert.is_true(watched.shuffling)
    local strict = nas.split { train = pets, label = "label", thresholds = { items = { watch = 1e6, bad = 1e5 } } }
    assert.equal("bad", strict:report().verdict)
    assert.equal(data.folder, strict.folder)
  end)

  it("says what the command says", function()
    local data = nas.split { train = { pets }, label = "label", label_kind = "sets", columns = {} }
    assert.same({ "cat", "dog" }, (function()
      local names = {}
      for name in pairs(data:counts()["stage2.train"].classes) do names[#names + 1] = name end
      table.sort(names)
      return names
    end)())
    local set = nas.split { train = pets, label = "label", separator = "a", data_format = "csv" }
    assert.equal(1000, set:counts()["stage2.train"].classes.t)
    assert.has_error(function() nas.split { train = pets, label = "label", label_kind = "set" } end,
      "'automatic', 'classes', 'numbers' or 'sets'")
    local function split(keys)
      keys.train, keys.label = pets, "label"
      return nas.split(keys)
    end
    assert.has_error(function() split { separator = ",", label_kind = "classes" } end, "'sets', as there is")
    assert.has_error(function() split { data_format = "cvs" } end, "'csv', 'tsv'")
    assert.has_error(function() nas.split { train = {}, label = "label" } end, "at least one path")
    assert.has_error(function() split { columns = { "path", "path" } } end, "got 'path' twice")
  end)

  it("names mistakes", function()
    assert.has_error(function() nas.split {} end, "needs 'train'")
    assert.has_error(function() nas.split { train = pets, label = "lable" } end, "did you mean 'label'?")
    assert.has_error(function() nas.split { train = pets, label = "label", stage1 = 90 } end, "got 90")
    assert.has_error(function() nas.split { train = pets, lable = "label" } end, "did you mean 'label'?")
  end)
end)

describe("a search on a split", function()
  it("asks for force where the data is too small", function()
    local small = table_of(60, { "a", "b" })
    local data = nas.split { train = small, label = "label" }
    assert.is_true(data:report().needs_force)
    assert.has_error(function() search { data = data } end, "give force = true to search all the same")
    assert.equal("data", search({ data = data, force = true }).name)
    assert.has_error(function() search { force = true, trainer = { "true" } } end, "there is no key 'data'")
    os.remove(small)
  end)

  it("knows the placeholders of its parts", function()
    local data = nas.split { train = pets, label = "label", subsamples = { 25 } }
    search { data = data, trainer = { "true", "{data.stage1.train.25}" }, env = { V = "{data.validation}" } }
    assert.has_error(function() search { data = data, trainer = { "true", "{data.stage1.trian}" } } end,
      "there is {data.train}, {data.validation}, {data.stage1.train}, {data.stage1.train.25}")
    assert.has_error(function() search { data = data, full = {}, trainer = { "true", "{data.validation}" } } end,
      "has no file in stage 2: the split has no real validation data")
    local measure = { metric = "m", command = { "x", "{data.x}" } }
    assert.has_error(function() search { data = data, measure = measure } end, "the data has no part {data.x}")
    assert.has_error(function() search {} end, "give nas.search the key 'data'")
  end)
end)
