#!/usr/bin/env bash
# Sets up a fresh checkout and runs all checks (npm run check). The last line counts the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/setup.sh
. scripts/setup.sh

set_up
exec npm run --silent check
