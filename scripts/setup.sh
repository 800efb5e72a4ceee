#!/usr/bin/env bash
# Set-up for quickstart.sh and test.sh: checks Node.js, installs npm packages and valkey-server. Safe to run again.

say() { printf '==> %s\n' "$*"; }
fail() { printf 'Error: %s\n' "$*" >&2; exit 1; }

check_node() {
  command -v node >/dev/null || fail 'Node.js is missing. Install version 20.19 or later: https://nodejs.org'
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    fail "Node.js $(node --version) is too old. Install version 20.19 or later."
  command -v npm >/dev/null || fail 'npm is missing. It comes with Node.js: https://nodejs.org'
  say "Node.js $(node --version), npm $(npm --version)"
}

install_packages() {
  if [ node_modules/.package-lock.json -nt package-lock.json ]; then
    say 'The npm packages are installed already (node_modules)'
    return
  fi
  say 'Installing npm packages into node_modules (npm ci)'
  npm ci --include=dev --no-audit --no-fund
}

# redis-server 7 works too. Older versions lack the ACL rules that access strings use.
has_server() {
  command -v valkey-server >/dev/null && return 0
  command -v redis-server >/dev/null || return 1
  redis-server --version | grep -Eq ' v=([7-9]|[1-9][0-9])\.'
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else
    fail "This command needs root, but sudo is missing: $*
  Choose one of these, then run the script again:
  - run it as root, or as a user who has sudo
  - ask an administrator to install valkey-server, or redis-server 7 or later
  - put a valkey-server program into a folder of your PATH: https://valkey.io/download/"
  fi
}

# The packages of Debian and Ubuntu start the server as a service. A mask prevents that during the installation.
# Afterwards, disabling the service prevents a start at boot.
without_service() {
  local package=$1; shift
  local masked=no
  if command -v systemctl >/dev/null && [ -d /run/systemd/system ]; then
    as_root systemctl mask "$package.service" >/dev/null 2>&1 && masked=yes
  fi
  local status=0
  "$@" || status=1
  [ "$masked" = no ] || as_root systemctl unmask "$package.service" >/dev/null 2>&1
  if [ "$status" = 0 ] && command -v systemctl >/dev/null; then
    as_root systemctl disable "$package.service" >/dev/null 2>&1 || true
  fi
  return "$status"
}

# APT_ARCHIVES names a folder that keeps the downloaded packages.
apt_install() {
  local package=$1; shift
  without_service "$package" as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q ${APT_ARCHIVES:+-o "Dir::Cache::archives=$APT_ARCHIVES"} "$@" "$package"
}

install_with_apt() {
  # shellcheck disable=SC1091
  local id version
  id=$(. /etc/os-release && echo "${ID:-}")
  # shellcheck disable=SC1091
  version=$(. /etc/os-release && echo "${VERSION_ID:-}")
  if [ "$id" = debian ] && [ "$version" = 12 ]; then
    local list=/etc/apt/sources.list.d/valkey-lab-backports.list
    if ! apt-cache policy valkey-server 2>/dev/null | grep -q bookworm-backports; then
      say "Adding Debian's official bookworm-backports to apt ($list)"
      echo 'deb http://deb.debian.org/debian bookworm-backports main' | as_root tee "$list" >/dev/null
    fi
    as_root apt-get update -q
    say 'Installing valkey-server from bookworm-backports (apt-get), not as a service'
    apt_install valkey-server -t bookworm-backports && return
  else
    as_root apt-get update -q
    say 'Installing valkey-server (apt-get), not as a service'
    apt_install valkey-server && return
  fi
  say 'No valkey-server package found. Installing redis-server (apt-get), not as a service'
  apt_install redis-server
}

install_server() {
  if has_server; then
    say "$(command -v valkey-server || command -v redis-server) is installed already"
    return
  fi
  if command -v apt-get >/dev/null; then install_with_apt
  elif command -v dnf >/dev/null; then
    say 'Installing valkey (dnf); its service is not started'
    as_root dnf install -y -q valkey
  elif command -v brew >/dev/null; then
    say 'Installing valkey (brew); its service is not started'
    brew install valkey
  else
    fail 'valkey-server is missing, and so are apt-get, dnf and brew. Install valkey-server first: https://valkey.io/download/'
  fi
  has_server || fail 'The installed package has neither valkey-server nor redis-server 7 or later. See https://valkey.io/download/'
}

set_up() {
  check_node
  install_packages
  install_server
}
