//! Files and machines that once ended a run or hung it: each costs itself alone, and is told in Japanese.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const SHEET: &str = "xl/worksheets/sheet2.xml";

pub(crate) fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples/r7")
        .join(name)
}

/// The sample of a ward with another content in one cell of its first sheet.
pub(crate) fn with_cell(cell: &str, attributes: &str, content: &str) -> Vec<u8> {
    with_cell_on(SHEET, cell, attributes, content)
}

/// The sample of a ward with another content in one cell of a sheet.
pub(crate) fn with_cell_on(sheet: &str, cell: &str, attributes: &str, content: &str) -> Vec<u8> {
    let bytes = fs::read(sample("271225_西成区.xlsx")).expect("a sample");
    let mut archive = ZipArchive::new(Cursor::new(&bytes[..])).expect("a zip");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("content");
        if name == sheet {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let from = text.find(&format!("<c r=\"{cell}\"")).expect("the cell");
            let to = from + text[from..].find("</c>").expect("its end");
            let new = format!("<c r=\"{cell}\"{attributes}>{content}");
            bytes = format!("{}{new}{}", &text[..from], &text[to..]).into_bytes();
        }
        writer
            .start_file(name, SimpleFileOptions::default())
            .expect("an entry");
        writer.write_all(&bytes).expect("content");
    }
    writer.finish().expect("a zip").into_inner()
}

pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the program")
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub(crate) fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_number_beyond_all_measure_is_told_at_its_cell_and_ends_nothing() {
    let nines = "９".repeat(40);
    let in_text = format!("<is><t>{nines}</t></is>");
    for (attributes, content) in [
        ("", "<v>79228162514264337593543950335</v>"),
        ("", "<v>1E+300</v>"),
        ("", "<v>-5.5e20</v>"),
        ("", "<v>1000000000001</v>"),
        (" t=\"inlineStr\"", in_text.as_str()),
        (" t=\"inlineStr\"", "<is><t>1,234,567,890,123件</t></is>"),
        (" t=\"str\"", "<f>1</f><v>▲99999999999999999999</v>"),
    ] {
        let work = tempfile::tempdir().expect("a folder");
        let bytes = with_cell("H19", attributes, content);
        fs::write(work.path().join("271225_西成区.xlsx"), bytes).expect("a file");
        fs::copy(
            sample("271276_北区.xlsx"),
            work.path().join("271276_北区.xlsx"),
        )
        .expect("a copy");
        for command in [
            &["check", ".", "--format", "json"][..],
            &["compile", ".", "--out", "out"],
        ] {
            let output = run(work.path(), command);
            assert_eq!(
                output.status.code(),
                Some(1),
                "{content}: {}",
                errors(&output)
            );
            assert_eq!(errors(&output), "", "{content}");
        }
        let told: Value = serde_json::from_slice(
            &fs::read(work.path().join("out/findings.json")).expect("findings"),
        )
        .expect("JSON");
        let findings = told["findings"].as_array().expect("a list");
        let at_cell: Vec<&Value> = findings
            .iter()
            .filter(|told| told["place"]["cell"] == "H19" && told["severity"] == "error")
            .collect();
        assert_eq!(at_cell.len(), 1, "{content}: {at_cell:#?}");
        assert_eq!(at_cell[0]["code"], "V201");
        let message = at_cell[0]["message"].as_str().expect("a message");
        assert!(
            message.contains("数が大きすぎます（上限は1兆）"),
            "{message}"
        );
        let used = told["submissions"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(|one| one["used"] == true);
        assert_eq!(used.count(), 2, "{content}");
    }
}

#[test]
fn the_largest_number_and_the_smallest_fraction_are_reckoned_with() {
    let work = tempfile::tempdir().expect("a folder");
    for (name, cell, value) in [
        ("271225_西成区.xlsx", "H19", "<v>1000000000000</v>"),
        ("271276_北区.xlsx", "H17", "<v>0.00000000000001</v>"),
        ("271276_此花区.xlsx", "H17", "<v>1E-27</v>"),
    ] {
        fs::write(work.path().join(name), with_cell(cell, "", value)).expect("a file");
        let output = run(work.path(), &["check", name, "--format", "json"]);
        assert_eq!(errors(&output), "", "{value}");
        let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        for rule in told["rules"].as_array().expect("a list") {
            let reason = rule["reason"].as_str().unwrap_or_default();
            assert!(!reason.contains("異常"), "{value}: {rule}");
        }
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_opened() {
    let work = tempfile::tempdir().expect("a folder");
    let own = "271225_西成区.xlsx";
    fs::copy(sample(own), work.path().join(own)).expect("a copy");
    for name in ["管.xlsx", "管"] {
        let made = Command::new("mkfifo")
            .arg(work.path().join(name))
            .status()
            .expect("mkfifo");
        assert!(made.success());
    }
    std::os::unix::net::UnixListener::bind(work.path().join("口.xlsx")).expect("a socket");
    let output = run(work.path(), &["check", "."]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    let told = text(&output);
    assert_eq!(
        told.matches("ファイルでもフォルダでもないもの").count(),
        3,
        "{told}"
    );
    for arguments in [
        &["check", "管"][..],
        &["check", "/dev/zero"],
        &["inspect", "管.xlsx"],
        &["check", own, "--previous", "管"],
        &["check", own, "--areas", "管"],
        &["check", own, "--waivers", "/dev/zero"],
    ] {
        let output = run(work.path(), arguments);
        assert_eq!(
            output.status.code(),
            // A table that is no file is as one that is not there: nothing to read.
            Some(
                if arguments.contains(&"--areas") || arguments.contains(&"--waivers") {
                    3
                } else {
                    2
                }
            ),
            "{arguments:?}: {}",
            errors(&output)
        );
        assert_eq!(errors(&output).lines().count(), 1, "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn with_little_memory_the_run_has_fewer_threads_or_ends_in_japanese() {
    let folder = sample("");
    for jobs in ["1", "8", "64", "500"] {
        let limited = format!("ulimit -v 200000; exec \"$0\" check . --jobs {jobs}");
        let output = Command::new("sh")
            .current_dir(&folder)
            .args(["-c", &limited, env!("CARGO_BIN_EXE_torimatome")])
            .output()
            .expect("a shell");
        let told = errors(&output);
        assert!(
            matches!(output.status.code(), Some(0 | 4)),
            "{jobs}: {told}"
        );
        assert!(
            !told.contains("panicked") && told.lines().count() <= 1,
            "{jobs}: {told}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_name_that_cannot_be_seen_is_told_and_can_be_found_again() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let work = tempfile::tempdir().expect("a folder");
    for (of, name) in [
        ("271225_西成区.xlsx", &b"a\nb.xlsx"[..]),
        ("271276_北区.xlsx", b"\x8B\xE6.xlsx"),
        ("271047_此花区.xlsx", "表\u{202E}xslx.xlsx".as_bytes()),
    ] {
        fs::copy(sample(of), work.path().join(OsStr::from_bytes(name))).expect("a copy");
    }
    let output = run(work.path(), &["check", "."]);
    let told = text(&output);
    for name in [
        "a［U+000A］b.xlsx",
        "\\x8B\\xE6.xlsx",
        "表［U+202E］xslx.xlsx",
    ] {
        assert!(
            told.contains(&format!("「{name}」と書き表します")),
            "{told}"
        );
    }
    assert_eq!(told.matches("S105").count(), 3, "{told}");
    assert!(!told.contains('\u{202E}'), "{told}");
    let output = run(work.path(), &["check", ".", "--format", "json"]);
    assert!(
        text(&output).contains("a\\nb.xlsx"),
        "data keep the name as it is"
    );
}

#[test]
fn what_steers_a_terminal_is_shown_as_a_sign_and_kept_in_the_data() {
    let work = tempfile::tempdir().expect("a folder");
    let own = "271225_西成区.xlsx";
    let bytes = with_cell(
        "H19",
        " t=\"inlineStr\"",
        "<is><t>約\u{202E}354\u{200F}_x001B_[2J</t></is>",
    );
    fs::write(work.path().join(own), bytes).expect("a file");
    let unseen = ['\u{202E}', '\u{200F}', '\u{1b}'];
    for arguments in [
        &["check", own][..],
        &["inspect", own],
        &["inspect", "--cells", own],
        &["compile", own, "--out", "out"],
        &["trace", "out", own, "基本目標1!H19"],
        &["diff", "out", "out"],
    ] {
        let output = run(work.path(), arguments);
        let told = text(&output);
        assert!(!told.contains(unseen), "{arguments:?}: {told}");
        if arguments[0] != "diff" {
            assert!(
                told.contains("約［U+202E］354［U+200F］［U+001B］[2J"),
                "{arguments:?}: {told}"
            );
        }
    }
    let output = run(work.path(), &["check", own, "--format", "json"]);
    let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let shown = told.to_string();
    assert!(
        shown.contains('\u{202E}') && shown.contains("\\u001b"),
        "{shown}"
    );
}

/// A zip of files, packed or not.
fn archive(path: &Path, options: SimpleFileOptions, files: &[(&str, &[u8])]) {
    let mut writer = ZipWriter::new(fs::File::create(path).expect("a file"));
    for (name, bytes) in files {
        writer.start_file(*name, options).expect("an entry");
        writer.write_all(bytes).expect("content");
    }
    writer.finish().expect("a zip");
}

#[test]
fn a_zip_with_photographs_is_read_where_it_lies_and_has_limits_of_its_own() {
    let work = tempfile::tempdir().expect("a folder");
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let own = fs::read(sample("271225_西成区.xlsx")).expect("a sample");
    let photograph = vec![0xFF; 66 << 20];
    let large = work.path().join("送付.zip");
    archive(
        &large,
        stored,
        &[
            ("写真.jpg", &photograph),
            ("西成区/271225_西成区.xlsx", &own),
        ],
    );
    let output = run(work.path(), &["check", "送付.zip", "--format", "json"]);
    let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        told["submissions"][0]["file"],
        "送付.zip/西成区/271225_西成区.xlsx"
    );
    assert_eq!(output.status.code(), Some(0));
    // A workbook of this size is none, and is told so in a workbook's words.
    archive(
        &large,
        stored,
        &[
            ("[Content_Types].xml", b"<Types/>"),
            ("xl/media/a.png", &photograph),
        ],
    );
    let output = run(work.path(), &["check", "送付.zip"]);
    assert!(
        text(&output).contains("ファイルが大きすぎます（67MB。上限は30MB）"),
        "{}",
        text(&output)
    );
    drop(photograph);
    // More photographs than a workbook may have parts.
    let names: Vec<String> = (0..2_500)
        .map(|number| format!("写真/{number}.jpg"))
        .collect();
    let mut files: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), &b"x"[..]))
        .collect();
    files.push(("271225_西成区.xlsx", &own));
    archive(&large, stored, &files);
    let output = run(
        work.path(),
        &[
            "check",
            "送付.zip",
            "--format",
            "json",
            "--severity",
            "warning",
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(told["submissions"].as_array().map(Vec::len), Some(1));
}
