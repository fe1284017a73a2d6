#!/bin/sh
# The C tests: builds and installs the library into a folder of its own, compiles the header in every standard that it
# claims, then runs the vectors and the bad doors against the shared and the static library, plain and under the
# compiler's sanitizers. Needs cargo, a C and a C++ compiler and python3. CC, CXX, PYTHON and PROFILE (debug) are honoured.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
cc=${CC:-cc}
cxx=${CXX:-c++}
python=${PYTHON:-python3}
target=${CARGO_TARGET_DIR:-$root/target}
case $target in /*) ;; *) target=$root/$target ;; esac
work=$target/c-tests
here=$root/tests/c

say() { echo "== $*"; }

rm -rf "$work"
mkdir -p "$work"
say "library"
"$root/ffi/install.sh" "$work/prefix" "${PROFILE:-debug}"
include=$work/prefix/include
lib=$work/prefix/lib
system="-lpthread -lm -ldl"
strict="-Wall -Wextra -pedantic -Werror -Wconversion -Wshadow"

if command -v readelf >/dev/null 2>&1; then
    readelf -d "$lib/libpartner_campaigns.so" | grep -q 'soname: \[libpartner_campaigns\.so\.[0-9]*\]' ||
        { echo "the shared library has no versioned soname" >&2; exit 1; }
fi

# What the library exports is what the header declares, neither more nor less.
if command -v nm >/dev/null 2>&1; then
    nm -D --defined-only "$lib/libpartner_campaigns.so" | sed -n 's/.* [TDBRi] \([^@]*\).*/\1/p' | sort > "$work/exported"
    sed -n 's/^[a-z].*[ *]\(pc_[a-z0-9_]*\)(.*/\1/p' "$include/partner_campaigns.h" | sort > "$work/declared"
    diff "$work/declared" "$work/exported" ||
        { echo "the library exports (>) other symbols than the header declares (<)" >&2; exit 1; }
fi

say "headers: C99, C11, C17, C++11 to C++20"
for standard in c99 c11 c17; do
    "$cc" -std=$standard $strict -I"$include" -c "$here/layout.c" -o "$work/layout.o"
done
for standard in c++11 c++14 c++17 c++20; do
    "$cxx" -x c++ -std=$standard $strict -I"$include" -c "$here/layout.c" -o "$work/layout_cpp.o"
done
for standard in c++17 c++20; do
    "$cxx" -std=$standard $strict -I"$include" -c "$here/wrapper.cpp" -o "$work/wrapper.o"
done

"$python" "$here/flatten.py" "$root/tests/vectors" > "$work/vectors.tsv"

# build KIND LINK FLAGS...: the programs, linked one way
build() {
    kind=$1 link=$2
    shift 2
    for name in doors compare orders scarce vectors; do
        "$cc" -std=c99 $strict "$@" -I"$include" "$here/$name.c" "$here/layout.c" $link -o "$work/$name-$kind"
    done
    "$cc" -std=c99 $strict "$@" -I"$include" "$here/races.c" $link -lpthread -o "$work/races-$kind"
    "$cxx" -std=c++17 $strict "$@" -I"$include" "$here/wrapper.cpp" $link -o "$work/wrapper-$kind"
    "$cxx" -std=c++17 $strict "$@" -I"$include" "$root/examples/back_office.cpp" $link -lpthread -o "$work/back_office-$kind"
}

# Each of them; none hides that another failed.
run() {
    say "$1"
    failed=0
    "$work/doors-$1" || failed=1
    "$work/compare-$1" || failed=1
    "$work/scarce-$1" || failed=1
    "$work/orders-$1" || failed=1
    "$work/races-$1" || failed=1
    "$work/wrapper-$1" || failed=1
    "$work/vectors-$1" "$work/vectors.tsv" || failed=1
    "$work/back_office-$1" || failed=1
    return $failed
}

all_failed=0
shared="-L$lib -lpartner_campaigns -Wl,-rpath,$lib"
static="$lib/libpartner_campaigns.a $system"
build shared "$shared" -g
build static "$static" -g
run shared || all_failed=1
run static || all_failed=1

say "the example of README.md"
sed -n '/^```c$/,/^```$/{/^```/d;p;}' "$root/README.md" > "$work/readme.c"
"$cc" -std=c99 $strict -I"$include" "$work/readme.c" $shared -o "$work/readme" && "$work/readme" || all_failed=1

if echo 'int main(void){return 0;}' > "$work/probe.c" &&
    "$cc" -fsanitize=address,undefined "$work/probe.c" -o "$work/probe" 2>/dev/null && "$work/probe"; then
    build sanitized "$shared" -g -fsanitize=address,undefined -fno-sanitize-recover=all
    run sanitized || all_failed=1
elif [ "${SANITIZERS:-}" = needed ]; then
    echo "the tests need the sanitizers of $cc, which this machine has not" >&2
    all_failed=1
else
    say "sanitized: left out, since $cc has no sanitizers here"
fi
exit $all_failed
