--- NAS-Bench-101: the cell of an image classifier as any graph of up to seven vertices.
---
--- Ying et al., "NAS-Bench-101: Towards Reproducible Neural Architecture Search", ICML 2019
--- (github.com/google-research/nasbench).
--- 26 decisions, 169,093,980 architectures, of which 423,624 different ones are in the benchmark's table.
---
---   matrix  7 lists of 7 numbers; matrix[i][j] is 1 where vertex i feeds vertex j, decided for i < j
---   ops     7 names: "input", then one of conv3x3-bn-relu, conv1x1-bn-relu, maxpool3x3 for each of five vertices,
---           then "output"
--- Both as the benchmark's ModelSpec takes them. A cell has at most 9 edges; without that limit of the benchmark
--- there were 509,607,936. Cells without a path from input to output are in the space too; the benchmark calls
--- them invalid.
---
--- It has no options. The default architecture is the Inception-like cell of the benchmark's documentation.
---
--- Canonical form: vertices that are on no path from input to output are cut off, as the benchmark does; then
--- graphs that differ by the numbering of their vertices alone are one. Exactly 423,624 forms are left, as
--- published. Cells without a path from input to output are all one more form, the one without edges.

local nas = require "lunas"
local graphs = require "lunas.graphs"
local known = require "lunas.known"

local operations = { "conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3" }
local vertices, most_edges = 7, 9

local published = {
  matrix = {
    { 0, 1, 1, 1, 0, 1, 0 },
    { 0, 0, 0, 0, 0, 0, 1 },
    { 0, 0, 0, 0, 0, 0, 1 },
    { 0, 0, 0, 0, 1, 0, 0 },
    { 0, 0, 0, 0, 0, 0, 1 },
    { 0, 0, 0, 0, 0, 0, 1 },
    { 0, 0, 0, 0, 0, 0, 0 },
  },
  ops = { operations[2], operations[1], operations[1], operations[1], operations[3] },
}

-- A cell from a function that gives each edge, 1 or 0 or a decision, and one that gives each operation.
local function cell(edge, operation)
  local matrix, ops = {}, { "input" }
  for from = 1, vertices do
    matrix[from] = {}
    for to = 1, vertices do matrix[from][to] = from < to and edge(from, to) or 0 end
  end
  for vertex = 2, vertices - 1 do ops[vertex] = operation(vertex) end
  ops[vertices] = "output"
  return { matrix = matrix, ops = ops }
end

-- The vertices that a vertex reaches along the edges, itself among them.
local function reached(first, has_edge)
  local seen, waiting = { [first] = true }, { first }
  while #waiting > 0 do
    local vertex = table.remove(waiting)
    for other = 1, vertices do
      if not seen[other] and has_edge(vertex, other) then
        seen[other] = true
        waiting[#waiting + 1] = other
      end
    end
  end
  return seen
end

-- The vertices on paths from input to output, beside these two; nil where there is no path.
local function used_vertices(matrix)
  local from_input = reached(1, function(vertex, other) return matrix[vertex][other] == 1 end)
  local from_output = reached(vertices, function(vertex, other) return matrix[other][vertex] == 1 end)
  if not from_input[vertices] then return nil end
  local used = {}
  for vertex = 2, vertices - 1 do
    if from_input[vertex] and from_output[vertex] then used[#used + 1] = vertex end
  end
  return used
end

local function canonical(arch)
  local matrix, ops = arch.matrix, arch.ops
  local used = used_vertices(matrix)
  if not used then return cell(function() return 0 end, function() return operations[1] end) end

  local function reads(node)
    local earlier = {}
    for other, vertex in ipairs(used) do
      if matrix[vertex][used[node]] == 1 then earlier[#earlier + 1] = other end
    end
    return earlier
  end
  -- The vertex of the old cell that stands at a place of the new one; none at the places that are left over.
  local function old(order, vertex)
    return (vertex == 1 or vertex == vertices) and vertex or used[order[vertex - 1]]
  end
  local function in_order(order)
    return cell(
      function(from, to)
        local old_from, old_to = old(order, from), old(order, to)
        return old_from and old_to and matrix[old_from][old_to] or 0
      end,
      function(vertex) return ops[old(order, vertex)] or operations[1] end)
  end
  local function text(order)
    local ordered, words = in_order(order), {}
    for vertex = 1, vertices do words[vertex] = table.concat(ordered.matrix[vertex]) .. ordered.ops[vertex] end
    return table.concat(words, " ")
  end
  return in_order(graphs.least_order(#used, reads, text))
end

---The space of NAS-Bench-101. It has no options.
---@param options? {}
---@return lunas.Space
return function(options)
  known.options("nasbench101", options, {})
  local function edge(from, to) return known.one_of({ 0, 1 }, published.matrix[from][to]) end
  local function operation(vertex) return known.one_of(operations, published.ops[vertex - 1]) end
  local space = nas.space(cell(edge, operation), { canonical = canonical })
  return space:where(nas.constraint.sum { of = "matrix[*][*]", max = most_edges }, "at most 9 edges")
end
