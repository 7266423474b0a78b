--- Canonical forms of small graphs: the same graph with its nodes in another order is one network.

local M = {}

---The order of nodes whose text is the least, among the orders in which every node comes after those that it
---reads. Graphs that differ by the numbering of their nodes alone have the same least text.
---@param count integer how many nodes, numbered from 1
---@param reads fun(node: integer): integer[] the nodes that a node reads
---@param text fun(order: integer[], place: table<integer, integer>): string what an order says about the graph
---@return integer[] # the nodes in that order
---@return table<integer, integer> # the place of each node in it
function M.least_order(count, reads, text)
  local order, place = {}, {}
  local least, best

  local function is_ready(node)
    for _, earlier in ipairs(reads(node)) do
      if not place[earlier] then return false end
    end
    return true
  end

  local function fill(position)
    if position > count then
      local candidate = text(order, place)
      if not least or candidate < least then least, best = candidate, table.move(order, 1, count, 1, {}) end
      return
    end
    for node = 1, count do
      if not place[node] and is_ready(node) then
        order[position], place[node] = node, position
        fill(position + 1)
        order[position], place[node] = nil, nil
      end
    end
  end

  fill(1)
  local places = {}
  for position, node in ipairs(best) do places[node] = position end
  return best, places
end

return M
