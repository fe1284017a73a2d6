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
        let path = folder.join(format!("{name}.schema.json"));
        if update {
            fs::create_dir_all(&folder)?;
            fs::write(&path, &text)?;
        }
        let fresh = fs::read_to_string(&path).unwrap_or_default() == text;
        assert!(fresh, "docs/schemas/{name}.schema.json is stale: run this test with UPDATE=1");
        names.insert(path);
    }
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let generated = fs::read_to_string(&path)?.contains("urn:partner-campaigns:schema:");
        assert!(names.contains(&path) || !generated, "{} is of no type", path.display());
    }
    Ok(())
}
