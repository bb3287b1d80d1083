#!/usr/bin/env bash
# Provide what some tests need besides Python: a Neo4j server, a Chromium to open the map in,
# and axe-core to look for what shuts readers out. Where one cannot be
# had, the tests that need it say so and skip; with KG_REQUIRE_SERVICES=1 they fail instead.
set -u
# The first test that needs the server starts it, and the test run stops it.
"$(dirname "$0")/neo4j_for_tests.sh" announce || echo "services: the tests of Neo4j will be skipped"
"$(dirname "$0")/node_modules.sh" || echo "services: the map will not be checked for accessibility"
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        echo "services: browser: $(command -v "$name")"
        exit 0
    fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "services: installing chromium with apt-get"
    { apt-get update -qq && apt-get install -y -qq chromium; } >/dev/null 2>&1
fi
if command -v chromium >/dev/null 2>&1; then
    echo "services: browser: $(command -v chromium)"
else
    echo "services: no Chromium found; install one (Debian: apt-get install chromium) to run the tests of the map"
fi
exit 0
