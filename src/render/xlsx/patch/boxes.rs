//! The boxes in which notes are shown: an old drawing language that the office program still asks for beside each note.

use std::collections::BTreeMap;

use model::CellRef;
use workbook::xml::{Kind, Tag};

/// Size of a box in pixels, and the most that it grows to.
const WIDTH: f64 = 320.0;
const LINE: f64 = 18.0;
const HIGHEST: f64 = 420.0;

/// Full-width characters in one line of a box.
const PER_LINE: usize = 21;

/// A drawing without boxes.
const EMPTY: &str = concat!(
    "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" ",
    "xmlns:x=\"urn:schemas-microsoft-com:office:excel\">",
    "<o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{}\"/></o:shapelayout>",
    "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\">",
    "<v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype></xml>"
);

/// Widths of columns and heights of rows, as far as the part tells them.
#[derive(Debug, Default)]
pub(super) struct Measures {
    columns: Vec<(u32, u32, f64)>,
    rows: BTreeMap<u32, f64>,
    column: Option<f64>,
    row: Option<f64>,
}

impl Measures {
    pub(super) fn visit(&mut self, tag: &Tag<'_>, row: u32) {
        if tag.kind == Kind::Close {
            return;
        }
        let size = |name: &str| tag.get(name).and_then(|text| text.parse::<f64>().ok());
        let size = |name: &str| size(name).filter(|size| (0.0..10_000.0).contains(size));
        match (tag.depth, tag.name()) {
            (1, "sheetFormatPr") => {
                self.column = size("defaultColWidth");
                self.row = size("defaultRowHeight");
            }
            (2, "col") => {
                if let (Some(first), Some(last), Some(width)) =
                    (tag.number("min"), tag.number("max"), size("width"))
                {
                    let width = if tag.is_set("hidden") { 0.0 } else { width };
                    let columns = (first.saturating_sub(1), last.saturating_sub(1), width);
                    self.columns.push(columns);
                }
            }
            (2, "row") => {
                let height = if tag.is_set("hidden") {
                    Some(0.0)
                } else {
                    size("ht")
                };
                self.rows.extend(height.map(|height| (row, height)));
            }
            _ => {}
        }
    }

    /// Pixels of a column.
    fn width(&self, col: u32) -> f64 {
        let found = self
            .columns
            .iter()
            .find(|(first, last, _)| (*first..=*last).contains(&col));
        let units = found.map(|(.., width)| *width).or(self.column);
        units.map_or(
            64.0,
            |units| if units > 0.0 { units * 7.0 + 5.0 } else { 0.0 },
        )
    }

    /// Pixels of a row.
    fn height(&self, row: u32) -> f64 {
        let points = self.rows.get(&row).copied().or(self.row).unwrap_or(15.0);
        points * 4.0 / 3.0
    }

    /// The column or row in which a length from the beginning of another ends, and the rest within it.
    fn reach(from: u32, length: f64, size: impl Fn(u32) -> f64) -> (u32, u32) {
        let mut rest = length;
        for at in from..from + 400 {
            if rest <= size(at) {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a small length in pixels, never negative"
                )]
                return (at, rest as u32);
            }
            rest -= size(at);
        }
        (from + 400, 0)
    }

    /// The box's place: columns and rows with pixels within them.
    fn anchor(&self, at: CellRef, text: &str) -> String {
        let (row, col) = (at.row, at.col);
        let lines: usize = text
            .lines()
            .map(|line| 1 + line.chars().count() / PER_LINE)
            .sum();
        let lines = f64::from(u32::try_from(lines).unwrap_or(u32::MAX));
        let height = (lines * LINE + 16.0).min(HIGHEST);
        let top = row.saturating_sub(1);
        let (right, right_rest) = Self::reach(col + 1, WIDTH + 15.0, |col| self.width(col));
        let (bottom, bottom_rest) = Self::reach(top, height + 4.0, |row| self.height(row));
        format!(
            "{}, 15, {top}, 4, {right}, {right_rest}, {bottom}, {bottom_rest}",
            col + 1
        )
    }
}

/// The drawing with a box for each of these notes. `block` is the thousand that the shapes of a new drawing take their
/// numbers from. `None` where the drawing is in no shape to be added to.
pub(super) fn with_boxes(
    drawing: Option<&str>,
    notes: &BTreeMap<CellRef, String>,
    measures: &Measures,
    block: u32,
) -> Option<String> {
    let new;
    let drawing = match drawing {
        Some(drawing) => drawing,
        None => {
            new = EMPTY.replace("{}", &block.to_string());
            &new
        }
    };
    let end = drawing.rfind("</")?;
    let first = numbers(drawing, "_x0000_s").max().unwrap_or(block * 1024) + 1;
    let mut boxes = String::new();
    if !drawing.contains("\"_x0000_t202\"") {
        let kind = EMPTY.find("<v:shapetype").zip(EMPTY.rfind("</xml>"))?;
        let kind = EMPTY.get(kind.0..kind.1)?;
        boxes.push_str(&kind.replacen("<v:shapetype", &format!("<v:shapetype {SPACES}"), 1));
    }
    for (number, (at, text)) in (first..).zip(notes) {
        boxes.push_str(&format!(
            concat!(
                "<v:shape {} id=\"_x0000_s{}\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:0;margin-top:0;",
                "width:240pt;height:90pt;z-index:{};visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\">",
                "<v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/>",
                "<v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>",
                "<x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{}</x:Anchor>",
                "<x:AutoFill>False</x:AutoFill><x:Row>{}</x:Row><x:Column>{}</x:Column></x:ClientData></v:shape>"
            ),
            SPACES,
            number,
            number - first + 1,
            measures.anchor(*at, text),
            at.row,
            at.col,
        ));
    }
    Some(format!("{}{boxes}{}", &drawing[..end], &drawing[end..]))
}

/// The namespaces of a shape, which a drawing of another program may know by other prefixes.
const SPACES: &str = "xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"";

/// The numbers that follow a word.
fn numbers<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = u32> + 'a {
    text.split(word).skip(1).filter_map(|rest| {
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        rest[..end]
            .parse::<u32>()
            .ok()
            .filter(|number| *number < 1 << 30)
    })
}

/// The largest block of shape numbers that a drawing takes.
pub(super) fn largest_block(drawing: &str) -> u32 {
    let stated = numbers(drawing, "data=\"").max().unwrap_or(0);
    let used = numbers(drawing, "_x0000_s").max().unwrap_or(0) / 1024;
    stated.max(used).min(1 << 18)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_added_with_numbers_of_their_own() {
        let notes: BTreeMap<CellRef, String> = [(CellRef::new(13, 7), "短い".to_owned())].into();
        let new = with_boxes(None, &notes, &Measures::default(), 3).expect("a drawing");
        assert!(
            new.contains("data=\"3\"") && new.contains("id=\"_x0000_s3073\""),
            "{new}"
        );
        assert!(
            new.contains("<x:Row>13</x:Row><x:Column>7</x:Column>"),
            "{new}"
        );
        assert_eq!(largest_block(&new), 3);
        let more = with_boxes(Some(&new), &notes, &Measures::default(), 9).expect("a drawing");
        assert!(more.contains("id=\"_x0000_s3074\""), "{more}");
        assert_eq!(more.matches("<v:shapetype").count(), 1);
        assert!(more.ends_with("</v:shape></xml>"));
    }

    #[test]
    fn a_box_is_as_wide_as_its_text_needs_over_columns_of_any_width() {
        let mut measures = Measures::default();
        measures.columns.push((8, 200, 1.0));
        measures.columns.push((20, 21, 0.0));
        let narrow = measures.anchor(CellRef::new(0, 7), "文");
        assert!(narrow.starts_with("8, 15, 0, 4, 3"), "{narrow}");
        assert!(
            Measures::default()
                .anchor(CellRef::new(0, 7), "文")
                .starts_with("8, 15, 0, 4, 13")
        );
    }
}
