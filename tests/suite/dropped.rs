//! Files and nothing else, as when they are dropped on the program: the copy lies beside its file, over nothing that a person has
//! written, and one paragraph says how the file stands.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use torimatome::workbook::package::Package;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::edges::{run, text};
use crate::end_to_end::contents;
use crate::told::{replaced, root};

const FAULTY: &str = "samples/faults/C301-above-area-count.xlsx";
const CLEAN: &str = "samples/r7/271071_港区.xlsx";
const COPY: &str = "西成区_点検結果.xlsx";

/// A folder with a faulty file in it.
fn faulty() -> tempfile::TempDir {
    let work = tempfile::tempdir().expect("a folder");
    fs::write(work.path().join("西成区.xlsx"), root(FAULTY)).expect("a file");
    work
}

fn names(folder: &Path) -> Vec<String> {
    contents(folder).into_keys().collect()
}

/// The last paragraph about a file.
fn verdict(output: &Output, file: &str) -> String {
    let told = text(output);
    let mut lines = told.lines().rev();
    let name = format!("「{file}」");
    let found = lines.find(|line| line.contains(&name) && !line.starts_with(' '));
    found
        .unwrap_or_else(|| panic!("nothing of {file}: {told}"))
        .to_owned()
}

/// A workbook with the same parts, packed by another hand, as by an office program that saved it.
fn saved_elsewhere(bytes: &[u8]) -> Vec<u8> {
    let mut archive = ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).expect("an entry");
        let options = SimpleFileOptions::default().compression_level(Some(1));
        writer
            .start_file(entry.name().expect("a name").into_owned(), options)
            .expect("an entry");
        std::io::copy(&mut entry, &mut writer).expect("copied");
    }
    writer.finish().expect("a zip").into_inner()
}

#[test]
fn the_copy_lies_beside_the_file_and_a_second_time_changes_nothing() {
    let work = faulty();
    let folder = work.path();
    let asked = run(folder, &["check", "西成区.xlsx", "--annotate", "写し"]);
    let expected = fs::read(folder.join("写し").join(COPY)).expect("a copy");
    fs::remove_dir_all(folder.join("写し")).expect("removed");
    let first = run(folder, &["西成区.xlsx"]);
    assert_eq!(first.status.code(), Some(1));
    assert!(
        text(&first).starts_with(text(&asked).split("指摘のあるセルに").next().expect("text")),
        "it begins as check does: {}",
        text(&first)
    );
    let written = contents(folder);
    assert_eq!(written.len(), 2, "{:?}", names(folder));
    assert_eq!(written[COPY], expected);
    assert_eq!(written["西成区.xlsx"], root(FAULTY));
    let told = verdict(&first, "西成区.xlsx");
    assert_eq!(
        told,
        "西成区の「西成区.xlsx」には、誤りが1か所あります。直してから提出してください。印を付けた写しは「西成区_点検結果.xlsx」です。"
    );
    let again = run(folder, &["西成区.xlsx"]);
    assert_eq!(text(&again), text(&first));
    assert_eq!(contents(folder), written);
}

#[test]
fn a_file_about_which_nothing_is_told_can_be_submitted_and_has_no_copy() {
    let work = tempfile::tempdir().expect("a folder");
    fs::write(work.path().join("港区.xlsx"), root(CLEAN)).expect("a file");
    let output = run(work.path(), &["港区.xlsx"]);
    assert_eq!(output.status.code(), Some(0));
    let told = verdict(&output, "港区.xlsx");
    assert_eq!(
        told,
        "港区の「港区.xlsx」は、提出できます。このまま提出してください。"
    );
    assert_eq!(names(work.path()), ["港区.xlsx"]);
}

#[test]
fn a_copy_of_before_gives_way_to_the_new_one() {
    let cases: [(&str, [Vec<u8>; 2], &str); 2] = [
        (
            "西成区.xlsx",
            [
                root(FAULTY),
                replaced(
                    &root(CLEAN),
                    "xl/worksheets/sheet2.xml",
                    "<v>11</v>",
                    "<v>99</v>",
                ),
            ],
            COPY,
        ),
        // These are drawn anew, by another writer.
        (
            "西成区.xls",
            [
                root("tests/workbooks/told/struck-run.xls"),
                root("tests/workbooks/told/signs.xls"),
            ],
            "西成区.xls_点検結果.xlsx",
        ),
    ];
    for (name, contents, copy) in cases {
        let work = tempfile::tempdir().expect("a folder");
        let mut copies = Vec::new();
        for content in &contents {
            fs::write(work.path().join(name), content).expect("a file");
            run(work.path(), &[name]);
            assert_eq!(
                names(work.path()).len(),
                2,
                "{name}: {:?}",
                names(work.path())
            );
            copies.push(fs::read(work.path().join(copy)).expect("a copy"));
        }
        assert_ne!(copies[0], copies[1], "{name}");
    }
}

#[test]
fn what_a_person_has_written_stays_and_the_copy_takes_a_number() {
    let work = faulty();
    let folder = work.path();
    run(folder, &["西成区.xlsx"]);
    let copy = fs::read(folder.join(COPY)).expect("a copy");
    for theirs in [saved_elsewhere(&copy), b"notes".to_vec()] {
        fs::write(folder.join(COPY), &theirs).expect("a file");
        let output = run(folder, &["西成区.xlsx"]);
        let told = verdict(&output, "西成区.xlsx");
        assert!(
            told.ends_with("写しは「西成区_点検結果（2）.xlsx」です。"),
            "{told}"
        );
        assert_eq!(fs::read(folder.join(COPY)).expect("theirs"), theirs);
        assert_eq!(contents(folder)["西成区_点検結果（2）.xlsx"], copy);
    }
}

/// The faulty file in a folder in which no name is free, as in one that nobody may write to; with a home and a place for what may
/// be lost.
fn where_nothing_can_be_written(
    home: Option<&Path>,
    temporary: &Path,
) -> (tempfile::TempDir, Output) {
    let work = faulty();
    fs::write(work.path().join(COPY), "theirs").expect("a file");
    for number in 2..=99 {
        let name = format!("西成区_点検結果（{number}）.xlsx");
        fs::write(work.path().join(name), "theirs").expect("a file");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_torimatome"));
    command
        .current_dir(work.path())
        .arg("西成区.xlsx")
        .env("TMPDIR", temporary);
    match home {
        Some(home) => command.env("HOME", home),
        None => command.env("HOME", temporary.join("nobody")),
    };
    let output = command.output().expect("the program");
    assert!(
        contents(work.path())
            .iter()
            .all(|(name, bytes)| name == "西成区.xlsx" || bytes == b"theirs")
    );
    (work, output)
}

#[test]
#[cfg(unix)]
fn where_nothing_can_be_written_the_copy_goes_to_the_persons_own_folder_and_it_is_said() {
    let own = tempfile::tempdir().expect("a folder");
    let documents = own.path().join("Documents");
    fs::create_dir(&documents).expect("a folder");
    for (home, place) in [(Some(own.path()), &*documents), (None, own.path())] {
        let (_, output) = where_nothing_can_be_written(home, own.path());
        assert_eq!(output.status.code(), Some(1));
        let told = verdict(&output, "西成区.xlsx");
        assert!(
            told.contains("もとのファイルのそばには書けなかったため（同じ名前のものがあります）"),
            "{told}"
        );
        let path = place.join(COPY);
        assert!(
            told.contains(&format!("「{}」に書きました。", path.display())),
            "{told}"
        );
        // In a place where everybody's files lie it is for its owner alone.
        use std::os::unix::fs::PermissionsExt as _;
        let rights = path.metadata().expect("a copy").permissions().mode() & 0o777;
        assert_eq!(rights == 0o600, home.is_none(), "{rights:o}");
        fs::remove_file(path).expect("a copy");
    }
    let (_, output) = where_nothing_can_be_written(None, &own.path().join("nowhere"));
    assert_eq!(output.status.code(), Some(4));
    let told = verdict(&output, "西成区.xlsx");
    assert!(
        told.contains("どこにも書けませんでした（同じ名前のものがあります）"),
        "{told}"
    );
}

#[test]
fn what_an_ended_run_has_left_beside_a_file_goes_however_the_file_is_named() {
    let work = faulty();
    let whole = work.path().join("西成区.xlsx");
    for name in ["西成区.xlsx", "./西成区.xlsx", &whole.to_string_lossy()] {
        // A process number that no system gives.
        let left = format!(".{COPY}.書き出し中-4294967295");
        fs::write(work.path().join(left), "half").expect("a leftover");
        run(work.path(), &[name]);
        assert_eq!(names(work.path()), ["西成区.xlsx", COPY], "{name}");
    }
}

#[test]
fn a_name_that_begins_like_an_option_is_a_file_behind_two_lines() {
    let work = tempfile::tempdir().expect("a folder");
    fs::write(work.path().join("-西成区.xlsx"), root(FAULTY)).expect("a file");
    let output = run(work.path(), &["--", "-西成区.xlsx"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(verdict(&output, "-西成区.xlsx").contains("誤りが1か所"));
    assert_eq!(
        names(work.path()),
        ["-西成区.xlsx", "-西成区_点検結果.xlsx"]
    );
}

#[test]
fn a_file_of_a_name_as_long_as_the_system_takes_has_its_copy() {
    let work = tempfile::tempdir().expect("a folder");
    let name = format!("西成区{}.xlsx", "あ".repeat(80));
    fs::write(work.path().join(&name), root(FAULTY)).expect("a file");
    let output = run(work.path(), &[&name]);
    assert_eq!(output.status.code(), Some(1));
    let copies = names(work.path());
    let copy = copies.iter().find(|one| **one != name).expect("a copy");
    assert!(
        copy.starts_with("西成区ああ") && copy.ends_with("_点検結果.xlsx"),
        "{copy}"
    );
}

#[test]
fn a_folder_is_checked_without_the_copies_of_before_and_with_the_answers() {
    let work = tempfile::tempdir().expect("a folder");
    let folder = work.path();
    let sub = folder.join("提出/再");
    fs::create_dir_all(&sub).expect("a folder");
    fs::write(sub.join("西成区.xlsx"), root(FAULTY)).expect("a file");
    let first = run(folder, &["提出"]);
    assert!(!text(&first).contains("X40"), "{}", text(&first));
    assert_eq!(
        names(folder),
        ["提出/再/西成区.xlsx", "提出/再/西成区_点検結果.xlsx"]
    );
    let again = run(folder, &["提出"]);
    assert_eq!(text(&again), text(&first));
    // Saved in the office program, it may hold an answer: then it is a submission as everywhere.
    let copy = sub.join(COPY);
    let answer = saved_elsewhere(&fs::read(&copy).expect("a copy"));
    fs::write(&copy, answer).expect("a file");
    let third = run(folder, &["提出"]);
    assert!(
        text(&third).contains("再/西成区_点検結果.xlsx"),
        "{}",
        text(&third)
    );
    // Nothing but a copy that nobody has touched is nothing to read; named, it is meant.
    fs::remove_file(sub.join("西成区.xlsx")).expect("removed");
    fs::write(
        &copy,
        &contents(folder)["提出/再/西成区_点検結果（2）.xlsx"],
    )
    .expect("a file");
    fs::remove_file(sub.join("西成区_点検結果（2）.xlsx")).expect("removed");
    let none = run(folder, &["提出"]);
    assert_eq!(none.status.code(), Some(3));
    assert_eq!(
        run(folder, &["提出/再/西成区_点検結果.xlsx"]).status.code(),
        Some(1)
    );
}

#[test]
fn the_copy_of_a_member_lies_beside_its_archive() {
    let work = tempfile::tempdir().expect("a folder");
    let folder = work.path().join("箱");
    fs::create_dir(&folder).expect("a folder");
    let file = fs::File::create(folder.join("提出.zip")).expect("a file");
    let mut writer = ZipWriter::new(file);
    writer
        .start_file("中/西成区.xlsx", SimpleFileOptions::default())
        .expect("an entry");
    writer.write_all(&root(FAULTY)).expect("content");
    writer.finish().expect("a zip");
    run(work.path(), &["箱"]);
    assert_eq!(
        names(&folder),
        ["提出.zip", "提出.zip_中_西成区_点検結果.xlsx"]
    );
    let copy = contents(&folder)["提出.zip_中_西成区_点検結果.xlsx"].clone();
    assert!(Package::open(&copy, 64 << 20).is_ok());
}

#[test]
fn what_cannot_be_read_what_is_not_used_and_what_is_blank_are_not_said_to_be_right() {
    let work = tempfile::tempdir().expect("a folder");
    let folder = work.path();
    fs::write(
        folder.join("壊.xlsx"),
        root("tests/workbooks/cut-short.xlsx"),
    )
    .expect("a file");
    let output = run(folder, &["壊.xlsx"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        verdict(&output, "壊.xlsx"),
        "「壊.xlsx」は、点検できませんでした。わけは、上の指摘にあります。"
    );
    for name in ["住吉区.xlsx", "住吉区（修正版）.xlsx"] {
        let bytes = root(&format!("samples/r7-real-life/{name}"));
        fs::write(folder.join(name), bytes).expect("a file");
    }
    let output = run(folder, &["住吉区.xlsx", "住吉区（修正版）.xlsx"]);
    assert_eq!(
        verdict(&output, "住吉区.xlsx").split('。').next(),
        Some("「住吉区.xlsx」は使いません")
    );
    run(
        folder,
        &[
            "template",
            "--as-of",
            "2026-03-31",
            "--ward",
            "西成区",
            "--out",
            "空",
        ],
    );
    let output = run(folder, &["空/271225_西成区.xlsx"]);
    let told = verdict(&output, "271225_西成区.xlsx");
    assert!(
        told.contains("今回の年度のことが何も書かれていません"),
        "{told}"
    );
    assert!(!told.contains("提出できます"), "{told}");
}

#[test]
fn of_files_that_differ_none_can_be_submitted_and_of_equal_ones_one() {
    let work = tempfile::tempdir().expect("a folder");
    let folder = work.path();
    let sound = root("samples/r7/271225_西成区.xlsx");
    for (name, bytes) in [
        ("1.xlsx", &sound),
        ("2.xlsx", &sound),
        ("誤.xlsx", &root(FAULTY)),
    ] {
        fs::write(folder.join(name), bytes).expect("a file");
    }
    let output = run(folder, &["1.xlsx", "2.xlsx"]);
    let all = text(&output);
    assert!(
        all.contains("西成区の「1.xlsx」は、提出できます。"),
        "{all}"
    );
    let twice = verdict(&output, "2.xlsx");
    assert!(
        twice.starts_with("「2.xlsx」は使いません。同じ内容の「1.xlsx」のほうを点検しました。"),
        "{twice}"
    );
    let output = run(folder, &["1.xlsx", "誤.xlsx"]);
    for name in ["1.xlsx", "誤.xlsx"] {
        let told = verdict(&output, name);
        let told = told.split("印を").next();
        assert_eq!(
            told,
            Some(&*format!(
                "西成区の「{name}」は、同じ区のほかのファイルと内容が違い、どちらを使うか決まりません。正しいほうだけを残して、もう一度点検してください。"
            ))
        );
    }
}

#[test]
fn who_asks_for_another_form_or_place_gets_just_that() {
    let work = faulty();
    let json = run(work.path(), &["西成区.xlsx", "--format", "json"]);
    assert!(serde_json::from_slice::<serde_json::Value>(&json.stdout).is_ok());
    assert_eq!(names(work.path()), ["西成区.xlsx"]);
    run(work.path(), &["西成区.xlsx", "--annotate", "写し"]);
    assert_eq!(
        names(work.path()),
        ["写し/西成区_点検結果.xlsx", "西成区.xlsx"]
    );
}
