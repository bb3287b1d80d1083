#!/usr/bin/env bash
# A Neo4j server without Docker: fetches its jars with Maven and runs them. Needs Java 17 or later and Maven.
#
#   docker/neo4j.sh start  [HOME]         start one on free loopback ports and wait until it answers; prints how to
#                                         reach it (NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD), as HOME/env holds it
#   docker/neo4j.sh stop   [HOME]         stop it; the data stay
#   docker/neo4j.sh kill   [HOME]         end it as a power cut would
#   docker/neo4j.sh status [HOME]         say whether it runs; exit code 1 if not
#   docker/neo4j.sh fetch                 fetch the jars only
#   docker/neo4j.sh admin HOME ARGUMENTS  run neo4j-admin on the data of a server that is stopped
#
# HOME is a folder (.services/neo4j of this checkout unless given). Started again with the same HOME, the server has
# the same ports, password and data. A password is made up unless NEO4J_PASSWORD is set at the first start.
# NEO4J_HEAP (1g) and NEO4J_PAGECACHE (256m) set its memory, NEO4J_WAIT (120) the seconds to wait for it.
# NEO4J_EXTRA_CONF adds lines to its settings, each time that it starts.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
die() { echo "neo4j.sh: $*" >&2; exit 1; }

java_options=(
    --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/java.io=ALL-UNNAMED
    --add-opens=java.base/sun.nio.ch=ALL-UNNAMED --add-opens=java.base/java.util.concurrent=ALL-UNNAMED
    -Dio.netty.tryReflectionSetAccessible=true -Dfile.encoding=UTF-8
)

# Prints the class path. Maven is asked once for each pom and local repository; the answer is kept beside the jars.
class_path() {
    command -v mvn >/dev/null || die "Maven is missing (Debian: apt-get install maven)"
    local repository="${HOME}/.m2/paperkg" kept
    kept="$repository/$(cksum <"$here/pom.xml" | tr ' ' -).classpath"
    if [ ! -s "$kept" ] || ! first_exists "$kept"; then
        mkdir -p "$repository"
        # A name of its own for each process: several may start at once.
        mvn -q -B -Dstyle.color=never -f "$here/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.6.1:build-classpath \
            -Dmdep.outputFile="$kept.$$" >&2 || die "Maven could not fetch the server's jars"
        mv "$kept.$$" "$kept"
    fi
    cat "$kept"
}

first_exists() { local path; path=$(<"$1"); [ -e "${path%%:*}" ]; }

free_ports() {
    python3 - <<'PYTHON'
import socket
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(s.getsockname()[1] for s in sockets))
PYTHON
}

# A process that has ended may stay in the list until somebody asks how (a zombie).
alive() { case $(ps -o stat= -p "$1" 2>/dev/null) in "" | Z*) return 1 ;; esac; }

running() { [ -s "$1/pid" ] && alive "$(<"$1/pid")"; }

# Makes the folder of a new server: ports, password, settings.
set_up() {
    local home=$1 bolt http password
    (umask 077 && mkdir -p "$home/conf" "$home/logs" "$home/data" "$home/import" "$home/plugins")
    [ -s "$home/env" ] && return
    read -r bolt http < <(free_ports)
    password=${NEO4J_PASSWORD:-$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')}
    # Handed over as an argument file, which the list of processes does not show.
    (umask 077 && printf '%s\n' "\"${password//\"/\\\"}\"" >"$home/password")
    NEO4J_HOME=$home NEO4J_CONF=$home/conf java "${java_options[@]}" -cp "$(class_path)" org.neo4j.cli.AdminTool \
        dbms set-initial-password "@$home/password" >"$home/logs/password.log" 2>&1 ||
        die "the password was not taken: $(tail -n 1 "$home/logs/password.log")"
    rm -f "$home/password"
    (umask 077 && printf 'NEO4J_URI=bolt://127.0.0.1:%s\nNEO4J_USERNAME=neo4j\nNEO4J_PASSWORD=%q\nNEO4J_HTTP=http://127.0.0.1:%s\n' \
        "$bolt" "$password" "$http" >"$home/env.new")
    mv "$home/env.new" "$home/env"
}

settings() {
    local bolt=$1 http=$2
    cat <<CONF
server.bolt.listen_address=127.0.0.1:$bolt
server.bolt.advertised_address=127.0.0.1:$bolt
server.http.listen_address=127.0.0.1:$http
server.http.advertised_address=127.0.0.1:$http
server.https.enabled=false
server.memory.pagecache.size=${NEO4J_PAGECACHE:-256m}
dbms.usage_report.enabled=false
dbms.security.auth_enabled=true
db.tx_log.rotation.retention_policy=keep_none
${NEO4J_EXTRA_CONF:-}
CONF
}

start() {
    local home=$1 path
    command -v java >/dev/null || die "Java is missing (Debian: apt-get install openjdk-17-jre-headless)"
    path=$(class_path)
    if running "$home"; then cat "$home/env"; return; fi
    set_up "$home"
    local NEO4J_URI NEO4J_HTTP NEO4J_USERNAME
    # shellcheck disable=SC1091
    NEO4J_URI=$(sed -n 's/^NEO4J_URI=//p' "$home/env"); NEO4J_HTTP=$(sed -n 's/^NEO4J_HTTP=//p' "$home/env")
    settings "${NEO4J_URI##*:}" "${NEO4J_HTTP##*:}" >"$home/conf/neo4j.conf"
    : >"$home/logs/console.log"; : >"$home/logs/neo4j.log"
    # A session of its own: what ends the shell that started the server does not end the server.
    setsid java "-Xmx${NEO4J_HEAP:-1g}" "${java_options[@]}" -cp "$path" org.neo4j.server.CommunityEntryPoint \
        --home-dir="$home" --config-dir="$home/conf" >>"$home/logs/console.log" 2>&1 </dev/null &
    echo $! >"$home/pid"
    local deadline=$((SECONDS + ${NEO4J_WAIT:-120}))
    until grep -q "Started\.$" "$home/logs/neo4j.log"; do
        running "$home" || die "the server ended: $(tail -n 3 "$home/logs/console.log" "$home/logs/neo4j.log")"
        [ $SECONDS -lt $deadline ] || die "no answer within ${NEO4J_WAIT:-120} s; see $home/logs/console.log"
        sleep 0.2
    done
    cat "$home/env"
}

stop() {
    local home=$1 signal=$2 pid
    running "$home" || { rm -f "$home/pid"; return 0; }
    pid=$(<"$home/pid")
    kill "-$signal" "$pid"
    for _ in $(seq 150); do
        alive "$pid" || { rm -f "$home/pid"; return 0; }
        sleep 0.2
    done
    kill -KILL "$pid" 2>/dev/null || true
    rm -f "$home/pid"
}

action=${1:-}
home=${2:-$here/../.services/neo4j}
case $action in
start | stop | kill | status | admin) mkdir -p "$home"; home=$(cd "$home" && pwd) ;;
esac
case $action in
start) start "$home" ;;
stop) stop "$home" TERM ;;
kill) stop "$home" KILL ;;
status) if running "$home"; then echo "running: $(head -n 1 "$home/env")"; else echo "not running"; exit 1; fi ;;
fetch) class_path >/dev/null ;;
admin)
    [ $# -ge 3 ] || die "give a home folder and the arguments of neo4j-admin"
    running "$home" && die "stop the server in $home first"
    mkdir -p "$home/conf" "$home/data" "$home/logs"
    NEO4J_HOME=$home NEO4J_CONF=$home/conf exec java "-Xmx${NEO4J_HEAP:-1g}" "${java_options[@]}" \
        -cp "$(class_path)" org.neo4j.cli.AdminTool "${@:3}"
    ;;
*) sed -n '2,17s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
