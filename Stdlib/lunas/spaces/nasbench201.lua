--- NAS-Bench-201: the cell of an image classifier with an operation on each of six edges.
---
--- Dong and Yang, "NAS-Bench-201: Extending the Scope of Reproducible Neural Architecture Search", ICLR 2020; also
--- the topology space of NATS-Bench (Dong et al., TPAMI 2021).
--- 6 decisions, 15,625 architectures: all of them are in the benchmark's table.
---
--- A cell has the nodes 0 (its input) to 3 (its output), and an edge from each node to each later one. A node adds
--- up what its edges bring.
---   op_0_1, op_0_2, op_1_2, op_0_3, op_1_3, op_2_3
---     the operation on the edge from the first to the second: "none" (brings nothing), "skip_connect",
---     "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"
---
--- It has no options. The default architecture is the residual block that the authors compare with.
---
--- Canonical form: edges that bring nothing and nodes that nobody reads are left out, skips are followed, and the
--- nodes 1 and 2 may change places. 4,930 forms are left; the form is the first of its kind by the operations on
--- op_0_1, op_0_2, op_0_3, op_1_2, op_1_3, op_2_3. (The authors count 6,466 by a weaker rule, which keeps apart
--- some cells that compute the same function.)

local nas = require "lunas"
local known = require "lunas.known"

local operations = { "none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3" }
local last_node = 3

local published = {
  op_0_1 = "nor_conv_3x3", op_0_2 = "none", op_0_3 = "skip_connect",
  op_1_2 = "nor_conv_3x3", op_1_3 = "none",
  op_2_3 = "skip_connect",
}

-- The names of the edges, in byte order.
local edges = {}
for from = 0, last_node - 1 do
  for to = from + 1, last_node do edges[#edges + 1] = ("op_%d_%d"):format(from, to) end
end

-- What a cell computes: a sum of terms in the order of their texts.
local function meaning(arch)
  local sums = { [0] = { "x" } }
  for to = 1, last_node do
    local terms = {}
    for from = 0, to - 1 do
      local operation, sum = arch[("op_%d_%d"):format(from, to)], sums[from]
      if operation == "skip_connect" then
        table.move(sum, 1, #sum, #terms + 1, terms)
      elseif operation ~= "none" and #sum > 0 then
        terms[#terms + 1] = operation .. "(" .. table.concat(sum, "+") .. ")"
      end
    end
    table.sort(terms)
    sums[to] = terms
  end
  return table.concat(sums[last_node], "+")
end

-- The first cell of each meaning; made when it is first asked for.
local first_of

local function first_of_each_meaning()
  local first, arch = {}, {}
  local function decide(position)
    if position > #edges then
      local text = meaning(arch)
      if not first[text] then
        first[text] = {}
        for edge, operation in pairs(arch) do first[text][edge] = operation end
      end
      return
    end
    for _, operation in ipairs(operations) do
      arch[edges[position]] = operation
      decide(position + 1)
    end
  end
  decide(1)
  return first
end

local function canonical(arch)
  first_of = first_of or first_of_each_meaning()
  local form = {}
  for edge, operation in pairs(first_of[meaning(arch)]) do form[edge] = operation end
  return form
end

---The space of NAS-Bench-201. It has no options.
---@param options? {}
---@return lunas.Space
return function(options)
  known.options("nasbench201", options, {})
  local cell = {}
  for _, edge in ipairs(edges) do cell[edge] = known.one_of(operations, published[edge]) end
  return nas.space(cell, { canonical = canonical })
end
