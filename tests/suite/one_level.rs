//! A municipality with one level: nobody below it reports, and it has no parts. Template, filling, checking, compiling and
//! tracing, with the visits of `tests/two-forms`.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::two_forms::{files, ledger, run, workbook};
use crate::words::foreign;
use torimatome::check::load;
use torimatome::definition::{DefinitionSource, Definitions, TemplateFile};
use torimatome::diagnostic::Outcome;
use torimatome::ledger::FigureRow;
use torimatome::model::{AreaCode, FiscalYear, IndicatorId};
use torimatome::read::{InputFile, cells, sha256};
use torimatome::trace::{Tracer, figure};

const AREAS: &str = r#"
[[level]]
id = "city"
noun = "町"

[city]
code = "T"
code5 = "T"
name = "みなも町"
kana = "みなもまち"
"#;

/// A number that is not added up: it is the town's own, although the town is also the whole.
const OWN: &str = r#"
[[sheet.block.field]]
indicator = "h-oldest"
label = "最も古い集会所"
"#;

fn definitions() -> Definitions {
    let kept = files().into_iter().filter_map(|mut file| {
        match file.path.as_str() {
            "areas.toml" => AREAS.clone_into(&mut file.text),
            "forms/visits/2025.toml" => {
                let rows = file.text.find("[[rows]]").expect("rows");
                file.text.insert_str(rows, OWN);
            }
            "guide.toml" | "indicators.toml" | "reasons.toml" => {}
            _ => return None,
        }
        Some(file)
    });
    let files: Vec<TemplateFile> = kept.collect();
    load(&DefinitionSource::Files(files)).expect("sound definitions")
}

#[test]
fn one_that_reports_itself_goes_from_the_template_to_the_trace() {
    let definitions = definitions();
    let numbers = [
        ("v-households", Decimal::from(40)),
        ("v-visited", Decimal::from(30)),
        ("v-share", Decimal::from(75)),
        ("h-oldest", Decimal::from(51)),
    ];
    let form = ("visits", "2025");
    let rows = ("kinds", "v-visited", &["20", "10"][..]);
    let filled = workbook(&definitions, form, 0, "2026-03-31", &numbers, rows);
    nothing_is_foreign(cells(&filled));
    let (checked, outputs) = run(&definitions, &[filled]);
    let told = checked.findings.diagnostics();
    assert!(told.is_empty(), "{told:?}");
    // Nothing lies beside the one file: a rule that would compare says so.
    for name in [
        "ward-twice",
        "copy-identical",
        "submission-superseded",
        "submission-changed",
    ] {
        let rules = checked.findings.rules().iter();
        let mut of_it = rules.filter(|rule| rule.code.name() == name);
        let outcome = of_it.next().map(|rule| &rule.outcome);
        let expected = Outcome::Skipped("比べるほかのファイルがない".to_owned());
        assert_eq!(outcome, Some(&expected), "{name}");
    }
    let ledger = ledger(&definitions, &outputs);
    let value = |indicator: &str| {
        let id = IndicatorId::new(indicator);
        let row = ledger.figure(&AreaCode::new("T"), FiscalYear(2025), &id);
        row.map(|row: &FigureRow| (row.value, row.reported, row.expected))
    };
    for (indicator, number) in numbers {
        assert_eq!(value(indicator), Some((Some(number), 1, 1)), "{indicator}");
    }
    let ids: BTreeSet<_> = ledger.figures.iter().map(FigureRow::id).collect();
    assert_eq!(ids.len(), ledger.figures.len(), "one row of each");
    let tracer = Tracer::new(&ledger, &definitions);
    for row in &ledger.figures {
        let traced = tracer.figure(row);
        assert!(traced.agrees(), "{}", traced.id);
        assert_eq!(figure(&ledger, &traced.id), Ok(row), "{}", traced.id);
        let part = &traced.contributions[0];
        let text = &part.fact.expect("a fact").text;
        assert_eq!(part.value.to_string(), *text, "{}", traced.id);
    }
    for (name, bytes) in &outputs.files {
        if name.ends_with(".xlsx") {
            let file = InputFile::new(name, bytes.clone(), sha256(bytes));
            nothing_is_foreign(cells(&file));
        }
    }
}

fn nothing_is_foreign(texts: Result<String, impl std::fmt::Debug>) {
    for line in texts.expect("a workbook").lines() {
        assert!(foreign(line).is_empty(), "{line}");
    }
}
