# What Scripts/quickstart and Scripts/test share: plain messages, the check of Swift, and Debian's packages.
# shellcheck shell=bash

# What the Lunas binary is built with, and what the digits search trains with.
BUILD_PACKAGES=(liblua5.4-dev libsqlite3-dev zlib1g-dev pkg-config git)
TRAINER_PACKAGES=(python3-torch python3-sklearn)

say() { printf '==> %s\n' "$*"; }

fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# need_value OPTION [VALUE]: an option's value must follow it.
need_value() { [ $# -ge 2 ] && [ -n "$2" ] || fail "$1 needs a value"; }

# need_count OPTION [VALUE]: as need_value, for a whole number from 1.
need_count() {
  need_value "$@"
  [[ $2 =~ ^[1-9][0-9]*$ ]] || fail "$1 needs a whole number from 1, got '$2'"
}

check_swift() {
  local link="https://www.swift.org/install/linux/"
  command -v swift >/dev/null || fail "Swift is not installed (or not in PATH): get 6.3 from $link"
  local version
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1) || true
  [ -n "$version" ] || fail "\`swift --version\` fails: install Swift again from $link"
  if [ "${version%.*}" -lt 6 ] || { [ "${version%.*}" -eq 6 ] && [ "${version#*.}" -lt 2 ]; }; then
    fail "Lunas needs Swift 6.2 or newer, found $version: get 6.3 from $link"
  fi
  say "Swift $version is there"
}

# install_packages PACKAGE...: installs those that are missing, as root or through sudo.
install_packages() {
  command -v dpkg-query >/dev/null || fail "this is no Debian: install what these hold, then build by hand: $*"
  local package missing=()
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  if [ ${#missing[@]} -eq 0 ]; then
    say "Debian packages: all are there"
    return
  fi

  local root=(env) command="apt-get install -y --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "missing packages, and neither root nor sudo to install them. As root: $command"
    # Without a terminal, sudo could ask for a password for ever.
    [ -t 0 ] || sudo -n true 2>/dev/null || fail "missing packages, and sudo asks for a password. Type: sudo $command"
    root=(sudo env)
  fi
  say "Installing ${missing[*]} (may take a minute or two)"
  quietly "${root[@]}" apt-get update
  quietly "${root[@]}" DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}

# quietly COMMAND...: shows how it gets on, in one changing line on a terminal or in a line each half minute elsewhere;
# its whole output only when it fails.
quietly() {
  local log line last=$SECONDS columns=${COLUMNS:-80} status=0
  log=$(mktemp)
  "$@" 2>&1 | tee "$log" | while IFS= read -r line; do
    if [ -t 1 ]; then
      printf '\r\033[K    %s' "${line:0:columns-5}"
    elif [ $((SECONDS - last)) -ge 30 ]; then
      printf '    %s\n' "$line"
      last=$SECONDS
    fi
  done || status=$?
  if [ -t 1 ]; then printf '\r\033[K'; fi
  if [ "$status" -ne 0 ]; then
    cat "$log" >&2
    rm -f "$log"
    fail "\`$*\` failed with status $status; its output is above"
  fi
  rm -f "$log"
}

# install_python NAME MARK IMPORTS VENV_OPTIONS PIP_ARGUMENTS...: Python packages in .build/NAME, made once for each MARK,
# which is what they are called in messages.
install_python() {
  local folder=.build/$1 mark=$2 imports=$3 options=$4
  shift 4
  if [ "$(cat "$folder/version" 2>/dev/null)" = "$mark" ] && "$folder/bin/python" -c "import $imports" 2>/dev/null; then
    say "$mark: there"
    return
  fi
  say "Installing $mark in $folder"
  rm -rf "$folder"
  # shellcheck disable=SC2086
  quietly /usr/bin/python3 -m venv $options "$folder"
  quietly "$folder/bin/pip" install --disable-pip-version-check "$@"
  quietly "$folder/bin/python" -c "import $imports"
  echo "$mark" >"$folder/version"
}

# What the tests of search spaces read from.
install_pyglove() { install_python pyglove "PyGlove 0.4.5" pyglove "" pyglove==0.4.5; }

# What the tests of data splits compare with. Scikit-learn and SciPy are Debian's, so that little is downloaded.
install_sklearn() {
  install_python sklearn "scikit-learn and iterative-stratification 0.1.9" "iterstrat, scipy, sklearn" \
    --system-site-packages --no-deps iterative-stratification==0.1.9
}

# What other people read datasets with, without what these packages would like to have besides; numpy is Debian's.
install_readers() {
  local readers=(crc32c==2.9.post0 protobuf==7.36.2 webdataset==1.0.2 braceexpand==0.1.7 PyYAML==6.0.4)
  install_python readers "${readers[*]}" "crc32c, google.protobuf, webdataset" --system-site-packages --no-deps "${readers[@]}"
}
