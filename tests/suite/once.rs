//! One root cause is told once: a year header that is gone, a formula that was not calculated or was replaced, a way of
//! writing numbers. And one state goes by one word in everything that is written.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;
use torimatome::read::ReadResult;
use torimatome::workbook::package::Package;

use crate::edges::{run, text};
use crate::told::{GOAL_1, SAMPLE, reading, reading_apart, replaced, root};

/// The part with these cells holding other texts, or nothing.
fn retyped(bytes: &[u8], part: &str, cells: &[(&str, Option<&str>)]) -> Vec<u8> {
    let mut package = Package::open(bytes, 64 << 20).expect("a package");
    let mut sheet = package.text(part).expect("whole").expect("there");
    for (cell, said) in cells {
        let from = sheet.find(&format!("<c r=\"{cell}\"")).expect("the cell");
        let to = from + sheet[from..].find("</c>").expect("its end") + "</c>".len();
        let new = said.map_or_else(String::new, |said| {
            format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{said}</t></is></c>")
        });
        sheet.replace_range(from..to, &new);
    }
    let parts = BTreeMap::from([(part.to_owned(), sheet)]);
    package.with(&parts).expect("patched")
}

/// Numbers of the sheet 基本目標1 and its words, by year.
fn by_year(result: &ReadResult) -> BTreeMap<i32, Vec<String>> {
    let submission = result.submission.as_ref().expect("the form");
    let mut said: BTreeMap<i32, Vec<String>> = BTreeMap::new();
    for fact in submission.facts.values() {
        if &*fact.provenance.sheet == "基本目標1" {
            let line = format!("{} {:?}", fact.indicator, fact.value);
            said.entry(fact.year.0).or_default().push(line);
        }
    }
    for item in &submission.narratives {
        if &*item.provenance.sheet == "基本目標1" {
            let line = format!("{} {} {}", item.block, item.number, item.text);
            said.entry(item.year.0).or_default().push(line);
        }
    }
    said
}

/// Code, cell and message of every error.
fn errors(result: &ReadResult) -> Vec<String> {
    let told = result.diagnostics.iter();
    let told = told.filter(|one| one.severity == torimatome::diagnostic::Severity::Error);
    told.map(|one| {
        let at = one.place.cell.map(|at| at.to_string()).unwrap_or_default();
        format!("{} {at} {} {}", one.code.id(), one.message, one.hint)
    })
    .collect()
}

/// Layout, its part and the cells of its three year headers.
const LAYOUTS: [(&str, &str, [&str; 3]); 5] = [
    (SAMPLE, GOAL_1, ["E10", "H10", "K10"]),
    (
        "tests/workbooks/bureau-layout-of-r7-西成区.xlsx",
        "xl/worksheets/sheet1.xml",
        ["D9", "E9", "F9"],
    ),
    (
        "tests/workbooks/rate-in-own-cell.xlsx",
        "xl/worksheets/sheet1.xml",
        ["D9", "G9", "J9"],
    ),
    (
        "tests/workbooks/unmerged_271225.xlsx",
        "xl/worksheets/sheet1.xml",
        ["D9", "F9", "H9"],
    ),
    (
        "tests/workbooks/parts-in-own-cells-西成区.xlsx",
        "xl/worksheets/sheet1.xml",
        ["D9", "G9", "J9"],
    ),
];
const PRINTED: [&str; 3] = [
    "2024（令和６）年度",
    "2025（令和7）年度",
    "2026（令和８）年度",
];

/// Years retyped in every layout: their columns are read for no year, each header is told once at its place with what to
/// write, and everything else is as before.
#[test]
fn a_year_header_that_is_gone_or_wrong_is_told_once_and_harms_no_neighbour() {
    let gone = None;
    let retypings: [&[(usize, Option<&str>)]; 9] = [
        &[(0, gone)],
        &[(1, gone)],
        &[(2, gone)],
        &[(0, gone), (1, gone)],
        &[(1, gone), (2, gone)],
        &[(0, gone), (2, gone)],
        &[(1, Some("2024年度"))],
        &[(2, Some("令和7年度"))],
        &[(1, Some("年度"))],
    ];
    for (file, part, headers) in LAYOUTS {
        let before = by_year(&reading(root(file)));
        for retyping in retypings {
            let cells: Vec<_> = retyping
                .iter()
                .map(|(at, said)| (headers[*at], *said))
                .collect();
            let result = reading(retyped(&root(file), part, &cells));
            let told = errors(&result);
            assert_eq!(told.len(), retyping.len(), "{file} {cells:?}: {told:#?}");
            for ((at, said), told) in retyping.iter().zip(&told) {
                let head = format!("S112 {} ", headers[*at]);
                let write = format!("{}に「{}」と書いてください。", headers[*at], PRINTED[*at]);
                assert!(told.starts_with(&head), "{file} {cells:?}: {told}");
                assert!(told.ends_with(&write), "{told}");
                let there = said.map_or("年度の見出しがありません".to_owned(), |said| {
                    format!("見出しが「{said}」になっています")
                });
                assert!(told.contains(&there), "{told}");
            }
            let mut expected = before.clone();
            for (at, _) in retyping {
                expected.remove(&(2024 + i32::try_from(*at).expect("a year")));
            }
            assert_eq!(by_year(&result), expected, "{file} {cells:?}");
        }
        let none: Vec<_> = headers.iter().map(|cell| (*cell, None)).collect();
        let told = errors(&reading(retyped(&root(file), part, &none)));
        assert_eq!(told.len(), 1, "{file}: {told:#?}");
        assert!(
            told[0].contains("年度の見出しの行がありません"),
            "{told:#?}"
        );
    }
}

#[test]
fn a_year_header_gone_from_an_open_document_is_told_once() {
    let bytes = root("tests/workbooks/containers/saved-as-ods-西成区.ods");
    let before = by_year(&reading_apart(bytes.clone()));
    let result = reading_apart(replaced(&bytes, "content.xml", PRINTED[1], ""));
    let told = errors(&result);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].starts_with("S112 E9 "), "{told:#?}");
    let mut expected = before;
    expected.remove(&2025);
    assert_eq!(by_year(&result), expected);
}

#[test]
fn a_head_gone_from_the_sheet_of_areas_is_told_once() {
    let sample = root("samples/areas/271225_西成区.xlsx");
    let part = "xl/worksheets/sheet5.xml";
    for (cells, words) in [
        (&[("F7", None)][..], "S112 F7 「地域別」の令和7年度の列に"),
        (
            &[("F7", Some("2024年度"))],
            "見出しが「2024年度」になっています",
        ),
        (
            &[("G9", None)],
            "「②情報が寄せられた（○）」の列の見出しがありません",
        ),
        (
            &[("C7", None), ("F7", None), ("I7", None)],
            "年度の見出しの行がありません",
        ),
    ] {
        let told = errors(&reading(retyped(&sample, part, cells)));
        assert_eq!(told.len(), 1, "{cells:?}: {told:#?}");
        assert!(told[0].contains(words), "{told:#?}");
    }
}

/// Everything told of a file by `check`.
fn checked(name: &str, bytes: &[u8]) -> Vec<Value> {
    let work = tempfile::tempdir().expect("a folder");
    fs::write(work.path().join(name), bytes).expect("a file");
    let output = run(work.path(), &["check", name, "--format", "json"]);
    let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    told["findings"].as_array().expect("a list").clone()
}

/// The sample with another formula and result in the percentage of ②.
fn rate(content: &str) -> Vec<u8> {
    crate::edges::with_cell("I17", "", content)
}

#[test]
fn a_percentage_that_nobody_calculated_or_that_was_replaced_is_told_once() {
    let printed = "<f>IF(ISNUMBER(H16),ROUND(H16/16*100,1),\"\")</f>";
    for (content, code, severity, words) in [
        (
            printed.to_owned(),
            "V202",
            "note",
            "計算結果が保存されていない",
        ),
        (
            format!("{printed}<v></v>"),
            "V202",
            "note",
            "計算結果が保存されていない",
        ),
        (
            "<f>H16/J99*100</f>".to_owned(),
            "S140",
            "note",
            "「=H16/J99*100」に変わっていて、計算の結果がない",
        ),
        (
            "<f>ROUND(H16/16*100,1)</f><v>99</v>".to_owned(),
            "S140",
            "warning",
            "保存されている結果（99）は古い",
        ),
        (
            "<f>ROUND(H16/16*100,1)</f><v>75</v>".to_owned(),
            "S140",
            "note",
            "に変わっています。",
        ),
    ] {
        let told = checked("271225_西成区.xlsx", &rate(&content));
        let told: Vec<&Value> = told
            .iter()
            .filter(|one| one["place"]["cell"] == "I17")
            .collect();
        assert_eq!(told.len(), 1, "{content}: {told:#?}");
        assert_eq!(
            (&told[0]["code"], &told[0]["severity"]),
            (&Value::from(code), &Value::from(severity))
        );
        let message = told[0]["message"].as_str().expect("a message");
        assert!(message.contains(words), "{message}");
    }
    let blank = "<f>IF(FALSE,1,\"\")</f><v></v>";
    let cell = crate::edges::with_cell("I17", " t=\"str\"", blank);
    let told = checked("271225_西成区.xlsx", &cell);
    let at = |one: &&Value| one["place"]["cell"] == "I17";
    assert_eq!(told.iter().filter(at).count(), 1, "{told:#?}");
}

#[test]
fn a_way_of_writing_numbers_is_one_note_with_every_cell() {
    let numbers = [
        ("E15", "１２"),
        ("E18", "１００７"),
        ("E19", "４０８"),
        ("E20", "１３１"),
        ("E21", "１４４"),
        ("H15", "１４"),
        ("H18", "１１４８"),
        ("H19", "４５３"),
        ("H20", "１３６"),
        ("H21", "１４５"),
    ];
    let more = [
        ("E15", "１９"),
        ("H15", "２１"),
        ("E18", "４７"),
        ("H18", "４４"),
        ("H14", "１０５"),
    ];
    let cells = |numbers: &[(&'static str, &'static str)]| -> Vec<_> {
        numbers
            .iter()
            .map(|(cell, text)| (*cell, Some(*text)))
            .collect()
    };
    let one = retyped(&root(SAMPLE), GOAL_1, &cells(&numbers));
    let both = retyped(&one, "xl/worksheets/sheet3.xml", &cells(&more));
    let told = checked("271225_西成区.xlsx", &both);
    let notes: Vec<&Value> = told.iter().filter(|one| one["code"] == "V203").collect();
    assert_eq!(notes.len(), 1, "{notes:#?}");
    let message = notes[0]["message"].as_str().expect("a message");
    assert!(
        message.contains("「１２」を12と読みました（全角を半角に）"),
        "{message}"
    );
    assert!(message.contains("ここを含めて15か所"), "{message}");
    assert!(message.contains("基本目標1!E15、H15、E18"), "{message}");
    assert!(message.contains("基本目標2!H14、E15"), "{message}");
    assert_eq!(notes[0]["related"].as_array().expect("a list").len(), 14);
    // Another way of writing is another note, and a doubtful one stays at its cell.
    let mixed = cells(&[
        ("E19", "４０８"),
        ("H19", "453件"),
        ("H20", "136回"),
        ("E20", "131件"),
        ("H21", "145回"),
    ]);
    let told = checked(
        "271225_西成区.xlsx",
        &retyped(&root(SAMPLE), GOAL_1, &mixed),
    );
    let of = |severity: &str| {
        let is_one = |one: &&Value| one["code"] == "V203" && one["severity"] == severity;
        told.iter().filter(is_one).count()
    };
    assert_eq!((of("note"), of("warning")), (2, 2), "{told:#?}");
}

#[test]
fn what_stands_beside_a_number_is_named_with_what_to_do() {
    for (content, words, todo) in [
        (
            "453件※1",
            "数のほかに「※1」と書かれている",
            "「※1」を消し、数字だけを入力してください（453のことであれば「453」）",
        ),
        ("453(注2)", "数のほかに「(注2)」と書かれている", "「453」"),
        (
            "のべ453",
            "数のほかに「のべ」と書かれている",
            "「のべ」を消し",
        ),
        (
            "約12件",
            "「約」の付いたおおよその数",
            "（正確に12であれば「12」）",
        ),
        (
            "12件程度",
            "「程度」の付いたおおよその数",
            "「程度」を消し、正確な数",
        ),
        (
            "およそ１２件ほど",
            "「およそ」と「ほど」の付いたおおよその数",
            "「12」",
        ),
    ] {
        let bytes = retyped(&root(SAMPLE), GOAL_1, &[("H19", Some(content))]);
        let told = errors(&reading(bytes));
        assert_eq!(told.len(), 1, "{content}: {told:#?}");
        assert!(
            told[0].contains(words) && told[0].contains(todo),
            "{content}: {told:#?}"
        );
    }
    for content in ["男6女4", "12件(うち新規3件)", "10→12"] {
        let bytes = retyped(&root(SAMPLE), GOAL_1, &[("H19", Some(content))]);
        let told = errors(&reading(bytes));
        assert!(
            told[0].contains("1つの数として読めません"),
            "{content}: {told:#?}"
        );
    }
}

#[test]
fn an_optional_field_that_a_layout_lacks_is_no_field_in_everything_written() {
    for name in [
        "printed-text-西成区",
        "unmerged_271225",
        "parts-in-own-cells-西成区",
    ] {
        let work = tempfile::tempdir().expect("a folder");
        let bytes = root(&format!("tests/workbooks/{name}.xlsx"));
        fs::write(work.path().join("271225_西成区.xlsx"), bytes).expect("a file");
        run(work.path(), &["compile", ".", "--out", "out"]);
        let facts = fs::read_to_string(work.path().join("out/facts.csv")).expect("facts");
        let counts =
            |line: &&str| line.contains(",2-6-answers,") || line.contains(",2-6-positive,");
        let lines: Vec<&str> = facts.lines().filter(counts).collect();
        assert!(!lines.is_empty(), "{facts}");
        for line in lines {
            assert!(line.contains(",様式に欄なし,"), "{name}: {line}");
        }
        let traced = run(work.path(), &["trace", "out", "2-6-answers/2025/市"]);
        assert!(text(&traced).contains("様式に欄なし"), "{}", text(&traced));
        assert!(!text(&traced).contains("読取不能"), "{}", text(&traced));
    }
}

#[test]
fn a_file_that_cannot_be_read_goes_by_one_word() {
    for (name, bytes) in [
        ("271225_西成区.xlsx", root("tests/workbooks/encrypted.xlsx")),
        (
            "西成区.xls",
            root("tests/workbooks/containers/password-西成区.xls"),
        ),
        ("西成区.ods", b"PK\x03\x04 no more".to_vec()),
    ] {
        let work = tempfile::tempdir().expect("a folder");
        fs::write(work.path().join(name), bytes).expect("a file");
        fs::write(
            work.path().join("271276_北区.xlsx"),
            root("samples/r7/271276_北区.xlsx"),
        )
        .expect("a file");
        run(work.path(), &["compile", ".", "--out", "out"]);
        let traced = text(&run(work.path(), &["trace", "out", "1-4/2025/市"]));
        assert!(
            traced.contains(&format!("読取不能（{name}）")),
            "{name}: {traced}"
        );
    }
}
