//! The as-of date: the template's cell, and the date filled into the title of every sheet.

use super::date::{self, DateText};
use super::fold::fold;
use super::grid::Grid;
use super::session::Session;
use diagnostic::{Code, Diagnostic, Place, Severity};
use model::{AsOf, CellRef};
use workbook::{Cell, CellValue, Sheet, names};

/// What one cell says about the date.
#[derive(Clone)]
struct Sign {
    place: Place,
    text: String,
    said: DateText,
    shown: String,
}

/// Tells the as-of date of a workbook, from the sheets that carry the form.
pub(super) fn read(session: &mut Session<'_>, pages: &[&Grid<'_>]) -> Option<AsOf> {
    let cell = named(session);
    let titles: Vec<Sign> = pages
        .iter()
        .flat_map(|page| titles(session, page))
        .collect();
    let cell_is_filled = cell
        .as_ref()
        .is_some_and(|sign| matches!(sign.said, DateText::Date(_)));
    let unread = |sign: &Sign| sign.said == DateText::None && !sign.text.trim().is_empty();
    let own = cell.as_ref().filter(|sign| unread(sign)).cloned();
    let signs: Vec<Sign> = cell.into_iter().chain(titles).collect();
    session.recognition.as_of = signs.iter().map(|sign| sign.shown.clone()).collect();
    let mut dates: Vec<(AsOf, &Sign)> = Vec::new();
    for sign in &signs {
        if let DateText::Date(date) = sign.said
            && !dates.iter().any(|(known, _)| *known == date)
        {
            dates.push((date, sign));
        }
    }
    match dates.as_slice() {
        [] => {
            missing(session, &signs, pages);
            None
        }
        [(date, sign)] => {
            left_over(session, &signs, *date, cell_is_filled);
            unread_cell(session, own.as_ref(), *date);
            judge(session, *date, sign)
        }
        several => {
            disagree(session, several);
            None
        }
    }
}

fn named(session: &Session<'_>) -> Option<Sign> {
    let (sheet, at) = session.workbook.names.get(names::AS_OF)?;
    let sheet = session.workbook.sheet(sheet)?;
    let cell = sheet.cells.get(at)?;
    Some(sign(session, sheet, *at, cell, &cell.text()))
}

fn sign(session: &Session<'_>, sheet: &Sheet, at: CellRef, cell: &Cell, part: &str) -> Sign {
    let said = match &cell.value {
        CellValue::Date { iso, .. } => AsOf::parse_iso(iso).map_or(DateText::None, DateText::Date),
        _ => date::find(part),
    };
    let text = cell.text();
    Sign {
        place: session.cell_place(sheet, at),
        shown: format!("{}!{at}「{}」", sheet.name, dated_part(&text)),
        text,
        said,
    }
}

/// The bracket of a long title that holds the date.
fn dated_part(text: &str) -> &str {
    let text = text.trim();
    let inner = text
        .rfind(['（', '('])
        .map(|at| text[at..].trim_matches(['（', '(', '）', ')', ' ', '　']));
    inner.filter(|inner| inner.contains("時点")).unwrap_or(text)
}

/// The title with its date, or a cell that says 「令和…時点」 by itself above the year headers.
fn titles(session: &Session<'_>, page: &Grid<'_>) -> Vec<Sign> {
    let signature = fold(&session.form.signature);
    page.above_headers(u32::MAX)
        .filter_map(|seen| {
            if seen.text().len() > 2_000 {
                return None;
            }
            let key = seen.key();
            let part = match key.find(&signature) {
                Some(found) => &key[found + signature.len()..],
                None if key.contains("時点") && key.chars().count() <= 30 => key,
                None => return None,
            };
            let sign = sign(session, page.sheet, seen.at, seen.cell, part);
            let tries = part.contains('年') || part.contains(|c: char| c.is_ascii_digit());
            (sign.said != DateText::None || tries).then_some(sign)
        })
        .chain(labelled(session, page))
        .collect()
}

/// The cell to the right of 「時点」 above the year headers: a date may stand there as a number with a date format.
fn labelled(session: &Session<'_>, page: &Grid<'_>) -> Vec<Sign> {
    let above: Vec<_> = page.above_headers(u32::MAX).collect();
    let is_label = |key: &str| matches!(key.trim_end_matches(':'), "時点" | "報告時点" | "基準日");
    above
        .iter()
        .filter(|seen| is_label(seen.key()))
        .filter_map(|label| {
            let seen = above.iter().find(|seen| {
                seen.at.row == label.at.row && seen.at.col > label.at.col && !seen.is_blank()
            })?;
            Some(sign(session, page.sheet, seen.at, seen.cell, &seen.text()))
        })
        .collect()
}

fn missing(session: &mut Session<'_>, signs: &[Sign], pages: &[&Grid<'_>]) {
    let place = match (signs.first(), pages.first()) {
        (Some(sign), _) => sign.place.clone(),
        (None, Some(page)) => session.sheet_place(page.sheet),
        (None, None) => Place::file(session.file()),
    };
    let placeholder = signs.iter().find(|sign| sign.said == DateText::Placeholder);
    let message = match (placeholder, signs.first()) {
        (Some(_), _) => "時点の「●」が書き換えられていません。".to_owned(),
        (None, Some(sign)) if !sign.text.trim().is_empty() => {
            format!("時点「{}」を日付として読めません。", sign.text.trim())
        }
        _ => "いつの時点の報告か、どこにも書かれていません。".to_owned(),
    };
    let meant = signs.iter().find_map(|sign| date::meant(&sign.text));
    let (hint, expected) = match meant {
        Some(date) => (
            format!(
                "{}のことであれば、「{}」と書いてください。",
                date.wareki(),
                date.wareki()
            ),
            date.wareki(),
        ),
        None => (
            "表題の「令和●年●月末時点」を、たとえば「令和8年3月末時点」と書き換えてください。"
                .to_owned(),
            "令和8年3月末 のような月末の日付".to_owned(),
        ),
    };
    let mut diagnostic = Diagnostic::new(Code::AS_OF_MISSING, place, message)
        .hint(hint)
        .field("時点")
        .expected(expected);
    if let Some(sign) = signs.first() {
        diagnostic = diagnostic.entered(sign.text.clone());
    }
    session.push(diagnostic);
}

/// Some title still shows ● although the date is known from elsewhere.
fn left_over(session: &mut Session<'_>, signs: &[Sign], date: AsOf, cell_is_filled: bool) {
    let mut left = signs
        .iter()
        .filter(|sign| sign.said == DateText::Placeholder);
    let Some(first) = left.next() else { return };
    let mut diagnostic = Diagnostic::new(
        Code::AS_OF_MISSING,
        first.place.clone(),
        format!(
            "表題の時点に「●」が残っています。ほかに書かれた{}として扱います。",
            date.wareki()
        ),
    )
    .severity(if cell_is_filled {
        Severity::Note
    } else {
        Severity::Warning
    })
    .hint("すべてのシートの表題に同じ時点を書いてください。")
    .field("時点")
    .entered(first.text.clone())
    .expected(date.wareki());
    for sign in left {
        diagnostic = diagnostic.related(sign.place.clone());
    }
    session.push(diagnostic);
}

/// The template's own cell says something that is no date, although the date is known from elsewhere.
fn unread_cell(session: &mut Session<'_>, cell: Option<&Sign>, date: AsOf) {
    let Some(cell) = cell else { return };
    let agrees = date::meant(&cell.text) == Some(date);
    let diagnostic = Diagnostic::new(
        Code::AS_OF_MISSING,
        cell.place.clone(),
        format!(
            "時点の欄の「{}」を日付として読めません。表題に書かれた{}として扱います。",
            cell.text.trim(),
            date.wareki()
        ),
    )
    .severity(if agrees {
        Severity::Note
    } else {
        Severity::Warning
    })
    .hint(format!(
        "「{}」と書いてください。違うときは、表題と欄を同じ時点にそろえてください。",
        date.wareki()
    ))
    .field("時点")
    .entered(cell.text.clone())
    .expected(date.wareki());
    session.push(diagnostic);
}

fn disagree(session: &mut Session<'_>, dates: &[(AsOf, &Sign)]) {
    let said: Vec<String> = dates
        .iter()
        .map(|(date, sign)| format!("{}（{}）", date.wareki(), sign.shown))
        .collect();
    let mut diagnostic = Diagnostic::new(
        Code::AS_OF_MISSING,
        dates[0].1.place.clone(),
        format!(
            "時点の記載が食い違っていて、どれとも決められません: {}。",
            said.join("、")
        ),
    )
    .hint("すべてのシートの表題と時点の欄を、同じ月末にそろえてください。")
    .field("時点")
    .entered(dates[0].1.text.clone())
    .expected("すべて同じ時点");
    for (_, sign) in &dates[1..] {
        diagnostic = diagnostic.related(sign.place.clone());
    }
    session.push(diagnostic);
}

/// A month end inside the edition's years, as the title says.
fn judge(session: &mut Session<'_>, date: AsOf, sign: &Sign) -> Option<AsOf> {
    let year = date.fiscal_year();
    let is_inside = session.form.year(year).is_some();
    if is_inside && date.is_month_end() {
        return Some(date);
    }
    let month_end = date::end_of_month(date).wareki();
    let (code, message, hint) = if is_inside {
        (
            Code::AS_OF_NOT_MONTH_END,
            format!("時点{}（{date}）は月末ではありません。", date.wareki()),
            format!(
                "様式は月末時点の報告です。{month_end}のことであれば、「{month_end}」と書いてください。"
            ),
        )
    } else {
        let years: Vec<String> = session
            .form
            .years
            .iter()
            .map(|column| column.year.wareki())
            .collect();
        (
            Code::AS_OF_OUTSIDE_FORM,
            format!(
                "時点{}は{}で、この様式の年度（{}）に入っていません。",
                date.wareki(),
                year.wareki(),
                years.join("、")
            ),
            "時点の年を書き間違えていないか、別の版の様式に書いていないか確かめ、この様式の年度の月末に直してください。".to_owned(),
        )
    };
    session.push(
        Diagnostic::new(code, sign.place.clone(), message)
            .hint(hint)
            .field("時点")
            .entered(sign.text.clone())
            .expected("この様式の年度の月末"),
    );
    is_inside.then_some(date)
}
