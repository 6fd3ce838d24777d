//! Formats that another program reads name every file by its path from the working folder, however it was given.

use std::fs;
use std::path::Path;
use std::process::Command;

/// A folder to work in with a workbook in a folder of it, one in an archive, and one beside it.
struct Here {
    folder: tempfile::TempDir,
}

impl Here {
    fn new() -> Self {
        let here = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        let work = here.work();
        fs::create_dir_all(work.join("届いたもの/再")).expect("folders");
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/r7/271276_北区.xlsx");
        for place in ["届いたもの/再/北区.xlsx", "../よそ.xlsx"] {
            fs::copy(&sample, work.join(place)).expect("copied");
        }
        here
    }

    fn work(&self) -> std::path::PathBuf {
        self.folder.path().join("仕事")
    }

    fn check(&self, format: &str, path: &str) -> String {
        let done = Command::new(env!("CARGO_BIN_EXE_torimatome"))
            .current_dir(self.work())
            .args(["check", path, "--format", format])
            .output()
            .expect("the program starts");
        String::from_utf8(done.stdout).expect("UTF-8")
    }
}

/// As a URI has it.
fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes()
        .map(|byte| match plain(byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}

#[test]
fn a_file_has_its_path_from_here_however_it_is_given() {
    let here = Here::new();
    let work = here.work();
    let whole = work.to_str().expect("text");
    let path = "届いたもの/再/北区.xlsx";
    for given in [
        "届いたもの".to_owned(),
        "届いたもの/再".to_owned(),
        path.to_owned(),
        ".".to_owned(),
        format!("{whole}/届いたもの"),
        format!("{whole}/{path}"),
        format!("../仕事/{path}"),
    ] {
        let sarif = here.check("sarif", &given);
        let uri = format!("\"uri\": \"{}\"", encoded(path));
        assert!(sarif.contains(&uri), "{given}: {sarif}");
        assert!(!sarif.contains(&encoded(whole)), "{given}");
        let junit = here.check("junit", &given);
        assert!(
            junit.contains(&format!("<testsuite name=\"{path}\"")),
            "{given}: {junit}"
        );
    }
}

#[test]
fn annotations_name_the_path_and_a_file_elsewhere_keeps_its_name() {
    let here = Here::new();
    let file = here.work().join("届いたもの/まちがい.xlsx");
    fs::write(&file, "Excelではない").expect("written");
    let given = here.work().join("届いたもの");
    let told = here.check("github", given.to_str().expect("text"));
    assert!(
        told.contains("::error file=届いたもの/まちがい.xlsx,title=S101"),
        "{told}"
    );
    let junit = here.check("junit", "../よそ.xlsx");
    assert!(junit.contains("<testsuite name=\"よそ.xlsx\""), "{junit}");
    // For people a file is called as it was given.
    let json = here.check("json", given.to_str().expect("text"));
    assert!(json.contains("\"file\": \"まちがい.xlsx\""), "{json}");
}

#[test]
fn a_member_of_an_archive_lies_behind_the_archive() {
    let here = Here::new();
    let bytes = fs::read(here.work().join("届いたもの/再/北区.xlsx")).expect("read");
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("中/北区.xlsx", options).expect("begun");
    std::io::Write::write_all(&mut archive, &bytes).expect("written");
    let archive = archive.finish().expect("whole").into_inner();
    let path = here.work().join("届いたもの/まとめ.zip");
    fs::write(&path, archive).expect("written");
    let junit = here.check("junit", path.to_str().expect("text"));
    let name = "<testsuite name=\"届いたもの/まとめ.zip/中/北区.xlsx\"";
    assert!(junit.contains(name), "{junit}");
}
