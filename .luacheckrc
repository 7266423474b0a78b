std = "lua54"
max_line_length = 115

-- Stubs only declare: their functions are empty, their classes unused, and a type stands in one line.
files["Stdlib/meta"] = { ignore = { "211", "212", "241", "631" } }
