//! What the figures say of the year, in sentences: each made by a rule from figures, naming what it rests on. Nothing is judged
//! that no figure carries: more or less is good or bad only where a target says so.

use std::cmp::Ordering;

use super::unit_changes::{UnitChanges, said, shown};
use crate::subject::Subject;
use crate::view::style;
use crate::{Block, Statement};
use compile::{CoverageState, WholeChange, is_in_progress, whole_change};
use definition::Direction;
use model::{FactState, FiscalYear, Indicator, Nouns};
use rust_decimal::Decimal;

/// The sentences on the year, and those on targets where there are any.
pub(super) fn verdict(subject: Subject<'_>) -> Block {
    let year = subject.live_year();
    let units = UnitChanges::of(subject, year);
    let mut statements = Vec::new();
    statements.extend(targets(subject, year));
    statements.extend(whole(subject, year));
    // Where the whole reports itself, its one unit would say everything again.
    if !subject.definitions.areas.is_one() {
        statements.extend(units.count(subject));
        statements.extend(units.most_declines(subject));
        statements.extend(units.largest(subject, Ordering::Greater));
        statements.extend(units.largest(subject, Ordering::Less));
    }
    statements.extend(outside(subject));
    statements.push(missing(subject, year));
    Block::Statements(statements)
}

/// How many indicators of the whole rose and fell, over the units that have both years.
fn whole(subject: Subject<'_>, year: FiscalYear) -> Vec<Statement> {
    let Nouns { whole, unit, .. } = subject.nouns();
    let areas = &subject.definitions.areas;
    let mut changes: Vec<(&Indicator, WholeChange)> = Vec::new();
    let (mut unlike, mut partial) = (Vec::new(), false);
    for indicator in subject.shown_indicators() {
        match whole_change(subject.compilation, areas, year, indicator) {
            Some(change) => {
                partial |= change.units < areas.wards().len();
                changes.push((indicator, change));
            }
            None => unlike.push(indicator),
        }
    }
    if changes.is_empty() {
        return Vec::new();
    }
    let count = |direction| {
        changes
            .iter()
            .filter(|(_, one)| one.direction == direction)
            .count()
    };
    let before = year.previous();
    let over = if partial {
        format!("{before}年度と{year}年度の両方を報告した{unit}だけを比べた。")
    } else {
        format!(
            "全{}{unit}の{before}年度と{year}年度を比べた。",
            areas.wards().len()
        )
    };
    let mut text = format!(
        "{whole}全体の{}の指標のうち、増えたものは{}、減ったものは{}、変わらないものは{}である。{over}",
        changes.len(),
        count(Ordering::Greater),
        count(Ordering::Less),
        count(Ordering::Equal),
    );
    if !unlike.is_empty() {
        let names: Vec<&str> = unlike.iter().map(|one| one.short_label.as_str()).collect();
        text.push_str(&format!(
            "比べられないもの：{}（{}）。",
            names.join("、"),
            why_unlike(subject, &unlike, year)
        ));
    }
    let mut statements = vec![said(text, Vec::new())];
    statements.extend(fell(subject, year, &changes));
    statements
}

/// Which indicators of the whole fell.
fn fell(
    subject: Subject<'_>,
    year: FiscalYear,
    changes: &[(&Indicator, WholeChange)],
) -> Option<Statement> {
    let Nouns { whole, unit, .. } = subject.nouns();
    let areas = &subject.definitions.areas;
    let is_down = |one: &&(&Indicator, WholeChange)| one.1.direction == Ordering::Less;
    let fell: Vec<_> = changes.iter().filter(is_down).collect();
    let named = fell.iter().map(|(indicator, one)| {
        let among = if one.units < areas.wards().len() {
            format!("、{}{unit}", one.units)
        } else {
            String::new()
        };
        format!(
            "{}（{}→{}{among}）",
            indicator.short_label,
            style(indicator).show(one.before),
            shown(indicator, one.now)
        )
    });
    let named: Vec<String> = named.collect();
    let city = areas.city();
    let traces = fell
        .iter()
        .map(|(one, _)| subject.trace(&one.id, year, city));
    (!fell.is_empty()).then(|| {
        said(
            format!("{whole}全体で減ったもの：{}。", named.join("、")),
            traces.collect(),
        )
    })
}

fn why_unlike(subject: Subject<'_>, unlike: &[&Indicator], year: FiscalYear) -> String {
    let unit = &subject.nouns().unit;
    let mid_year = |one: &&&Indicator| is_in_progress(subject.compilation, one, year);
    if unlike.iter().filter(mid_year).count() == unlike.len() {
        "年度の途中の累計のため".to_owned()
    } else {
        format!("両方の年度の数がそろう{unit}がないか、全体の割合を算出できないため")
    }
}

/// Where the targets stand.
fn targets(subject: Subject<'_>, year: FiscalYear) -> Option<Statement> {
    let city = subject.definitions.areas.city();
    let (mut met, mut on_course, mut behind, mut unknown) = (0, 0, Vec::new(), 0);
    let mut traces = Vec::new();
    for target in &subject.layout.targets {
        let indicator = subject.indicator(&target.indicator);
        let figure = subject.city(year, &target.indicator);
        let Some(value) = figure.and_then(|figure| figure.value) else {
            unknown += 1;
            continue;
        };
        traces.push(subject.trace(&target.indicator, year, city));
        let part = Decimal::from(target.on_course_percent) / Decimal::ONE_HUNDRED;
        let (is_met, is_near) = match target.direction {
            Direction::Up => (value >= target.value, value >= target.value * part),
            Direction::Down => (value <= target.value, value * part <= target.value),
        };
        if is_met {
            met += 1;
        } else if is_near {
            on_course += 1;
        } else {
            behind.push(format!(
                "{}（目標{}、実績{}）",
                indicator.short_label,
                aim(indicator, target.value),
                shown(indicator, value)
            ));
        }
    }
    if subject.layout.targets.is_empty() {
        return None;
    }
    let mut text = format!(
        "目標のある{}の指標のうち、達成{met}、順調{on_course}、要注意{}である（目標の値に対する割合で分けた）。",
        subject.layout.targets.len(),
        behind.len()
    );
    if !behind.is_empty() {
        text.push_str(&format!("要注意：{}。", behind.join("、")));
    }
    if unknown > 0 {
        text.push_str(&format!("数がなく判断できないものは{unknown}。"));
    }
    Some(said(text, traces))
}

/// A target as it was given, though no count has places behind its point.
fn aim(indicator: &Indicator, value: Decimal) -> String {
    let mut style = style(indicator);
    style.decimals = style.decimals.max(value.normalize().scale());
    format!("{}{}", style.show(value), indicator.unit)
}

/// Values far from what the other units have, as the check of outliers found them.
fn outside(subject: Subject<'_>) -> Option<Statement> {
    let unit = &subject.nouns().unit;
    let name = subject.layout.stands_out.as_deref()?;
    let rule = subject.findings.rules().iter();
    let mut rule = rule.filter(|rule| rule.code.entry().name == name);
    let has_run = matches!(rule.next()?.outcome, diagnostic::Outcome::Ran);
    if !has_run {
        return None;
    }
    let told = subject.findings.diagnostics().iter();
    let accepted = subject.findings.accepted().map(|(told, _)| told);
    let told = told.filter(|one| one.code.entry().name == name);
    let accepted = accepted.filter(|one| one.code.entry().name == name);
    let mut named = Vec::new();
    let mut traces = Vec::new();
    for one in told.chain(accepted) {
        let (Some(ward), Some(id), Some(year)) = (&one.ward, &one.indicator, one.fiscal_year)
        else {
            continue;
        };
        let area = subject.definitions.areas.get(ward)?;
        let indicator = subject.indicator(id);
        let value = format!("{}の{}", area.name, indicator.short_label);
        if !named.contains(&value) {
            named.push(value);
            traces.push(subject.trace(id, year, area));
        }
    }
    let text = if named.is_empty() {
        format!("ほかの{unit}から大きく離れた値はなかった。")
    } else {
        format!("ほかの{unit}から大きく離れた値：{}。", named.join("、"))
    };
    Some(said(text, traces))
}

/// How the units stand that are in no figure: `未提出2、読取不能1`.
fn outside_states(subject: Subject<'_>) -> String {
    let states = [
        CoverageState::Empty,
        CoverageState::NotSubmitted,
        CoverageState::Unread,
        CoverageState::Undecided,
    ];
    let count = |state: CoverageState| {
        let lines = subject.compilation.coverage.iter();
        lines.filter(|line| line.state == state).count()
    };
    let found = states.into_iter().map(|state| (state, count(state)));
    let found = found.filter(|(_, count)| *count > 0);
    let found: Vec<String> = found
        .map(|(state, count)| format!("{}{count}", state.label()))
        .collect();
    found.join("、")
}

/// What is not in the figures of the year.
fn missing(subject: Subject<'_>, year: FiscalYear) -> Statement {
    let unit = &subject.nouns().unit;
    let states = [
        FactState::Blank,
        FactState::NotCollected,
        FactState::NotApplicable,
        FactState::Unreadable,
        FactState::NotOnForm,
        FactState::Withheld,
    ];
    let is_shown = |id: &model::IndicatorId| {
        let mut shown = subject.shown_indicators();
        shown.any(|one| one.id == *id)
    };
    let count = |state: FactState| {
        let facts = subject.compilation.facts.iter();
        let of_year = facts.filter(|fact| fact.year == year && fact.row.is_whole());
        of_year
            .filter(|fact| fact.state == state && is_shown(&fact.indicator))
            .count()
    };
    let found: Vec<String> = states
        .into_iter()
        .map(|state| (state, count(state)))
        .filter(|(_, count)| *count > 0)
        .map(|(state, count)| format!("{}{count}", state.label()))
        .collect();
    let wards = subject.definitions.areas.wards().len();
    let submitted = subject.compilation.submitted();
    let mut text = if submitted == wards {
        format!("すべての{unit}（{wards}{unit}）から提出があった。")
    } else {
        format!(
            "集計に入らない{unit}が{}{unit}ある（{}）。",
            wards - submitted,
            outside_states(subject)
        )
    };
    if found.is_empty() {
        text.push_str(&format!(
            "{year}年度の欄で、数として使わなかったものはない。"
        ));
    } else {
        text.push_str(&format!(
            "{year}年度の欄で、数として使わなかったもの：{}。",
            found.join("、")
        ));
    }
    let accepted = subject.findings.accepted().count();
    if accepted > 0 {
        text.push_str(&format!(
            "理由を確かめてそのまま使った数は{accepted}件である。"
        ));
    }
    said(text, Vec::new())
}
