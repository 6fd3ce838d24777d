//! The differences as a person reads them: the city first, then ward by ward, then totals.

use std::fmt::Write as _;

use rust_decimal::Decimal;

use super::{Change, Difference};
use ledger::{FactRow, FigureRow, FindingRow, plain};
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
    findings(&mut text, "新しい指摘", &difference.appeared, difference);
    findings(
        &mut text,
        "なくなった指摘",
        &difference.resolved,
        difference,
    );
    if !(difference.submitted.is_empty() && difference.vanished.is_empty()) {
        line!(
            text,
            "　加わった{unit}となくなった{unit}の集計値・記入は、1つずつは示さず、下の計に含めます。"
        );
    }
    if !difference.narratives.is_empty() {
        line!(text, "■ 変わった文章");
        let wards = difference.narratives.iter();
        let wards: Vec<String> = wards
            .map(|(ward, count)| format!("{ward} {count}件"))
            .collect();
        line!(text, "  {}", wards.join("、"));
    }
    let bullets: usize = difference.narratives.iter().map(|(_, count)| count).sum();
    line!(
        text,
        "計　加わった{unit}{}・なくなった{unit}{}・変わった集計値{}・変わった記入{}・新しい指摘{}・なくなった指摘{}・変わった文章{bullets}",
        difference.submitted.len(),
        difference.vanished.len(),
        difference.figures.len(),
        difference.facts.len(),
        difference.appeared.len(),
        difference.resolved.len(),
    );
    text
}

/// Whether all of a ward came or went: its rows are not told one by one.
fn is_whole(difference: &Difference<'_>, ward: &AreaCode) -> bool {
    let mut wards = difference.submitted.iter().chain(&difference.vanished);
    wards.any(|(code, _)| *code == ward)
}

fn wards(text: &mut String, title: &str, wards: &[(&AreaCode, &str)]) {
    if !wards.is_empty() {
        let names: Vec<&str> = wards.iter().map(|(_, name)| *name).collect();
        line!(text, "■ {title}\n  {}", names.join("、"));
    }
}

fn figures(text: &mut String, difference: &Difference<'_>) {
    if difference.figures.is_empty() {
        return;
    }
    line!(text, "■ 変わった集計値");
    for change in &difference.figures {
        let (Some(row), id) = (change.new.or(change.old), figure_id(difference, change)) else {
            continue;
        };
        if is_whole(difference, &row.area) {
            continue;
        }
        let [old, new] = difference.sides;
        let shares = [(old, change.old), (new, change.new)];
        let mut shares = Vec::from(shares.map(|(ledger, row)| Some(ledger.share(row?))));
        shares.dedup();
        let shares: Vec<String> = shares.into_iter().flatten().collect();
        let share = format!("　{}", shares.join("→"));
        let standing = match (change.old, change.new) {
            (Some(old), Some(new)) if old.standing != new.standing => {
                format!("　{}→{}", old.standing, new.standing)
            }
            _ => String::new(),
        };
        line!(
            text,
            "  {id}　{} → {}{}{share}{standing}",
            side(change.old.map(FigureRow::value_text)),
            side(change.new.map(FigureRow::value_text)),
            gap(
                change.old.and_then(|f| f.value),
                change.new.and_then(|f| f.value)
            ),
        );
    }
}

/// The id of a changed figure, from the side that has it.
pub(super) fn figure_id(difference: &Difference<'_>, change: &Change<&FigureRow>) -> String {
    let [old, new] = difference.sides;
    match (change.old, change.new) {
        (_, Some(figure)) => new.trace_id(figure),
        (Some(figure), None) => old.trace_id(figure),
        (None, None) => String::new(),
    }
}

fn side(text: Option<String>) -> String {
    text.unwrap_or_else(|| "なし".to_owned())
}

fn gap(old: Option<Decimal>, new: Option<Decimal>) -> String {
    match (old, new) {
        (Some(old), Some(new)) if old != new => {
            let by = new - old;
            let sign = if by.is_sign_positive() { "＋" } else { "－" };
            format!("（{sign}{}）", plain(by.abs()))
        }
        _ => String::new(),
    }
}

fn facts(text: &mut String, difference: &Difference<'_>) {
    if difference.facts.is_empty() {
        return;
    }
    line!(text, "■ 変わった記入");
    let mut ward = "";
    for change in &difference.facts {
        let Some(row) = change.new.or(change.old) else {
            continue;
        };
        if is_whole(difference, &row.ward) {
            continue;
        }
        if row.ward_name != ward {
            ward = &row.ward_name;
            line!(text, "  {ward}");
        }
        line!(
            text,
            "    {}/{}　前 {}　後 {}",
            row.indicator,
            row.year,
            fact(change.old),
            fact(change.new)
        );
    }
}

fn fact(row: Option<&FactRow>) -> String {
    let Some(row) = row else {
        return "なし".to_owned();
    };
    let value = match row.value {
        Some(value) => format!("{}{}（{}）", plain(value), row.unit, row.state.label()),
        None => row.state.label().to_owned(),
    };
    format!("{value} {} {}「{}」", row.file, row.place(), row.text)
}

fn findings(text: &mut String, title: &str, findings: &[&FindingRow], difference: &Difference<'_>) {
    if findings.is_empty() {
        return;
    }
    line!(text, "■ {title}");
    for finding in findings {
        let [old, new] = difference.sides;
        let mut wards = new.wards();
        wards.extend(old.wards());
        let ward = wards
            .iter()
            .find(|(code, _)| Some(*code) == finding.ward.as_ref())
            .map_or("", |(_, name)| name);
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
