//! What the programs are made of: `tests/dependencies.md` held to the manifests both ways, no crate that reaches a network, and
//! `unsafe` forbidden by the compiler in every package but two. Licences and doubles are cargo-deny's (`.ci/check-supply.sh`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn text(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The manifests of our packages: name without its prefix, and what it says.
fn manifests() -> Vec<(String, toml::Table)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders = fs::read_dir(src).expect("src").map(|entry| {
        let path: PathBuf = entry.expect("an entry").path();
        path.join("Cargo.toml")
    });
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let mut found: Vec<_> = folders
        .chain([own])
        .filter(|path| path.is_file())
        .map(|path| {
            let said: toml::Table = fs::read_to_string(&path)
                .expect("a manifest")
                .parse()
                .expect("TOML");
            let name = said["package"]["name"].as_str().expect("a name");
            (name.trim_start_matches("torimatome-").to_owned(), said)
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

/// The crates of a table of dependencies that are not ours.
fn outside(table: Option<&toml::Value>, ours: &BTreeSet<&str>) -> Vec<String> {
    let table = table.and_then(toml::Value::as_table);
    let names = table.into_iter().flat_map(toml::Table::keys);
    names
        .filter(|name| !ours.contains(name.as_str()))
        .cloned()
        .collect()
}

/// Crate ▸ the packages that name it, none where only tests do.
fn direct() -> BTreeMap<String, BTreeSet<String>> {
    let manifests = manifests();
    let ours: BTreeSet<&str> = manifests.iter().map(|(name, _)| name.as_str()).collect();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (package, said) in &manifests {
        let targets = said.get("target").and_then(toml::Value::as_table);
        let tables = targets.into_iter().flat_map(toml::Table::values);
        for table in tables.chain([&toml::Value::Table(said.clone())]) {
            for kind in ["dependencies", "build-dependencies"] {
                for name in outside(table.get(kind), &ours) {
                    found.entry(name).or_default().insert(package.clone());
                }
            }
            for name in outside(table.get("dev-dependencies"), &ours) {
                found.entry(name).or_default();
            }
        }
    }
    found
}

/// What the document says, in the shape of [`direct`]; a cell that is empty is a fault.
fn documented(document: &str) -> Result<BTreeMap<String, BTreeSet<String>>, String> {
    let mut found = BTreeMap::new();
    for row in document.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [name, packages, why, keeper, instead] = cells[..] else {
            return Err(format!("not five cells: {row}"));
        };
        if [why, keeper, instead].iter().any(|cell| cell.is_empty()) {
            return Err(format!("an empty cell: {row}"));
        }
        let packages = packages.split(", ").filter(|one| *one != "tests");
        let packages = packages.map(str::to_owned).collect();
        let name = name.trim_matches('`').to_owned();
        if found.insert(name, packages).is_some() {
            return Err(format!("told twice: {row}"));
        }
    }
    Ok(found)
}

#[test]
fn every_direct_dependency_is_told_with_its_reason_and_nothing_else_is() {
    let document = text("tests/dependencies.md");
    let direct = direct();
    assert!(direct.len() >= 40, "{} dependencies", direct.len());
    assert_eq!(documented(&document), Ok(direct));
    let forgotten = document.replacen("| `zip` |", "| `zap` |", 1);
    assert_ne!(documented(&forgotten), documented(&document));
    assert!(documented(&document.replacen("| Microsoft |", "| |", 1)).is_err());
}

/// The names that `.deny.toml` forbids.
fn forbidden() -> BTreeSet<String> {
    let said: toml::Table = text(".deny.toml").parse().expect("TOML");
    let names = said["bans"]["deny"].as_array().expect("a list");
    names
        .iter()
        .map(|name| name.as_str().expect("a name").to_owned())
        .collect()
}

/// The crates of a lock file: name, and where it is from.
fn locked(lock: &str) -> Vec<(String, Option<String>)> {
    let lock: toml::Table = lock.parse().expect("TOML");
    let packages = lock["package"].as_array().expect("packages");
    let of = |package: &toml::Value, key: &str| Some(package.get(key)?.as_str()?.to_owned());
    let crates = packages
        .iter()
        .map(|one| (of(one, "name").expect("a name"), of(one, "source")));
    crates.collect()
}

/// The crates of a lock file that reach a network.
fn reaching(lock: &str) -> Vec<String> {
    let forbidden = forbidden();
    let names = locked(lock).into_iter().map(|(name, _)| name);
    names.filter(|name| forbidden.contains(name)).collect()
}

#[test]
fn no_crate_reaches_a_network() {
    let lock = text("Cargo.lock");
    assert!(locked(&lock).len() > 200);
    assert_eq!(reaching(&lock), Vec::<String>::new());
    let planted = lock.replacen("name = \"calamine\"", "name = \"reqwest\"", 1);
    assert_eq!(reaching(&planted), ["reqwest"]);
    for name in [
        "hyper",
        "reqwest",
        "socket2",
        "mio",
        "rustls",
        "native-tls",
        "curl",
        "ureq",
        "openssl",
    ] {
        assert!(forbidden().contains(name), "{name} in .deny.toml");
    }
}

#[test]
fn every_crate_is_ours_or_of_the_registry_with_its_checksum() {
    const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";
    let lock = text("Cargo.lock");
    let ours = locked(&lock)
        .into_iter()
        .filter(|(name, source)| match source.as_deref() {
            Some(REGISTRY) => false,
            other => {
                assert_eq!(other, None, "{name}");
                true
            }
        });
    let ours: Vec<String> = ours.map(|(name, _)| name).collect();
    assert_eq!(ours.len(), manifests().len(), "{ours:?}");
    assert!(ours.iter().all(|name| name.starts_with("torimatome")));
    let from_registry = lock.matches(REGISTRY).count();
    assert_eq!(lock.matches("\nchecksum = \"").count(), from_registry);
}

/// Where a package inherits the lints of the workspace, which forbid `unsafe`, no line can allow it again. So it is forbidden to all
/// but two: the calls of Windows, and the memory that a browser hands over.
#[test]
fn the_compiler_forbids_unsafe_in_every_package_but_two() {
    let manifests = manifests();
    let (_, workspace) = manifests
        .iter()
        .find(|(name, _)| name == "torimatome")
        .expect("the root");
    let lint = &workspace["workspace"]["lints"]["rust"]["unsafe_code"];
    assert_eq!(lint.as_str(), Some("forbid"));
    let own: Vec<&str> = manifests
        .iter()
        .filter(|(_, said)| said["lints"].get("workspace") != Some(&toml::Value::Boolean(true)))
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(own, ["exports", "system"]);
    for (name, said) in &manifests {
        assert_eq!(
            said["package"].get("build").and_then(toml::Value::as_bool),
            (name != "torimatome").then_some(false),
            "{name}: no script runs while it is built"
        );
    }
    assert!(
        !Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("build.rs")
            .exists()
    );
}
