//! Comments and text boxes beside values that were read, and hidden sheets that hold data: what a person may go by although
//! it is not what was read; and a value that stands in a remark alone.

use std::collections::BTreeSet;

use super::aside::{list, shown};
use super::fold::{fold, fold_width};
use super::grid::Grid;
use super::session::Session;
use super::spot::Spot;
use diagnostic::{Code, Diagnostic, Place, Severity};
use model::{CellRef, Fact, Indicator, Value};
use rust_decimal::Decimal;
use workbook::{CellValue, Sheet};

/// Most remarks that a message quotes.
const MAX_QUOTED: usize = 3;

/// A comment or the words of a text box on a sheet of the form.
struct Remark<'a> {
    at: CellRef,
    kind: &'static str,
    text: &'a str,
}

impl<'a> Remark<'a> {
    fn all(sheet: &'a Sheet) -> Vec<Self> {
        let comments = sheet.beside.comments.iter();
        let comments = comments.map(|(at, text)| (*at, "コメント", text));
        let shapes = sheet.beside.shapes.iter();
        let shapes = shapes.map(|(at, text)| (*at, "図形の文字", text));
        comments
            .chain(shapes)
            .map(|(at, kind, text)| Self { at, kind, text })
            .collect()
    }

    /// `コメント H19「訂正：460件」`.
    fn quoted(&self) -> String {
        format!("{} {}「{}」", self.kind, self.at, shown(self.text))
    }
}

/// A blank field whose number stands only in a comment or a text box: told, and not taken for blank.
pub(super) fn alone(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    spot: &Spot<'_>,
    indicator: &Indicator,
    fact: &mut Fact,
) {
    if fact.value != Value::Blank {
        return;
    }
    let is_here = |at: CellRef| match &spot.region {
        Some(region) => region.holds(at),
        None => at == fact.provenance.cell,
    };
    let mut remarks = Remark::all(grid.sheet).into_iter();
    let found = remarks.find(|one| is_here(one.at) && holds_number(one.text, indicator));
    let Some(Remark { at, kind, text }) = found else {
        return;
    };
    let label = spot.field.label_line();
    let shown: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    fact.value = Value::Unreadable;
    session.push(
        Diagnostic::new(
            Code::VALUE_ONLY_IN_REMARK,
            Place::from(&fact.provenance),
            format!(
                "「{label}」の{}は、値が{kind}にしかありません（{at}「{shown}」）。{kind}は読み取れません。",
                spot.year.wareki()
            ),
        )
        .hint("数字をセルに入力してください。")
        .fact(&indicator.id, spot.year, label)
        .entered(shown)
        .expected(format!("セルに入力した数字（{}）", indicator.unit)),
    );
}

/// A number with the field's unit after it, or nothing but a number.
fn holds_number(text: &str, indicator: &Indicator) -> bool {
    let key = fold(&fold_width(text));
    let unit = fold(&indicator.unit);
    let is_digit = |c: char| c.is_ascii_digit();
    key.chars().all(|c| is_digit(c) || matches!(c, ',' | '.')) && key.contains(is_digit)
        || key
            .match_indices(unit.as_str())
            .any(|(at, _)| !unit.is_empty() && key[..at].ends_with(is_digit))
}

/// Tells of the remarks on every sheet of the form.
pub(super) fn tell(session: &mut Session<'_>, pages: &[&Grid<'_>]) {
    for page in pages {
        let remarks = Remark::all(page.sheet);
        if remarks.is_empty() {
            continue;
        }
        let told: BTreeSet<CellRef> = only_there(session, page.sheet);
        let mut others = Vec::new();
        for remark in remarks {
            let at = top_left(page, remark.at);
            if told.contains(&at) || told.contains(&remark.at) {
                continue;
            }
            match disputed(session, page.sheet, at, remark.text) {
                Some(fact) => contradiction(session, page.sheet, &remark, &fact),
                None => others.push(remark),
            }
        }
        unread(session, page.sheet, &others);
    }
}

/// Fields of which it is told already that a remark alone holds their value.
fn only_there(session: &Session<'_>, sheet: &Sheet) -> BTreeSet<CellRef> {
    let told = session.diagnostics.iter();
    let told = told.filter(|one| one.code == Code::VALUE_ONLY_IN_REMARK);
    told.filter(|one| one.place.sheet.as_deref() == Some(&*sheet.name))
        .filter_map(|one| one.place.cell)
        .collect()
}

/// The cell that carries what stands at an address: the first of its merged region.
fn top_left(page: &Grid<'_>, at: CellRef) -> CellRef {
    let mut spans = page.view.spans.iter();
    spans
        .find(|(first, last)| at.is_in(**first, **last))
        .map_or(at, |(first, _)| *first)
}

/// The value in this cell, if the remark names a number of its unit that none of its years has.
fn disputed(session: &Session<'_>, sheet: &Sheet, at: CellRef, text: &str) -> Option<Fact> {
    let mut facts = session.facts.values();
    let fact = facts.find(|fact| {
        fact.provenance.cell == at
            && fact.provenance.sheet == sheet.name
            && fact.value.number().is_some()
    })?;
    let indicator = session.indicator(&fact.indicator);
    if !holds_number(text, indicator) {
        return None;
    }
    let own = session.facts.values();
    let own = own.filter(|other| other.indicator == fact.indicator && other.row == fact.row);
    let known: BTreeSet<Decimal> = own.filter_map(|other| other.value.number()).collect();
    let mut named = numbers(text).into_iter().peekable();
    named.peek()?;
    (!named.any(|number| known.contains(&number))).then(|| fact.clone())
}

/// Every number of a text.
fn numbers(text: &str) -> Vec<Decimal> {
    let folded = fold(&fold_width(text)).replace(',', "");
    let words = folded.split(|c: char| !c.is_ascii_digit() && c != '.');
    words.filter_map(|word| word.parse().ok()).collect()
}

/// A remark that names another number than the one in its cell.
fn contradiction(session: &mut Session<'_>, sheet: &Sheet, remark: &Remark<'_>, fact: &Fact) {
    let kind = remark.kind;
    let value = fact.provenance.text.trim();
    let label = session.indicator(&fact.indicator).label.clone();
    let message = format!(
        "「{label}」の{}はセルに「{value}」とありますが、{kind}には別の数が書かれています（{}）。セルの値を読みました。",
        fact.year.wareki(),
        remark.quoted()
    );
    session.push(
        Diagnostic::new(
            Code::HIDDEN_PLACE,
            session.cell_place(sheet, fact.provenance.cell),
            message,
        )
        .severity(Severity::Warning)
        .hint(format!(
            "正しいほうの数をセルに入力し、{kind}は消してください。セルの数が正しければ、{kind}を消すだけでかまいません。"
        ))
        .fact(&fact.indicator, fact.year, label)
        .entered(value)
        .expected("1つの数"),
    );
}

/// Remarks of which nothing was read: told once for a sheet.
fn unread(session: &mut Session<'_>, sheet: &Sheet, remarks: &[Remark<'_>]) {
    let Some(first) = remarks.first() else { return };
    let quoted = remarks.iter().take(MAX_QUOTED).map(Remark::quoted);
    let mut quoted: Vec<String> = quoted.collect();
    if remarks.len() > MAX_QUOTED {
        quoted.push(format!("ほか{}個", remarks.len() - MAX_QUOTED));
    }
    let message = format!(
        "コメントか図形に文字があります（{}）。セルだけを読み、これらは読んでいません。",
        quoted.join("、")
    );
    session.push(
        Diagnostic::new(
            Code::HIDDEN_PLACE,
            session.cell_place(sheet, first.at),
            message,
        )
        .hint("提出する数や文章なら、セルに入力してください。メモなら、そのままでかまいません。")
        .entered(first.text)
        .expected("セルに入力した数や文章"),
    );
}

/// Tells of a hidden sheet that is none of the form's, or one in whose place another was read, and that holds numbers. Hidden lists
/// of words are what menus choose from.
pub(super) fn hidden_sheet(session: &mut Session<'_>, sheet: &Sheet, is_of_form: bool) {
    let cells = sheet.cells.iter();
    let numbers = cells.filter(|(_, cell)| matches!(cell.value, CellValue::Number(_)));
    let numbers: Vec<CellRef> = numbers.map(|(at, _)| *at).collect();
    if numbers.is_empty() {
        return;
    }
    let why = match is_of_form {
        true => "同じ様式の、表示されているシートを読んだため",
        false => "様式のシートではないため",
    };
    session.push(
        Diagnostic::new(
            Code::HIDDEN_PLACE,
            session.sheet_place(sheet),
            format!(
                "このシートは非表示で、数が書かれています（{}）。{why}、読んでいません。",
                list(&numbers)
            ),
        )
        .hint("提出する数なら、様式の欄に入力してください。控えや計算の途中なら、そのままでかまいません。")
        .entered(format!("非表示のシート「{}」", sheet.name))
        .expected("様式のシートの欄に書かれた数"),
    );
}
