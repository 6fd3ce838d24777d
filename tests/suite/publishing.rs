//! What leaves the office: the volumes that are asked for, a unit's page by itself, and outputs that name no file, cell or
//! person. What may still tell of a person is listed, and nothing is taken out.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;
use torimatome::workbook::package::Package;

use crate::support::pdf;
use crate::told::{replaced, root};

const FORM: &str = "samples/r7/271071_港区.xlsx";
/// Invented: a name, a number to ring and an address in a ward's words.
const TOLD: &str = "架空太郎様（電話０６－００００－００００、taro@example.jp）";

fn run(arguments: &[&str], paths: &[&Path], out: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .arg("compile")
        .args(paths)
        .arg("--out")
        .arg(out)
        .args(arguments)
        .output()
        .expect("the program starts")
}

/// A folder with three wards' workbooks: one as it is, one whose words name a person and that counts 3 households, one
/// with a number that is withheld.
fn inputs() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let words = replaced(&root(FORM), "xl/sharedStrings.xml", "民生委員", TOLD);
    let words = replaced(&words, "xl/worksheets/sheet4.xml", "<v>25</v>", "<v>3</v>");
    let put = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).expect("put");
    put("届いた様式あ.xlsx", &words);
    put("届いた様式い.xlsx", &root("samples/r7/271276_北区.xlsx"));
    put(
        "届いた様式う.xlsx",
        &root("samples/faults/V201-value-not-a-number.xlsx"),
    );
    folder
}

/// The text of a file.
fn text(name: &str, bytes: Vec<u8>) -> String {
    if name.ends_with(".pdf") {
        let file = lopdf::Document::load_mem(&bytes).expect("a PDF");
        let pages: Vec<u32> = file.get_pages().into_keys().collect();
        // Titles and who made it stand beside the pages.
        let beside = String::from_utf8_lossy(&bytes).into_owned();
        return file.extract_text(&pages).expect("text") + &beside;
    }
    if name.ends_with(".xlsx") {
        let mut package = Package::open(&bytes, 64 << 20).expect("a package");
        let parts: Vec<String> = package.names().to_vec();
        let parts = parts.iter().filter(|part| part.ends_with(".xml"));
        return parts
            .map(|part| package.text(part).expect("whole").expect("there"))
            .collect();
    }
    if name.ends_with(".docx") {
        return crate::trace::parts(&bytes).into_values().collect();
    }
    String::from_utf8(bytes).expect("text")
}

/// The text of every file below a folder, by its path in it.
fn texts(folder: &Path) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            let below = self::texts(&path).into_iter();
            texts.extend(below.map(|(below, text)| (format!("{name}/{below}"), text)));
        } else {
            let text = text(&name, fs::read(&path).expect("a file"));
            texts.insert(name, text);
        }
    }
    texts
}

fn names(texts: &BTreeMap<String, String>) -> Vec<&str> {
    texts.keys().map(String::as_str).collect()
}

/// Words of 40 and more hexadecimal digits.
fn has_hash(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    text.split(|c| !is_digit(c)).any(|run| run.len() >= 40)
}

#[test]
fn what_is_published_names_no_file_cell_code_or_person() {
    let (inputs, work) = (inputs(), tempfile::tempdir().expect("a folder"));
    let [inside, outside] = ["inside", "outside"].map(|name| work.path().join(name));
    let done = run(&[], &[inputs.path()], &inside);
    assert_eq!(done.status.code(), Some(1), "{done:?}");
    let done = run(&["--public", "--each"], &[inputs.path()], &outside);
    assert_eq!(done.status.code(), Some(1), "{done:?}");
    let (inside, published) = (texts(&inside), texts(&outside));
    for word in ["届いた様式", ".xlsx", "H19", "V201", "SHA-256", "0.1.0"] {
        let all: String = inside.values().map(String::as_str).collect();
        assert!(all.contains(word), "{word} is looked for in vain");
        for (name, text) in &published {
            // The parts of a workbook name their own cells.
            let is_own = word == "H19" && name.ends_with(".xlsx");
            let is_listed = name == "manifest.json" && word == ".xlsx";
            assert!(
                is_own || is_listed || !text.contains(word),
                "{name} says {word}"
            );
        }
    }
    for (name, text) in &published {
        assert!(!has_hash(text), "{name} has a hash");
    }
    assert!(inside.values().any(|text| has_hash(text)));
    let expected = [
        "narrative.pdf",
        "report.pdf",
        "report.xlsx",
        "summary.docx",
        "wards.pdf",
    ];
    let reports: Vec<&str> = names(&published);
    let is_report = |name: &&str| {
        let endings = [".pdf", ".xlsx", ".docx"];
        endings.iter().any(|ending| name.ends_with(ending)) && !name.contains('/')
    };
    let reports: Vec<&str> = reports.into_iter().filter(is_report).collect();
    assert_eq!(reports, expected);
    let pages = published.keys().filter(|name| name.starts_with("wards/"));
    assert_eq!(pages.count(), 24, "a page for each");
}

#[test]
fn what_may_tell_of_a_person_is_listed_and_stays_in_the_words() {
    let (inputs, work) = (inputs(), tempfile::tempdir().expect("a folder"));
    let out = work.path().join("out");
    let done = run(&["--public"], &[inputs.path()], &out);
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let published = texts(&out);
    let list = &published["公表前の確認.csv"];
    for found in [
        "人の名前らしい言葉,271071,港区,",
        ",架空太郎様,",
        "電話番号や郵便番号らしい数字,271071,港区,",
        ",06-0000-0000,",
        "メールアドレスらしい文字,271071,港区,",
        ",taro@example.jp,",
    ] {
        assert!(list.contains(found), "{found}: {list}");
    }
    // A ward with 3 households.
    let count = "人に関わる小さい数,271071,港区,2025,参加支援につながった対象世帯数,3世帯,";
    assert!(list.contains(count), "{list}");
    let count = list.lines().count() - 1;
    assert!(
        said.contains(&format!("{count}件を1つずつ見てください")),
        "{said}"
    );
    for name in ["narrative.csv", "report.xlsx"] {
        assert!(published[name].contains(TOLD), "{name}");
    }
}

#[test]
fn a_folder_for_publication_is_replaced_and_is_not_traced() {
    let (inputs, work) = (inputs(), tempfile::tempdir().expect("a folder"));
    let out = work.path().join("out");
    for arguments in [&["--public", "--each"][..], &["--public"], &["--public"]] {
        let done = run(arguments, &[inputs.path()], &out);
        assert_eq!(done.status.code(), Some(1), "{done:?}");
    }
    assert!(!out.join("wards").exists(), "what is not asked for goes");
    let done = Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .arg("trace")
        .arg(&out)
        .output();
    let done = done.expect("the program starts");
    assert_eq!(done.status.code(), Some(3), "{done:?}");
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(said.contains("公表するために書き出したフォルダ"), "{said}");
}

fn sheets(report: &str) -> Vec<String> {
    let (_, rest) = report.split_once("<sheets>").expect("sheets");
    let (sheets, _) = rest.split_once("</sheets>").expect("sheets");
    let names = sheets.split("name=\"").skip(1);
    names
        .map(|rest| rest.split('"').next().expect("a name").to_owned())
        .collect()
}

#[test]
fn volumes_are_chosen_by_identifier_or_title_with_their_sheets() {
    let (inputs, work) = (inputs(), tempfile::tempdir().expect("a folder"));
    let out = work.path().join("out");
    let whole = work.path().join("whole");
    run(&[], &[inputs.path()], &whole);
    let whole = texts(&whole);
    run(&["--volumes", "narrative,資料編"], &[inputs.path()], &out);
    let some = texts(&out);
    let pdfs = |texts: &BTreeMap<String, String>| {
        let names = texts.keys().filter(|name| name.ends_with(".pdf"));
        names.cloned().collect::<Vec<_>>()
    };
    assert_eq!(pdfs(&some), ["annex.pdf", "narrative.pdf"]);
    assert_eq!(pdfs(&whole).len(), 4);
    let own = sheets(&some["report.xlsx"]);
    let expected = [
        "提出状況",
        "機能別",
        "自由記述",
        "点検結果",
        "出典",
        "データ",
    ];
    let missing: Vec<&&str> = expected
        .iter()
        .filter(|name| !own.iter().any(|own| own == **name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}: {own:?}");
    for name in ["概要", "区別一覧", "推移"] {
        assert!(!own.iter().any(|own| own == name), "{name}");
        assert!(
            sheets(&whole["report.xlsx"]).iter().any(|own| own == name),
            "{name}"
        );
    }
    // What a volume holds does not depend on which others are bound; but for the numbers of the committee's, listed in the annex.
    assert_eq!(some["narrative.pdf"], whole["narrative.pdf"]);
    run(&["--volumes", "report,annex"], &[inputs.path()], &out);
    let some = texts(&out);
    assert_eq!(some["annex.pdf"], whole["annex.pdf"]);
}

#[test]
fn a_volume_that_is_none_or_stays_inside_is_refused() {
    let (inputs, work) = (inputs(), tempfile::tempdir().expect("a folder"));
    let out = work.path().join("out");
    for (arguments, told) in [
        (
            &["--volumes", "wards,概観"][..],
            "分冊「概観」はありません。書き出せる分冊: annex（資料編（内部用））",
        ),
        (
            &["--public", "--volumes", "annex"],
            "分冊「annex」は内部用なので、--public では書き出しません",
        ),
    ] {
        let done = run(arguments, &[inputs.path()], &out);
        assert_eq!(done.status.code(), Some(2), "{done:?}");
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(said.contains(told), "{said}");
        assert!(!out.exists());
    }
}

/// Not written unless it is asked for.
#[test]
fn words_are_bound_by_ward_where_that_is_asked_for() {
    let (inputs, work) = (inputs(), tempfile::tempdir().expect("a folder"));
    let [all, by_ward] = ["all", "by-ward"].map(|name| work.path().join(name));
    run(&[], &[inputs.path()], &all);
    assert!(!all.join("narrative-by-unit.pdf").exists());
    let named = ["--volumes", "narrative,自由記述集（区別）"];
    run(&named, &[inputs.path()], &by_ward);
    let squeezed =
        |name: &str| -> String { pdf::squeezed(&fs::read(by_ward.join(name)).expect("a volume")) };
    let by_item = squeezed("narrative.pdf");
    let by_ward = squeezed("narrative-by-unit.pdf");
    // The head of a page names item, year and wards.
    assert!(by_item.contains("基本目標1取組内容2025年度北区～西成区ほか"));
    assert!(by_ward.contains("港区2025年度（令和7年度）基本目標1取組内容"));
}
