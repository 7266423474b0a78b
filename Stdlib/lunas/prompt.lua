--- What the prompt has besides Lua's own globals.

---@param show fun(text: string) writes lines, above the entry that is being typed
return function(show)
  nas = require "lunas"

  ---Explains a value or a name; without an argument the module.
  function help(...) show(nas.help(...) .. "\n") end

  -- As Lua's own, but never into the middle of a line that is being typed.
  function print(...)
    local texts = table.pack(...)
    for i = 1, texts.n do texts[i] = tostring(texts[i]) end
    show(table.concat(texts, "\t") .. "\n")
  end
end
