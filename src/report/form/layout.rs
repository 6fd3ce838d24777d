//! One sheet of the form from top to bottom as on the paper; what stands in the cells is the [`Fill`]'s affair.

use super::fill::{Fill, Slot};
use super::grid::{self, Grid};
use super::narrative;
use super::page::{FIRST_YEAR, LABEL_COLUMNS, Page, YEAR_COLUMNS, YEAR_WIDTH};
use crate::{CellRole, FormCell, FormSheet};
use definition::{
    BlockDefinition, BlockKind, FieldDefinition, FormDefinition, SheetDefinition, TextPlace,
};
use model::CellRef;

/// Draws one sheet.
pub(super) fn sheet(
    form: &FormDefinition,
    sheet: &SheetDefinition,
    fill: &dyn Fill,
    protected: bool,
) -> FormSheet {
    let mut columns = LABEL_COLUMNS.to_vec();
    for _ in &form.years {
        columns.extend(YEAR_COLUMNS);
    }
    let mut page = Page {
        grid: Grid::new(columns),
        form,
        fill,
    };
    page.head(sheet);
    let frozen_rows = page.years();
    page.blocks(sheet);
    let row = page.grid.row(16.0);
    let last = page.grid.last_col();
    page.grid
        .text(row, 0, last + 1, CellRole::Caption, &sheet.caption);
    FormSheet {
        frozen_rows,
        is_protected: protected,
        is_a3_landscape: true,
        ..page.grid.finish(&sheet.id, &sheet.name, fill.owner())
    }
}

impl Page<'_> {
    /// Everything above the year headers.
    fn head(&mut self, sheet: &SheetDefinition) {
        let last = self.grid.last_col();
        let row = self.grid.row(20.0);
        let owner = self.fill.owner();
        self.grid.text(row, 0, 4, CellRole::GuideHeading, owner);
        let notice = self.fill.notice();
        if !notice.is_empty() {
            self.grid.text(row, 4, last - 4, CellRole::Notice, notice);
        }
        self.tag(sheet, row, last);
        let row = self.grid.row(26.0);
        let title = self
            .form
            .title
            .replace("{as_of}", &self.fill.as_of().wareki());
        self.grid.text(row, 0, last + 1, CellRole::Title, title);
        if let Some(philosophy) = &self.form.philosophy {
            let row = self.grid.row(18.0);
            let label = &self.form.philosophy_label;
            self.grid.text(row, 0, 3, CellRole::Label, label);
            self.grid
                .text(row, 3, last - 2, CellRole::Plain, philosophy);
        }
        let first = self.grid.next_row();
        for goal in &self.form.goals {
            let row = self.grid.row(18.0);
            self.grid.text(row, 3, last - 2, CellRole::Plain, goal);
        }
        let row_span = self.grid.next_row() - first;
        if row_span > 0 {
            let label = &self.form.goals_label;
            self.grid.place(FormCell {
                row_span,
                ..grid::text(first, 0, 3, CellRole::Label, label)
            });
        }
        let row = self.grid.row(22.0);
        self.grid
            .text(row, 0, last + 1, CellRole::Theme, &sheet.theme);
        for place in &sheet.guidance {
            self.guidance(place);
        }
    }

    /// What is printed in the corner, a line each.
    fn tag(&mut self, sheet: &SheetDefinition, row: u32, col: u32) {
        let lines = sheet.tag.iter().chain(&sheet.tag_line);
        let lines: Vec<&str> = lines.map(String::as_str).collect();
        if lines.is_empty() {
            return;
        }
        let tag = lines.join("\n");
        let needed = self.grid.height(&tag, CellRole::Tag, col, 1);
        self.grid.stretch(row, needed);
        self.grid.text(row, col, 1, CellRole::Tag, tag);
    }

    /// A heading, and the paragraphs that the municipality has put under it.
    fn guidance(&mut self, place: &TextPlace) {
        let width = self.grid.last_col() + 1;
        let heading = place.heading_line();
        if !heading.is_empty() {
            let row = self.grid.row(17.0);
            self.grid.text(row, 0, width, CellRole::Plain, heading);
        }
        for words in &place.words {
            let height = self.grid.height(words, CellRole::Plain, 0, width);
            let row = self.grid.row(height);
            self.grid.text(row, 0, width, CellRole::Plain, words);
        }
    }

    /// The year headers; gives the number of rows so far.
    fn years(&mut self) -> u32 {
        let row = self.grid.row(21.0);
        let starts = self.year_starts();
        for (col, year) in &starts {
            self.grid
                .text(row, *col, YEAR_WIDTH, CellRole::Header, &year.header);
        }
        let notes: Vec<_> = starts
            .iter()
            .filter_map(|(col, year)| Some((*col, self.fill.year_note(year)?)))
            .collect();
        if !notes.is_empty() {
            let row = self.grid.row(16.0);
            for (col, (note, must_be_seen)) in notes {
                let role = if must_be_seen {
                    CellRole::Notice
                } else {
                    CellRole::Header
                };
                self.grid.text(row, col, YEAR_WIDTH, role, note);
            }
        }
        self.grid.place(FormCell {
            row_span: self.grid.next_row() - row,
            col_span: FIRST_YEAR,
            ..FormCell::new(row, 0, CellRole::Header)
        });
        self.grid.next_row()
    }

    /// The blocks, and the sheet's own label down their left side.
    fn blocks(&mut self, sheet: &SheetDefinition) {
        let top = self.grid.next_row();
        let mut blocks = sheet.blocks.iter().peekable();
        while let Some(block) = blocks.next() {
            let first = self.grid.next_row();
            let is_shared = blocks.peek().is_some_and(|next| next.continues);
            let label_is_vertical = is_shared || block.kind == BlockKind::Indicators;
            self.block(block, !label_is_vertical);
            while let Some(next) = blocks.next_if(|next| next.continues) {
                self.block(next, false);
            }
            if label_is_vertical {
                let needed =
                    8.0 + 14.0 * f64::from(u32::try_from(block.label.chars().count()).unwrap_or(0));
                self.grid.stretch(first, needed);
                self.grid.place(FormCell {
                    row_span: self.grid.next_row() - first,
                    ..grid::text(first, 1, 1, CellRole::VerticalLabel, &block.label)
                });
            }
        }
        self.grid.place(FormCell {
            row_span: self.grid.next_row() - top,
            ..grid::text(top, 0, 1, CellRole::VerticalLabel, &sheet.name)
        });
    }

    fn block(&mut self, block: &BlockDefinition, with_label: bool) {
        match block.kind {
            BlockKind::Narrative => narrative::block(self, block, with_label),
            BlockKind::Indicators => self.fields(block),
        }
    }

    fn fields(&mut self, block: &BlockDefinition) {
        let mut group: Option<(String, u32)> = None;
        for field in &block.fields {
            let row = self.grid.next_row();
            if group.as_ref().map(|(mark, _)| mark) != field.group.as_ref() {
                self.close_group(group.take());
                group = field.group.clone().map(|mark| (mark, row));
            }
            let (col, col_span) = if field.group.is_some() {
                (3, 1)
            } else {
                (2, 2)
            };
            self.values(field);
            let label = field.printed_label();
            let needed = self.grid.height(&label, CellRole::Label, col, col_span);
            self.grid.stretch(row, needed);
            self.grid.place(FormCell {
                row_span: self.grid.next_row() - row,
                ..grid::text(row, col, col_span, CellRole::Label, label)
            });
        }
        self.close_group(group);
    }

    fn close_group(&mut self, group: Option<(String, u32)>) {
        if let Some((mark, first)) = group {
            self.grid.place(FormCell {
                row_span: self.grid.next_row() - first,
                ..grid::text(first, 2, 1, CellRole::VerticalLabel, mark)
            });
        }
    }

    /// The rows of one field: its values, and under them the percentages if it has any.
    fn values(&mut self, field: &FieldDefinition) {
        let row = self.grid.row(23.0);
        for (col, year) in self.year_starts() {
            self.pair(row, col, 2, self.fill.field(field, &year));
        }
        if let Some(rate) = &field.rate {
            let below = self.grid.row(21.0);
            for (col, year) in self.year_starts() {
                let slot = self.fill.rate(field, rate, &year, CellRef::new(row, col));
                self.grid.text(below, col, 1, CellRole::Number, "（");
                self.pair(below, col + 1, 1, slot);
            }
        }
    }

    /// A value and the printed text after it.
    fn pair(&mut self, row: u32, col: u32, col_span: u32, mut slot: Slot) {
        let suffix = std::mem::take(&mut slot.suffix);
        self.grid
            .place(slot.into_cell(row, col, col_span, CellRole::Number));
        self.grid
            .text(row, col + col_span, 1, CellRole::Suffix, suffix);
    }
}
