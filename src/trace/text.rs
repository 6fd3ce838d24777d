//! A trace as a person reads it: value, formula, every cell, and what was left out and why.

use std::fmt::Write as _;

use rust_decimal::Decimal;
use unicode_width::UnicodeWidthStr;

use super::{Absent, CellTrace, Contribution, FigureTrace};
use ledger::{FactRow, FigureRow, FindingRow, Ledger, plain};
use model::FactState;

/// Writing to a string cannot fail.
macro_rules! line {
    ($text:expr, $($part:tt)*) => {
        writeln!($text, $($part)*).expect("internal error: writing to a string cannot fail")
    };
}

/// Every figure, one line each.
pub fn list_text(ledger: &Ledger) -> String {
    let mut table = Vec::new();
    for figure in &ledger.figures {
        table.push([
            ledger.trace_id(figure),
            figure.value_text(),
            ledger.share(figure),
            figure.standing.clone(),
        ]);
    }
    columns(&table, [false, true, true, false], "")
}

/// Several figures, each with what it is called.
pub fn choice_text(ledger: &Ledger, figures: &[&FigureRow]) -> String {
    let row = |figure: &&FigureRow| {
        let era = figure.year.wareki();
        [
            ledger.trace_id(figure),
            format!("{}　{era}　{}", figure.area_name, figure.label),
            figure.value_text(),
            figure.standing.clone(),
        ]
    };
    let table: Vec<_> = figures.iter().map(row).collect();
    let text = columns(&table, [false, false, true, false], "");
    format!(
        "{text}{}件あります。1つの数値の出典は、番号を指定して表示します。\n",
        figures.len()
    )
}

/// One figure.
pub fn figure_text(trace: &FigureTrace<'_>, registry: &str) -> String {
    let figure = trace.figure;
    let mut text = String::new();
    line!(text, "番号　　{}", trace.id);
    line!(
        text,
        "数値　　{}　{}　{}",
        figure.area_name,
        figure.year.wareki(),
        figure.label
    );
    line!(
        text,
        "値　　　{}（{}、{}）",
        figure.value_text(),
        figure.standing,
        trace.share
    );
    line!(text, "求め方　{}", trace.formula);
    let (unit, part) = (&trace.nouns.unit, &trace.nouns.part);
    line!(text, "入っている数（{}）", how_many(trace));
    if !trace.contributions.is_empty() {
        let rows = trace.contributions.iter();
        let rows: Vec<[String; 6]> = rows.map(|one| row(one, trace.row_of(one))).collect();
        text.push_str(&columns(
            &rows,
            [false, true, true, false, false, false],
            "  ",
        ));
        text.push_str(&verdict(trace));
    }
    if trace
        .contributions
        .iter()
        .any(|c| c.fact.is_some() && c.base.as_ref().is_some_and(|b| b.fact.is_none()))
    {
        line!(text, "  分母は{part}数の登録「{registry}」による。");
    }
    areas_text(&mut text, trace);
    if trace.absent.is_empty() {
        line!(text, "入っていない{unit}　なし");
    } else {
        line!(text, "入っていない{unit}（{}{unit}）", trace.absent.len());
        for absent in &trace.absent {
            absent_text(&mut text, absent);
        }
    }
    text
}

/// How many parts are in it, and of how many of them the number did not come again.
fn how_many(trace: &FigureTrace<'_>) -> String {
    if trace.is_declared {
        return trace.share.clone();
    }
    let unit = &trace.nouns.unit;
    let mut rows = trace.contributions.iter();
    let rows = if rows.any(|one| trace.row_of(one).is_some()) {
        format!("{}行、", trace.contributions.len())
    } else {
        String::new()
    };
    let carried = match trace.carried() {
        0 => String::new(),
        carried => format!("、うち{carried}{unit}は再掲"),
    };
    format!("{rows}{}{unit}{carried}", trace.wards())
}

/// The areas below the ward, and what they add up to.
fn areas_text(text: &mut String, trace: &FigureTrace<'_>) {
    if trace.rows.is_empty() {
        return;
    }
    let noun = trace.noun;
    let counted = trace.rows.iter();
    let counted =
        counted.filter(|fact| matches!(fact.state, FactState::Reported | FactState::Withheld));
    let total: Decimal = counted.filter_map(|fact| fact.value).sum();
    line!(
        text,
        "{noun}ごとの内訳（{}{}、計{}）",
        trace.rows.len(),
        trace.counter(),
        plain(total)
    );
    let row = |fact: &&FactRow| {
        let value = fact
            .value
            .map_or_else(|| fact.state.label().to_owned(), plain);
        let written = if fact.text.is_empty() {
            "空欄".to_owned()
        } else {
            format!("記載「{}」", fact.text)
        };
        let name = fact.row_name();
        [name, value, fact.file.clone(), fact.place(), written]
    };
    let rows: Vec<[String; 5]> = trace.rows.iter().map(row).collect();
    text.push_str(&columns(&rows, [false, true, false, false, false], "  "));
}

fn row(contribution: &Contribution<'_>, row: Option<String>) -> [String; 6] {
    let base = contribution.base.as_ref();
    let place = |fact: Option<&FactRow>| fact.map(FactRow::place).unwrap_or_default();
    let mut written = contribution
        .fact
        .map(|fact| format!("記載「{}」", fact.text))
        .unwrap_or_default();
    if let Some(fact) = base.and_then(|base| base.fact) {
        let place = fact.place();
        written = format!("{written}、分母 {place} 記載「{}」", fact.text);
    }
    if let Some(before) = contribution.carried {
        written = format!("{written}、再掲（{}に受け付けた数）", before.wareki());
    }
    [
        row.map_or_else(
            || contribution.ward.to_owned(),
            |row| format!("{} {row}", contribution.ward),
        ),
        plain(contribution.value),
        base.map(|base| format!("／{}", plain(base.value)))
            .unwrap_or_default(),
        contribution
            .fact
            .map(|fact| fact.file.clone())
            .unwrap_or_default(),
        place(contribution.fact),
        written,
    ]
}

/// The contributions put together, compared with the printed value.
fn verdict(trace: &FigureTrace<'_>) -> String {
    let total = plain(trace.total());
    let sum = match (trace.base(), trace.recomputed) {
        (Some(base), Some(rate)) => format!("{total}÷{}×100＝{rate}", plain(base)),
        (Some(base), None) => format!("{total}／{}", plain(base)),
        (None, _) => total,
    };
    let agrees = match (trace.figure.value, trace.agrees()) {
        (None, true) => format!("{}の値はない", trace.nouns.whole),
        (Some(_), true) => "値と一致".to_owned(),
        (_, false) => "値と一致しない。出力のファイルが書き換えられている".to_owned(),
    };
    format!("  計　{sum}（{agrees}）\n")
}

fn absent_text(text: &mut String, absent: &Absent<'_>) {
    let place = absent.fact.map(|fact| {
        let written = if fact.text.is_empty() {
            "空欄".to_owned()
        } else {
            format!("記載「{}」", fact.text)
        };
        format!("　{}　{}　{written}", fact.file, fact.place())
    });
    line!(
        text,
        "  {}　{}{}",
        absent.ward,
        absent.reason,
        place.unwrap_or_default()
    );
    findings_text(text, &absent.findings);
}

fn findings_text(text: &mut String, findings: &[&FindingRow]) {
    for finding in findings {
        line!(
            text,
            "    {} {}",
            finding.code,
            finding.message.replace('\n', " ")
        );
    }
}

/// The facts of a cell or of a file, and where each went.
pub fn cell_text(traces: &[CellTrace<'_>]) -> String {
    let mut text = String::new();
    for trace in traces {
        let fact = trace.fact;
        if !text.is_empty() {
            text.push('\n');
        }
        line!(text, "セル　　{}　{}", fact.file, fact.place());
        line!(
            text,
            "数値　　{}　{}　{}　{}",
            fact.ward_name,
            fact.year.wareki(),
            fact.indicator,
            fact.label
        );
        let value = fact.value.map_or_else(
            || "なし".to_owned(),
            |v| format!("{}{}", plain(v), fact.unit),
        );
        line!(
            text,
            "記載　　「{}」　読み取った値 {value}　状態 {}",
            fact.text,
            fact.state.label()
        );
        if let Some(before) = trace.carried {
            line!(
                text,
                "再掲　　{}に受け付けた数。この年度の数として届き直していないため、そのまま使っている。",
                before.wareki()
            );
        }
        findings_text(&mut text, &trace.findings);
        if trace.feeds.is_empty() {
            line!(text, "入る数値　なし{}", why_nowhere(trace));
            continue;
        }
        line!(text, "入る数値（{}）", trace.feeds.len());
        let rows: Vec<[String; 5]> = trace
            .feeds
            .iter()
            .map(|feed| {
                [
                    feed.id.clone(),
                    feed.figure.value_text(),
                    feed.label.clone(),
                    feed.share.clone(),
                    feed.figure.standing.clone(),
                ]
            })
            .collect();
        text.push_str(&columns(&rows, [false, true, false, true, false], "  "));
    }
    text
}

fn why_nowhere(trace: &CellTrace<'_>) -> &'static str {
    let fact = trace.fact;
    match fact.state {
        _ if trace.is_replaced => {
            "（数として使っていない。この年度には、前年度に受け付けた数をそのまま使っている）"
        }
        FactState::Reported if trace.is_of_whole => {
            "（全体の申告は、どこからも数が届かないときだけ使う。この欄は照合にだけ使う）"
        }
        FactState::Reported if fact.unit == "％" => {
            "（割合は分子と分母から求めるため、この欄は照合にだけ使う）"
        }
        FactState::Reported => "（この年度または指標の集計はない）",
        _ => "（数として使っていない）",
    }
}

/// Rows in columns as wide as their widest cell, two blanks apart; `right` says which stand to the right.
fn columns<const N: usize>(rows: &[[String; N]], right: [bool; N], indent: &str) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = indent.to_owned();
        for ((cell, width), right) in row.iter().zip(widths).zip(right) {
            if width == 0 {
                continue;
            }
            let gap = " ".repeat(width - cell.width());
            let (before, after) = if right {
                (gap.as_str(), "")
            } else {
                ("", gap.as_str())
            };
            line.push_str(&format!("{before}{cell}{after}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
