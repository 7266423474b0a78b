--- DARTS: a normal and a reduction cell that are repeated to an image classifier.
---
--- Liu et al., "DARTS: Differentiable Architecture Search", ICLR 2019 (github.com/quark0/darts, genotypes.py).
--- 32 decisions, 1,076,746,950,455,072,400 architectures (about 1.1e18).
---
--- A cell has two inputs, numbered 0 and 1, and four nodes, 2 to 5. A node adds up two of what comes before it,
--- each taken through an operation; the cell's output is all four nodes beside each other. For `normal` and
--- `reduce`:
---   normal[i].inputs  the two that node i + 2 reads, the earlier one first
---   normal[i].ops     the operation for each: max_pool_3x3, avg_pool_3x3, skip_connect, sep_conv_3x3,
---                     sep_conv_5x5, dil_conv_3x3, dil_conv_5x5; not the paper's "none", as in its final cells
---
--- It has no options. The default architecture is the published DARTS (second order, "DARTS_V2").
---
--- Canonical form: cells that differ by the numbering of their nodes alone are one. Nothing can be pruned, since
--- every node is part of the output.

local nas = require "lunas"
local graphs = require "lunas.graphs"
local known = require "lunas.known"

local operations = {
  "max_pool_3x3", "avg_pool_3x3", "skip_connect", "sep_conv_3x3", "sep_conv_5x5", "dil_conv_3x3", "dil_conv_5x5",
}
local cell_inputs, nodes = 2, 4

local published = {
  normal = {
    { inputs = { 0, 1 }, ops = { "sep_conv_3x3", "sep_conv_3x3" } },
    { inputs = { 0, 1 }, ops = { "sep_conv_3x3", "sep_conv_3x3" } },
    { inputs = { 0, 1 }, ops = { "skip_connect", "sep_conv_3x3" } },
    { inputs = { 0, 2 }, ops = { "skip_connect", "dil_conv_3x3" } },
  },
  reduce = {
    { inputs = { 0, 1 }, ops = { "max_pool_3x3", "max_pool_3x3" } },
    { inputs = { 1, 2 }, ops = { "max_pool_3x3", "skip_connect" } },
    { inputs = { 0, 2 }, ops = { "max_pool_3x3", "skip_connect" } },
    { inputs = { 1, 2 }, ops = { "max_pool_3x3", "skip_connect" } },
  },
}

local function cell(baseline)
  local list = {}
  for node, default in ipairs(baseline) do
    list[node] = {
      inputs = known.two_inputs(known.range(0, cell_inputs + node - 2), default.inputs),
      ops = { known.one_of(operations, default.ops[1]), known.one_of(operations, default.ops[2]) },
    }
  end
  return list
end

-- The node of a cell with its inputs numbered anew, the earlier one first.
local function renumbered(node, place)
  local function number(input) return input < cell_inputs and input or place[input - 1] + 1 end
  local first, second = number(node.inputs[1]), number(node.inputs[2])
  if first < second then return { inputs = { first, second }, ops = { node.ops[1], node.ops[2] } } end
  return { inputs = { second, first }, ops = { node.ops[2], node.ops[1] } }
end

local function in_order(list, order, place)
  local ordered = {}
  for position, node in ipairs(order) do ordered[position] = renumbered(list[node], place) end
  return ordered
end

local function canonical_cell(list)
  local function reads(node)
    local earlier = {}
    for _, input in ipairs(list[node].inputs) do
      if input >= cell_inputs then earlier[#earlier + 1] = input - 1 end
    end
    return earlier
  end
  local function text(order, place)
    local words = {}
    for position, node in ipairs(in_order(list, order, place)) do
      words[position] = table.concat(node.inputs, " ") .. " " .. table.concat(node.ops, " ")
    end
    return table.concat(words, " ")
  end
  return in_order(list, graphs.least_order(nodes, reads, text))
end

local function canonical(arch)
  return { normal = canonical_cell(arch.normal), reduce = canonical_cell(arch.reduce) }
end

---The space of DARTS. It has no options.
---@param options? {}
---@return lunas.Space
return function(options)
  known.options("darts", options, {})
  return nas.space({ normal = cell(published.normal), reduce = cell(published.reduce) }, { canonical = canonical })
end
