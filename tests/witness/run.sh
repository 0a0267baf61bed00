#!/usr/bin/env bash
# Lets a Presto engine and official clients of Log Service, in Python, for npm
# and in Java, judge the emulator and the plugin's SQL. README.md says what each
# proves. What is downloaded and built stays in ignored folders and is used again
# until its sources change. "run.sh attack" lets Presto judge hostile texts alone,
# as many as ATTACK_TEXTS says.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

needed="go java mvn"
[ "${1:-}" = attack ] || needed="$needed node python3"
for tool in $needed; do
  if ! command -v "$tool" >/dev/null; then
    echo "make test-witness needs $tool: install Go, Node, Java 17 with Maven, and Python 3." >&2
    exit 1
  fi
done

# build FOLDER WHAT compiles a Maven project, once for each state of its sources.
build() {
  local sources
  sources=$(cat "$1/pom.xml" "$1"/src/main/java/witness/*.java | sha256sum)
  if [ "$sources" != "$(cat "$1/target/built-from" 2>/dev/null)" ]; then
    echo "Building $2…"
    rm -rf "$1/target"
    mvn -q -B -Dstyle.color=never -f "$1/pom.xml" process-classes
    echo "$sources" >"$1/target/built-from"
  fi
}
build presto "the Presto engine (54 MB of jars the first time)"
if [ "${1:-}" = attack ]; then
  (cd ../attack && go test -count=1 -timeout 4h -run 'Narrow|Raw' -v .)
  exec go test -tags witness -count=1 -timeout 12h -run SQLKeepsItsStructure -v
fi
build java "the Java client (12 MB of jars the first time)"

# The SDK: once for each state of its requirements.
if ! cmp -s python/requirements.txt python/.venv/installed.txt; then
  echo "Installing the Python SDK…"
  rm -rf python/.venv
  python3 -m venv python/.venv
  python/.venv/bin/pip install --quiet --disable-pip-version-check -r python/requirements.txt
  cp python/requirements.txt python/.venv/installed.txt
fi

failed=0
echo "Presto: running every statement, which takes some minutes…"
go test -tags witness -count=1 -timeout 20m || failed=1
echo
echo "Python SDK: writing, searching and asking, signed with version 1 and 4…"
(cd python && .venv/bin/python -B -W ignore -m unittest test_official_sdk) 2>&1 || failed=1

# One emulator for the two clients that don't start their own.
emulator=$(mktemp -d)
go build -o "$emulator/emulator" ../emulator/cmd/emulator
export WITNESS_ACCESS_KEY_ID=witness-key WITNESS_ACCESS_KEY_SECRET=witness-secret WITNESS_REGION=cn-hangzhou
"$emulator/emulator" --listen 127.0.0.1:0 --region "$WITNESS_REGION" \
  --access-key-id "$WITNESS_ACCESS_KEY_ID" --access-key-secret "$WITNESS_ACCESS_KEY_SECRET" >"$emulator/listening" &
emulator_pid=$!
trap 'kill "$emulator_pid" 2>/dev/null || true; wait "$emulator_pid" 2>/dev/null || true; rm -rf "$emulator"' EXIT
for _ in $(seq 100); do
  address=$(sed -n 's/.*"address":"\([^"]*\)".*/\1/p' "$emulator/listening")
  [ -z "$address" ] || break
  sleep 0.1
done
if [ -z "$address" ]; then
  echo "The emulator didn't start within ten seconds." >&2
  exit 1
fi
export WITNESS_ENDPOINT="http://$address"

echo
echo "npm client: writing, and reading by GET…"
node --import tsx --test --test-reporter=spec npm/official_client.ts || failed=1
echo
echo "Java client: writing and reading, signed with version 1 and 4…"
java -cp "java/target/classes:java/target/lib/*" witness.Witness || failed=1

if [ "$failed" != 0 ]; then
  echo "A witness disagrees: see above." >&2
fi
exit "$failed"
