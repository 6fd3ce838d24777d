//! The list of corrections (正誤表) and every other way to tell two runs apart, held against the tables that the runs wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use calamine::{Data, Reader, Xlsx};
use rust_decimal::Decimal;
use serde_json::Value;
use tempfile::TempDir;
use torimatome::diff::{corrections, diff};
use torimatome::ledger::Ledger;
use torimatome::model::Nouns;
use torimatome::report::{Block, Media};

use crate::definitions::built_in;
use crate::end_to_end::{CsvRow, contents, csv_rows, run, samples, stderr, stdout, text};
use crate::support::pdf::squeezed;

/// The sheets of the workbook by name, each as rows of cells.
type Sheets = BTreeMap<String, Vec<Vec<Data>>>;

/// What was compiled, and what comparing it wrote: a ward's first workbook and the one that came in its stead (`first`,
/// `second`, `list`), and two wards where there was one (`one`, `two`, `more`).
fn work() -> &'static Path {
    static WORK: OnceLock<TempDir> = OnceLock::new();
    WORK.get_or_init(|| {
        let work = tempfile::tempdir().expect("a folder");
        let arrived = |name: &str| samples("r7-real-life").join(name);
        let clean = |name: &str| samples("r7").join(name);
        let runs: [(&str, i32, &[PathBuf]); 4] = [
            ("first", 1, &[arrived("住吉区.xlsx")]),
            ("second", 0, &[arrived("住吉区（修正版）.xlsx")]),
            ("one", 0, &[clean("271225_西成区.xlsx")]),
            (
                "two",
                0,
                &[clean("271225_西成区.xlsx"), clean("271276_北区.xlsx")],
            ),
        ];
        let previous = samples("r6");
        for (out, code, inputs) in runs {
            let out = work.path().join(out);
            let mut arguments = vec!["compile", "--quiet", "--previous", text(&previous)];
            arguments.extend(["--out", text(&out)]);
            arguments.extend(inputs.iter().map(|input| text(input)));
            let output = run(&arguments);
            assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
        }
        for [old, new, list] in [["first", "second", "list"], ["one", "two", "more"]] {
            compared(work.path(), [old, new, list]);
        }
        work
    })
    .path()
}

/// Compares two of the runs and writes the list; gives what was said.
fn compared(work: &Path, [old, new, list]: [&str; 3]) -> String {
    let [old, new, list] = [old, new, list].map(|name| work.join(name));
    let output = run(&["diff", text(&old), text(&new), "--out", text(&list)]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

fn said(old: &str, new: &str, options: &[&str]) -> String {
    let [old, new] = [old, new].map(|name| work().join(name));
    let output = run(&[&["diff", text(&old), text(&new)], options].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

fn table(run: &str, name: &str) -> Vec<CsvRow> {
    csv_rows(&fs::read(work().join(run).join(name)).expect("a table"))
}

fn sheets(list: &str) -> Sheets {
    let bytes = fs::read(work().join(list).join("diff.xlsx")).expect("a workbook");
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("calamine opens it");
    let names = book.sheet_names();
    let rows = |name: &String, book: &mut Xlsx<_>| {
        let range = book.worksheet_range(name).expect("a sheet");
        range.rows().map(<[Data]>::to_vec).collect()
    };
    names
        .iter()
        .map(|name| (name.clone(), rows(name, &mut book)))
        .collect()
}

fn printed(list: &str) -> String {
    squeezed(&fs::read(work().join(list).join("正誤表.pdf")).expect("a PDF"))
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Rows of two tables that are not the same, by key: both values of a column.
fn changed(name: &str, key: &[&str], value: &str) -> BTreeMap<Vec<String>, [Option<String>; 2]> {
    let keyed = |run: &str| -> BTreeMap<Vec<String>, String> {
        let rows = table(run, name).into_iter();
        let key = |row: &CsvRow| key.iter().map(|column| row[*column].clone()).collect();
        rows.map(|row| (key(&row), row[value].clone())).collect()
    };
    let (old, new) = (keyed("first"), keyed("second"));
    let keys: BTreeSet<&Vec<String>> = old.keys().chain(new.keys()).collect();
    let sides = |key: &Vec<String>| [old.get(key).cloned(), new.get(key).cloned()];
    let all = keys.into_iter().map(|key| (key.clone(), sides(key)));
    all.filter(|(_, [old, new])| old != new).collect()
}

#[test]
fn both_texts_stand_whole_wherever_two_runs_are_compared() {
    let place = ["団体コード", "年度", "シート", "区分", "番号"];
    let texts = changed("narrative.csv", &place, "本文");
    assert_eq!(texts.len(), 1, "the sample has one text that was corrected");
    let told = said("first", "second", &[]);
    let json: Value =
        serde_json::from_str(&said("first", "second", &["--format", "json"])).expect("JSON");
    let (sheets, printed) = (sheets("list"), printed("list"));
    let cells = sheets["文章"].iter().flatten();
    let cells: Vec<String> = cells.map(ToString::to_string).collect();
    for ([ward, year, sheet, section, number], sides) in texts
        .iter()
        .map(|(key, sides)| (<[String; 5]>::try_from(key.clone()).expect("five"), sides))
    {
        let told_json = json["narratives"].as_array().expect("a list").iter();
        let own: Vec<&Value> = told_json
            .filter(|one| {
                one["ward"] == ward.as_str()
                    && one["fiscal_year"].as_i64() == year.parse().ok()
                    && one["sheet"] == sheet.as_str()
                    && one["section"] == section.as_str()
                    && one["number"] == number.as_str()
            })
            .collect();
        assert_eq!(own.len(), 1);
        for (side, text) in ["old", "new"].into_iter().zip(sides) {
            let text = text.as_deref().expect("both sides are there");
            assert_eq!(own[0][side]["text"], text);
            assert!(told.contains(text), "{told}");
            assert!(cells.iter().any(|cell| cell == text), "{text}");
            assert!(printed.contains(&squeeze(text)), "{text}");
        }
    }
}

/// `861` ▸ `861`, `29358` ▸ `29,358`.
fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let digits: Vec<char> = whole.chars().collect();
    let groups: Vec<String> = digits
        .rchunks(3)
        .rev()
        .map(|one| one.iter().collect())
        .collect();
    format!("{}{rest}", groups.join(","))
}

#[test]
fn every_changed_figure_stands_with_its_name_unit_and_both_values() {
    let figures = changed("figures.csv", &["団体名", "年度", "指標"], "値");
    assert_eq!(figures.len(), 6);
    let names: BTreeMap<String, CsvRow> = table("second", "figures.csv")
        .into_iter()
        .map(|row| (row["指標"].clone(), row))
        .collect();
    let (told, sheets, printed) = (
        said("first", "second", &[]),
        sheets("list"),
        printed("list"),
    );
    let rows = &sheets["集計値"];
    let head = rows
        .iter()
        .position(|row| row[0] == "番号")
        .expect("a head");
    assert_eq!(
        rows.len(),
        head + 1 + figures.len(),
        "a row for each and no more"
    );
    for (key, sides) in &figures {
        let [area, year, indicator] = [0, 1, 2].map(|at| key[at].as_str());
        let (name, unit) = (&names[indicator]["指標名"], &names[indicator]["単位"]);
        let area = if area == "大阪市" { "市" } else { area };
        let id = format!("{indicator}/{year}/{area}");
        let row = rows
            .iter()
            .find(|row| row[0] == id.as_str())
            .expect("a row");
        assert_eq!(row[3].to_string(), format!("{name}（{unit}）"));
        let mut words = Vec::new();
        for (cell, value) in [&row[4], &row[5]].into_iter().zip(sides) {
            let value = value.as_deref().expect("both sides are there");
            if value.is_empty() {
                assert_eq!(cell.to_string(), "算出不可", "{id}");
                words.push("算出不可".to_owned());
            } else {
                let Data::Float(number) = cell else {
                    panic!("{id}: {cell:?}");
                };
                assert_eq!(number.to_string().parse::<Decimal>(), value.parse());
                words.push(format!("{}{unit}", grouped(value)));
            }
        }
        let line = format!("  {id}　{name}　{} → {}", words[0], words[1]);
        assert!(told.contains(&line), "{line}\n{told}");
        for word in [&id, name, &words[0], &words[1]] {
            let bare = word.trim_end_matches(unit.as_str()).trim_end_matches('%');
            assert!(printed.contains(&squeeze(bare)), "{word}\n{printed}");
        }
    }
    let areas: Vec<String> = rows[head + 1..]
        .iter()
        .map(|row| row[1].to_string())
        .collect();
    assert!(
        areas.is_sorted_by_key(|area| area != "大阪市"),
        "the city first: {areas:?}"
    );
}

#[test]
fn beside_a_figure_of_the_city_stands_the_cell_that_changed_it() {
    let rows = &sheets("list")["集計値"];
    let behind = |id: &str| {
        let row = rows.iter().find(|row| row[0] == id).expect("a row");
        row[6].to_string()
    };
    assert_eq!(
        behind("1-2-rate/2025/市"),
        "分子/分母 なし→12/15\n報告 0/24区（算出不可）→1/24区（一部）\n\
         住吉区 なし（保留）→12/15（住吉区（修正版）.xlsx 基本目標1!H16）"
    );
    assert_eq!(
        behind("1-4/2025/市"),
        "住吉区 861→816（住吉区（修正版）.xlsx 基本目標1!H19）"
    );
    assert_eq!(
        behind("1-4/2025/住吉区"),
        "861→816（住吉区（修正版）.xlsx 基本目標1!H19）"
    );
}

#[test]
fn the_office_alone_is_told_of_the_findings() {
    let gone = said("first", "second", &[]);
    assert!(gone.contains("C301"));
    let cells = sheets("list");
    assert!(
        cells["指摘の増減"]
            .iter()
            .flatten()
            .any(|cell| *cell == "C301")
    );
    assert!(!printed("list").contains("C301"));
}

#[test]
fn a_ward_that_came_is_named_and_its_rows_are_counted_but_not_told() {
    let told = said("one", "two", &[]);
    assert!(told.contains("■ 新たに加わった区\n  北区\n"), "{told}");
    assert!(!told.contains("2025/北区"), "{told}");
    assert!(told.contains("/2025/市　"), "{told}");
    assert!(!told.contains("■ 変わった記入"), "nothing stands under it");
    let printed = printed("more");
    assert!(printed.contains("新たに加わった区：北区"), "{printed}");
    assert!(!printed.contains("2025/北区"), "{printed}");
    assert!(printed.contains("北区なし（未提出）→"), "{printed}");
    // The same the other way round.
    assert!(said("two", "one", &[]).contains("■ なくなった区\n  北区\n"));
}

#[test]
fn without_a_change_that_is_said_and_no_table_is_made() {
    let told = compared(work(), ["one", "one", "same"]);
    assert!(told.contains("違いはありません。"));
    assert!(printed("same").contains("変更はありません。"));
    assert_eq!(sheets("same").into_keys().collect::<Vec<_>>(), ["正誤表"]);
}

#[test]
fn the_list_is_the_same_each_time_and_never_written_over_another() {
    let before = contents(&work().join("list"));
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        ["diff.xlsx", "正誤表.pdf"]
    );
    compared(work(), ["first", "second", "list"]);
    assert_eq!(contents(&work().join("list")), before);
    let [one, two, list] = ["one", "two", "list"].map(|name| work().join(name));
    let output = run(&["diff", text(&one), text(&two), "--out", text(&list)]);
    assert_eq!(output.status.code(), Some(4));
    assert!(stderr(&output).contains("同じ名前のファイルがある"));
    assert_eq!(contents(&work().join("list")), before);
}

fn ledger(run: &str) -> Ledger {
    let folder = work().join(run);
    Ledger::read(&Nouns::general(), |name| {
        Ok::<_, torimatome::ledger::LedgerError>(fs::read(folder.join(name)).expect("a file"))
    })
    .expect("an output folder")
}

#[test]
fn another_denominator_and_what_else_is_said_of_a_run_stand_on_both_sides() {
    let (old, mut new) = (ledger("one"), ledger("one"));
    let fact = new.facts.iter_mut().find(|fact| fact.denominator.is_some());
    let fact = fact.expect("a fact of a number of areas");
    let before = fact.denominator.expect("one").to_string();
    fact.denominator = Some(Decimal::from(1234));
    let name = fact.ward_name.clone();
    new.manifest.created = Some("2026-04-20T10:05:00".to_owned());
    new.manifest.registry.totals.insert("2025".to_owned(), 333);
    let difference = diff(&old, &new);
    assert_eq!((difference.bases.len(), difference.is_empty()), (1, false));
    let told = torimatome::diff::text(&difference);
    assert!(
        told.contains("■ 変わった分母\n") && told.contains(&format!("　{before} → 1,234\n")),
        "{told}"
    );
    let list = corrections(&difference, &built_in(), "torimatome".to_owned());
    let printed = list.chapters.iter().filter(|one| one.media == Media::Pdf);
    let tables = printed
        .flat_map(|one| &one.blocks)
        .filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
    let tables: Vec<String> = tables.map(|table| format!("{:?}", table.rows)).collect();
    assert_eq!(tables.len(), 2, "the denominators, and the two runs");
    assert!(
        tables[0].contains(&name) && tables[0].contains("1234"),
        "{}",
        tables[0]
    );
    for word in [
        "2026-04-20 10:05:00",
        "記載なし",
        "334",
        "333",
        "分母の登録の合計（2025年度）",
    ] {
        assert!(tables[1].contains(word), "{word}: {}", tables[1]);
    }
}
