//! The text of formulas in the two binary formats. calamine makes it from their tokens: every sheet's are given to its
//! .xlsb reader in a package made here, which holds nothing else that could be wrong with the sender's file. What it
//! cannot make a text of costs that formula only, and is known by its cell.

use std::io::Cursor;

use calamine::{Reader as _, Xlsb};
use encoding_rs::Encoding;

use super::bits::u16_at;
use super::formula::Width;
use super::plain::{Around, Place, plain};
use crate::fault::Fault;
use crate::grid::Sheet;
use crate::zip::fresh;
use model::CellRef;

/// Most formulas of one sheet whose text is made.
const MAX_FORMULAS: usize = 20_000;
/// First of the tokens that point to a formula shared with other cells, or to that of an array.
const ELSEWHERE: u8 = 0x01;

/// Formulas of one sheet as they are met.
#[derive(Default)]
pub(super) struct Formulas {
    own: Vec<(CellRef, Whole)>,
    /// Formulas that stand once for a region: its corners, and whether it is an array.
    regions: Vec<(CellRef, CellRef, Whole, bool)>,
}

/// The tokens of a formula, and what follows them.
struct Whole(Vec<u8>, Vec<u8>);

impl Formulas {
    pub(super) fn cell(&mut self, at: CellRef, tokens: &[u8], after: &[u8]) {
        self.own.push((at, Whole(tokens.to_vec(), after.to_vec())));
    }

    /// The formula of a region, which follows its first cell.
    pub(super) fn region(
        &mut self,
        (first, last): (CellRef, CellRef),
        (tokens, after): (&[u8], &[u8]),
        is_array: bool,
    ) {
        if self.regions.len() < MAX_FORMULAS {
            let whole = Whole(tokens.to_vec(), after.to_vec());
            self.regions.push((first, last, whole, is_array));
        }
    }

    /// Puts the texts beside the values, and the cells of which there is none.
    pub(super) fn add(
        self,
        sheet: &mut Sheet,
        around: &Around,
        width: Width,
        encoding: &'static Encoding,
    ) {
        let mut cells = Vec::new();
        let mut formulas = Vec::new();
        let mut names = around.names.clone();
        for (at, own) in &self.own {
            if !sheet.cells.contains_key(at) || sheet.beside.external.contains(at) {
                continue;
            }
            let place = Place {
                at: *at,
                around,
                width,
                encoding,
            };
            let meant = match self.meant(*at, own) {
                Meant::Formula(Whole(tokens, after)) => plain((tokens, after), &place, &mut names),
                // The other cells of an array have no formula of their own.
                Meant::Nothing => continue,
                Meant::Unknown => None,
            };
            match meant.filter(|_| cells.len() < MAX_FORMULAS) {
                Some(plain) => {
                    cells.push(*at);
                    formulas.push(plain);
                }
                None => {
                    sheet.beside.unread.insert(*at);
                }
            }
        }
        let texts = texts(&formulas, &around.sheets, &names);
        for (index, at) in cells.into_iter().enumerate() {
            match texts.get(index).and_then(Option::as_ref) {
                Some(text) => {
                    sheet.beside.formulas.insert(at, text.clone());
                }
                None => {
                    sheet.beside.unread.insert(at);
                }
            }
        }
    }

    /// The tokens of a cell, its own or those of the region that it belongs to; the last that was met counts.
    fn meant<'t>(&'t self, at: CellRef, own: &'t Whole) -> Meant<'t> {
        if own.0.first() != Some(&ELSEWHERE) {
            return Meant::Formula(own);
        }
        let Some(row) = u16_at(&own.0, 1) else {
            return Meant::Unknown;
        };
        let holds = |first: CellRef, last: CellRef| at.is_in(first, last);
        let mut regions = self.regions.iter().rev();
        let found = regions
            .find(|(first, last, ..)| first.row & 0xFFFF == u32::from(row) && holds(*first, *last));
        match found {
            Some((first, .., true)) if *first != at => Meant::Nothing,
            Some((_, _, whole, _)) => Meant::Formula(whole),
            None => Meant::Unknown,
        }
    }
}

enum Meant<'t> {
    Formula(&'t Whole),
    Nothing,
    Unknown,
}

/// The texts of formulas in order, as calamine writes them.
fn texts(formulas: &[Vec<u8>], sheets: &[String], names: &[String]) -> Vec<Option<String>> {
    if formulas.is_empty() {
        return Vec::new();
    }
    let mut texts = Vec::new();
    // A fault in it costs the formulas that were not reached, and one in a formula costs that one.
    let _ = model::caught(|| {
        let Ok(package) = package(formulas, sheets, names) else {
            return;
        };
        let Ok(mut workbook) = Xlsb::new(Cursor::new(package)) else {
            return;
        };
        let Some(name) = workbook.sheet_names().first().cloned() else {
            return;
        };
        let Ok(mut cells) = workbook.worksheet_cells_reader(&name) else {
            return;
        };
        while texts.len() < formulas.len() {
            let text = match model::caught(|| cells.next_formula()) {
                Ok(Ok(Some(cell))) => {
                    Some(cell.get_value().clone()).filter(|text| !text.is_empty())
                }
                Ok(Ok(None)) => break,
                Ok(Err(_)) | Err(_) => None,
            };
            texts.push(text);
        }
    });
    texts
}

/// A binary workbook of one part with these formulas, and of the names that they use.
fn package(formulas: &[Vec<u8>], sheets: &[String], names: &[String]) -> Result<Vec<u8>, Fault> {
    const RELATIONS: &str =
        r#"<Relationships><Relationship Id="a" Target="worksheets/a.bin"/></Relationships>"#;
    let mut book = Vec::new();
    for name in sheets {
        let mut sheet = vec![0; 8];
        sheet.extend(wide("a"));
        sheet.extend(wide(&quoted(name)));
        record(156, &sheet, &mut book);
    }
    record(144, &[], &mut book);
    let count = u32::try_from(sheets.len()).unwrap_or(0);
    let mut list = count.to_le_bytes().to_vec();
    for number in 0..count {
        list.extend([0; 4]);
        list.extend(number.to_le_bytes());
        list.extend(number.to_le_bytes());
    }
    record(362, &list, &mut book);
    for name in names {
        let mut content = vec![0; 9];
        content.extend(wide(name));
        content.extend([0; 8]);
        record(39, &content, &mut book);
    }
    record(157, &[], &mut book);
    let mut part = Vec::new();
    record(148, &[0; 16], &mut part);
    record(145, &[], &mut part);
    record(0, &[0; 17], &mut part);
    for tokens in formulas {
        // Place, style, number and flags, which nobody reads.
        let mut cell = vec![0; 18];
        cell.extend(u32::try_from(tokens.len()).unwrap_or(0).to_le_bytes());
        cell.extend(tokens);
        cell.extend([0; 4]);
        record(9, &cell, &mut part);
    }
    record(146, &[], &mut part);
    fresh([
        ("xl/workbook.bin", &book[..]),
        ("xl/_rels/workbook.bin.rels", RELATIONS.as_bytes()),
        ("xl/worksheets/a.bin", &part[..]),
    ])
}

/// One record: kind and length in groups of seven bits.
fn record(kind: u16, content: &[u8], out: &mut Vec<u8>) {
    let low = |number: usize| (number & 0x7F).to_le_bytes()[0];
    let kind = usize::from(kind);
    if kind < 0x80 {
        out.push(low(kind));
    } else {
        out.extend([low(kind) | 0x80, low(kind >> 7)]);
    }
    let mut length = content.len();
    loop {
        let more = length >> 7;
        out.push(low(length) | if more > 0 { 0x80 } else { 0 });
        if more == 0 {
            break;
        }
        length = more;
    }
    out.extend(content);
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let count = u32::try_from(units.len()).unwrap_or(0);
    let mut bytes = count.to_le_bytes().to_vec();
    bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    bytes
}

/// A sheet's name as a formula writes it.
fn quoted(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || c == '_';
    let begins = name.chars().next().is_some_and(char::is_alphabetic);
    if begins && name.chars().all(is_plain) {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', "''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::Cell;
    use crate::formula::canonical;

    const ENCODING: &Encoding = encoding_rs::SHIFT_JIS;

    fn around() -> Around {
        Around {
            sheets: vec!["基本目標1".to_owned(), "二 枚目".to_owned()],
            list: vec![Some(1), None],
            names: vec!["合計".to_owned()],
        }
    }

    /// The text of the tokens in a cell; none where they are not read.
    fn text(tokens: &[u8], width: Width) -> Option<String> {
        let at: CellRef = "H19".parse().expect("an address");
        let mut sheet = Sheet::default();
        sheet.cells.insert(at, Cell::plain("1"));
        let mut formulas = Formulas::default();
        formulas.cell(at, tokens, &[]);
        formulas.add(&mut sheet, &around(), width, ENCODING);
        let found = sheet.beside.formulas.get(&at).map(|text| canonical(text));
        assert_eq!(found.is_none(), sheet.beside.unread.contains(&at));
        found
    }

    #[test]
    fn tokens_of_three_widths_have_one_text() {
        let expected = "SUM(H20:H21)*'二 枚目'!B2";
        let of_name = |text: &str| Some(text.replace('\'', ""));
        // SUM over a region by its own token, times a cell of another sheet.
        let old = [
            &[0x25, 19, 0, 20, 0, 7, 0xC0, 7, 0xC0, 0x19, 0x10, 0, 0][..],
            &[0x5A, 0, 0, 1, 0, 1, 0xC0, 0x05],
        ];
        assert_eq!(text(&old.concat(), Width::Old), of_name(expected));
        let wide = [
            &[0x25, 19, 0, 0, 0, 20, 0, 0, 0, 7, 0xC0, 7, 0xC0][..],
            &[0x19, 0x10, 0, 0, 0x5A, 0, 0, 1, 0, 0, 0, 1, 0xC0, 0x05],
        ];
        assert_eq!(text(&wide.concat(), Width::Wide), of_name(expected));
        let early = [
            &[0x25, 19, 0xC0, 20, 0xC0, 7, 7, 0x19, 0x10, 0, 0][..],
            &[0x5A, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0],
            &[1, 0xC0, 1, 0x05],
        ];
        assert_eq!(text(&early.concat(), Width::Early), of_name(expected));
    }

    #[test]
    fn texts_names_and_numbers_are_written_as_in_a_formula() {
        let old = [0x17, 3, 0, b'a', b'"', b'b', 0x1E, 7, 0, 0x08];
        assert_eq!(text(&old, Width::Old).as_deref(), Some("\"a\"\"b\"&7"));
        let early = [0x17, 2, 0x82, 0xA0, 0x1E, 7, 0, 0x08];
        assert_eq!(text(&early, Width::Early).as_deref(), Some("\"あ\"&7"));
        let name = [0x23, 1, 0, 0, 0, 0x1E, 1, 0, 0x03];
        assert_eq!(text(&name, Width::Wide).as_deref(), Some("合計+1"));
        for (sign, text) in [
            (0x09, "1<2"),
            (0x0A, "1<=2"),
            (0x0B, "1=2"),
            (0x0C, "1>=2"),
            (0x0D, "1>2"),
            (0x0E, "1<>2"),
        ] {
            let tokens = [0x1E, 1, 0, 0x1E, 2, 0, sign];
            assert_eq!(self::text(&tokens, Width::Old).as_deref(), Some(text));
        }
        // ROUND(0.5,1), with a space that says nothing.
        let mut round = vec![0x19, 0x40, 0, 1, 0x1F];
        round.extend(0.5f64.to_le_bytes());
        round.extend([0x1E, 1, 0, 0x41, 27, 0]);
        assert_eq!(text(&round, Width::Old).as_deref(), Some("ROUND(0.5,1)"));
    }

    #[test]
    fn what_has_no_text_is_known_by_its_cell() {
        for tokens in [
            // A sheet of another workbook, a name that is not there, a function by its name, a list without its values, nothing.
            &[0x3A, 1, 0, 1, 0, 1, 0][..],
            &[0x23, 2, 0, 0, 0],
            &[0x1E, 1, 0, 0x42, 1, 255, 0],
            &[0x20, 0, 0, 0, 0, 0, 0, 0],
            &[],
            // Two values and no operator; an operator without values; a function that is in no table.
            &[0x1E, 1, 0, 0x1E, 1, 0],
            &[0x03],
            &[0x21, 0xE5, 1],
            &[0x22, 0, 0xFF, 0x7F],
        ] {
            assert_eq!(text(tokens, Width::Old), None, "{tokens:?}");
        }
    }

    #[test]
    fn a_formula_that_cannot_be_read_costs_no_other() {
        let mut sheet = Sheet::default();
        let mut formulas = Formulas::default();
        let place = |row| CellRef::new(row, 0);
        for (row, tokens) in [
            (0, &[0x1E, 7, 0][..]),
            (1, &[0x21, 0xE5, 1]),
            (2, &[0x03]),
            (3, &[0x1E, 8, 0]),
        ] {
            sheet.cells.insert(place(row), Cell::plain("1"));
            formulas.cell(place(row), tokens, &[]);
        }
        formulas.add(&mut sheet, &around(), Width::Old, ENCODING);
        let texts: Vec<(u32, &str)> = (sheet.beside.formulas.iter())
            .map(|(at, text)| (at.row, text.as_str()))
            .collect();
        assert_eq!(texts, [(0, "7"), (3, "8")]);
        assert_eq!(sheet.beside.unread.len(), 2);
    }

    #[test]
    fn a_shared_formula_is_that_of_each_cell() {
        let mut sheet = Sheet::default();
        let mut formulas = Formulas::default();
        let at = |text: &str| -> CellRef { text.parse().expect("an address") };
        for cell in ["B2", "B3", "D9", "E9"] {
            sheet.cells.insert(at(cell), Cell::plain("1"));
        }
        for cell in ["B2", "B3"] {
            formulas.cell(at(cell), &[0x01, 1, 0, 1, 0], &[]);
        }
        // The cell to the left, and one row above in a column that stays.
        let shared = [0x4C, 0, 0, 0xFF, 0xC0, 0x4C, 0xFF, 0xFF, 3, 0x80, 0x03];
        formulas.region((at("B2"), at("B3")), (&shared, &[]), false);
        for cell in ["D9", "E9"] {
            formulas.cell(at(cell), &[0x01, 8, 0, 3, 0], &[]);
        }
        formulas.region((at("D9"), at("E9")), (&[0x1E, 5, 0], &[]), true);
        formulas.add(&mut sheet, &around(), Width::Old, ENCODING);
        let text = |cell| {
            sheet
                .beside
                .formulas
                .get(&at(cell))
                .map(|text| canonical(text))
        };
        assert_eq!(text("B2").as_deref(), Some("A2+D1"));
        assert_eq!(text("B3").as_deref(), Some("A3+D2"));
        assert_eq!(text("D9").as_deref(), Some("5"));
        assert_eq!(text("E9"), None);
        assert!(sheet.beside.unread.is_empty());
    }
}
