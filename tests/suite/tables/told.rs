//! What is told of tables: each wording once, from tables that somebody has written into.

use std::sync::Arc;

use torimatome::diagnostic::{Code, Diagnostic, Severity};
use torimatome::ledger::{FindingRow, csv_rows};
use torimatome::tables::{File, Given};

use super::given::{Written, back, write};
use super::split::{City, cities};

/// The city in which two units have rows of areas, and that with every state.
fn areas() -> &'static City {
    &cities()[0]
}

fn every_state() -> &'static City {
    &cities()[2]
}

/// A table of facts in which something is changed.
pub(super) fn changed(written: &Written, change: impl FnOnce(&mut Vec<Vec<String>>)) -> Written {
    let mut rows = csv_rows(&written.facts).expect("a table");
    change(&mut rows);
    let facts = torimatome::ledger::csv_of(rows).expect("a table");
    Written {
        facts,
        ..written.clone()
    }
}

/// What checking says when a city comes as tables.
pub(super) fn told_of(city: &City, tables: &[Given]) -> Vec<FindingRow> {
    let (results, notes) = back(city.world(), tables);
    write(city.world(), results, notes).findings().findings
}

/// The line of a fact in a table, and where its columns stand.
fn line(rows: &[Vec<String>], body: &str, indicator: &str, year: &str) -> usize {
    let is_it = |row: &Vec<String>| row[0] == body && row[5] == indicator && row[2] == year;
    rows.iter().position(is_it).expect("the fact")
}

const VALUE: usize = 8;
const STATE: usize = 10;

/// Tables into which somebody wrote, each with something of its own to be told.
fn tables() -> Vec<Given> {
    let (whole, states) = (areas().whole(), every_state().whole());
    let damaged = changed(&whole, |rows| {
        let at = line(rows, "271021", "1-3", "2025");
        rows[at][VALUE] = "十二".to_owned();
        let at = line(rows, "271225-01", "1-1", "2025");
        rows[at][VALUE] = "○".to_owned();
        for row in rows.iter_mut().rev().take(7) {
            row[0] = "999999".to_owned();
        }
    });
    let withheld = changed(&whole, |rows| {
        let at = line(rows, "271021", "1-4", "2025");
        rows[at][STATE] = "保留".to_owned();
        let at = line(rows, "271225-01", "1-1", "2025");
        rows[at][STATE] = "保留".to_owned();
        let at = line(rows, "271225-02", "1-2", "2025");
        let row = &mut rows[at];
        (row[VALUE], row[STATE], row[14]) = (String::new(), "読取不能".to_owned(), "△".to_owned());
    });
    let without_heading = changed(&whole, |rows| rows[0][5] = "指票".to_owned());
    let published = changed(&whole, |rows| {
        for row in rows.iter_mut().skip(1) {
            for cell in &mut row[11..14] {
                cell.clear();
            }
        }
    });
    let mut figures = whole.given("集計", true);
    figures.files[0].records = Ok(csv_rows(&whole.figures).expect("a table"));
    let mut misplaced = whole.given("文章", true);
    misplaced.files[1] = misplaced_words(&misplaced.files[1]);
    let mut superseded = whole.given("一部", false);
    if let Some(told) = &mut superseded.told {
        told.submissions[3].used = false;
    }
    let mut without_findings = whole.given("指摘なし", false);
    without_findings.told = None;
    let resaved = changed(&whole, |_| {});
    vec![
        states.given("状態", true),
        damaged.given("こわれた", true),
        withheld.given("保留", true),
        without_heading.given("見出し", true),
        published.given("公表", true),
        figures,
        misplaced,
        superseded,
        without_findings,
        resaved.given("保存", false),
        cities()[3].whole().given("再掲", true),
    ]
}

/// Words under a section that no form has.
fn misplaced_words(file: &File) -> File {
    let mut file = file.clone();
    if let Ok(rows) = &mut file.records {
        rows[1][5] = "とりくみ".to_owned();
    }
    file
}

/// Every wording of the codes of tables.
pub(crate) fn told() -> Vec<Diagnostic> {
    let mut told = Vec::new();
    for (at, table) in tables().into_iter().enumerate() {
        let mut worlds = vec![areas().world()];
        if at == 10 {
            worlds.push(cities()[3].world());
        }
        for world in worlds {
            let (results, notes) = back(world, std::slice::from_ref(&table));
            told.extend(notes);
            told.extend(results.into_iter().flat_map(|one| one.diagnostics));
        }
    }
    let mut elsewhere = areas().whole().given("登録", true);
    if let Ok(rows) = &mut elsewhere.files[0].records {
        let at = line(rows, "271225", "1-1", "2025");
        rows[at][9] = "17".to_owned();
    }
    let (mut results, _) = back(areas().world(), &[elsewhere]);
    let definitions = areas().world().definitions;
    told.extend(torimatome::tables::settle(
        &mut results,
        definitions,
        &definitions.registry,
    ));
    let is_of_tables = |one: &Diagnostic| {
        let codes = [
            Code::TABLE_UNREADABLE,
            Code::TABLE_ROW_UNREADABLE,
            Code::VALUE_UNREAD_IN_TABLE,
            Code::VALUE_WITHHELD_IN_TABLE,
            Code::ROWS_WITHHELD_IN_TABLE,
            Code::TABLE_PARTIAL,
        ];
        codes.contains(&one.code)
    };
    told.retain(is_of_tables);
    let mut known = std::collections::BTreeSet::new();
    told.retain(|one| {
        let words: String = one
            .message
            .chars()
            .filter(|c| !c.is_ascii_digit())
            .collect();
        known.insert((one.code, one.severity, words))
    });
    told
}

/// The findings of a code, by the files that they name.
fn of_code<'a>(told: &'a [FindingRow], code: &str) -> Vec<&'a FindingRow> {
    told.iter().filter(|one| one.code == code).collect()
}

#[test]
fn a_line_that_cannot_be_read_costs_its_own_number_and_no_other() {
    let city = areas();
    let whole = city.whole();
    let damaged = changed(&whole, |rows| {
        let at = line(rows, "271021", "1-3", "2025");
        rows[at][VALUE] = "十二".to_owned();
    });
    let at = csv_rows(&whole.facts).expect("a table");
    let at = line(&at, "271021", "1-3", "2025") + 1;
    for is_bare in [true, false] {
        let given = [damaged.given("部", is_bare)];
        let told = told_of(city, &given);
        let of_line = of_code(&told, "S161");
        assert_eq!(of_line.len(), 1, "{told:#?}");
        let message = &of_line[0].message;
        assert!(
            message.contains(&format!(
                "「部/facts.csv」の{at}行目を読めません（数を読めません）"
            )),
            "{message}"
        );
        assert_eq!(of_line[0].severity, Severity::Error);
        let (results, notes) = back(city.world(), &given);
        let together = write(city.world(), results, notes);
        let rows: Vec<_> = together.rows().into_iter().zip(whole.rows()).collect();
        let others: Vec<_> = rows.iter().filter(|(now, then)| now != then).collect();
        let [(now, _)] = others[..] else {
            panic!("{others:#?}");
        };
        assert_eq!((now.state.label(), now.value), ("読取不能", None));
        let figures = together.figure_rows().into_iter().zip(whole.figure_rows());
        let figures: Vec<_> = figures.filter(|(now, then)| now != then).collect();
        let shares = figures.iter().map(|(now, _)| (now.reported, now.expected));
        assert_eq!(
            shares.collect::<Vec<_>>(),
            [(23, 24), (0, 1)],
            "{figures:#?}"
        );
    }
}

#[test]
fn a_number_that_was_withheld_stays_withheld_and_says_so_once() {
    let city = areas();
    let withheld = changed(&city.whole(), |rows| {
        let at = line(rows, "271021", "1-4", "2025");
        rows[at][STATE] = "保留".to_owned();
    });
    let given = [withheld.given("部", true)];
    let told = told_of(city, &given);
    assert_eq!(of_code(&told, "S163").len(), 1, "{told:#?}");
    let (results, notes) = back(city.world(), &given);
    let together = write(city.world(), results, notes);
    let is_it =
        |row: &&torimatome::ledger::FactRow| row.state == torimatome::model::FactState::Withheld;
    let rows = together.rows();
    let own: Vec<_> = rows.iter().filter(is_it).collect();
    assert_eq!(own.len(), 1);
    assert_eq!(
        (own[0].ward.as_str(), own[0].indicator.as_str()),
        ("271021", "1-4")
    );
    // Where a rule says why, only the rule speaks.
    let states = every_state();
    let told = told_of(states, &[states.whole().given("部", true)]);
    let errors = of_code(&told, "C301").len();
    assert!(errors > 0, "{told:#?}");
    assert_eq!(of_code(&told, "S163").len(), 0, "{told:#?}");
}

#[test]
fn what_reading_told_is_told_again_where_it_stands_beside_the_table() {
    let city = every_state();
    let whole = city.whole();
    let direct = whole.findings().findings;
    let told = told_of(city, &[whole.given("部", false)]);
    for code in ["V201", "V202", "S112"] {
        let (then, now) = (of_code(&direct, code), of_code(&told, code));
        assert!(!then.is_empty(), "{code}");
        assert_eq!(then, now, "{code}");
    }
    assert_eq!(of_code(&told, "S162").len(), 0, "{told:#?}");
    let bare = told_of(city, &[whole.given("部", true)]);
    let unread = whole.rows().into_iter();
    let unread = unread.filter(|row| row.state.label() == "読取不能").count();
    assert_eq!(of_code(&bare, "S162").len(), unread, "{bare:#?}");
    assert!(of_code(&bare, "V201").is_empty());
}

#[test]
fn a_table_to_be_published_and_one_of_figures_say_what_they_are() {
    let city = areas();
    for (table, words) in [
        (4, "公表するための表"),
        (5, "集計した結果の表"),
        (3, "見出し「指標」がありません"),
    ] {
        let told = told_of(city, &[tables().swap_remove(table)]);
        let own = of_code(&told, "S160");
        assert_eq!(own.len(), 1, "{words}: {told:#?}");
        assert!(own[0].message.contains(words), "{}", own[0].message);
    }
}

/// The run reads `findings.json` of the same folder: a code that it does not know, of a newer program, is passed over and costs nothing.
#[test]
fn a_finding_of_another_version_is_passed_over() {
    let city = areas();
    let mut given = city.whole().given("部", false);
    let told = given.told.as_mut().expect("findings");
    let mut other = FindingRow::from(&Diagnostic::new(
        Code::FILE_UNREADABLE,
        torimatome::diagnostic::Place::file(&Arc::from("a.xlsx")),
        "読めません。",
    ));
    other.code = "S999".to_owned();
    told.findings.push(other);
    let told = told_of(city, &[given]);
    assert!(told.iter().all(|one| one.code != "S999"));
}
