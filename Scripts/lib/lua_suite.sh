# Lua's own test suite, run by lunas as it would be by lua.
# shellcheck shell=bash

# The suite is part of the source tree of Lua 5.4.4, which the source of this Python package carries.
LUA_SUITE_PACKAGE=lupa==2.0
LUA_SUITE=.build/lua-suite

# fetch_lua_suite: makes $LUA_SUITE hold the suite, if it does not already.
fetch_lua_suite() {
  [ ! -f "$LUA_SUITE/all.lua" ] || return 0
  local folder
  folder=$(mktemp -d)
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: --dest "$folder" \
    "$LUA_SUITE_PACKAGE" || { rm -rf "$folder"; return 1; }
  tar -xzf "$folder"/*.tar.gz -C "$folder" --wildcards '*/third-party/lua54/testes/*' '*/third-party/lua54/lua.h'
  grep -q 'LUA_VERSION_RELEASE.*"4"' "$folder"/*/third-party/lua54/lua.h || fail "that is not the suite of Lua 5.4.4"
  mkdir -p "$(dirname "$LUA_SUITE")"
  mv "$folder"/*/third-party/lua54/testes "$LUA_SUITE"
  rm -rf "$folder"
}

# run_lua_suite PROGRAM: the whole suite in its portable form, then the checks of the stand-alone interpreter.
run_lua_suite() {
  local program log status=0
  program=$(realpath "$1")
  fetch_lua_suite || return 1
  log=$(mktemp)
  # The last line but one of a suite that passes says so.
  (cd "$LUA_SUITE" && timeout -k 5 300 "$program" -e '_port=true' all.lua) >"$log" 2>&1 || status=1
  grep -q '^final OK' "$log" || status=1
  if [ "$status" -eq 0 ]; then
    (cd "$LUA_SUITE" && timeout -k 5 120 "$program" main.lua) >"$log" 2>&1 </dev/null || status=1
    tail -n 1 "$log" | grep -qx 'OK' || status=1
  fi
  [ "$status" -eq 0 ] || tail -n 20 "$log"
  rm -f "$log"
  return "$status"
}
