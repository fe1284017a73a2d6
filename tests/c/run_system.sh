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
# What is "possibly lost" is what only a pointer into its middle holds: so Rust's library holds the handle of each thread.
checked() {
    valgrind --quiet --leak-check=full --show-leak-kinds=definite,indirect \
        --errors-for-leak-kinds=definite,indirect --error-exitcode=9 "$@"
}
for name in doors compare orders races wrapper; do
    echo "== valgrind $name"
    checked "$work/$name-shared"
done
echo "== valgrind vectors"
checked "$work/vectors-shared" "$work/vectors.tsv"

echo "== the same under clang"
SANITIZERS=needed CC=clang CXX=clang++ "$root/tests/c/run.sh"
