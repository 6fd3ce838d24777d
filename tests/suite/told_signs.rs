//! What a person sees and a parser may not, in each kind of workbook: tests/workbooks/told/signs.* hold every sign, picture.* a
//! picture on a field, formulas.* the formulas that a sender replaced, and what the program tells of each is the table in tests/README.md.

use torimatome::read::ReadResult;

use crate::formulas;
use crate::told::{reading, reading_apart, replaced, root};

/// A sign: its name in the table, where it stands, and words of what is told of it.
const SIGNS: [(&str, &str, &str); 10] = [
    ("runs inside a cell", "基本目標2!H15", "上付きの文字"),
    ("comments", "基本目標1!H19", "値がコメントにしか"),
    ("text boxes", "基本目標1!H20", "値が図形の文字にしか"),
    ("hidden rows", "基本目標1!E16", "非表示の行か列"),
    ("hidden columns", "基本目標2!E14", "非表示の行か列"),
    ("hidden sheets", "参加支援!", "このシートは非表示"),
    (
        "formulas without a result",
        "基本目標2!H17",
        "計算結果が保存されていません",
    ),
    ("errors", "基本目標1!I24", "数式のエラー（#REF!）"),
    ("pictures in a cell", "基本目標1!I12", "画像が入って"),
    (
        "numbers that show as words",
        "基本目標1!H18",
        "「未集計」と表示",
    ),
];

/// The same of picture.*
const PICTURE: (&str, &str, &str) = (
    "pictures over a field",
    "基本目標1!H21",
    "画像かグラフが欄の上に重なっています（H21）",
);

/// The same of formulas.*, where the rules tell it.
const FORMULAS: [(&str, &str, &str); 3] = [
    (
        "formulas of the form that were replaced",
        "I17",
        "「=IF(ISNUMBER(H16),ROUND(H16/16*100,1),\"\")」から「=H16/16*100」に",
    ),
    (
        "sums over rows that were replaced",
        "H18",
        "「=IF(COUNTA(地域別!H10:H27)=0,\"\",SUM(地域別!H10:H27))」から「=SUM(地域別!H10:H27)」に",
    ),
    (
        "stored results that are old",
        "H19",
        "（453）は古く、もとのセルのいまの値から計算すると302です",
    ),
];

const FORMATS: [&str; 5] = ["xlsx", "xlsm", "xlsb", "xls", "ods"];

fn signs(ending: &str) -> ReadResult {
    of("signs", ending)
}

fn of(stem: &str, ending: &str) -> ReadResult {
    let bytes = root(&format!("tests/workbooks/told/{stem}.{ending}"));
    match ending {
        "xlsx" | "xlsm" => reading(bytes),
        _ => reading_apart(bytes),
    }
}

/// The code by which a sign is told; nothing where it is passed over in silence.
fn told(result: &ReadResult, place: &str, words: &str) -> Option<&'static str> {
    let found = result.diagnostics.iter().find(|one| {
        let sheet = one.place.sheet.as_deref().unwrap_or_default();
        let at = one.place.cell.map(|at| at.to_string()).unwrap_or_default();
        format!("{sheet}!{at}") == place && one.message.contains(words)
    });
    found.map(|one| one.code.id())
}

fn table() -> String {
    let results = FORMATS.map(signs);
    let head = FORMATS.map(|ending| format!(".{ending}")).join(" | ");
    let mut table = format!("| | {head} |\n|---|---|---|---|---|---|\n");
    for (name, place, words) in SIGNS {
        let row = results.each_ref().map(|result| {
            told(result, place, words)
                .map_or_else(|| "silent".to_owned(), |code| format!("told, {code}"))
        });
        table.push_str(&format!("| {name} | {} |\n", row.join(" | ")));
    }
    let (name, place, words) = PICTURE;
    let row = FORMATS.map(|ending| {
        let result = of("picture", ending);
        // The picture beside the form is not told.
        assert_eq!(
            result.diagnostics.len(),
            1,
            "{ending}: {:#?}",
            result.diagnostics
        );
        told(&result, place, words)
            .map_or_else(|| "silent".to_owned(), |code| format!("told, {code}"))
    });
    table.push_str(&format!("| {name} | {} |\n", row.join(" | ")));
    let results = FORMATS.map(|ending| {
        let name = format!("formulas.{ending}");
        formulas::told(&name, &root(&format!("tests/workbooks/told/{name}")))
    });
    for (name, cell, words) in FORMULAS {
        let row = results.each_ref().map(|found| {
            let mut found = found.iter();
            let here = found.find(|[_, at, message]| at == cell && message.contains(words));
            here.map_or_else(|| "silent".to_owned(), |[code, ..]| format!("told, {code}"))
        });
        table.push_str(&format!("| {name} | {} |\n", row.join(" | ")));
    }
    table
}

#[test]
fn every_sign_is_told_in_every_format_as_the_table_says() {
    let table = table();
    assert!(!table.contains("silent"), "{table}");
    let readme = String::from_utf8(root("tests/README.md")).expect("text");
    assert!(
        readme.contains(&table),
        "tests/README.md should hold:\n{table}"
    );
}

#[test]
fn the_same_is_told_in_every_format() {
    let all = |ending: &str| {
        let result = signs(ending);
        let told = result.diagnostics.iter();
        let mut told: Vec<String> = told
            .map(|one| format!("{} {:?} {}", one.code.id(), one.place.cell, one.message))
            .collect();
        told.sort_unstable();
        told
    };
    let expected = all("xlsx");
    assert!(expected.len() >= SIGNS.len());
    for ending in FORMATS {
        assert_eq!(all(ending), expected, "{ending}");
    }
}

const ANCHOR: &str = "xl/drawings/drawing1.xml";

#[test]
fn what_hides_a_field_is_told_and_what_only_touches_it_is_not() {
    let picture = root("tests/workbooks/told/picture.xlsx");
    let from = "<xdr:col>7</xdr:col><xdr:colOff>0</xdr:colOff>";
    let to = "<xdr:col>8</xdr:col><xdr:colOff>0</xdr:colOff>";
    let place = "基本目標1!H21";
    for (name, at, with, is_told) in [
        (
            "begins at the cell's end",
            from,
            "<xdr:col>7</xdr:col><xdr:colOff>250000</xdr:colOff>",
            false,
        ),
        (
            "begins before the cell",
            from,
            "<xdr:col>5</xdr:col><xdr:colOff>0</xdr:colOff>",
            true,
        ),
        (
            "goes on over the next",
            to,
            "<xdr:col>10</xdr:col><xdr:colOff>90000</xdr:colOff>",
            true,
        ),
    ] {
        let result = reading(replaced(&picture, ANCHOR, at, with));
        let found = told(&result, place, "重なっています");
        assert_eq!(
            found.is_some(),
            is_told,
            "{name}: {:#?}",
            result.diagnostics
        );
    }
    let touching = replaced(
        &picture,
        ANCHOR,
        from,
        "<xdr:col>5</xdr:col><xdr:colOff>0</xdr:colOff>",
    );
    let touching = replaced(
        &touching,
        ANCHOR,
        to,
        "<xdr:col>7</xdr:col><xdr:colOff>90000</xdr:colOff>",
    );
    assert_eq!(told(&reading(touching), place, "重なっています"), None);
}

#[test]
fn a_chart_hides_as_well_and_what_hangs_on_no_cell_is_not_seen() {
    let picture = root("tests/workbooks/told/picture.xlsx");
    let place = "基本目標1!H21";
    let package = |from: &str, to: &str| replaced(&picture, ANCHOR, from, to);
    let chart = package(
        "<xdr:pic><xdr:nvPicPr>",
        "<xdr:graphicFrame/><xdr:pic><xdr:nvPicPr>",
    );
    assert!(told(&reading(chart), place, "重なっています").is_some());
    let end = "<xdr:to><xdr:col>8</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>21</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>";
    let sized = package(end, "<xdr:ext cx=\"260000\" cy=\"280000\"/>");
    let sized = replaced(&sized, ANCHOR, "<xdr:twoCellAnchor>", "<xdr:oneCellAnchor>");
    let sized = replaced(
        &sized,
        ANCHOR,
        "</xdr:twoCellAnchor>",
        "</xdr:oneCellAnchor>",
    );
    assert!(told(&reading(sized.clone()), place, "重なっています").is_some());
    let loose = replaced(
        &sized,
        ANCHOR,
        "<xdr:oneCellAnchor>",
        "<xdr:absoluteAnchor>",
    );
    let loose = replaced(
        &loose,
        ANCHOR,
        "</xdr:oneCellAnchor>",
        "</xdr:absoluteAnchor>",
    );
    let result = reading(loose);
    assert_eq!(told(&result, place, "重なっています"), None);
    assert!(
        told(&result, "基本目標1!", "セルに結び付いていない画像").is_some(),
        "{:#?}",
        result.diagnostics
    );
}
