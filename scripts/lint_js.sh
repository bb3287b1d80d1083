#!/usr/bin/env bash
# Check the map's JavaScript: eslint, then the modules' own tests. Machines without node skip it, CI never does.
set -euo pipefail
cd "$(dirname "$0")/.."
status=0
scripts/node_modules.sh || status=$?
if [ "$status" = 3 ] && [ "${KG_REQUIRE_SERVICES:-}" != 1 ]; then
    exit 0
elif [ "$status" != 0 ]; then
    exit "$status"
fi
npm run --silent lint
npm run --silent test
