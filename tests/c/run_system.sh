#!/bin/sh
# The C tests that need more than a compiler: valgrind, and a second compiler. Valgrind runs on what tests/c/run.sh builds.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
case $target in /*) ;; *) target=$root/$target ;; esac
work=$target/c-tests

missing=
for tool in valgrind clang; do
    command -v $tool >/dev/null 2>&1 || missing="$missing $tool"
done
if [ -n "$missing" ]; then
    echo "the system tests of C need$missing, which this machine has not" >&2
    exit 1
fi

"$root/tests/c/run.sh" # what an earlier run left may be another compiler's, whose debug information valgrind cannot read
for name in doors compare races wrapper; do
    echo "== valgrind $name"
    valgrind --quiet --leak-check=full --error-exitcode=9 "$work/$name-shared"
done
echo "== valgrind vectors"
valgrind --quiet --leak-check=full --error-exitcode=9 "$work/vectors-shared" "$work/vectors.tsv"

echo "== the same under clang"
SANITIZERS=needed CC=clang CXX=clang++ "$root/tests/c/run.sh"
