//! What other programs take up: `manifest.json` against its published schema.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::end_to_end::{compiled, run, samples, stderr, text};
use crate::formats::{assert_valid, object_at, objects, schema, validator};

/// Compiles one sample ward into a folder and gives the folder's manifest.
fn manifest_of(out: &Path, options: &[&str]) -> Value {
    let one = samples("r7").join("271225_西成区.xlsx");
    let (one, out_text) = (text(&one), text(out));
    let arguments = [&["compile", one, "--quiet", "--out", out_text], options].concat();
    let output = run(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    json_file(&out.join("manifest.json"))
}

fn json_file(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
}

#[test]
fn the_manifest_of_every_run_keeps_to_the_published_schema_and_says_its_time_only_when_asked() {
    let validator = validator(&schema("manifest"));
    let usual = json_file(&compiled().join("out/manifest.json"));
    assert_valid(&validator, &usual, "compile");
    assert_eq!(usual["has_sample_data"], true);
    assert_eq!(usual.get("created"), None);
    let folder = tempfile::tempdir().expect("a folder");
    let stamped = manifest_of(
        &folder.path().join("stamped"),
        &["--stamp=2026-04-20T10:05"],
    );
    assert_valid(&validator, &stamped, "--stamp");
    assert_eq!(stamped["created"], "2026-04-20T10:05:00");
    let public = manifest_of(&folder.path().join("public"), &["--public"]);
    assert_valid(&validator, &public, "--public");
    assert_eq!(public["inputs"], json!([]));
}

#[test]
fn every_key_of_the_manifest_is_required_and_no_other_is_allowed() {
    let validator = validator(&schema("manifest"));
    let mut good = json_file(&compiled().join("out/manifest.json"));
    // One file of each list is enough, and one of the limits: any may come or go.
    for list in ["definitions", "inputs", "previous", "outputs"] {
        let files = good[list].as_array_mut().expect("a list");
        files.truncate(1);
    }
    let mut all = Vec::new();
    objects(&good, "", &mut all);
    all.retain(|at| at != "/limits" && at != "/registry/totals");
    assert!(all.len() >= 6, "{all:?}");
    for at in all {
        let mut with_more = good.clone();
        object_at(&mut with_more, &at).insert("more".to_owned(), Value::Null);
        assert!(!validator.is_valid(&with_more), "{at}: a key too many");
        let keys: Vec<String> = object_at(&mut good.clone(), &at).keys().cloned().collect();
        for key in keys {
            let mut without = good.clone();
            object_at(&mut without, &at).remove(&key);
            assert!(!validator.is_valid(&without), "{at}: without {key}");
        }
    }
    for (pointer, value) in [
        ("/schema", json!("torimatome.manifest/2")),
        ("/as_of", json!("令和8年3月31日")),
        ("/program", json!("another 0.1.0")),
        ("/registry/totals", json!({"R7": 334})),
        ("/registry/totals/2025", json!("334")),
        ("/limits/cells", json!(-1)),
        ("/inputs/0/sha256", json!("00")),
        ("/inputs/0/file", json!("")),
    ] {
        let mut broken = good.clone();
        *broken.pointer_mut(pointer).expect("a place") = value;
        assert!(!validator.is_valid(&broken), "{pointer}");
    }
}
