//! What stands in a field of words and is none: an error, a picture, a date, a bare number, a formula that nobody calculated.
//! It is told and never printed as anybody's words.

use super::grid::Grid;
use super::session::Session;
use definition::BlockDefinition;
use diagnostic::{Code, Diagnostic};
use model::{CellRef, FiscalYear};
use workbook::{Cell, CellValue, Sheet};

/// The errors of the office programs, as which a text may have been pasted.
const ERRORS: [&str; 17] = [
    "#BLOCKED!",
    "#BUSY!",
    "#CALC!",
    "#CONNECT!",
    "#DIV/0!",
    "#ERROR!",
    "#FIELD!",
    "#GETTING_DATA",
    "#N/A",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#PYTHON!",
    "#REF!",
    "#SPILL!",
    "#UNKNOWN!",
    "#VALUE!",
];
/// So many of these signs and nothing else are a number for which a column was too narrow.
const MIN_SIGNS: usize = 3;

/// What stands in a cell and is no words.
pub(super) struct NotWords {
    pub(super) code: Code,
    /// The end of a sentence that begins with the cell.
    pub(super) what: String,
    pub(super) hint: &'static str,
    pub(super) entered: String,
}

/// Tells a cell that holds no words; whether it did.
pub(super) fn told(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    block: &BlockDefinition,
    year: FiscalYear,
    (at, cell): (CellRef, &Cell),
) -> bool {
    let Some(found) = found(grid.sheet, at, cell) else {
        return false;
    };
    push(session, grid, block, year, (at, found));
    true
}

/// What a cell of words holds instead of them.
pub(super) fn found(sheet: &Sheet, at: CellRef, cell: &Cell) -> Option<NotWords> {
    let text = cell.shown();
    let is_picture = sheet.beside.pictures.contains(&at) || text.contains("DISPIMG(");
    let (code, what, hint) = match &cell.value {
        _ if is_picture => (
            Code::TEXT_NOT_WORDS,
            "に画像が入っていて、文章として読めません。".to_owned(),
            "画像の内容を文字で入力し直してください。",
        ),
        CellValue::Empty if cell.is_formula => (
            Code::VALUE_NOT_CALCULATED,
            "は数式ですが、計算結果が保存されていません。".to_owned(),
            "Excelで開き、そのまま上書き保存してから送ってください。",
        ),
        CellValue::Error(error) if !error.starts_with('#') && !error.starts_with("Err:") => (
            Code::TEXT_NOT_WORDS,
            format!("の内容（{error}）が壊れていて、文章として読めません。"),
            "セルの中身を消し、文章を入力し直してください。",
        ),
        CellValue::Error(error) => (Code::TEXT_NOT_WORDS, is_error(error), MEND_FORMULA),
        CellValue::Text(text) if ERRORS.contains(&text.trim()) => {
            (Code::TEXT_NOT_WORDS, is_error(text.trim()), MEND_FORMULA)
        }
        CellValue::Text(text) if is_too_narrow(text.trim()) => (
            Code::TEXT_NOT_WORDS,
            format!(
                "に「{}」とあり、文章として読めません。列の幅が足りずに隠れた数を写したものと思われます。",
                text.trim()
            ),
            "もとのセルの列の幅を広げて内容を確かめ、文章を入力し直してください。",
        ),
        CellValue::Date { iso, .. } => (
            Code::TEXT_NOT_WORDS,
            format!("が日付か時刻（{iso}）になっていて、文章として読めません。"),
            AS_TEXT,
        ),
        CellValue::Bool(_) => (
            Code::TEXT_NOT_WORDS,
            format!("が「{text}」という値で、文章として読めません。"),
            AS_TEXT,
        ),
        CellValue::Empty | CellValue::Number(_) | CellValue::Text(_) => return None,
    };
    let entered = if code == Code::VALUE_NOT_CALCULATED {
        "計算結果のない数式".to_owned()
    } else {
        text.into_owned()
    };
    Some(NotWords {
        code,
        what,
        hint,
        entered,
    })
}

/// What a column shows that is too narrow for its number.
fn is_too_narrow(text: &str) -> bool {
    text.len() >= MIN_SIGNS && text.chars().all(|c| c == '#')
}

const MEND_FORMULA: &str = "数式を直すか、セルの中身を消して文章を入力し直してください。";
const AS_TEXT: &str = "セルの表示形式を「文字列」にしてから、文章を入力し直してください。";

fn is_error(error: &str) -> String {
    format!("が数式のエラー（{error}）になっていて、文章として読めません。")
}

/// Digits and signs without a single letter.
pub(super) fn is_bare_number(text: &str) -> bool {
    text.contains(|c: char| c.is_numeric()) && !text.contains(char::is_alphabetic)
}

/// Tells a bare number in the place of words.
pub(super) fn bare_number(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    block: &BlockDefinition,
    year: FiscalYear,
    (at, text): (CellRef, &str),
) {
    push(session, grid, block, year, (at, bare(text)));
}

/// What is said of a bare number.
pub(super) fn bare(text: &str) -> NotWords {
    NotWords {
        code: Code::TEXT_NOT_WORDS,
        what: format!("に数（{text}）だけが書かれていて、文章として読めません。"),
        hint: "何の数かがわかる文章で書いてください。数は数の欄に入力してください。",
        entered: text.to_owned(),
    }
}

fn push(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    block: &BlockDefinition,
    year: FiscalYear,
    (at, found): (CellRef, NotWords),
) {
    let message = format!("「{}」の{}のセル{}", block.label, year.wareki(), found.what);
    let place = session.cell_place(grid.sheet, at);
    session.push(
        Diagnostic::new(found.code, place, message)
            .hint(found.hint)
            .year(year)
            .field(block.label.clone())
            .entered(found.entered)
            .expected("文章"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_a_word_is_words() {
        for text in ["12", "１２", "12.5", "(12)", "①"] {
            assert!(is_bare_number(text), "{text}");
        }
        for text in ["12件", "令和7年", "―", "R7", "なし"] {
            assert!(!is_bare_number(text), "{text}");
        }
    }
}
