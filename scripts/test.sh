#!/usr/bin/env bash
# From a fresh checkout to everything that must hold (npm run check). The last line counts the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/setup.sh
. scripts/setup.sh

set_up
exec npm run --silent check
