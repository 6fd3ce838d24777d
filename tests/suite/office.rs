//! What the office keeps and says beside the workbooks: the ledger that is read back, the acceptance, the days of receipt, the
//! folder for the list of corrections. What cannot be taken as it is said is told, never dropped.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use torimatome::workbook::package::Package;

use crate::end_to_end::run_and_say as run;
use crate::told::{replaced, root};

const NISHINARI: &str = "samples/r7/271225_西成区.xlsx";
const KITA: &str = "samples/r7/271276_北区.xlsx";
const LEDGER: &str = "提出台帳.csv";

/// An output folder of a run over two wards, and the folder that it stands in.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        let (code, said) = desk.compile(&["--due", "R8.4.20"]);
        assert_eq!(code, Some(0), "{said}");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn out(&self) -> String {
        text(&self.path("out"))
    }

    fn compile(&self, more: &[&str]) -> (Option<i32>, String) {
        let out = self.out();
        let all = [&["compile", NISHINARI, KITA, "--out", &out], more].concat();
        run(&all)
    }

    fn accept(&self, more: &[&str]) -> (Option<i32>, String) {
        let out = self.out();
        run(&[&["accept", &out, "西成区", "--by", "局"], more].concat())
    }

    /// The lines of the ledger about a ward.
    fn ledger(&self, ward: &str) -> String {
        let all = fs::read_to_string(self.path("out").join(LEDGER)).expect("a ledger");
        let mut lines = all.lines().filter(|line| line.contains(ward));
        let first = lines.next().expect("a line").to_owned();
        assert_eq!(lines.next(), None, "one row of {ward}");
        first
    }

    fn change_ledger(&self, from: &str, to: &str) {
        let path = self.path("out").join(LEDGER);
        let all = fs::read_to_string(&path).expect("a ledger");
        assert!(all.contains(from), "{from}: {all}");
        fs::write(&path, all.replacen(from, to, 1)).expect("written");
    }

    /// A table of the office.
    fn table(&self, lines: &[&str]) -> String {
        let path = self.path("表.csv");
        fs::write(&path, lines.join("\r\n")).expect("written");
        text(&path)
    }
}

fn text(path: &Path) -> String {
    path.to_str().expect("text").to_owned()
}

#[test]
fn nothing_is_accepted_before_it_came_or_after_today() {
    let desk = Desk::new();
    let (code, said) = desk.accept(&["--on", "R8.3.30"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("令和8年3月31日（ファイルの中の保存日時）"),
        "{said}"
    );
    let (code, said) = desk.accept(&["--on", "R80.4.1"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("より後です"), "{said}");
    assert!(!desk.ledger("西成区").contains("受理"));
    let (code, said) = desk.accept(&["--on", "R8.3.31"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("確認"), "nothing is open: {said}");
    assert!(desk.ledger("西成区").contains(",受理,"));
}

#[test]
fn an_acceptance_says_what_is_still_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = text(&folder.path().join("out"));
    // A count that stands empty is asked about.
    let part = "xl/worksheets/sheet4.xml";
    let blank = replaced(&root("samples/r7/271071_港区.xlsx"), part, "<v>25</v>", "");
    let file = folder.path().join("港区.xlsx");
    fs::write(&file, blank).expect("written");
    let (code, said) = run(&["compile", &text(&file), "--out", &out]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = run(&["accept", &out, "港区", "--by", "局"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("「確認」が1件残っています（確認一覧.csv）"),
        "{said}"
    );
}

#[test]
fn a_ledger_that_would_lose_an_acceptance_is_told_and_stays() {
    for (from, to, told) in [
        ("271225", "27122", "団体コード「27122」の区はありません"),
        ("271225", "271276", "団体コード「271276」は北区ですが"),
        (
            "西成区,progress-sheet",
            "西成区,progress",
            "「progress」という様式はありません",
        ),
        (
            "西成区,progress-sheet,1",
            "西成区,progress-sheet,",
            "「回」がありません",
        ),
        (
            "西成区,progress-sheet,1",
            "西成区,progress-sheet,一",
            "4列目を読めません",
        ),
        // The beginning of the file's hash, whatever it is.
        ("", "3.1E+10", "SHA-256"),
        (
            "団体コード,区名",
            "団体コード,名前",
            "見出し「区名」がありません",
        ),
    ] {
        let desk = Desk::new();
        assert_eq!(desk.accept(&["--on", "R8.4.21"]).0, Some(0));
        let row = desk.ledger("西成区");
        let hash = row.rsplit(',').next().expect("a hash");
        let from = if from.is_empty() { &hash[..10] } else { from };
        desk.change_ledger(from, to);
        let before = fs::read(desk.path("out").join(LEDGER)).expect("a ledger");
        let (code, said) = desk.compile(&[]);
        assert_eq!(code, Some(4), "{to}: {said}");
        assert!(said.contains(told), "{to}: {said}");
        let (code, said) = desk.accept(&["--on", "R8.4.21"]);
        assert_eq!(code, Some(4), "{to}: {said}");
        assert!(said.contains(told), "{to}: {said}");
        let after = fs::read(desk.path("out").join(LEDGER)).expect("a ledger");
        assert!(before == after, "{to}");
    }
}

#[test]
fn a_file_that_could_not_be_read_once_keeps_the_day_it_came() {
    let desk = Desk::new();
    assert!(
        desk.ledger("西成区")
            .contains(",1,2026-03-31,ファイルの中の保存日時,")
    );
    desk.compile(&["--provoke-fault", "read:271225_西成区.xlsx"]);
    let row = desk.ledger("西成区");
    assert!(row.contains("読取不能"), "{row}");
    assert!(
        row.contains(",1,2026-03-31,ファイルの中の保存日時,"),
        "{row}"
    );
}

#[test]
fn a_fault_at_a_place_that_there_is_not_is_refused_before_anything_is_written() {
    let desk = Desk::new();
    let before = fs::read(desk.path("out").join("manifest.json")).expect("a manifest");
    for (place, told) in [
        ("reed:a.xlsx", "read: のことですか"),
        ("read", "使えるのは"),
        ("read:", "使えるのは"),
        ("read:西成区.xlsx", "通らない場所"),
        ("check:T5O4", "通らない場所"),
        ("write:facts.cvs", "通らない場所"),
    ] {
        let (code, said) = desk.compile(&["--due", "R8.4.21", "--provoke-fault", place]);
        assert_eq!(code, Some(2), "{place}: {said}");
        assert!(said.contains(told), "{place}: {said}");
    }
    let after = fs::read(desk.path("out").join("manifest.json")).expect("a manifest");
    assert!(before == after);
    assert_eq!(
        desk.compile(&["--provoke-fault", "write:facts.csv"]).0,
        Some(4)
    );
}

#[test]
fn corrections_are_not_written_among_what_is_compared_or_among_submissions() {
    let desk = Desk::new();
    let out = desk.out();
    let inbox = desk.path("届いたもの");
    fs::create_dir(&inbox).expect("a folder");
    fs::copy(KITA, inbox.join("北区.xlsx")).expect("copied");
    for (to, told) in [
        (out.clone(), "比べるフォルダには書き出しません"),
        (format!("{out}/../out"), "比べるフォルダには書き出しません"),
        (text(&inbox), "別のファイルがあります"),
    ] {
        let (code, said) = run(&["diff", &out, &out, "--out", &to]);
        assert_eq!(code, Some(2), "{to}: {said}");
        assert!(said.contains(told), "{to}: {said}");
    }
    assert!(!desk.path("out").join("diff.xlsx").exists());
    let to = text(&desk.path("正誤"));
    for _ in 0..2 {
        let (code, said) = run(&["diff", &out, &out, "--out", &to]);
        assert_eq!(code, Some(0), "{said}");
    }
}

#[test]
fn a_day_of_receipt_is_read_as_offices_write_it() {
    for (said, read) in [
        (
            "4/21",
            ",2026-04-21,受領の記録（--received）,2026-04-20,1日遅れ,",
        ),
        (
            "４月１９日",
            ",2026-04-19,受領の記録（--received）,2026-04-20,期限内,",
        ),
        ("12/28", ",2025-12-28,受領の記録（--received）,"),
        ("46133", ",2026-04-21,受領の記録（--received）,"),
        ("46133.5", ",2026-04-21,受領の記録（--received）,"),
        ("R8.4.21", ",2026-04-21,受領の記録（--received）,"),
        ("", ",2026-03-31,ファイルの中の保存日時,"),
        ("未着", ",2026-03-31,ファイルの中の保存日時,"),
    ] {
        // The last day to hand in is known from the ledger.
        let desk = Desk::new();
        let table = desk.table(&["区名,受領日", &format!("西成区,{said}"), "北区,R8.4.2"]);
        let (code, told) = desk.compile(&["--received", &table]);
        assert_eq!(code, Some(0), "{said}: {told}");
        let row = desk.ledger("西成区");
        assert!(row.contains(read), "{said}: {row}");
        assert!(desk.ledger("北区").contains(",2026-04-02,"), "{said}");
    }
}

#[test]
fn a_day_without_a_year_that_nothing_tells_is_refused_with_what_to_write() {
    let desk = Desk::new();
    let out = text(&desk.path("ほか"));
    let table = desk.table(&["区名,受領日", "西成区,4/21", "北区,13/45"]);
    let (code, said) = run(&["compile", NISHINARI, "--out", &out, "--received", &table]);
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("2行目: 「4/21」には年がありません。「R8.4.20」"),
        "{said}"
    );
    assert!(
        said.contains("3行目: 「13/45」を日付として読めません"),
        "{said}"
    );
    let (code, said) = run(&[
        "compile",
        NISHINARI,
        "--out",
        &out,
        "--received",
        &table,
        "--as-of",
        "R8.3.31",
    ]);
    assert_eq!(code, Some(2), "{said}");
    assert!(!said.contains("4/21"), "{said}");
}

#[test]
fn a_second_row_for_the_same_is_told() {
    let desk = Desk::new();
    let refused = |option: &str, lines: &[&str], told: &str| {
        let table = desk.table(lines);
        let (code, said) = desk.compile(&[option, &table]);
        assert_eq!(code, Some(2), "{lines:?}: {said}");
        assert!(said.contains(told), "{lines:?}: {said}");
    };
    let days = ["区名,ファイル,受領日", "西成区,,R8.4.2", "271225,,R8.4.3"];
    refused("--received", &days, "3行目: 西成区は2行目にもあります");
    let days = ["区名,ファイル,受領日", "西成区,,R8.4.2", "西成区,,R8.4.3"];
    refused("--received", &days, "3行目: 西成区は2行目にもあります");
    let days = [
        "ファイル,受領日",
        "a.xlsx,R8.4.2",
        "b.xlsx,R8.4.2",
        "a.xlsx,未着",
    ];
    refused("--received", &days, "4行目: 「a.xlsx」は2行目にもあります");
    let contacts = [
        "区名,担当,メール",
        "西成区,花子,a@example.jp",
        "西成区,太郎,b@example.jp",
    ];
    refused("--contacts", &contacts, "3行目: 西成区は2行目にもあります");
    // Two files of one ward are two things.
    let table = desk.table(&[
        "区名,ファイル,受領日",
        "西成区,a.xlsx,R8.4.2",
        "西成区,b.xlsx,R8.4.3",
    ]);
    assert_eq!(desk.compile(&["--received", &table]).0, Some(0));
}

#[test]
fn a_ward_that_is_in_no_figure_stands_everywhere_under_the_same_word() {
    let folder = tempfile::tempdir().expect("a folder");
    let (forms, out) = (folder.path().join("配付"), folder.path().join("out"));
    let (forms_text, out_text) = (text(&forms), text(&out));
    let (code, said) = run(&[
        "template",
        "--ward",
        "北区",
        "--as-of",
        "R8.3.31",
        "--out",
        &forms_text,
    ]);
    assert_eq!(code, Some(0), "{said}");
    fs::write(forms.join("271021_都島区.xlsx"), "Excelではない").expect("written");
    let (_, said) = run(&["compile", NISHINARI, &forms_text, "--out", &out_text]);
    let bytes = fs::read(out.join("report.xlsx")).expect("a report");
    let mut package = Package::open(&bytes, 64 << 20).expect("a package");
    let strings = package.text("xl/sharedStrings.xml");
    let strings = strings.expect("whole").expect("there");
    let of_ward = |ward: &str| {
        let head = format!("{ward}（");
        let after = strings.split(head.as_str()).skip(1);
        let words = after.filter_map(|rest| rest.split_once('）'));
        let words: std::collections::BTreeSet<&str> = words
            .map(|(word, _)| word.split('（').next().unwrap_or(word))
            .collect();
        words.into_iter().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(of_ward("北区"), "記入なし", "{said}");
    assert_eq!(of_ward("都島区"), "読取不能", "{said}");
    assert_eq!(of_ward("福島区"), "未提出", "{said}");
    assert!(
        strings.contains("（記入なし1、未提出21、読取不能1）"),
        "{said}"
    );
}

#[test]
fn a_letter_speaks_of_a_table_for_reasons_that_the_copy_has() {
    let bureau = "tests/workbooks/bureau-layout-of-r7-西成区.xlsx";
    for (ward, from, part, number) in [
        ("西成区", bureau, "xl/worksheets/sheet3.xml", "<v>57</v>"),
        (
            "港区",
            "samples/r7/271071_港区.xlsx",
            "xl/worksheets/sheet4.xml",
            "<v>25</v>",
        ),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(format!("{ward}.xlsx"));
        fs::write(&file, replaced(&root(from), part, number, "")).expect("written");
        let out = folder.path().join("out");
        let (code, said) = run(&["compile", &text(&file), "--out", &text(&out)]);
        assert_eq!(code, Some(0), "{said}");
        let returns = fs::read_dir(out.join("returns"))
            .expect("a folder")
            .flatten();
        let paths: Vec<PathBuf> = returns.map(|entry| entry.path()).collect();
        let name = |path: &&PathBuf| text(path).contains("返却_");
        let letter = paths.iter().find(name).expect("a letter");
        let letter = fs::read_to_string(letter).expect("text");
        let line = letter
            .lines()
            .find(|line| line.contains("理由と氏名を書く表"));
        let line = line.unwrap_or_else(|| panic!("{letter}"));
        let copy = paths
            .iter()
            .find(|path| path.extension().is_some_and(|end| end == "xlsx"));
        let copy = copy.expect("a copy");
        assert!(
            line.contains(&copy.file_name().expect("a name").to_string_lossy()[..]),
            "{line}"
        );
        let bytes = fs::read(copy).expect("a copy");
        let mut package = Package::open(&bytes, 64 << 20).expect("a package");
        let book = package
            .text("xl/workbook.xml")
            .expect("whole")
            .expect("there");
        let sheets = line
            .split('「')
            .skip(2)
            .filter_map(|rest| rest.split('」').next());
        let mut sheets = sheets.filter(|name| book.contains(&format!("name=\"{name}\"")));
        assert!(sheets.next().is_some(), "{line}: {book}");
    }
}
