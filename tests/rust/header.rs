//! The committed C header is the one that the source gives. `UPDATE=1` writes it.

use std::error::Error;
use std::fs;
use std::path::Path;

#[test]
fn header_is_fresh() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let config = cbindgen::Config::from_file(root.join("ffi/cbindgen.toml"))?;
    let source = root.join("ffi/src/lib.rs");
    let bindings = cbindgen::Builder::new().with_config(config).with_src(source).generate()?;
    let mut fresh = Vec::new();
    bindings.write(&mut fresh);
    let path = root.join("include/partner_campaigns.h");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &fresh)?;
    }
    let stale = fs::read(&path).unwrap_or_default() != fresh;
    assert!(!stale, "include/partner_campaigns.h is stale: run this test with UPDATE=1");
    Ok(())
}
