--- NAS-Bench-Graph: graph neural networks of four nodes.
---
--- Qin et al., "NAS-Bench-Graph: Benchmarking Graph Neural Architecture Search", NeurIPS 2022
--- (github.com/THUMNLab/NAS-Bench-Graph).
--- 5 decisions, 59,049 architectures, of which 26,206 different ones are in the benchmark's tables.
---
---   link          how the nodes are linked: "0-0-0-0", "0-0-0-1", "0-0-1-1", "0-0-1-2", "0-0-1-3", "0-1-1-1",
---                 "0-1-1-2", "0-1-2-2", "0-1-2-3". Number i is what node i reads: 0 the raw input, 1 to 3 an
---                 earlier node. Nodes that nobody reads go to the output.
---   op_1 to op_4  what each node is: gat, gcn, gin, cheb, sage, arma, graph (k-GNN), fc (fully connected), skip
---
--- Option `data`: "cora", "citeseer", "pubmed", "photo" or "proteins". For the last only gcn, sage, arma, fc and
--- skip were trained: 5,625 architectures. The default architecture is a chain of four gcn.
---
--- Canonical form: the one under which the architecture stands in the benchmark's tables. Skips move to the front
--- where that changes nothing, and nodes are numbered so that links, then operations, come first in order.
--- Architectures of four skips are in no table.

local nas = require "lunas"
local graphs = require "lunas.graphs"
local known = require "lunas.known"

local links = {
  "0-0-0-0", "0-0-0-1", "0-0-1-1", "0-0-1-2", "0-0-1-3", "0-1-1-1", "0-1-1-2", "0-1-2-2", "0-1-2-3",
}
local operations = { "gat", "gcn", "gin", "cheb", "sage", "arma", "graph", "fc", "skip" }
local of_proteins = { "gcn", "sage", "arma", "fc", "skip" }
local operations_of = {
  cora = operations, citeseer = operations, pubmed = operations, photo = operations, proteins = of_proteins,
}
local nodes = 4

local rank = {}
for position, operation in ipairs(operations) do rank[operation] = position end

-- Whether the operation of a node and of all nodes between it and the raw input is a skip.
local function is_raw(node, link, ops)
  while node > 0 do
    if ops[node] ~= "skip" then return false end
    node = link[node]
  end
  return true
end

-- Whether a skip may go to the front: others read it, or it alone reads what it reads, or it gives the raw input.
local function may_move(node, link, ops)
  local is_read, has_neighbour = false, false
  for other = 1, nodes do
    if link[other] == node then
      is_read = true
    elseif other ~= node and link[other] == link[node] then
      has_neighbour = true
    end
  end
  return is_read or not has_neighbour or is_raw(node, link, ops)
end

-- Takes a node out and puts it between the raw input and all that read that.
local function to_front(node, link, ops)
  local new_link, new_ops = { 0 }, { ops[node] }
  for other = 1, nodes do
    if other ~= node then
      local input = link[other] == node and link[node] or link[other]
      new_link[#new_link + 1] = input < node and input + 1 or input
      new_ops[#new_ops + 1] = ops[other]
    end
  end
  return new_link, new_ops
end

local function canonical(arch)
  local link, ops = {}, { arch.op_1, arch.op_2, arch.op_3, arch.op_4 }
  for number in arch.link:gmatch "%d" do link[#link + 1] = math.tointeger(number) end
  for node = 1, nodes do
    if ops[node] == "skip" and may_move(node, link, ops) then link, ops = to_front(node, link, ops) end
  end

  local function reads(node) return { link[node] ~= 0 and link[node] or nil } end
  local function link_text(order, place)
    local inputs = {}
    for position, node in ipairs(order) do inputs[position] = place[link[node]] or 0 end
    return table.concat(inputs, "-")
  end
  local function text(order, place)
    local ranks = {}
    for position, node in ipairs(order) do ranks[position] = rank[ops[node]] end
    return link_text(order, place) .. " " .. table.concat(ranks)
  end
  local order, place = graphs.least_order(nodes, reads, text)
  return {
    link = link_text(order, place),
    op_1 = ops[order[1]], op_2 = ops[order[2]], op_3 = ops[order[3]], op_4 = ops[order[4]],
  }
end

---The space of NAS-Bench-Graph.
---@param options? { data?: "cora"|"citeseer"|"pubmed"|"photo"|"proteins" }
---@return lunas.Space
return function(options)
  options = known.options("nasbench_graph", options, { data = "cora" })
  local candidates = known.meaning("data", options.data, operations_of)
  local network = { link = known.one_of(links, "0-1-2-3") }
  for node = 1, nodes do network["op_" .. node] = known.one_of(candidates, "gcn") end
  return nas.space(network, { canonical = canonical })
end
