//! Fields and blocks that are asked for under a condition: printed on the blank workbook, told where they are filled against it,
//! no gap where they are empty because of it, and no part of what a figure is divided by.

use std::path::Path;

use crate::support::templates;
use crate::two_forms::{ledger, run};
use torimatome::check::load;
use torimatome::definition::{DefinitionSource, Definitions, TemplateFile};
use torimatome::diagnostic::{Code, Diagnostic};
use torimatome::model::{AreaCode, AsOf, FactState, FiscalYear, IndicatorId};
use torimatome::read::{InputFile, cells, sha256};
use torimatome::report::{Entry, RowValues, WardValues, filled};

const FORM: &str = "forms/talks/2025.toml";
const LIVE: FiscalYear = FiscalYear(2025);

fn files() -> Vec<TemplateFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conditions");
    templates::files(&root, &["areas.toml", FORM, "indicators.toml"])
}

fn definitions() -> Definitions {
    load(&DefinitionSource::Files(files())).unwrap_or_else(|faults| panic!("{faults}"))
}

fn id(text: &str) -> IndicatorId {
    IndicatorId::new(text)
}

/// What an office writes: numbers, the state of the visits, the mark of the rounds, and a bullet about them.
#[derive(Clone, Copy, Default)]
struct Written<'a> {
    numbers: &'a [(&'a str, u32)],
    visits: &'a str,
    rounds: &'a str,
    bullet: &'a str,
}

fn workbook(definitions: &Definitions, ward: usize, written: Written<'_>) -> InputFile {
    file(definitions, ward, &values(written))
}

fn values(written: Written<'_>) -> WardValues {
    let mut values = WardValues::default();
    for (indicator, number) in written.numbers {
        values.number(id(indicator), LIVE, *number);
    }
    if !written.bullet.is_empty() {
        values.bullet("相談会-3", LIVE, 1, written.bullet);
    }
    let rows = values.rows.entry("体制".to_owned()).or_default();
    *rows = RowValues::default();
    rows.texts
        .insert((1, "状況".to_owned()), written.visits.to_owned());
    let mark = |text: &str| Entry::Text(text.to_owned());
    rows.cells.insert((1, id("doing"), LIVE), mark("○"));
    rows.cells
        .insert((2, id("doing"), LIVE), mark(written.rounds));
    values
}

fn file(definitions: &Definitions, ward: usize, values: &WardValues) -> InputFile {
    let ward = &definitions.areas.wards()[ward];
    let book = filled(
        definitions,
        &definitions.forms[0],
        &definitions.registry,
        ward,
        AsOf::parse_iso("2026-03-31").expect("a date"),
        values,
    );
    let bytes = torimatome::render::xlsx::form(&book).expect("a workbook");
    let hash = sha256(&bytes);
    InputFile::new(&format!("{}.xlsx", ward.name), bytes, hash)
}

/// North does everything, East nothing, South fills in what it does not do, West leaves what everything hangs on empty.
fn inputs(definitions: &Definitions) -> Vec<InputFile> {
    let north = Written {
        numbers: &[("opened", 3), ("came", 40), ("returned", 10), ("visits", 7)],
        visits: "している",
        rounds: "○",
        bullet: "また来てほしいと言われた",
    };
    let east = Written {
        numbers: &[("opened", 0)],
        visits: "していない",
        rounds: "×",
        bullet: "",
    };
    let south = Written {
        numbers: &[("opened", 1), ("came", 20), ("returned", 5), ("visits", 2)],
        visits: "していない",
        rounds: "",
        bullet: "行っていないのに書いた",
    };
    let west = Written {
        visits: "未定",
        rounds: "？",
        ..Written::default()
    };
    let all = [north, east, south, west].into_iter().enumerate();
    all.map(|(ward, written)| workbook(definitions, ward, written))
        .collect()
}

/// What is told, at its cell.
fn lines(told: &[Diagnostic]) -> Vec<String> {
    let line = |one: &Diagnostic| {
        let file = one.place.file.as_deref().unwrap_or_default();
        let cell = one
            .place
            .cell
            .map_or(String::new(), |cell| cell.to_string());
        format!("{file} {cell} {} {}", one.code.id(), one.message)
    };
    told.iter().map(line).collect()
}

/// An example of each sort of what is told of something that is not asked for.
pub(crate) fn told() -> Vec<Diagnostic> {
    let definitions = definitions();
    let (checked, _) = run(&definitions, &inputs(&definitions));
    let told = checked.findings.diagnostics().iter();
    let told: Vec<Diagnostic> = told
        .filter(|one| one.code == Code::CONDITION_NOT_MET)
        .cloned()
        .collect();
    assert_eq!(told.len(), 3, "{told:?}");
    told
}

#[test]
fn the_blank_workbook_says_when_something_is_asked_for() {
    let definitions = definitions();
    let blank = workbook(&definitions, 0, Written::default());
    let text = cells(&blank).expect("a workbook");
    for condition in [
        "（「相談会を開いた回数」が1以上のときだけ書く）",
        "（「相談会を開いた回数」が2以上のときだけ書く）",
        "（「体制」の「訪問」の「状況」が「している」か「準備中」のときだけ書く）",
        "（「体制」の「出前」の「実施」が「○」のときだけ書く）",
    ] {
        assert!(text.contains(condition), "{condition}: {text}");
    }
}

#[test]
fn only_what_is_asked_for_is_missed_and_what_is_not_is_told() {
    let definitions = definitions();
    let (checked, _) = run(&definitions, &inputs(&definitions));
    let told = lines(checked.findings.diagnostics());
    let expected = [
        "南支所.xlsx E8 V214 2025年度の欄に記入がありますが、「相談会を開いた回数」が2以上のときだけ書く欄です（E6は「1」）。",
        "南支所.xlsx E9 V214 2025年度の欄に記入がありますが、「体制」の「訪問」の「状況」が「している」か「準備中」のときだけ書く欄です（体制!C6は「していない」）。",
        "南支所.xlsx F10 V214 2025年度の「出前の感想」に記入がありますが、「体制」の「出前」の「実施」が「○」のときだけ書く欄です（体制!D7は空欄）。",
        "西支所.xlsx E6 V211 2025年度の欄が空欄です。",
    ];
    let about: Vec<&String> = told.iter().filter(|line| !line.contains("V212")).collect();
    assert_eq!(about, expected, "{told:#?}");
}

#[test]
fn a_figure_is_made_of_the_units_that_were_asked() {
    let definitions = definitions();
    let (_, outputs) = run(&definitions, &inputs(&definitions));
    let ledger = ledger(&definitions, &outputs);
    let city = AreaCode::new("100");
    let figure = |indicator: &str| {
        let figure = ledger
            .figure(&city, LIVE, &id(indicator))
            .expect("a figure");
        let value = figure.value.map(|value| value.to_string());
        (value.unwrap_or_default(), figure.reported, figure.expected)
    };
    assert_eq!(figure("opened"), ("4".to_owned(), 3, 4));
    // East opened none; of West nobody knows.
    assert_eq!(figure("came"), ("60".to_owned(), 2, 3));
    assert_eq!(figure("returned"), ("15".to_owned(), 2, 3));
    assert_eq!(figure("visits"), ("9".to_owned(), 2, 3));
    // 15 of 60, and neither East nor West in it.
    assert_eq!(figure("share"), ("25.0".to_owned(), 2, 3));
    let state = |ward: &str, indicator: &str| {
        let facts = ledger.facts.iter();
        let mut own = facts.filter(|fact| fact.id().ward == AreaCode::new(ward));
        let fact = own.find(|fact| fact.id().indicator == id(indicator));
        fact.expect("a fact").state
    };
    for (ward, indicator, expected) in [
        ("101", "came", FactState::Reported),
        ("102", "came", FactState::NotApplicable),
        ("102", "visits", FactState::NotApplicable),
        ("102", "opened", FactState::Reported),
        ("103", "visits", FactState::Reported),
        ("104", "came", FactState::Blank),
        ("104", "visits", FactState::Blank),
    ] {
        assert_eq!(state(ward, indicator), expected, "{ward} {indicator}");
    }
    let report = outputs.files["report.xlsx"].clone();
    let hash = sha256(&report);
    let text = cells(&InputFile::new("report.xlsx", report, hash)).expect("a workbook");
    assert!(text.contains("条件に当てはまらない欄は数えない"), "{text}");
}

/// A piece of the form written otherwise, and what is said of which line.
const FAULTS: &[(&str, &str, u32, &str)] = &[
    (
        "field = \"opened\", at-least = 1",
        "field = \"open\", at-least = 1",
        11,
        "「open」という欄はありません（近い番号: opened）",
    ),
    (
        "field = \"opened\", at-least = 1",
        "field = \"returned\", at-least = 1",
        11,
        "いつも書くほかの欄を書きます",
    ),
    (
        "field = \"opened\", at-least = 1",
        "field = \"came\", at-least = 1",
        11,
        "いつも書くほかの欄を書きます",
    ),
    (
        "field = \"opened\", at-least = 1",
        "field = \"opened\", is = [\"多い\"]",
        11,
        "「多い」は、その欄に書ける数（0以上の整数）ではありません",
    ),
    (
        "field = \"opened\", at-least = 1",
        "field = \"opened\", is = [\"1.5\"]",
        11,
        "「1.5」は、その欄に書ける数",
    ),
    (
        "field = \"opened\", at-least = 1",
        "field = \"opened\"",
        11,
        "at-leastとat-mostか、isのどちらか",
    ),
    (
        "field = \"opened\", at-least = 1",
        "field = \"opened\", at-least = 3, at-most = 2",
        11,
        "at-leastがat-mostより大きく",
    ),
    (
        "field = \"opened\", at-least = 1",
        "field = \"opened\", at-least = 0",
        11,
        "どの数にも当てはまります",
    ),
    (
        "rows = \"one-per-code\"",
        "rows = \"free\"",
        17,
        "自由な行のシートで、行を名前で見分けられない",
    ),
    (
        "rows = \"体制\", row = \"訪問\", ",
        "rows = \"体制\", ",
        17,
        "表の1つのセル（rowsとrowとcolumn）",
    ),
    (
        "rows = \"体制\", row = \"訪問\"",
        "rows = \"体勢\", row = \"訪問\"",
        17,
        "「体勢」というくり返す行のシートはありません",
    ),
    (
        "row = \"訪問\"",
        "row = \"訪門\"",
        17,
        "「訪門」という「体制」の行はありません",
    ),
    (
        "column = \"状況\"",
        "column = \"状態\"",
        17,
        "「状態」という「体制」の列はありません",
    ),
    (
        "is = [\"している\", ",
        "is = [\"してる\", ",
        17,
        "「してる」ということばはありません",
    ),
    (
        "is = [\"○\"]",
        "is = [\"◎\"]",
        23,
        "「◎」という印はありません",
    ),
    ("is = [\"○\"]", "at-least = 1", 23, "印の列のwhenには"),
    ("is = [\"○\"]", "is = []", 23, "isが空です"),
    (
        "is = [\"○\"]",
        "is = [\"○\", \"○\"]",
        23,
        "isに「○」が2回あります",
    ),
    (
        "is = [\"○\"]",
        "is = [\"○\", \"×\"]",
        23,
        "いつも当てはまります",
    ),
    (
        "is = [\"している\", \"準備中\"]",
        "is = [\"している\", \"準備中\", \"していない\"]",
        17,
        "いつも当てはまります",
    ),
    (
        "is = [\"している\", \"準備中\"]",
        "is = [\"している\", \"して いる\"]",
        17,
        "2回あります",
    ),
];

#[test]
fn what_a_condition_cannot_be_is_told_with_its_line() {
    let form = |old: &str, new: &str| {
        let text = files().remove(1).text;
        assert!(text.contains(old), "{old}");
        text.replacen(old, new, 1)
    };
    for (old, new, line, told) in FAULTS {
        let mut files = files();
        files[1].text = form(old, new);
        let faults = load(&DefinitionSource::Files(files))
            .expect_err(new)
            .to_string();
        let place = format!("{FORM}:{line}: ");
        assert!(
            faults.contains(told) && faults.contains(&place),
            "{new}: {faults}"
        );
    }
}

/// What is told of one office's workbook, V212 aside.
fn told_of(definitions: &Definitions, written: Written<'_>) -> Vec<String> {
    let (checked, _) = run(definitions, &[workbook(definitions, 0, written)]);
    let mut told = lines(checked.findings.diagnostics());
    told.retain(|line| !line.contains("V212") && line.starts_with("北支所"));
    told
}

#[test]
fn what_hangs_on_one_thing_is_told_once() {
    let mut files = files();
    let form = &mut files[1].text;
    *form = form.replace("at-least = 2", "at-least = 1");
    let definitions =
        load(&DefinitionSource::Files(files)).unwrap_or_else(|faults| panic!("{faults}"));
    let told = told_of(
        &definitions,
        Written {
            numbers: &[("opened", 0), ("came", 20), ("returned", 5)],
            visits: "していない",
            ..Written::default()
        },
    );
    let expected = "北支所.xlsx E7 V214 2025年度の「参加した人の数」（E7）、「2回以上参加した人の数」（E8）に記入がありますが、「相談会を開いた回数」が1以上のときだけ書く欄です（E6は「0」）。";
    assert_eq!(told, [expected]);
}

/// West sends the number on which everything hangs, and it is one that an error withholds.
#[test]
fn a_number_that_is_withheld_decides_nothing() {
    let mut files = files();
    files[1]
        .text
        .push_str("\n[[rule]]\nkind = \"value-negative-or-fractional\"\nclause = \"試し\"\n");
    let definitions =
        load(&DefinitionSource::Files(files)).unwrap_or_else(|faults| panic!("{faults}"));
    let mut values = values(Written {
        numbers: &[("came", 20)],
        visits: "していない",
        ..Written::default()
    });
    let key = (id("opened"), LIVE);
    values.fields.insert(key, Entry::Text("0.5".to_owned()));
    let (checked, _) = run(&definitions, &[file(&definitions, 0, &values)]);
    let codes = checked.findings.diagnostics().iter();
    let codes: Vec<&str> = codes.map(|one| one.code.id()).collect();
    assert!(
        codes.contains(&"V210") && !codes.contains(&"V214"),
        "{codes:?}"
    );
}

#[test]
fn a_blank_cell_on_which_something_hangs_is_asked_for() {
    let told = told_of(
        &definitions(),
        Written {
            numbers: &[("opened", 0)],
            ..Written::default()
        },
    );
    let expected = "北支所.xlsx C6 V211 「訪問」の行の「状況」が空欄です。";
    assert_eq!(told, [expected]);
}

/// The row may be called anything in a register, and a decimal decides as it is counted.
#[test]
fn a_row_on_which_something_hangs_is_asked_for_where_it_is_missing() {
    let mut files = files();
    let form = &mut files[1].text;
    *form = form.replace("rows = \"one-per-code\"", "rows = \"one-per-entry\"");
    *form = form.replace(
        "code = [{ code = \"訪問\" }, { code = \"出前\" }]\n",
        "min-rows = 3\n",
    );
    *form = form.replace(", is = [\"している\", \"準備中\"]", ", is = [\"シテイル\"]");
    *form = form.replace(
        "kind = \"choice\", choices = [\"している\", \"準備中\", \"していない\"], ",
        "",
    );
    let definitions =
        load(&DefinitionSource::Files(files)).unwrap_or_else(|faults| panic!("{faults}"));
    let mut values = values(Written {
        numbers: &[("opened", 0), ("visits", 4)],
        visits: "している",
        ..Written::default()
    });
    let rows = values.rows.entry("体制".to_owned()).or_default();
    rows.keys.insert(1, "訪問".to_owned());
    let (checked, _) = run(&definitions, &[file(&definitions, 0, &values)]);
    let mut told = lines(checked.findings.diagnostics());
    told.retain(|line| line.contains("V211") || line.contains("V214"));
    assert_eq!(
        told,
        ["北支所.xlsx  V211 「体制」に「出前」の行がありません。"]
    );
}

#[test]
fn a_unit_that_is_not_asked_has_a_figure_of_nobody() {
    let definitions = definitions();
    let (_, outputs) = run(&definitions, &inputs(&definitions));
    let ledger = ledger(&definitions, &outputs);
    let figure = ledger.figure(&AreaCode::new("102"), LIVE, &id("came"));
    let figure = figure.expect("a figure");
    assert_eq!(
        (figure.value, figure.reported, figure.expected),
        (None, 0, 0)
    );
    let csv = String::from_utf8_lossy(&outputs.files["figures.csv"]).into_owned();
    let mut lines = csv.lines();
    let line = lines.find(|line| line.starts_with("102,") && line.contains(",came,"));
    assert!(
        line.is_some_and(|line| line.ends_with(",0,0,確定")),
        "{line:?}"
    );
}

/// An edition whose form asks for `came` under the condition that is written.
fn edition(when: &str) -> Result<Definitions, String> {
    let mut files = files();
    files.push(TemplateFile {
        path: "forms/talks/2026.toml".to_owned(),
        text: format!("based-on = \"2025\"\nsheet = [{{ name = \"相談会\", block = [{{ label = \"相談会\", field = [{{ indicator = \"came\", when = {{ {when} }} }}] }}] }}]\n"),
    });
    load(&DefinitionSource::Files(files)).map_err(|faults| faults.to_string())
}

#[test]
fn an_edition_lifts_a_condition_or_puts_another_in_its_place() {
    let asked = |when: &str| {
        let definitions = edition(when).unwrap_or_else(|faults| panic!("{faults}"));
        let mut forms = definitions.forms.iter();
        let newer = forms.find(|form| form.id.edition == "2026");
        let came = newer.expect("the edition").field(&id("came"));
        came.expect("the field").asked_when.clone()
    };
    assert_eq!(asked("remove = true"), "");
    let of_a_row = "rows = \"体制\", row = \"訪問\", column = \"状況\", is = [\"している\"]";
    assert_eq!(
        asked(of_a_row),
        "「体制」の「訪問」の「状況」が「している」のときだけ書く"
    );
    let mut files = files();
    files.push(TemplateFile {
        path: "forms/talks/2026.toml".to_owned(),
        text: "based-on = \"2025\"\nsheet = [{ name = \"相談会\", block = [{ label = \"相談会\", field = [{ indicator = \"opened\", when = { remove = true } }] }] }]\n".to_owned(),
    });
    let faults = load(&DefinitionSource::Files(files)).expect_err("nothing is there");
    let told = "forms/talks/2026.toml:2: もとの版に「when」がないので、やめるものがありません";
    assert!(faults.to_string().contains(told), "{faults}");
}

#[test]
fn a_difference_between_editions_names_the_condition() {
    let mut files = files();
    files.push(TemplateFile {
        path: "forms/talks/2026.toml".to_owned(),
        text: "based-on = \"2025\"\nsheet = [{ name = \"相談会\", block = [{ label = \"相談会\", field = [{ indicator = \"came\", when = { field = \"opened\", at-least = 5 } }] }] }]\n"
            .to_owned(),
    });
    let definitions =
        load(&DefinitionSource::Files(files)).unwrap_or_else(|faults| panic!("{faults}"));
    let newer = definitions
        .forms
        .iter()
        .find(|form| form.id.edition == "2026");
    let came = newer
        .expect("the edition")
        .field(&id("came"))
        .expect("the field");
    assert_eq!(
        came.asked_when,
        "「相談会を開いた回数」が5以上のときだけ書く"
    );
}
