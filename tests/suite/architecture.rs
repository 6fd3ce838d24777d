//! The house rules that no compiler checks: fences for outside crates inside a package, file lengths, and that no
//! municipality is named in Rust. Which package may know which stands in its `Cargo.toml`, and the compiler holds it.

use std::fs;
use std::path::{Path, PathBuf};

/// Where an outside crate or a system door may be named.
const FENCES: &[(&str, &[&str])] = &[
    ("calamine", &["workbook/apart/text.rs"]),
    ("zip::Zip", &["workbook/"]),
    ("quick_xml", &["workbook/"]),
    ("quick_junit", &["render/junit.rs"]),
    ("parquet::", &["columnar/"]),
    ("serde_sarif", &["render/sarif/"]),
    ("schemars", &["definition/", "check/"]),
    ("rust_xlsxwriter", &["render/xlsx/"]),
    ("pulldown_cmark", &["manual/reader.rs"]),
    (
        "printpdf",
        &[
            "render/pdf/font.rs",
            "render/pdf/glyphs.rs",
            "render/pdf/font/",
            "render/pdf/paint.rs",
        ],
    ),
    ("lopdf", &["render/pdf/"]),
    ("tiny_skia", &["render/pdf/picture.rs", "render/pdf/png.rs"]),
    ("use png::", &["render/pdf/png.rs"]),
    ("aho_corasick", &["read/ward_name.rs"]),
    ("memchr", &["workbook/", "read/"]),
    ("toml::", &["definition/document/", "manual/"]),
    ("clap", &["cli/"]),
    ("console::", &["cli/"]),
    ("anyhow", &["cli/"]),
    ("rayon", &["pipeline/"]),
    (
        "std::thread",
        &[
            "pipeline/",
            "cli/input/own_process.rs",
            "cli/turn.rs",
            "system/paged.rs",
        ],
    ),
    ("Command::new", &["cli/input/own_process.rs"]),
    ("rustix", &["cli/output.rs", "cli/turn.rs"]),
    ("windows_sys", &["system/windows.rs"]),
    ("system::", &["cli/", "main.rs", "workbook/zip/"]),
    ("windows::", &["cli/turn.rs", "system/"]),
    (
        "unsafe ",
        &[
            "exports/lib.rs",
            "system/allocator.rs",
            "system/paged.rs",
            "system/windows.rs",
        ],
    ),
    ("unsafe{", &[]),
    ("unsafe(", &["exports/lib.rs"]),
    ("extern \"C\"", &["exports/lib.rs"]),
    ("extern \"system\"", &[]),
    ("asm!", &[]),
    ("dlmalloc", &["system/paged.rs"]),
    ("libc::", &["system/allocator.rs", "system/paged.rs"]),
    ("std::net", &[]),
    ("core::net", &[]),
    ("TcpStream", &[]),
    ("TcpListener", &[]),
    ("UdpSocket", &[]),
    ("UnixStream", &[]),
    ("UnixListener", &[]),
    ("UnixDatagram", &[]),
    ("ToSocketAddrs", &[]),
    ("std::fs", &["cli/", "system/paged.rs"]),
    ("std::env", &["cli/", "main.rs"]),
    ("std::process", &["cli/", "main.rs"]),
    ("Instant::now", &["cli/progress.rs"]),
];

fn source_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files_of(kind: &str, folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files_of(kind, &path, found);
        } else if path.extension().is_some_and(|ending| ending == kind) {
            found.push(path);
        }
    }
    found.sort();
}

/// Every source file: path below `src/`, and its lines up to the tests.
pub(crate) fn sources() -> Vec<(String, Vec<String>)> {
    let root = source_root();
    let mut paths = Vec::new();
    files_of("rs", &root, &mut paths);
    paths
        .into_iter()
        .filter(|path| path.file_name().is_some_and(|name| name != "tests.rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a source file");
            let code = text
                .lines()
                .take_while(|line| !(line.starts_with("#[cfg(") && line.contains("test")));
            let name = path
                .strip_prefix(&root)
                .expect("below src")
                .to_string_lossy()
                .replace('\\', "/");
            (name, code.map(str::to_owned).collect())
        })
        .collect()
}

/// The explanations of the codes.
pub(crate) fn explanations() -> Vec<PathBuf> {
    let mut paths = Vec::new();
    files_of("md", &source_root(), &mut paths);
    paths
}

pub(crate) fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

#[test]
fn outside_crates_stay_behind_their_fences() {
    let mut broken = Vec::new();
    for (name, lines) in sources() {
        for (word, homes) in FENCES {
            if homes.iter().any(|home| name.starts_with(home)) {
                continue;
            }
            for (at, line) in lines
                .iter()
                .enumerate()
                .filter(|(_, line)| !is_comment(line))
            {
                if line.contains(word) {
                    broken.push(format!("src/{name}:{}: {word}: {}", at + 1, line.trim()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "fences broken:\n{}", broken.join("\n"));
}

#[test]
fn files_stay_under_400_lines_and_say_what_they_are() {
    for (name, lines) in sources() {
        assert!(lines.len() <= 400, "src/{name} has {} lines", lines.len());
        assert!(
            lines.first().is_some_and(|line| line.starts_with("//! ")),
            "src/{name} does not say what it is"
        );
    }
}

#[test]
fn no_municipality_is_named_in_rust() {
    let areas =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/areas.toml"));
    let areas: toml::Value = toml::from_str(&areas.expect("areas.toml")).expect("valid TOML");
    let mut names: Vec<String> = vec![areas["city"]["name"].as_str().expect("a name").to_owned()];
    for ward in areas["ward"].as_array().expect("wards") {
        names.push(ward["name"].as_str().expect("a name").to_owned());
        names.push(ward["code"].as_str().expect("a code").to_owned());
    }
    assert_eq!(names.len(), 49, "the city, and name and code of 24 wards");
    names.extend(["大阪".to_owned(), "Osaka".to_owned(), "福祉局".to_owned()]);
    let mut broken = Vec::new();
    for (file, lines) in sources() {
        for (at, line) in lines
            .iter()
            .enumerate()
            .filter(|(_, line)| !is_comment(line))
        {
            for name in names.iter().filter(|name| line.contains(name.as_str())) {
                broken.push(format!("src/{file}:{}: {name}: {}", at + 1, line.trim()));
            }
        }
    }
    assert!(
        broken.is_empty(),
        "municipalities named in Rust:\n{}",
        broken.join("\n")
    );
}

/// Whether a word stands in a line, and not as a part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    let is_inside = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + word.len()..]);
        !before.ends_with(is_inside) && !after.starts_with(is_inside)
    })
}

/// A new kind of rule is its `.rs`, its `.md`, its cases and one line: so for those that there are, nothing else may name
/// them, be it by name, code, type or file. Rules may ask about each other's code; nobody outside their folder knows any.
#[test]
fn a_rule_kind_is_named_by_its_own_files_and_one_line() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("src/check/rules");
    let list = fs::read_to_string(folder.join("mod.rs")).expect("the list of rules");
    let sources = sources();
    let mut kinds = 0;
    let mut broken = Vec::new();
    for (file, lines) in &sources {
        let Some(module) = file
            .strip_prefix("check/rules/")
            .and_then(|name| name.strip_suffix(".rs"))
            .filter(|module| *module != "mod")
        else {
            continue;
        };
        kinds += 1;
        let name = module.replace('_', "-");
        assert!(folder.join(format!("{module}.md")).is_file(), "{module}.md");
        let cases = root.join(format!("tests/rules/{name}.md"));
        assert!(cases.is_file(), "tests/rules/{name}.md");
        let own = lines.iter().find(|line| line.contains("code!("));
        let id = own.and_then(|line| line.split('"').nth(1)).expect("a code");
        let entries = list.lines().filter(|line| {
            let entry = line.trim().strip_prefix(module);
            entry.is_some_and(|rest| rest.starts_with("::"))
        });
        assert_eq!(entries.count(), 1, "one line for {module} in mod.rs");
        let code = format!("\"{id}\"");
        let quoted = format!("\"{name}\"");
        let path = format!("{module}::");
        let own = lines
            .iter()
            .find_map(|line| line.strip_prefix("impl Rule for "));
        let type_name = own.and_then(|rest| rest.split(' ').next()).expect("a rule");
        let is_listed = list.contains(&format!("{module}::{type_name}"));
        assert!(is_listed, "{module}::{type_name} in mod.rs");
        for (other, lines) in sources.iter().filter(|(other, _)| other != file) {
            let is_rule = other.starts_with("check/rules/");
            let names_it = |line: &&String| {
                !is_comment(line)
                    && (line.contains(&code)
                        || line.contains(&quoted)
                        || (other != "check/rules/mod.rs" && has_word(line, type_name))
                        || (!is_rule && line.contains(&path)))
            };
            let lines = lines.iter().filter(names_it);
            broken.extend(lines.map(|line| format!("src/{other}: {module}: {}", line.trim())));
        }
    }
    assert!(kinds >= 39, "{kinds} kinds of rule");
    assert!(
        broken.is_empty(),
        "rules named elsewhere:\n{}",
        broken.join("\n")
    );
}
