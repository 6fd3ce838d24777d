//! What a table says in words, wherever it is printed: its cells, and where the cells of its head stand.

use report::{Content, HeadCell, Table};

/// Stands where a head row says nothing: every row of a tagged table covers all columns.
static BLANK: HeadCell = HeadCell {
    text: String::new(),
    col_span: 1,
    row_span: 1,
};

/// A head cell in its place.
pub(crate) struct Place<'a> {
    pub(crate) row: usize,
    pub(crate) col: usize,
    pub(crate) rows: usize,
    pub(crate) cols: usize,
    pub(crate) cell: &'a HeadCell,
}

/// Where the head cells stand, row by row from the left; places that spans from above take are skipped.
pub(crate) fn places(table: &Table) -> Vec<Place<'_>> {
    let width = table.columns.len();
    let mut taken = vec![vec![false; width]; table.head.len()];
    let mut places = Vec::new();
    for (row, cells) in table.head.iter().enumerate() {
        let mut cells = cells.iter();
        let mut col = 0;
        while col < width {
            if taken[row][col] {
                col += 1;
                continue;
            }
            let cell = cells.next().unwrap_or(&BLANK);
            let free = taken[row][col..]
                .iter()
                .take_while(|taken| !**taken)
                .count();
            let cols = (cell.col_span.max(1) as usize).min(free);
            let rows = (cell.row_span.max(1) as usize).min(table.head.len() - row);
            for line in &mut taken[row..row + rows] {
                line[col..col + cols].fill(true);
            }
            places.push(Place {
                row,
                col,
                rows,
                cols,
                cell,
            });
            col += cols;
        }
    }
    places
}

/// The columns whose head already says that numbers are percentages.
pub(crate) fn percent_heads(table: &Table) -> Vec<bool> {
    let mut says = vec![false; table.columns.len()];
    for place in places(table) {
        if place.cell.text.contains(['％', '%']) {
            says[place.col..place.col + place.cols].fill(true);
        }
    }
    says
}

/// A cell's content in words; `％` follows a percentage unless the head says so.
pub(crate) fn shown(content: &Content, has_percent_sign: bool) -> String {
    match content {
        Content::Text(text) | Content::Missing(text) => text.to_string(),
        Content::Number(number, style) if style.percent && has_percent_sign => {
            format!("{}％", style.show(*number))
        }
        Content::Number(number, style) => style.show(*number),
    }
}
