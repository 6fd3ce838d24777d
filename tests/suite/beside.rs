//! What stands beside, under or over the values of a form: remarks, hidden sheets, merged cells, units, broken neighbours.
//! A number that a person may take otherwise than it is read is told at its cell; what is harmless stays silent or a note.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use torimatome::check::load;
use torimatome::definition::{DefinitionSource, Definitions};
use torimatome::model::CellRef;
use torimatome::read::{Cell, CellValue, InputFile, Reader, Workbook, open, sha256};
use torimatome::workbook::package::Package;
use torimatome::workbook::{Look, Run, Sheet, SheetFault, SheetWhy, names};

use crate::told::{GOAL_1, changed, reading, root};

const SAMPLE: &str = "samples/r7/271225_西成区.xlsx";
const AREAS: &str = "samples/areas/271225_西成区.xlsx";
const PRINTED: &str = "tests/workbooks/unmerged_271225.xlsx";

fn definitions() -> &'static Definitions {
    static BUILT_IN: OnceLock<Definitions> = OnceLock::new();
    BUILT_IN.get_or_init(|| load(&DefinitionSource::BuiltIn).expect("built-in"))
}

fn workbook(path: &str) -> Workbook {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let bytes: Arc<[u8]> = std::fs::read(&path).expect("a file").into();
    let name = path.file_name().expect("a name").to_string_lossy();
    open(&InputFile {
        name: Arc::from(&*name),
        sha256: sha256(&bytes),
        bytes,
        grid: None,
    })
    .expect("a workbook")
}

fn at(cell: &str) -> CellRef {
    cell.parse().expect("an address")
}

fn sheet<'a>(book: &'a mut Workbook, name: &str) -> &'a mut Sheet {
    let mut sheets = book.sheets.iter_mut();
    sheets.find(|sheet| &*sheet.name == name).expect("a sheet")
}

fn set(sheet: &mut Sheet, cell: &str, value: CellValue) {
    let old = sheet.cells.get(&at(cell));
    let new = Cell {
        value,
        ..old.cloned().unwrap_or(Cell {
            value: CellValue::Empty,
            is_formula: false,
            is_percent: false,
        })
    };
    sheet.cells.insert(at(cell), new);
}

fn text(text: &str) -> CellValue {
    CellValue::Text(text.to_owned())
}

fn number(number: i64) -> CellValue {
    CellValue::Number(number.into())
}

/// What is told of a workbook that was not told before the change: severity, code, cell and message.
fn told(path: &str, change: impl Fn(&mut Workbook)) -> Vec<String> {
    let mut book = workbook(path);
    let before = lines(&book);
    change(&mut book);
    let mut after = lines(&book);
    after.retain(|line| !before.contains(line));
    after
}

fn lines(book: &Workbook) -> Vec<String> {
    let read = Reader::new(definitions()).workbook(book, "");
    let told = read.diagnostics.iter();
    told.map(|one| {
        let cell = one.place.cell.map(|at| at.to_string()).unwrap_or_default();
        format!(
            "{} {} {cell} {}",
            one.severity.label(),
            one.code.id(),
            one.message
        )
    })
    .collect()
}

/// Exactly these, each holding its words.
#[track_caller]
fn assert_told(told: &[String], expected: &[&[&str]]) {
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (line, words) in told.iter().zip(expected) {
        for word in *words {
            assert!(line.contains(word), "{word} in {line}");
        }
    }
}

#[test]
fn a_remark_that_names_another_number_is_asked_about() {
    let remark = |words: &'static str| {
        told(SAMPLE, move |book| {
            let beside = &mut sheet(book, "基本目標1").beside;
            beside.comments.insert(at("H19"), words.to_owned());
        })
    };
    let other: &[&str] = &[
        "確認 S114 H19",
        "セルに「453」とありますが",
        "別の数が書かれています",
    ];
    assert_told(&remark("訂正：460件"), &[other]);
    assert_told(&remark("４６０件です"), &[other]);
    // The number itself, last year's, or no number at all leaves nothing to ask.
    let note: &[&str] = &["参考 S114 H19", "コメントか図形に文字があります"];
    for words in ["453件で確定", "昨年度は408件", "担当：佐藤"] {
        assert_told(&remark(words), &[note]);
    }
    let boxed = told(SAMPLE, |book| {
        let beside = &mut sheet(book, "基本目標1").beside;
        beside.shapes.push((at("I19"), "460件".to_owned()));
    });
    assert_told(&boxed, &[&["確認 S114 H19", "図形の文字 I19「460件」"]]);
}

#[test]
fn words_that_only_a_text_box_holds_are_told() {
    let found = told(SAMPLE, |book| {
        let beside = &mut sheet(book, "基本目標1").beside;
        beside.shapes.push((at("I14"), "新しい取組です".to_owned()));
    });
    assert_told(
        &found,
        &[&["参考 S114 I14", "図形の文字 I14「新しい取組です」"]],
    );
}

#[test]
fn a_hidden_sheet_with_numbers_is_told_and_a_hidden_list_of_words_is_not() {
    let hidden = |value: CellValue| {
        told(SAMPLE, move |book| {
            let mut more = Workbook::from_tables("x", &[("控え", &[&["①相談受付件数"]])]).sheets;
            let mut added = more.remove(0);
            added.is_hidden = true;
            set(&mut added, "B1", value.clone());
            book.sheets.push(added);
        })
    };
    assert_told(
        &hidden(number(460)),
        &[&["参考 S114", "非表示で、数が書かれています（B1）"]],
    );
    assert_told(&hidden(text("はい")), &[]);
}

#[test]
fn a_cell_merged_over_two_fields_is_neither_ones() {
    for is_named in [true, false] {
        let found = told(SAMPLE, |book| {
            if !is_named {
                book.names.clear();
            }
            let merged = sheet(book, "基本目標1");
            merged
                .merges
                .retain(|(first, _)| ![at("H19"), at("H20")].contains(first));
            merged.merges.push((at("H19"), at("I20")));
        });
        let both: &[&str] = &["誤り S113 H19", "「453」がどちらの欄の値か決められません"];
        let under: &[&str] = &["参考 S114 H20", "読んでいません"];
        assert_told(&found, &[both, both, under]);
    }
    let printed = told(PRINTED, |book| {
        let sheet = &mut book.sheets[0];
        let cells = sheet.cells.iter();
        let mut numbers =
            cells.filter(|(at, cell)| at.col == 5 && matches!(cell.value, CellValue::Number(_)));
        let first = numbers.next().map(|(at, _)| *at).expect("a number");
        let below = CellRef::new(first.row + 1, first.col);
        sheet.merges.push((first, below));
    });
    assert!(
        printed
            .iter()
            .filter(|line| line.contains("どちらの欄の値か"))
            .count()
            == 2,
        "{printed:#?}"
    );
}

#[test]
fn words_under_a_merged_cell_are_told_and_not_printed() {
    let mut book = workbook(SAMPLE);
    let hidden = sheet(&mut book, "基本目標1");
    hidden
        .merges
        .retain(|(first, _)| ![at("I12"), at("I13"), at("I14")].contains(first));
    hidden.merges.push((at("I12"), at("J14")));
    let words = hidden.cells[&at("I13")].text();
    let told = lines(&book);
    assert!(
        told.iter()
            .any(|line| line.contains("見えない文章が残っています（I13、I14）")),
        "{told:#?}"
    );
    let read = Reader::new(definitions()).workbook(&book, "");
    let narratives = read.submission.expect("the form").narratives;
    assert!(
        narratives
            .iter()
            .all(|item| !words.contains(item.text.as_str()))
    );
}

#[test]
fn another_unit_beside_a_number_is_told_as_one_whatever_its_word() {
    for unit in ["千件", "件（延べ）", "件数", "か所", "％"] {
        let found = told(SAMPLE, |book| {
            set(sheet(book, "基本目標1"), "J19", text(unit));
        });
        let words = format!("横の単位が「{unit}」");
        assert_told(&found, &[&["誤り V201 H19", &words]]);
    }
    // A word for a value, or another number, is no unit.
    for second in ["未集計", "460件"] {
        let found = told(SAMPLE, |book| {
            set(sheet(book, "基本目標1"), "J19", text(second));
        });
        assert_told(&found, &[&["誤り S113 H19", "2か所"]]);
    }
}

#[test]
fn a_character_that_leaves_no_trace_in_a_number_is_named() {
    for c in [
        '\u{206A}', '\u{180E}', '\u{34F}', '\u{FFA0}', '\u{AD}', '\u{FE0F}', '\u{3164}',
    ] {
        let found = told(SAMPLE, |book| {
            set(sheet(book, "基本目標1"), "H19", text(&format!("45{c}3")));
        });
        let code = format!("（U+{:04X}）", u32::from(c));
        assert_told(
            &found,
            &[&["誤り V201 H19", "「453」とあり", "3文字目に", &code]],
        );
    }
}

#[test]
fn a_row_of_a_table_is_told_with_its_own_cause() {
    let row = |change: fn(&mut Sheet)| {
        told(AREAS, move |book| {
            let sheet = sheet(book, "地域別");
            change(sheet);
        })
    };
    let struck = row(|sheet| {
        sheet.beside.runs.insert(
            at("H12"),
            vec![Run {
                from: 0,
                to: usize::MAX,
                look: Look::Struck,
            }],
        );
    });
    assert_told(
        &struck,
        &[&["確認 V212 H12", "橘", "取り消し線が引かれていて"]],
    );
    let printed = row(|sheet| {
        sheet.beside.printed.insert(at("H12"), "未集計".to_owned());
    });
    assert_told(
        &printed,
        &[&["確認 V212 H12", "「未集計」と表示されています"]],
    );
    // A format that prints the number with its unit says nothing else than the number.
    let unit = row(|sheet| {
        sheet.beside.printed.insert(at("H12"), "79人".to_owned());
    });
    assert_told(&unit, &[]);
    let stale = row(|sheet| {
        let cell = sheet.cells.get_mut(&at("H12")).expect("a cell");
        cell.is_formula = true;
        sheet
            .beside
            .formulas
            .insert(at("H12"), "H10+H11".to_owned());
    });
    assert_told(&stale, &[&["確認 V212 H12", "計算すると158です"]]);
    let merged = row(|sheet| {
        sheet.merges.push((at("H12"), at("H13")));
        sheet.cells.remove(&at("H13"));
    });
    let both: &[&str] = &["確認 V212", "「79」がどの行の値か決められません"];
    assert_told(&merged, &[both, both]);
    let hidden = row(|sheet| {
        sheet.beside.hidden_rows.insert(11);
    });
    assert_told(
        &hidden,
        &[&["参考 S114", "非表示の行か列に値があります（F12、H12）"]],
    );
}

#[test]
fn what_is_broken_elsewhere_costs_nothing_and_many_broken_cells_are_one_finding() {
    let broken = told(SAMPLE, |book| {
        let sheet = sheet(book, "基本目標1");
        for row in 30..60 {
            sheet
                .beside
                .refused
                .insert(CellRef::new(row, 0), "99".to_owned());
        }
    });
    assert_told(&broken, &[&["誤り S101 A31", "30個あります"]]);
    let far = told(SAMPLE, |book| {
        sheet(book, "基本目標1").beside.far = Some(at("ZZ900000"));
    });
    assert_told(&far, &[&["確認 S103 ZZ900000", "その先は読んでいません"]]);
}

#[test]
fn a_code_with_a_slip_is_told_as_a_code() {
    let found = told(SAMPLE, |book| {
        let code = book.names[names::CODE].1;
        let cell = format!("{code}");
        set(sheet(book, "はじめに"), &cell, text("271226"));
    });
    assert!(
        found
            .iter()
            .any(|line| line.contains("団体コードの欄の「271226」という番号はありません")),
        "{found:#?}"
    );
}

#[test]
fn a_broken_sheet_of_somebody_elses_costs_nothing() {
    let broken = |name: &'static str| {
        told(SAMPLE, move |book| {
            book.faults.push(SheetFault {
                sheet: Arc::from(name),
                after: None,
                why: SheetWhy::Broken,
            });
        })
    };
    assert_told(&broken("メモ"), &[&["確認 S101", "シート「メモ」"]]);
    // Under the name of a sheet of the form it may be the one that counts.
    assert_told(&broken("地域別"), &[&["誤り S101", "シート「地域別」"]]);
}

#[test]
fn a_cell_to_which_the_file_gives_two_values_is_told() {
    let two = reading(changed(GOAL_1, "<v>453</v>", "<v>453</v><v>460</v>"));
    let told = two.diagnostics.iter().map(|one| &one.message);
    let told: Vec<&String> = told.filter(|message| message.contains("2つあり")).collect();
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn looks_that_the_file_does_not_describe_are_told_as_lost() {
    let told = |bytes: Vec<u8>| {
        let read = reading(bytes);
        let mut told = read.diagnostics.iter();
        told.any(|one| one.code.id() == "S115" && one.message.contains("書式"))
    };
    let bytes = root(SAMPLE);
    assert!(!told(bytes.clone()));
    let mut package = Package::open(&bytes, 64 << 20).expect("a package");
    let styles = package
        .text("xl/styles.xml")
        .expect("whole")
        .expect("there");
    let cut = styles.find("<cellXfs").expect("looks") + 600;
    let parts = BTreeMap::from([("xl/styles.xml".to_owned(), styles[..cut].to_owned())]);
    assert!(told(package.with(&parts).expect("patched")));
}

#[test]
fn signs_of_a_narrow_column_and_new_errors_are_no_words() {
    for words in ["#####", "#SPILL!", "#BUSY!"] {
        let found = told(SAMPLE, |book| {
            set(sheet(book, "基本目標1"), "I13", text(words));
        });
        assert_told(&found, &[&["誤り V207 I13", words]]);
    }
}

/// Beside the fields, below the frame in a column of labels, below it in the column of a year, and on a sheet of its own.
#[test]
fn what_is_written_outside_the_fields_is_told_once_for_a_file_with_its_cells() {
    let below: &[&str] = &[
        "参考 S116 A31",
        "（基本目標1!A31「④は12月から数え方を変えた」）",
        "読んでいません",
    ];
    let found = told(SAMPLE, |book| {
        let sheet = sheet(book, "基本目標1");
        set(sheet, "A31", text("④は12月から数え方を変えた"));
    });
    assert_told(&found, &[below]);
    let all: &[&str] = &[
        "参考 S116 O19",
        "基本目標1!O19「450ではない」、基本目標1!O20「17」、基本目標1!B40「12」、参加支援!A31「別紙あり」、シート「控え」",
    ];
    let found = told(SAMPLE, |book| {
        let mut copy = sheet(book, "参加支援").clone();
        copy.name = Arc::from("控え");
        copy.cells.clear();
        copy.merges.clear();
        set(&mut copy, "B2", number(3));
        book.sheets.push(copy);
        let one = sheet(book, "基本目標1");
        set(one, "O19", text("450ではない"));
        set(one, "O20", number(17));
        set(one, "B40", number(12));
        set(sheet(book, "参加支援"), "A31", text("別紙あり"));
    });
    assert_told(&found, &[all]);
    // What the form prints is nobody's word, wherever it stands; an empty sheet holds nothing.
    let found = told(SAMPLE, |book| {
        let caption = &definitions().forms[0].sheets[0].caption;
        assert!(!caption.is_empty());
        let mut empty = sheet(book, "参加支援").clone();
        empty.name = Arc::from("Sheet4");
        empty.cells.clear();
        book.sheets.push(empty);
        set(sheet(book, "基本目標1"), "A31", text(caption));
    });
    assert_told(&found, &[]);
}

#[test]
fn a_field_whose_label_is_gone_is_told_once_and_not_as_words_outside_too() {
    let found = told(SAMPLE, |book| {
        let cells = &mut sheet(book, "参加支援").cells;
        cells.retain(|at, cell| at.col > 3 || !cell.text().starts_with("区社協の各部門"));
        book.names.retain(|name, _| !name.contains("3_1"));
    });
    assert!(!found.is_empty());
    assert!(
        found.iter().all(|line| !line.contains("S116")),
        "{found:#?}"
    );
}
