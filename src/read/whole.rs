//! Whether a workbook is sent for the whole: one that was handed out for it, or of one who is known to report for it. The whole's
//! name in a unit's own workbook makes it nobody's: taken for the whole's, its numbers would stand for every unit's.

use unicode_normalization::UnicodeNormalization;

use super::grid::Grid;
use super::session::Session;
use super::ward_name::{Names, Sign};
use diagnostic::{Code, Diagnostic, Place};
use model::Nouns;
use workbook::names as template_names;

/// A cell longer than this tells a story, not a name.
pub(super) const MAX_NAME: usize = 30;

/// Where the printed head of a sheet ends: at its years, or at the heads of rows of words, which have none.
pub(super) fn top(session: &Session<'_>, page: &Grid<'_>) -> u32 {
    let of_years = page.headers.first().map(|header| header.row);
    let mut rows = session.rows_at.iter().flatten();
    let of_rows = || {
        let own = rows.find(|(at, _)| session.views[*at].sheet.name == page.sheet.name);
        own.map(|(_, heads)| heads.row)
    };
    of_years.or_else(of_rows).unwrap_or(0)
}

/// Whether the workbook, or a sheet of it, was handed out to be filled in for the whole.
fn is_marked(session: &Session<'_>) -> bool {
    let workbook = session.workbook;
    let mut names = workbook.names.keys();
    workbook
        .properties
        .contains_key(template_names::WHOLE_PROPERTY)
        || names.any(|name| template_names::marks_whole(name))
}

/// Whether this is the name or the code of the whole, in a workbook that was not handed out for it.
pub(super) fn is_borrowed(session: &Session<'_>, names: &Names<'_>, text: &str) -> bool {
    names.is_whole(text) && !is_marked(session)
}

/// Tells that the whole is named where a unit's workbook names its sender.
pub(super) fn borrowed(names: &Names<'_>, place: Place, text: String) -> Diagnostic {
    let Nouns { whole, unit, .. } = names.nouns;
    let at = match place.cell {
        Some(at) => at.to_string(),
        None => "ファイル名".to_owned(),
    };
    Diagnostic::new(
        Code::WARD_UNKNOWN,
        place,
        format!(
            "{at}に「{}」とありますが、{whole}全体の記入のために配ったファイルではありません。どの{unit}の提出か分からないため、集計に使っていません。",
            text.trim()
        ),
    )
    .hint(format!(
        "{unit}の提出であれば、{unit}名に書き直してください。{whole}全体の記入であれば、「{whole}の記入」のファイル（ひな形 --city で作ったもの）に書き写してください。"
    ))
    .field(format!("{unit}名"))
    .entered(text)
    .expected(format!("{unit}の名前"))
}

/// Where nothing names a ward: one who reports for the whole, or the whole itself, in the head of a sheet or in the file's name;
/// the latter only in a workbook that was handed out for it.
pub(super) fn named(
    session: &Session<'_>,
    names: &Names<'_>,
    pages: &[&Grid<'_>],
) -> Option<Result<Sign, Diagnostic>> {
    let path: String = session.file().nfc().collect();
    let file = path.rsplit('/').next().unwrap_or(&path);
    let mut texts: Vec<(Place, String, String)> = Vec::new();
    for page in pages {
        let top = top(session, page);
        let heads = page.cells().filter(|seen| seen.at.row < top);
        let short = heads.filter(|seen| seen.key().chars().count() <= MAX_NAME);
        texts.extend(short.map(|seen| {
            let text = seen.text().into_owned();
            let shown = format!("{}!{}「{}」", page.sheet.name, seen.at, text.trim());
            (session.cell_place(page.sheet, seen.at), shown, text)
        }));
    }
    let shown = format!("ファイル名「{file}」");
    texts.push((Place::file(session.file()), shown, file.to_owned()));
    let is_marked = is_marked(session);
    let mut borrowed_name = None;
    for (place, shown, text) in texts {
        let reporter = names.reporter_among(&text);
        let own = names.whole_among(&text);
        if let Some(whole) = reporter.or(own.filter(|_| is_marked)) {
            return Some(Ok(Sign {
                ward: whole.code.clone(),
                place,
                shown,
                text,
            }));
        }
        if own.is_some() && borrowed_name.is_none() {
            borrowed_name = Some(borrowed(names, place, text));
        }
    }
    borrowed_name.map(Err)
}
