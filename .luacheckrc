std = "lua54"
max_line_length = 115

-- The prompt's own globals.
files["Stdlib/lunas/prompt.lua"] = { globals = { "nas", "help", "print" } }

-- Stubs only declare: their functions are empty, their classes unused, and a type stands in one line.
files["Stdlib/meta"] = { ignore = { "211", "212", "241", "631" } }
