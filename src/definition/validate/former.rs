//! What contradicts in what an indicator says it was in earlier editions.

use std::collections::BTreeSet;

use super::super::codes;
use super::super::document::{Lines, no_such};
use super::super::tell::Tell;
use crate::form::FormDefinition;
use model::{Indicator, IndicatorId, RollUp};

/// Tells of former indicators that there are not, that mean another thing, or that go in a circle. `lines` are those of the
/// indicators.
pub(super) fn check(indicators: &[Indicator], lines: &[Lines], tell: &mut Tell<'_>) {
    let find = |id: &IndicatorId| indicators.iter().find(|one| one.id == *id);
    let mut taken: BTreeSet<&IndicatorId> = BTreeSet::new();
    for (indicator, lines) in indicators.iter().zip(lines) {
        let key = key(indicator);
        let line = lines.of(key);
        shape(indicator, lines, tell);
        for former in indicator.former() {
            let Some(known) = find(former) else {
                let known = indicators.iter().map(|one| one.id.as_str());
                tell.at(
                    codes::REFERENCE,
                    line,
                    no_such("指標", former.as_str(), known),
                );
                continue;
            };
            if let Some(message) = other(indicator, known) {
                tell.at(codes::INCONSISTENT, line, message);
            }
            // Several are what one was divided into; any other successor is the only one.
            let is_again = indicator.split_from.is_none() && !taken.insert(former);
            let mut divided = indicators.iter().filter_map(|one| one.split_from.as_ref());
            if is_again || (indicator.split_from.is_none() && divided.any(|id| id == former)) {
                tell.twice(line, &format!("指標「{former}」の引き継ぎ先"));
            }
        }
        if is_circle(indicator, &find) {
            let message = format!(
                "指標「{}」の前の指標をたどると、もとに戻ります",
                indicator.id
            );
            tell.at(codes::INCONSISTENT, line, message);
        }
        if let Some(whole) = &indicator.split_from {
            let mut others = indicators.iter();
            if !others.any(|one| one.id != indicator.id && one.split_from.as_ref() == Some(whole)) {
                let message = format!(
                    "指標「{whole}」を分けた先が1つしかありません。番号を改めただけなら、wasに書きます"
                );
                tell.at(codes::INCONSISTENT, line, message);
            }
        }
    }
}

/// The key that says what an indicator was.
fn key(indicator: &Indicator) -> &'static str {
    match (&indicator.split_from, indicator.was.len()) {
        (Some(_), _) => "split-from",
        (None, 0 | 1) => "was",
        (None, _) => "merged-from",
    }
}

/// One of the three keys, and the first year only where there is nothing before it.
fn shape(indicator: &Indicator, lines: &Lines, tell: &mut Tell<'_>) {
    let line = lines.of(key(indicator));
    if indicator.split_from.is_some() && !indicator.was.is_empty() {
        let message = "was、merged-from、split-fromは、どれか1つだけを書きます";
        tell.at(codes::INCONSISTENT, line, message);
    }
    if indicator.split_from.is_some() && indicator.from.is_none() {
        let message = "分けた指標には、分けて聞く最初の年度（from）が要ります。それより前の年度には、分けた数がないためです";
        tell.at(codes::KEY_MISSING, line, message);
    }
    if !indicator.was.is_empty() && indicator.from.is_some() {
        let message = "番号を改めた指標や合わせた指標には、fromを書きません。前の年度の数は、前の指標の数です";
        tell.at(codes::INCONSISTENT, lines.of("from"), message);
    }
}

/// How two indicators are not the same thing, where one follows on the other.
fn other(now: &Indicator, before: &Indicator) -> Option<String> {
    let (id, former) = (&now.id, &before.id);
    if id == former {
        return Some(format!("指標「{id}」が自分自身を引き継いでいます"));
    }
    if now.unit != before.unit || now.kind != before.kind || now.decimals != before.decimals {
        return Some(format!(
            "指標「{id}」と前の指標「{former}」の単位、種類、小数の桁のどれかが違うので、比べられません"
        ));
    }
    let is_sum = now.roll_up == RollUp::Sum && before.roll_up == RollUp::Sum;
    let is_one = now.split_from.is_none() && now.was.len() == 1;
    (!is_sum && !is_one).then(|| {
        format!("合わせたり分けたりできるのは、足し合わせる指標だけです（「{id}」と「{former}」）")
    })
}

fn is_circle<'a>(
    start: &'a Indicator,
    find: &impl Fn(&IndicatorId) -> Option<&'a Indicator>,
) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&Indicator> = vec![start];
    while let Some(one) = open.pop() {
        for former in one.former().filter_map(find) {
            // One that follows on itself at once is told as that.
            if former.id == start.id && one.id != start.id {
                return true;
            }
            if seen.insert(&former.id) {
                open.push(former);
            }
        }
    }
    false
}

/// Tells of an edition that asks for an indicator and for what it was before: then neither follows on the other.
pub(super) fn both_asked(form: &FormDefinition, indicators: &[Indicator], tell: &mut Tell<'_>) {
    for (_, _, field) in form.fields() {
        let ids = std::iter::once(&field.indicator).chain(&field.rate);
        let known = ids.filter_map(|id| indicators.iter().find(|one| one.id == *id));
        for indicator in known {
            let mut former = indicator.former();
            if let Some(former) =
                former.find(|former| **former != indicator.id && form.asks(former))
            {
                let message = format!(
                    "指標「{}」と、その前の指標「{former}」の両方を、同じ版で聞いています",
                    indicator.id
                );
                tell.at(codes::INCONSISTENT, field.lines.of("indicator"), message);
            }
        }
    }
}
