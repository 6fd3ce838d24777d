//! What stands on a sheet beside its values, whatever kind of file it comes from.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::bounds::{MAX_COL, MAX_ROW};
use crate::floating::{Corner, hidden};
use crate::look::{Look, Run};
use model::CellRef;

/// Most comments, and most text boxes, that are kept of one sheet.
const MAX_REMARKS: usize = 2_000;
/// Most hidden columns that are kept of one sheet.
const MAX_HIDDEN: usize = 2_000;
/// What a program that knows no conversations is told in their place, as a plain comment, leads to this address.
const CONVERSATION: &str = "fwlink/?linkid=870924";
/// Most of a remark that is kept, in characters.
pub(crate) const MAX_REMARK: usize = 1_000;

/// What stands on a sheet beside its values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// Comments by cell.
    pub comments: BTreeMap<CellRef, String>,
    /// Text boxes: the cell at their upper left corner, and their text.
    pub shapes: Vec<(CellRef, String)>,
    /// Pictures and charts that float over cells: the first and the last that each of them hides.
    pub floating: Vec<(CellRef, CellRef)>,
    /// There is a picture of which nobody can say where on the sheet it lies.
    pub is_floating_somewhere: bool,
    /// Drawings whose words its reader cannot give: the cell at their upper left corner.
    pub unread_shapes: Vec<CellRef>,
    /// Hidden rows.
    pub hidden_rows: BTreeSet<u32>,
    /// Hidden columns, first and last.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Characters that look other than plain, by cell.
    pub runs: BTreeMap<CellRef, Vec<Run>>,
    /// What a number's format prints, where that is more than the number itself.
    pub printed: BTreeMap<CellRef, String>,
    /// Pictures that lie in a cell as its value.
    pub pictures: BTreeSet<CellRef>,
    /// Formulas as Excel writes them, without the equals sign, where the reader of the format gives their text.
    pub formulas: BTreeMap<CellRef, String>,
    /// Formulas whose text its reader cannot give.
    pub unread: BTreeSet<CellRef>,
    /// Formulas that look into another workbook.
    pub external: BTreeSet<CellRef>,
    /// The part with the looks of cells is broken, so that no strike and no number format is seen.
    pub looks_are_lost: bool,
    /// A part with comments or text boxes is broken.
    pub remarks_are_lost: bool,
    /// The first cell beyond the rows and columns that are read, if any there holds something.
    pub far: Option<CellRef>,
    /// Cells that the file holds twice.
    pub twice: BTreeSet<CellRef>,
    /// Cells whose content is none of their type, with what they hold.
    pub refused: BTreeMap<CellRef, String>,
}

impl Beside {
    /// Keeps hidden columns, first and last, as far as there is room for them.
    pub(crate) fn hide_columns(&mut self, first: u32, last: u32) {
        if self.hidden_columns.len() < MAX_HIDDEN {
            self.hidden_columns.push((first, last));
        }
    }

    /// Keeps a comment, as far as there is room for it. One far away is about no cell of any form.
    pub(crate) fn comment(&mut self, at: CellRef, text: &str) {
        let has_room = self.comments.len() < MAX_REMARKS || self.comments.contains_key(&at);
        if has_room && is_near(at) {
            self.comments.insert(at, kept(&without_sentence(text)));
        }
    }

    /// Keeps the words of a text box in the same way, unless it has none.
    pub(crate) fn shape(&mut self, at: CellRef, text: &str) {
        if self.shapes.len() < MAX_REMARKS && is_near(at) && !text.trim().is_empty() {
            self.shapes.push((at, kept(text)));
        }
    }

    /// Keeps what a picture between two corners hides, as far as there is room for it.
    pub(crate) fn floats(&mut self, from: Corner, to: Corner) {
        let found = hidden(from, to).filter(|(first, _)| is_near(*first));
        if let Some(found) = found.filter(|_| self.floating.len() < MAX_REMARKS) {
            self.floating.push(found);
        }
    }

    /// Keeps where a drawing lies whose words are not read.
    pub(crate) fn unread_shape(&mut self, at: CellRef) {
        if self.unread_shapes.len() < MAX_REMARKS && is_near(at) {
            self.unread_shapes.push(at);
        }
    }

    /// Whether a person does not see this cell because its row or column is hidden.
    pub fn is_hidden(&self, at: CellRef) -> bool {
        self.hidden_rows.contains(&at.row)
            || self
                .hidden_columns
                .iter()
                .any(|(first, last)| (*first..=*last).contains(&at.col))
    }

    /// How characters of a cell look, where they are not plain.
    pub fn runs(&self, at: CellRef) -> &[Run] {
        self.runs.get(&at).map_or(&[], Vec::as_slice)
    }

    /// Whether any of a cell is struck through.
    pub fn is_struck(&self, at: CellRef) -> bool {
        self.runs(at).iter().any(|run| run.look == Look::Struck)
    }
}

fn is_near(at: CellRef) -> bool {
    at.row < MAX_ROW && at.col < MAX_COL
}

/// The words of a conversation without what its plain comment says of the program, and without the headings of its turns.
fn without_sentence(text: &str) -> Cow<'_, str> {
    let Some(at) = text.find(CONVERSATION) else {
        return Cow::Borrowed(text);
    };
    let is_heading =
        |line: &&str| line.ends_with([':', '：']) && !line.chars().any(char::is_numeric);
    let lines = text[at + CONVERSATION.len()..].lines().map(str::trim);
    let lines: Vec<&str> = lines
        .filter(|line| !line.is_empty() && !is_heading(line))
        .collect();
    Cow::Owned(lines.join("\n"))
}

fn kept(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.trim().chars().take(MAX_REMARK).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_kept_as_a_plain_comment_is_its_words() {
        let mut beside = Beside::default();
        let at = CellRef::new(18, 7);
        for (text, words) in [
            (
                "[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment; however, any edits to it will get removed if the file is opened in a newer version of Excel. Learn more: https://go.microsoft.com/fwlink/?linkid=870924\n\nComment:\n    453件です\nReply:\n    了解",
                "453件です\n了解",
            ),
            (
                "[スレッド コメント]\n\nお使いのバージョンの Excel では、このスレッド コメントを表示することができますが、新しいバージョンの Excel でファイルを開くと、編集内容はすべて削除されます。詳細: https://go.microsoft.com/fwlink/?linkid=870924\r\n\r\nコメント:\r\n    453件です",
                "453件です",
            ),
            ("メモ:\n453件", "メモ:\n453件"),
        ] {
            beside.comment(at, text);
            assert_eq!(beside.comments[&at], words);
        }
    }

    #[test]
    fn a_remark_far_away_is_not_kept() {
        let mut beside = Beside::default();
        for at in [
            CellRef::new(18, 7),
            CellRef::new(18, 16_777_234),
            CellRef::new(70_000, 7),
        ] {
            beside.comment(at, " 453件\r\n");
            beside.shape(at, "136件");
            beside.shape(at, " ");
        }
        assert_eq!(beside.comments.len(), 1);
        assert_eq!(beside.comments[&CellRef::new(18, 7)], "453件");
        assert_eq!(beside.shapes.len(), 1);
    }
}
