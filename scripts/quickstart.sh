#!/usr/bin/env bash
# Sets up a fresh checkout and runs a lab on this machine. Needs no AWS account and no Docker.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/setup.sh
. scripts/setup.sh

set_up
say 'Building dist/ (npm run build)'
npm run --silent build

for command in up invoke verify down; do
  say "node dist/cli.js $command --local"
  node dist/cli.js "$command" --local
done

cat <<'END'
==> Done: this lab is removed again. What you can do now:
  a lab that stays       npx valkey-lab up --local
  your own function      docs/FIRST-FUNCTION.md leads to AWS in 20 minutes
  your own tests         docs/LOCAL.md shows how they use the local endpoint
  your AWS account       docs/START.md explains time, cost and permissions
END
