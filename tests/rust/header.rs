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

/// Amounts and rates are whole numbers: no function of the header takes or gives a float.
#[test]
fn header_knows_no_float() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for name in ["partner_campaigns.h", "partner_campaigns.hpp"] {
        let header = fs::read_to_string(root.join("include").join(name))?;
        let words: Vec<&str> =
            header.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
        assert!(words.contains(&"int64_t"), "{name}");
        assert!(!words.contains(&"float") && !words.contains(&"double"), "{name} has a float");
    }
    Ok(())
}
