//! The published JSON Schemas are those of the types. `UPDATE=1` writes them.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;

use partner_campaigns::schemas;

#[test]
fn schemas_are_fresh() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/schemas");
    let update = std::env::var_os("UPDATE").is_some();
    let mut names = BTreeSet::new();
    for (name, text) in schemas() {
        let path = folder.join(name).with_extension("json");
        if update {
            fs::create_dir_all(&folder)?;
            fs::write(&path, &text)?;
        }
        let fresh = fs::read_to_string(&path).unwrap_or_default() == text;
        assert!(fresh, "docs/schemas/{name}.json is stale: run this test with UPDATE=1");
        names.insert(path.file_name().map(std::ffi::OsStr::to_owned));
    }
    for entry in fs::read_dir(&folder)? {
        let name = entry?.file_name();
        assert!(names.contains(&Some(name.clone())), "docs/schemas/{} is no schema", name.display());
    }
    Ok(())
}
