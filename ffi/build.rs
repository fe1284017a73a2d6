//! Puts the ABI's number into the library's soname.

/// Raised with every change that an old caller could not survive; `PC_ABI_VERSION` is checked against it.
const ABI: &str = "0";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-env=PC_SONAME_NUMBER={ABI}");
    match std::env::var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("linux" | "android" | "freebsd" | "netbsd" | "openbsd") => {
            println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libpartner_campaigns.so.{ABI}");
        }
        Ok("macos") => {
            println!("cargo:rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libpartner_campaigns.{ABI}.dylib");
        }
        _ => {}
    }
}
