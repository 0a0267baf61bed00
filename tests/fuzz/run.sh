#!/usr/bin/env bash
# Runs every fuzz target of pkg/: FUZZTIME is how long each is run, FUZZJOBS how many at a time, which share the cores.
# What one finds is kept in its package's testdata/fuzz, where go test replays it from then on.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
kept=$root/.cache/fuzz
mkdir -p "$kept"

# Once a package rather than once a target: all that it depends on is compiled anew for it.
mapfile -t packages < <(grep -rl '^func Fuzz' --include='*_test.go' pkg | xargs -n 1 dirname | sort -u)
for package in "${packages[@]}"; do
  echo "Compiling $package for fuzzing…"
  go test -c -fuzz . -o "$kept/$(basename "$package").test" "./$package"
done

fuzz() {
  local log=$kept/$2.log
  cd "$root/$1"
  # Each input that covers more is made smaller for up to a minute if nothing is said, and no other tried meanwhile.
  "$kept/$(basename "$1").test" -test.fuzzminimizetime 1s -test.run '^$' -test.fuzz "^$2\$" -test.fuzztime "$FUZZTIME" \
    -test.parallel "$FUZZWORKERS" -test.fuzzcachedir "$kept/corpus" 2>&1 | tee "$log" | sed "s/^/$2: /" || timeIsUp "$log"
}

# Go before 1.27 at times calls it a failure that the time is up, and has no input to show then: https://go.dev/issue/75804
timeIsUp() {
  grep -q '^ *context deadline exceeded$' "$1" && ! grep -q 'Failing input written\|panic:' "$1"
}
export -f fuzz timeIsUp
export root kept FUZZTIME=${FUZZTIME:-10m} FUZZWORKERS=${FUZZWORKERS:-$(nproc)}
grep -ro '^func Fuzz[A-Za-z0-9_]*' --include='*_test.go' pkg |
  sed 's,/[^/]*:func , ,' |
  xargs -P "${FUZZJOBS:-1}" -n 2 bash -o pipefail -c 'fuzz "$@"' fuzz
