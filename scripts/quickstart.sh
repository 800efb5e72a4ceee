#!/usr/bin/env bash
# Sets up a fresh checkout and runs a lab on this machine. Needs no AWS account and no Docker.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/setup.sh
. scripts/setup.sh

set_up
say 'Building dist/ (npm run build)'
npm run --silent build

for command in up invoke down; do
  say "node dist/cli.js $command --local"
  node dist/cli.js "$command" --local
done

say 'Done. Next: npx valkey-lab up --local. On your AWS account, leave out --local (docs/START.md explains cost and permissions).'
