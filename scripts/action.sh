#!/usr/bin/env bash
# The steps of action.yml, each a function. They keep everything in one folder, which the action caches.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=scripts/setup.sh
. "$root/scripts/setup.sh"

store=$HOME/.cache/valkey-lab-action
packed=$store/valkey-lab.tgz

to_hash() {
  if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c 1-16
}

# Prints what the cached files depend on: the system's version, and the sources of the package.
print_key() {
  # shellcheck disable=SC1091
  printf 'system=%s\n' "$({ . /etc/os-release && echo "$ID-$VERSION_ID"; } 2>/dev/null || uname -r)"
  cd "$root"
  printf 'sources=%s\n' "$(find src handler scripts package.json package-lock.json tsconfig.json -type f | LC_ALL=C sort | tr '\n' '\0' | xargs -0 cat | to_hash)"
}

# Installs the server from the packages of an earlier run, if there are any.
install_server_once() {
  export APT_ARCHIVES=$store/server
  mkdir -p "$APT_ARCHIVES/partial"
  if ! has_server && compgen -G "$APT_ARCHIVES/*.deb" >/dev/null; then
    say 'Installing valkey-server from the cache (dpkg), not as a service'
    without_service valkey-server as_root dpkg --install "$APT_ARCHIVES"/*.deb || true
  fi
  install_server
  # apt's own files there belong to root, and the cache could not read them.
  rm -rf "$APT_ARCHIVES/partial" "$APT_ARCHIVES/lock" 2>/dev/null ||
    as_root rm -rf "$APT_ARCHIVES/partial" "$APT_ARCHIVES/lock"
}

# Builds the package from this checkout, unless an earlier run did, and puts its program on the PATH.
install_program() {
  check_node
  mkdir -p "$store/bin"
  if [ ! -e "$packed" ]; then
    say 'Building valkey-lab from its sources (npm ci, npm pack)'
    cd "$root"
    npm ci --include=dev --no-audit --no-fund
    npm pack --pack-destination "$store"
    mv "$store"/valkey-lab-*.tgz "$packed"
  fi
  unpack "$store/package"
  ln -sf "$store/package/dist/cli.js" "$store/bin/valkey-lab"
  echo "$store/bin" >> "$GITHUB_PATH"
  say "valkey-lab $("$store/bin/valkey-lab" --version) is on the PATH"
}

# Adds the package to a project. It has no dependencies, so this works with every package manager.
install_package() {
  [ -d "$1" ] || fail "The folder \"$1\" (input project) does not exist. Name a folder of the checkout."
  cd "$1"
  if [ -e node_modules/valkey-lab ]; then
    say "$PWD has its own valkey-lab, which stays"
    return
  fi
  mkdir -p node_modules/.bin
  unpack node_modules/valkey-lab
  ln -sf ../valkey-lab/dist/cli.js node_modules/.bin/valkey-lab
  say "Added valkey-lab to $PWD/node_modules"
}

unpack() {
  rm -rf "$1"
  mkdir -p "$1"
  tar -xzf "$packed" --strip-components 1 -C "$1"
}

"$@"
