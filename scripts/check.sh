#!/usr/bin/env bash
# Runs all checks after set-up: lint, types and tests. The last line counts the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '==> %s\n' "$*"; }
say 'Lint (npm run lint)'
npm run --silent lint
say 'Types (npm run types)'
npm run --silent types

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
run_tests() {
  local name=$1
  shift
  TEST_RESULTS="$results/$name.json" npx vitest run "$@" || status=$?
}

say 'Tests (npm test)'
run_tests tests
say 'A sample of the chaos tests (npm run test:chaos runs all)'
TEST_SAMPLE=25 run_tests chaos --config test/chaos/vitest.config.ts
say 'A sample of the hostile tests (npm run test:hostile runs all)'
TEST_SAMPLE=10 run_tests hostile --config test/hostile/vitest.config.ts
say 'A sample of the probes (npm run test:probes runs all)'
TEST_SAMPLE=25 run_tests probes --config test/probes/vitest.config.ts sets
node --import tsx scripts/count-tests.ts "$results"/*.json
exit "$status"
