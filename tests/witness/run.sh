#!/usr/bin/env bash
# Lets a Presto engine and the official Python SDK judge the emulator and the
# plugin's SQL. README.md says what each proves. What is downloaded and built
# stays in ignored folders and is used again until its sources change.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

for tool in go java mvn python3; do
  if ! command -v "$tool" >/dev/null; then
    echo "make test-witness needs $tool: install Go, Java 17 with Maven, and Python 3." >&2
    exit 1
  fi
done

# The engine: once for each state of its sources.
sources=$(cat presto/pom.xml presto/src/main/java/witness/*.java | sha256sum)
if [ "$sources" != "$(cat presto/target/built-from 2>/dev/null)" ]; then
  echo "Building the Presto engine (54 MB of jars the first time)…"
  rm -rf presto/target
  mvn -q -B -Dstyle.color=never -f presto/pom.xml process-classes
  echo "$sources" >presto/target/built-from
fi

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

if [ "$failed" != 0 ]; then
  echo "A witness disagrees: see above." >&2
fi
exit "$failed"
