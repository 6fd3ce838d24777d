//! A sheet part, walked over once: its cells, its merged regions, and what of it a person does not see.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cell::Open;
use super::styles::Styles;
use crate::bounds::{MAX_ROW, Seen};
use crate::fault::Fault;
use crate::formula;
use crate::grid::Sheet;
use crate::look::Rich;
use crate::put::{Held, Manner, done, put};
use crate::refusal::Refusal;
use crate::sheets::Stop;
use crate::xml::{Piece, Tag, whole_pieces};
use model::CellRef;

/// What the cells of every sheet refer to.
pub(super) struct Common {
    pub(super) strings: Vec<Rich>,
    /// The part that holds them is gone, or damaged.
    pub(super) strings_are_lost: bool,
    pub(super) styles: Styles,
    /// The part with the styles cannot be unpacked.
    pub(super) looks_are_lost: bool,
    pub(super) is_1904: bool,
}

/// Reads a sheet part.
pub(super) fn read(
    xml: &str,
    name: &Arc<str>,
    common: &Common,
    seen: &mut Seen,
) -> Result<Sheet, Stop> {
    let mut reader = Reader {
        common,
        seen,
        sheet: Sheet {
            name: Arc::clone(name),
            ..Sheet::default()
        },
        row: 0,
        col: 0,
        open: Open::default(),
        is_open: false,
        shared: BTreeMap::new(),
        manner: Manner::default(),
        refusal: None,
        last: None,
    };
    let walked = whole_pieces(xml, &mut |piece| reader.visit(&piece));
    if let Some(refusal) = reader.refusal {
        return Err(Stop::Beyond(refusal));
    }
    walked.map_err(|_| Stop::Broken(reader.last))?;
    done(reader.sheet, &reader.manner).map_err(Stop::Beyond)
}

struct Reader<'a> {
    common: &'a Common,
    seen: &'a mut Seen,
    sheet: Sheet,
    row: u32,
    col: u32,
    open: Open,
    /// Whether a cell is being walked over.
    is_open: bool,
    /// Formulas that several cells share: where the first stands, and what it says.
    shared: BTreeMap<u32, (CellRef, String)>,
    manner: Manner,
    refusal: Option<Refusal>,
    last: Option<CellRef>,
}

impl Reader<'_> {
    fn visit(&mut self, node: &Piece<'_>) -> Result<(), Fault> {
        if self.is_open {
            if let Piece::Close("c") = node {
                self.is_open = false;
                let open = std::mem::take(&mut self.open);
                let closed = self.close(&open);
                self.open = open;
                return closed;
            }
            self.open.visit(node);
            return Ok(());
        }
        if let Piece::Open(open) = node {
            self.element(open);
        }
        Ok(())
    }

    fn element(&mut self, open: &Tag<'_>) {
        match open.name() {
            "c" => {
                let counted = self.row.checked_sub(1);
                let counted = counted.map(|row| CellRef::new(row, self.col));
                self.col += 1;
                if let Some(at) = self.open.begin(open, counted) {
                    (self.row, self.col) = (at.row + 1, at.col + 1);
                }
                self.is_open = true;
            }
            "row" => {
                let [number, height, hidden] = open.look_up_all(["r", "ht", "hidden"]);
                let number = number.and_then(|number| number.trim().parse().ok());
                self.row = number.unwrap_or(self.row + 1);
                self.col = 0;
                let is_hidden = Tag::means_yes(hidden.as_deref())
                    || is_nought(height.as_deref())
                    || self.manner.hides_rows && height.is_none();
                if is_hidden && (1..=MAX_ROW).contains(&self.row) {
                    self.sheet.beside.hidden_rows.insert(self.row - 1);
                }
            }
            "col" if open.is_set("hidden") || is_nought(open.look_up("width").as_deref()) => {
                if let (Some(first), Some(last)) = (open.number("min"), open.number("max")) {
                    let (first, last) = (first.saturating_sub(1), last.saturating_sub(1));
                    self.sheet.beside.hide_columns(first, last);
                }
            }
            "sheetView" => {
                let shows = open.look_up("showZeros");
                self.manner.hides_noughts |= matches!(shows.as_deref(), Some("0" | "false"));
            }
            "sheetFormatPr" => self.manner.hides_rows = open.is_set("zeroHeight"),
            "mergeCell" => {
                let region = open.look_up("ref").and_then(|region| merged(&region));
                if let Some((first, last)) = region {
                    self.sheet.merge(first, last);
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, open: &Open) -> Result<(), Fault> {
        let Some(at) = open.at else { return Ok(()) };
        let style = self.common.styles.get(open.style);
        // A look that the file does not describe: its part is gone, or broken off.
        self.sheet.beside.looks_are_lost |= style.is_none() && open.style > 0;
        if self.common.strings_are_lost && open.is_of_table() {
            // Every text of the workbook is lost: nothing can be told by its label, and all that would be told comes of that.
            self.refusal = Some(Refusal::broken("文字をまとめた部分を読めない"));
            return Err(Fault::Broken);
        }
        let content = open.content(&self.common.strings, style, self.common.is_1904);
        self.last = Some(at);
        let held = Held {
            value: content.value,
            runs: content.runs,
            is_formula: open.is_formula,
            is_external: open.is_external(),
            is_picture: open.is_picture(),
            holds: open.holds(),
            is_twice: open.has_two,
            refused: content.refused,
        };
        if let Err(refusal) = put(&mut self.sheet, at, held, style, self.seen) {
            self.refusal = Some(refusal);
            return Err(Fault::TooLarge);
        }
        // Only what is counted is kept: a cell far away leaves no trace, and neither does its formula.
        if open.is_formula && self.sheet.cells.contains_key(&at) {
            self.formula(at, open);
        }
        Ok(())
    }
}

impl Reader<'_> {
    /// Keeps what the formula of a cell says.
    fn formula(&mut self, at: CellRef, open: &Open) {
        let own = Some(open.formula.trim()).filter(|text| !text.is_empty());
        let text = match (own, open.shared) {
            (Some(own), shared) => {
                if let Some(number) = shared {
                    self.shared.insert(number, (at, own.to_owned()));
                }
                Some(own.to_owned())
            }
            (None, Some(number)) => {
                let first = self.shared.get(&number);
                first.and_then(|(from, text)| formula::moved(text, *from, at))
            }
            (None, None) => None,
        };
        if let Some(text) = text {
            self.sheet.beside.formulas.insert(at, text);
        }
    }
}

/// A height or width of nought hides as well as the mark for it.
fn is_nought(size: Option<&str>) -> bool {
    let size = size.and_then(|size| size.trim().parse::<f64>().ok());
    size.is_some_and(|size| size <= 0.0)
}

/// A merged region; whole rows and columns reach to the end of the sheet.
fn merged(region: &str) -> Option<(CellRef, CellRef)> {
    if let Some(found) = CellRef::region(region) {
        return Some(found);
    }
    let (first, last) = region.split_once(':')?;
    let is_columns = first.contains(|c: char| c.is_ascii_alphabetic());
    let corner = |side: &str, other: &str| -> Option<CellRef> {
        let text = if is_columns {
            format!("{side}{other}")
        } else {
            format!("{other}{side}")
        };
        text.parse().ok()
    };
    let first = corner(first, if is_columns { "1" } else { "A" })?;
    let mut last = corner(last, if is_columns { "1" } else { "A" })?;
    if is_columns {
        last.row = CellRef::LAST.row;
    } else {
        last.col = CellRef::LAST.col;
    }
    Some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::Look;

    fn read_cells(xml: &str) -> Sheet {
        let mut one = Rich::default();
        one.push("一", None);
        let strings = vec![one];
        let common = Common {
            strings,
            strings_are_lost: false,
            styles: Styles::of(concat!(
                "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"0;-0;&quot;無&quot;\"/></numFmts>",
                "<fonts><font/><font><strike/></font></fonts><fills><fill><patternFill patternType=\"none\"/></fill></fills>",
                "<cellXfs><xf/><xf fontId=\"1\"/><xf numFmtId=\"170\"/><xf numFmtId=\"9\"/></cellXfs></styleSheet>"
            )),
            looks_are_lost: false,
            is_1904: false,
        };
        let xml = format!("<worksheet>{xml}</worksheet>");
        let found = read(&xml, &Arc::from("1"), &common, &mut Seen::default());
        found.ok().expect("a sheet")
    }

    #[test]
    fn what_lies_behind_the_last_row_and_column_is_far_and_a_merge_ends_with_the_sheet() {
        for at in ["A2000000", "XFE5", "ZZZ5"] {
            let row = at.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
            let sheet = read_cells(&format!(
                "<sheetData><row r=\"{row}\"><c r=\"{at}\"><v>77</v></c></row></sheetData>"
            ));
            assert_eq!(sheet.beside.far, at.parse().ok(), "{at}");
        }
        let merged = "<mergeCells><mergeCell ref=\"B4:C4294967295\"/></mergeCells>";
        let sheet = read_cells(&format!("<sheetData/>{merged}"));
        let last = CellRef::new(CellRef::LAST.row, 2);
        assert_eq!(sheet.merges, [(CellRef::new(3, 1), last)]);
    }

    fn shown(xml: &str) -> Vec<String> {
        let xml = format!("<sheetData><row r=\"3\">{xml}</row></sheetData>");
        let sheet = read_cells(&xml);
        let cells = sheet.cells.iter();
        cells
            .map(|(at, cell)| format!("{at} {}", cell.text()))
            .collect()
    }

    #[test]
    fn all_of_a_value_is_read() {
        assert_eq!(shown("<c r=\"A3\"><v><![CDATA[453]]></v></c>"), ["A3 453"]);
        assert_eq!(shown("<c r=\"A3\"><v>4&#53;3</v></c>"), ["A3 453"]);
        assert_eq!(
            shown("<c r=\"A3\"><v>4<!-- 0 -->5<?x 9?>3</v></c>"),
            ["A3 453"]
        );
        assert_eq!(
            shown("<c r=\"A3\" t=\"s\"><v>\n0</v></c><c><v>2</v></c>"),
            ["A3 一", "B3 2"]
        );
        assert_eq!(
            shown("<c r=\"A3\" t=\"inlineStr\"><is><t>い</t></is></c>"),
            ["A3 い"]
        );
    }

    #[test]
    fn a_content_that_is_none_of_its_type_is_kept_for_telling() {
        let row = "<sheetData><row r=\"3\"><c t=\"n\"><v>1,68</v></c><c t=\"s\"><v>7</v></c>\
                   <c t=\"e\"><v>#SPILL!</v></c><c r=\"0\"><v>7</v></c><c r=\"F3\"><v>7</v><extLst><v>8</v></extLst></c></row></sheetData>";
        let sheet = read_cells(row);
        let held: Vec<_> = sheet.beside.refused.values().cloned().collect();
        assert_eq!(held, ["1,68", "7"]);
        assert_eq!(sheet.cells.len(), 4);
        assert_eq!(sheet.cells[&CellRef::new(2, 5)].text(), "7");
    }

    #[test]
    fn what_a_person_does_not_see_is_kept_beside() {
        let sheet = read_cells(
            "<sheetFormatPr/><cols><col min=\"2\" max=\"3\" width=\"0\"/></cols><sheetData><row r=\"1\" ht=\"0\"/>\
             <row r=\"2\"><c s=\"1\"><v>1</v></c><c s=\"2\"><v>0</v></c><c s=\"2\"><v>5</v></c><c r=\"XFD1048576\" t=\"str\"><v> </v></c></row>\
             </sheetData><mergeCells><mergeCell ref=\"X:Y\"/><mergeCell ref=\"2:3\"/><mergeCell ref=\"?\"/></mergeCells>",
        );
        let beside = &sheet.beside;
        assert!(beside.hidden_rows.contains(&0));
        assert_eq!(beside.hidden_columns, [(1, 2)]);
        assert_eq!(beside.runs(CellRef::new(1, 0))[0].look, Look::Struck);
        assert_eq!(beside.printed[&CellRef::new(1, 1)], "無");
        assert_eq!(beside.printed.len(), 1);
        assert_eq!(sheet.cells.len(), 3);
        let all: Vec<String> = sheet
            .merges
            .iter()
            .map(|(a, b)| format!("{a}:{b}"))
            .collect();
        assert_eq!(all, ["X1:Y1048576", "A2:XFD3"]);
    }
}
