//! The differences as a person reads them: the city first, then ward by ward, then totals.

use std::fmt::Write as _;

use super::words::{self, NOTHING};
use super::{Change, Difference};
use ledger::{FactRow, FigureRow, FindingRow, NarrativeRow};
use model::AreaCode;

/// Writing to a string cannot fail.
macro_rules! line {
    ($text:expr, $($part:tt)*) => {
        writeln!($text, $($part)*).expect("internal error: writing to a string cannot fail")
    };
}

/// The whole comparison.
pub fn text(difference: &Difference<'_>) -> String {
    let mut text = String::new();
    let [old, new] = difference.sides;
    line!(
        text,
        "前 {}時点　後 {}時点",
        old.manifest.as_of,
        new.manifest.as_of
    );
    if difference.is_empty() {
        line!(text, "違いはありません。");
        return text;
    }
    let unit = &new.nouns.unit;
    wards(
        &mut text,
        &format!("新たに加わった{unit}"),
        &difference.submitted,
    );
    wards(
        &mut text,
        &format!("なくなった{unit}"),
        &difference.vanished,
    );
    figures(&mut text, difference);
    facts(&mut text, difference);
    bases(&mut text, difference);
    findings(&mut text, "新しい指摘", &difference.appeared, difference);
    findings(
        &mut text,
        "なくなった指摘",
        &difference.resolved,
        difference,
    );
    narratives(&mut text, difference);
    if !(difference.submitted.is_empty() && difference.vanished.is_empty()) {
        line!(
            text,
            "　加わった{unit}となくなった{unit}の集計値・記入・文章は、1つずつは示さず、下の計に含めます。"
        );
    }
    line!(
        text,
        "計　加わった{unit}{}・なくなった{unit}{}・変わった集計値{}・変わった記入{}・新しい指摘{}・なくなった指摘{}・変わった文章{}",
        difference.submitted.len(),
        difference.vanished.len(),
        difference.figures.len(),
        difference.facts.len(),
        difference.appeared.len(),
        difference.resolved.len(),
        difference.narratives.len(),
    );
    text
}

fn wards(text: &mut String, title: &str, wards: &[(&AreaCode, &str)]) {
    if !wards.is_empty() {
        let names: Vec<&str> = wards.iter().map(|(_, name)| *name).collect();
        line!(text, "■ {title}\n  {}", names.join("、"));
    }
}

fn figures(text: &mut String, difference: &Difference<'_>) {
    let told = told(difference, &difference.figures, |row| {
        (&row.area, row.value.is_some())
    });
    if told.is_empty() {
        return;
    }
    line!(text, "■ 変わった集計値");
    for (change, row) in told {
        let [old, new] = difference.sides;
        let shares = [(old, change.old), (new, change.new)];
        let mut shares = Vec::from(shares.map(|(ledger, row)| Some(ledger.share(row?))));
        shares.dedup();
        let shares: Vec<String> = shares.into_iter().flatten().collect();
        let standing = match (change.old, change.new) {
            (Some(old), Some(new)) if old.standing != new.standing => {
                format!("　{}→{}", old.standing, new.standing)
            }
            _ => String::new(),
        };
        line!(
            text,
            "  {}　{}　{} → {}{}　{}{standing}",
            difference.figure_id(change),
            row.label,
            side(change.old, words::figure),
            side(change.new, words::figure),
            gap(change, &row.unit),
            shares.join("→"),
        );
    }
}

/// The changes that are told one by one, each with what it is about; of a row its ward and whether it says anything.
fn told<'d, 'a, T>(
    difference: &Difference<'_>,
    changes: &'d [Change<&'a T>],
    says: impl Fn(&'a T) -> (&'a AreaCode, bool),
) -> Vec<(&'d Change<&'a T>, &'a T)> {
    let changes = changes.iter();
    let about = changes.filter_map(|change| Some((change, change.either()?)));
    let is_told = |change, row| difference.is_told(says(row).0, change, |row| says(row).1);
    about
        .filter(|(change, row)| is_told(*change, *row))
        .collect()
}

fn side<T>(row: Option<&T>, words: impl FnOnce(&T) -> String) -> String {
    row.map_or_else(|| NOTHING.to_owned(), words)
}

fn gap(change: &Change<&FigureRow>, unit: &str) -> String {
    let [old, new] = [change.old, change.new].map(|row| row.and_then(|row| row.value));
    let gap = words::gap(old, new, unit);
    gap.map(|gap| format!("（{gap}）")).unwrap_or_default()
}

fn facts(text: &mut String, difference: &Difference<'_>) {
    let told = told(difference, &difference.facts, |row| (&row.ward, true));
    if told.is_empty() {
        return;
    }
    line!(text, "■ 変わった記入");
    let mut ward = "";
    for (change, row) in told {
        if row.ward_name != ward {
            ward = &row.ward_name;
            line!(text, "  {ward}");
        }
        let least = difference.decimals(&row.indicator);
        let fact = |row: &FactRow| {
            let (value, place) = (words::fact(row, least), words::place(row));
            format!("{value} {place}「{}」", row.text)
        };
        line!(
            text,
            "    {}/{}　{}　前 {}　後 {}",
            row.indicator,
            row.year,
            row.label,
            side(change.old, fact),
            side(change.new, fact)
        );
    }
}

fn bases(text: &mut String, difference: &Difference<'_>) {
    let bases = difference.bases.iter();
    let bases: Vec<_> = bases
        .filter_map(|change| change.old.zip(change.new))
        .collect();
    if bases.is_empty() {
        return;
    }
    line!(text, "■ 変わった分母");
    for (old, new) in bases {
        let [before, after] = [old, new].map(|row| {
            let base = row.denominator.map(words::number);
            base.unwrap_or_else(|| NOTHING.to_owned())
        });
        line!(
            text,
            "  {}　{}/{}　{}　{before} → {after}",
            new.ward_name,
            new.indicator,
            new.year,
            new.label
        );
    }
}

/// Both texts, each whole.
fn narratives(text: &mut String, difference: &Difference<'_>) {
    let told = told(difference, &difference.narratives, |row| (&row.ward, true));
    if told.is_empty() {
        return;
    }
    line!(text, "■ 変わった文章");
    let mut ward = "";
    for (change, row) in told {
        if row.ward_name != ward {
            ward = &row.ward_name;
            line!(text, "  {ward}");
        }
        line!(
            text,
            "    {}年度　{}　{} {}",
            row.year,
            words::section(row),
            row.file,
            row.cell
        );
        let said = |row: &NarrativeRow| row.text.replace('\n', "\n          ");
        line!(text, "      前　{}", side(change.old, said));
        line!(text, "      後　{}", side(change.new, said));
    }
}

fn findings(text: &mut String, title: &str, findings: &[&FindingRow], difference: &Difference<'_>) {
    if findings.is_empty() {
        return;
    }
    line!(text, "■ {title}");
    for finding in findings {
        let ward = difference.name(finding.ward.as_ref());
        let place = &finding.place;
        let cell = place.cell.map(|cell| cell.to_string());
        let place = [
            place.file.as_deref(),
            place.sheet.as_deref(),
            cell.as_deref(),
        ];
        let at: Vec<&str> = [ward]
            .into_iter()
            .filter(|w| !w.is_empty())
            .chain(place.into_iter().flatten())
            .collect();
        let message = finding.message.replace('\n', " ");
        line!(text, "  {}　{}　{message}", finding.code, at.join(" "));
    }
}
