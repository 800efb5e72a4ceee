#!/usr/bin/env bash
# Everything that must hold: lint, types, all tests. The last line counts them.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/setup.sh
. scripts/setup.sh

set_up
say 'Lint (npm run lint)'
npm run --silent lint
say 'Types (npm run types)'
npm run --silent types

say 'Tests (vitest)'
results=$(mktemp)
trap 'rm -f "$results"' EXIT
status=0
npx vitest run --reporter=default --reporter=json --outputFile.json="$results" || status=$?
node scripts/count-tests.mjs "$results"
exit "$status"
