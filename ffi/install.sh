#!/bin/sh
# Puts the C library, its headers and its pkg-config file in place:
#
#     ffi/install.sh PREFIX [debug|release]
#
# Builds with cargo first. Below PREFIX only: lib/, include/, lib/pkgconfig/. DESTDIR is honoured.
set -eu

prefix=${1:?"usage: ffi/install.sh PREFIX [debug|release]"}
profile=${2:-release}
case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
root=$(cd "$(dirname "$0")/.." && pwd)

case $profile in
    release) (cd "$root" && cargo build --quiet --release -p partner-campaigns-ffi) ;;
    debug) (cd "$root" && cargo build --quiet -p partner-campaigns-ffi) ;;
    *) echo "install.sh: no profile \`$profile\`: there are debug and release" >&2; exit 2 ;;
esac
target=${CARGO_TARGET_DIR:-target}
case $target in /*) ;; *) target=$root/$target ;; esac
built=$target/$profile

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml" | head -n 1)
abi=$(sed -n 's/^const ABI: &str = "\(.*\)";$/\1/p' "$root/ffi/build.rs")
place=${DESTDIR:-}$prefix
mkdir -p "$place/lib/pkgconfig" "$place/include"

cp "$root/include/partner_campaigns.h" "$root/include/partner_campaigns.hpp" "$place/include/"
cp "$built/libpartner_campaigns_ffi.a" "$place/lib/libpartner_campaigns.a"
case $(uname -s) in
    Darwin)
        cp "$built/libpartner_campaigns_ffi.dylib" "$place/lib/libpartner_campaigns.$abi.dylib"
        ln -sf "libpartner_campaigns.$abi.dylib" "$place/lib/libpartner_campaigns.dylib"
        ;;
    *)
        full=libpartner_campaigns.so.$abi.$version
        cp "$built/libpartner_campaigns_ffi.so" "$place/lib/$full"
        ln -sf "$full" "$place/lib/libpartner_campaigns.so.$abi"
        ln -sf "libpartner_campaigns.so.$abi" "$place/lib/libpartner_campaigns.so"
        ;;
esac

# What the static library needs beside itself: libc and the unwinder.
cat > "$place/lib/pkgconfig/partner_campaigns.pc" <<END
prefix=\${pcfiledir}/../..
libdir=\${prefix}/lib
includedir=\${prefix}/include

Name: partner_campaigns
Description: The rules of partner campaigns and the split of their commission, exact to the minor unit
Version: $version
Libs: -L\${libdir} -lpartner_campaigns
Libs.private: -lgcc_s -lutil -lrt -lpthread -lm -ldl -lc
Cflags: -I\${includedir}
END
