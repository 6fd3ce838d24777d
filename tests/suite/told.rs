//! Workbooks whose numbers could be read wrong in silence: handed ones in tests/workbooks/told/, and a sample whose parts are
//! changed here, one oddity each. A value is right, or the cell is told.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use torimatome::check::load;
use torimatome::definition::DefinitionSource;
use torimatome::diagnostic::Code;
use torimatome::read::{Grid, InputFile, ReadResult, Reader};
use torimatome::workbook::package::Package;

/// What must be found at a cell.
pub(crate) enum Found {
    /// This value, and no error there.
    Value(&'static str),
    /// A code with these words in its message.
    Told(&'static str, &'static str),
    /// A code about the whole sheet or file.
    Anywhere(&'static str, &'static str),
}
use Found::{Anywhere, Told, Value};

pub(crate) const SAMPLE: &str = "samples/r7/271225_西成区.xlsx";
pub(crate) const GOAL_1: &str = "xl/worksheets/sheet2.xml";
const GOAL_2: &str = "xl/worksheets/sheet3.xml";
const H19: &str = "<c r=\"H19\" s=\"18\" t=\"n\"><v>453</v></c>";
const H15: &str = "<c r=\"H15\" s=\"18\" t=\"n\"><v>21</v></c>";
const I12: &str = "<c r=\"I12\" s=\"16\" t=\"s\"><v>73</v></c>";

pub(crate) fn root(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read(path).expect("a fixture")
}

pub(crate) fn reading(bytes: Vec<u8>) -> ReadResult {
    let definitions = load(&DefinitionSource::BuiltIn).expect("built-in");
    let name = "西成区.xlsx";
    Reader::new(&definitions).read(&InputFile::new(name, bytes, "0".repeat(64)))
}

/// As another process of the program reads it.
pub(crate) fn reading_apart(bytes: Vec<u8>) -> ReadResult {
    let definitions = load(&DefinitionSource::BuiltIn).expect("built-in");
    let grid = Some(Arc::new(Grid::read_alone(Arc::from(bytes))));
    let file = InputFile {
        grid,
        ..InputFile::new("西成区.ods", Vec::new(), "0".repeat(64))
    };
    Reader::new(&definitions).read(&file)
}

pub(crate) fn assert_found(name: &str, result: &ReadResult, cell: &str, found: &Found) {
    let told: Vec<String> = result
        .diagnostics
        .iter()
        .map(|one| {
            let sheet = one.place.sheet.as_deref().unwrap_or_default();
            let at = one.place.cell.map(|at| at.to_string());
            let at = at.unwrap_or_default();
            format!("{} {sheet}!{at} {}", one.code.id(), one.message)
        })
        .collect();
    let facts = result
        .submission
        .iter()
        .flat_map(|submission| submission.facts.values());
    let value = facts
        .filter(|fact| format!("{}!{}", fact.provenance.sheet, fact.provenance.cell) == cell)
        .find_map(|fact| fact.value.number())
        .map(|number| number.normalize().to_string());
    match found {
        Value(expected) => {
            assert_eq!(value.as_deref(), Some(*expected), "{name}: {told:#?}");
            let at_cell = |one: &String| one.split(' ').nth(1) == Some(cell);
            assert!(!told.iter().any(at_cell), "{name}: {told:#?}");
        }
        Told(code, words) => {
            let head = format!("{code} {cell} ");
            assert!(
                told.iter()
                    .any(|one| one.starts_with(&head) && one.contains(words)),
                "{name}: {told:#?}"
            );
        }
        Anywhere(code, words) => assert!(
            told.iter()
                .any(|one| one.starts_with(code) && one.contains(words)),
            "{name}: {told:#?}"
        ),
    }
}

#[test]
fn handed_workbooks_are_read_rightly_or_told() {
    for (name, cell, found) in [
        (
            "raised-run",
            "基本目標2!H15",
            Told("V201", "「21」に上付きの文字が混じって"),
        ),
        ("struck-run", "基本目標2!H15", Told("V206", "取り消し線")),
        (
            "errors-in-words",
            "基本目標1!I24",
            Told("V207", "数式のエラー（#REF!）"),
        ),
        (
            "errors-in-words",
            "基本目標1!I12",
            Told("V207", "画像が入っていて"),
        ),
        ("cdata", "基本目標1!H19", Value("453")),
        ("reference", "基本目標1!H19", Value("453")),
        ("strings-elsewhere", "基本目標1!H19", Value("453")),
        ("whole-column-merged", "基本目標1!H19", Value("453")),
        (
            "format-of-words",
            "基本目標1!H19",
            Told("V201", "「未集計」と表示されています"),
        ),
        (
            "unit-retyped",
            "基本目標1!H19",
            Told("V201", "横の単位が「世帯」"),
        ),
        (
            "conversation",
            "基本目標1!H19",
            Told("V205", "（H19「453件です」）"),
        ),
        (
            "sheet-twice",
            "基本目標1!",
            Anywhere("S101", "中身がファイルの中に2つあり"),
        ),
        (
            "row-of-no-height",
            "基本目標1!E19",
            Told("S114", "非表示の行か列に値があります"),
        ),
    ] {
        let result = reading(root(&format!("tests/workbooks/told/{name}.xlsx")));
        assert_found(name, &result, cell, &found);
    }
}

/// The words and the numbers of a reading, without where they were found.
pub(crate) fn said(result: &ReadResult) -> Vec<String> {
    let submission = result.submission.as_ref().expect("the form");
    let facts = submission.facts.values();
    let facts = facts.map(|fact| format!("{:?} {} {:?}", fact.indicator, fact.year, fact.value));
    let words = submission.narratives.iter();
    facts
        .chain(words.map(|item| format!("{} {} {}", item.block, item.year, item.text)))
        .collect()
}

#[test]
fn every_writer_of_an_open_document_is_read_like_the_sample() {
    let expected = said(&reading(root(SAMPLE)));
    assert!(expected.len() > 80);
    for name in [
        "text-in-cdata",
        "text-box-over-words",
        "blanks-between-cells",
    ] {
        let result = reading_apart(root(&format!("tests/workbooks/told/{name}.ods")));
        assert_eq!(said(&result), expected, "{name}");
    }
}

#[test]
fn an_open_document_shows_what_a_person_sees() {
    let base = "tests/workbooks/told/text-box-over-words.ods";
    let change = |from: &str, to: &str| reading_apart(changed_in(base, "content.xml", from, to));
    let style = |properties: &str| {
        format!(
            "<office:automatic-styles><style:style style:name=\"odd\" style:family=\"text\"><style:text-properties {properties}/></style:style>"
        )
    };
    let run =
        "<text:p>2<text:span text:style-name=\"odd\">1</text:span></text:p></table:table-cell>";
    for (properties, code, words) in [
        ("style:text-position=\"super 58%\"", "V201", "上付きの"),
        ("style:text-position=\"-33% 58%\"", "V201", "下付きの"),
        ("fo:color=\"#ffffff\"", "V201", "見えない"),
        ("text:display=\"none\"", "V201", "見えない"),
        ("fo:font-size=\"4pt\"", "V201", "ほかよりずっと小さい"),
        (
            "style:text-line-through-style=\"solid\"",
            "V206",
            "取り消し線",
        ),
    ] {
        let styled = changed_in(
            base,
            "content.xml",
            "<office:automatic-styles>",
            &style(properties),
        );
        let cell = replaced(
            &styled,
            "content.xml",
            "<text:p>21</text:p></table:table-cell>",
            run,
        );
        let result = reading_apart(cell);
        assert_found(properties, &result, "基本目標2!H15", &Told(code, words));
    }
    let number = "<text:p>453</text:p>";
    for (shown, words) in [
        ("未集計", "「未集計」と表示"),
        ("453世帯", "「453世帯」と表示"),
        ("", "何も表示されていません"),
    ] {
        let result = change(number, &format!("<text:p>{shown}</text:p>"));
        assert_found(shown, &result, "基本目標1!H19", &Told("V201", words));
    }
    let same = change(number, "<!-- a --><text:p>453</text:p>");
    assert_found("comment", &same, "基本目標1!H19", &Value("453"));
    let remark = " office:value-type=\"float\" office:value=\"453\" calcext:value-type=\"float\"";
    let blank = changed_in(base, "content.xml", remark, "");
    let note = "<office:annotation><dc:creator>誰か</dc:creator><text:p>453件</text:p></office:annotation>";
    let noted = reading_apart(replaced(&blank, "content.xml", number, note));
    assert_found(
        "annotation",
        &noted,
        "基本目標1!H19",
        &Told("V205", "（H19「453件」）"),
    );
}

/// The sample with one text of one part replaced.
pub(crate) fn changed(part: &str, from: &str, to: &str) -> Vec<u8> {
    changed_in(SAMPLE, part, from, to)
}

fn changed_in(file: &str, part: &str, from: &str, to: &str) -> Vec<u8> {
    replaced(&root(file), part, from, to)
}

pub(crate) fn replaced(bytes: &[u8], part: &str, from: &str, to: &str) -> Vec<u8> {
    let mut package = Package::open(bytes, 64 << 20).expect("a package");
    let text = package.text(part).expect("whole").expect("there");
    assert!(text.contains(from), "{part} has no {from}");
    let parts = BTreeMap::from([(part.to_owned(), text.replacen(from, to, 1))]);
    package.with(&parts).expect("patched")
}

#[test]
fn looks_of_a_part_of_a_number_are_told() {
    let run = |font: &str| {
        format!(
            "<c r=\"H15\" s=\"18\" t=\"inlineStr\"><is><r><t>2</t></r><r><rPr>{font}</rPr><t>1</t></r></is></c>"
        )
    };
    for (font, words) in [
        ("<vertAlign val=\"superscript\"/>", "上付きの"),
        ("<vertAlign val=\"subscript\"/>", "下付きの"),
        ("<color rgb=\"FFFFFFFF\"/>", "見えない"),
        ("<color theme=\"0\"/>", "見えない"),
        ("<sz val=\"5\"/>", "ほかよりずっと小さい"),
    ] {
        let result = reading(changed(GOAL_2, H15, &run(font)));
        assert_found(font, &result, "基本目標2!H15", &Told("V201", words));
    }
    let struck = reading(changed(GOAL_2, H15, &run("<strike/>")));
    assert_found(
        "struck",
        &struck,
        "基本目標2!H15",
        &Told("V206", "取り消し線"),
    );
    for font in [
        "<b/>",
        "<sz val=\"10\"/>",
        "<color rgb=\"FFFF0000\"/>",
        "<strike val=\"0\"/>",
    ] {
        let result = reading(changed(GOAL_2, H15, &run(font)));
        assert_found(font, &result, "基本目標2!H15", &Told("V203", "21"));
    }
}

#[test]
fn what_a_format_prints_is_told_where_it_is_another_thing() {
    for (code, words) in [
        (";;;", "何も表示されていません"),
        ("\"約\"0", "「約453」と表示"),
        ("0\"9\"", "「4539」と表示"),
        ("0\"世帯\"", "「453世帯」と表示"),
        ("0,", "「0.453」と表示"),
        ("[>400]\"多数\";0", "「多数」と表示"),
    ] {
        let code = code.replace('"', "&quot;").replace('>', "&gt;");
        let result = reading(changed(
            "xl/styles.xml",
            "formatCode=\"#,##0\"",
            &format!("formatCode=\"{code}\""),
        ));
        let cells = result
            .diagnostics
            .iter()
            .filter(|one| one.message.contains("表示"))
            .count();
        assert!(cells > 3, "{code}: {cells}");
        assert_found(&code, &result, "基本目標1!H19", &Told("V201", words));
    }
    for code in ["#,##0", "0\"件\"", "0_ ", "[Red]0", "000", "General"] {
        let code = code.replace('"', "&quot;");
        let to = format!("formatCode=\"{code}\"");
        let result = reading(changed("xl/styles.xml", "formatCode=\"#,##0\"", &to));
        assert_found(&code, &result, "基本目標1!H19", &Value("453"));
    }
}

#[test]
fn all_of_a_value_is_read_wherever_its_parts_are() {
    for value in [
        "<![CDATA[4]]>53",
        "45<!-- 9 -->3",
        "&#x34;53",
        "<?x 1?>453",
        " 453\n",
    ] {
        let cell = H19.replace("453", value);
        let result = reading(changed(GOAL_1, H19, &cell));
        assert_found(value, &result, "基本目標1!H19", &Value("453"));
    }
    // A reference that nothing explains leaves no value to be guessed.
    let unknown = reading(changed(GOAL_1, H19, &H19.replace("453", "4&five;3")));
    assert_found(
        "unknown",
        &unknown,
        "",
        &Anywhere("S101", "壊れていて読めません"),
    );
    let doctype = changed(GOAL_1, "<worksheet", "<!DOCTYPE worksheet><worksheet");
    assert_found("doctype", &reading(doctype), "基本目標1!H19", &Value("453"));
}

#[test]
fn what_is_no_words_is_never_printed_as_words() {
    for (cell, words) in [
        (
            "<c r=\"I12\" t=\"e\"><v>#SPILL!</v></c>",
            "数式のエラー（#SPILL!）",
        ),
        (
            "<c r=\"I12\" t=\"str\"><v>#N/A</v></c>",
            "数式のエラー（#N/A）",
        ),
        (
            "<c r=\"I12\" t=\"str\"><f>_xlfn.DISPIMG(\"ID_1\",1)</f><v>=DISPIMG(\"ID_1\",1)</v></c>",
            "画像",
        ),
        (
            "<c r=\"I12\" t=\"d\"><v>2026-04-01</v></c>",
            "日付か時刻（2026-04-01）",
        ),
        ("<c r=\"I12\"><v>12</v></c>", "数（12）だけ"),
        ("<c r=\"I12\" t=\"str\"><v>・１２</v></c>", "数（１２）だけ"),
        ("<c r=\"I12\" t=\"b\"><v>1</v></c>", "「TRUE」という値"),
    ] {
        let result = reading(changed(GOAL_1, I12, cell));
        assert_found(cell, &result, "基本目標1!I12", &Told("V207", words));
        let submission = result.submission.as_ref().expect("the form");
        let at = |item: &&std::sync::Arc<torimatome::model::NarrativeItem>| {
            item.provenance.cell.to_string() == "I12" && &*item.provenance.sheet == "基本目標1"
        };
        assert!(submission.narratives.iter().find(at).is_none(), "{cell}");
    }
    let formula = reading(changed(GOAL_1, I12, "<c r=\"I12\"><f>A1</f></c>"));
    assert_found(
        "formula",
        &formula,
        "基本目標1!I12",
        &Told("V202", "計算結果が保存されていません"),
    );
}

#[test]
fn what_nobody_sees_is_told() {
    let column = changed(
        GOAL_1,
        "<sheetData>",
        "<cols><col min=\"8\" max=\"8\" width=\"0\"/></cols><sheetData>",
    );
    assert_found(
        "column",
        &reading(column),
        "基本目標1!H15",
        &Told("S114", "非表示の行か列"),
    );
    // The sample has white letters on dark blue; on the paper of values nobody sees them.
    let font = "numFmtId=\"166\" fontId=\"12\"";
    let white = changed("xl/styles.xml", font, "numFmtId=\"166\" fontId=\"11\"");
    let result = reading(white);
    assert_found(
        "white",
        &result,
        "基本目標1!",
        &Anywhere("S114", "背景と同じ色の文字"),
    );
    assert_found(
        "seen",
        &reading(root(SAMPLE)),
        "基本目標1!H19",
        &Value("453"),
    );
}

/// A package in which the checksum of a part is wrong.
fn with_wrong_crc(mut bytes: Vec<u8>, part: &str) -> Vec<u8> {
    let named = |window: &[u8]| window == part.as_bytes();
    let places: Vec<usize> = bytes
        .windows(part.len())
        .enumerate()
        .filter(|(_, window)| named(window))
        .map(|(at, _)| at)
        .collect();
    let mut changed = 0;
    for at in places {
        // The checksum stands 16 bytes before the name in a local header, 30 in the directory.
        let crc = match (at.checked_sub(30), at.checked_sub(46)) {
            (Some(local), _) if bytes[local..].starts_with(b"PK\x03\x04") => local + 14,
            (_, Some(entry)) if bytes[entry..].starts_with(b"PK\x01\x02") => entry + 16,
            _ => continue,
        };
        bytes[crc] ^= 0x55;
        changed += 1;
    }
    assert_eq!(changed, 2, "{part}");
    bytes
}

#[test]
fn a_broken_part_beside_whole_cells_is_told_once() {
    let whole = root("samples/r7/271225_西成区.xlsx");
    let noted = root("tests/workbooks/odd/comment-only-西成区.xlsx");
    for (bytes, part, word) in [
        (
            whole,
            "xl/styles.xml",
            "書式（取り消し線、数の表示形式など）の部分",
        ),
        (noted, "xl/comments/comment1.xml", "コメントや図形の部分"),
    ] {
        let told = reading_apart(with_wrong_crc(bytes, part)).diagnostics;
        let told = told.iter().filter(|one| one.code == Code::SIGN_UNSEEN);
        let messages: Vec<&str> = told.map(|one| one.message.as_str()).collect();
        assert_eq!(messages.len(), 1, "{part}: {messages:?}");
        assert!(messages[0].contains(word), "{messages:?}");
    }
}
