#!/usr/bin/env bash
# The Neo4j server that tests and benchmarks use: the one that NEO4J_URI names, else one in Docker, else one from Maven.
#
#   scripts/neo4j_for_tests.sh announce     say which it will be, and fetch what it needs
#   scripts/neo4j_for_tests.sh start HOME   start it with its data in the new folder HOME; prints NEO4J_URI and the rest
#   scripts/neo4j_for_tests.sh stop HOME    stop it and forget its data
#
# Exit code 3: there is none; what is missing is said on standard error.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
action=${1:?announce, start or stop} home=${2:-}

kind() {
    if [ -n "${NEO4J_URI:-}" ]; then echo given
    elif docker compose version >/dev/null 2>&1 && docker info >/dev/null 2>&1; then echo docker
    elif command -v java >/dev/null && command -v mvn >/dev/null; then echo maven
    else echo none
    fi
}

compose() { docker compose --project-name "paperkg-$(cksum <<<"$home" | cut -d ' ' -f 1)" --file "$root/docker/compose.yaml" "$@"; }

start_docker() {
    local password bolt http
    password=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
    export NEO4J_PASSWORD=$password NEO4J_BOLT_PORT=0 NEO4J_HTTP_PORT=0
    compose up --detach --wait neo4j >&2
    bolt=$(compose port neo4j 7687) http=$(compose port neo4j 7474)
    printf 'NEO4J_URI=bolt://%s\nNEO4J_USERNAME=neo4j\nNEO4J_PASSWORD=%s\nNEO4J_HTTP=http://%s\n' "$bolt" "$password" "$http"
}

found=$(kind)
case $action-$found in
announce-given) echo "services: Neo4j: the server of NEO4J_URI" ;;
announce-docker) echo "services: Neo4j: docker/compose.yaml" ;;
announce-maven)
    echo "services: Neo4j: jars from Maven"
    "$root/docker/neo4j.sh" fetch || exit 3
    ;;
start-given)
    printf 'NEO4J_URI=%s\nNEO4J_USERNAME=%s\nNEO4J_PASSWORD=%s\n' "$NEO4J_URI" "${NEO4J_USERNAME:-neo4j}" "${NEO4J_PASSWORD:-}"
    ;;
start-docker) start_docker ;;
start-maven) "$root/docker/neo4j.sh" start "$home" ;;
stop-docker) NEO4J_PASSWORD=unused compose down --volumes >&2 ;;
stop-maven) "$root/docker/neo4j.sh" kill "$home" ;; # nobody needs the data any more
stop-*) ;;
*)
    echo "no Neo4j: set NEO4J_URI, or start Docker, or install Java 17 and Maven" >&2
    exit 3
    ;;
esac
