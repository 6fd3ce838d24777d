//! Random forms: bands of rows with a label down the side, and cells of every look over one or more columns.

use proptest::prelude::*;
use proptest::sample::select;
use torimatome::report::{CellRole, FormCell, FormContent, FormSheet, NumberStyle};

use super::random::{any_number, any_text};
use crate::support::report_fixture as fixture;

/// Look and content of a cell, and how many columns it covers.
fn any_cell() -> impl Strategy<Value = (CellRole, FormContent, u32)> {
    let short = select(vec![
        CellRole::Header,
        CellRole::Label,
        CellRole::Suffix,
        CellRole::Entry,
    ]);
    let text = |pieces| any_text(pieces).prop_map(FormContent::Text);
    let cell = prop_oneof![
        3 => (Just(CellRole::Body), text(30)),
        1 => (Just(CellRole::Bullet), Just(FormContent::Text("・".to_owned()))),
        2 => (Just(CellRole::Number), any_number().prop_map(|number| FormContent::Number(number, NumberStyle::COUNT))),
        2 => (short, text(4)),
        1 => (Just(CellRole::Body), Just(FormContent::Empty)),
    ];
    (cell, 1..5u32).prop_map(|((role, content), columns)| (role, content, columns))
}

fn form_cell(place: (u32, u32, u32, u32), role: CellRole, content: FormContent) -> FormCell {
    let trace = (role == CellRole::Number).then(|| "1-2-rate/2025/市".to_owned());
    FormCell {
        trace,
        ..fixture::form::form_cell(place, role, content)
    }
}

/// Bands of rows; each has a label down its side.
pub(super) fn any_form() -> impl Strategy<Value = FormSheet> {
    let row = prop::collection::vec(any_cell(), 1..6);
    let band = ("[一-龠ー（）]{1,12}", prop::collection::vec(row, 1..5));
    let bands = prop::collection::vec(band, 1..6);
    let widths = prop::collection::vec(4.0..18.0f64, 5..16);
    let heights = prop::collection::vec(14.0..60.0f64, 25);
    (bands, widths, heights, any_text(4)).prop_map(|(bands, columns, heights, title)| {
        let last = u32::try_from(columns.len()).expect("a few columns");
        let title = FormContent::Text(title);
        let mut cells = vec![form_cell((0, 0, 1, last), CellRole::Title, title)];
        let mut at = 1;
        for (label, rows) in bands {
            let high = u32::try_from(rows.len()).expect("a few rows");
            let label = FormContent::Text(label);
            cells.push(form_cell((at, 0, high, 1), CellRole::VerticalLabel, label));
            for row in rows {
                let mut col = 1;
                for (role, content, wide) in row.into_iter() {
                    let wide = wide.min(last - col);
                    if wide > 0 {
                        cells.push(form_cell((at, col, 1, wide), role, content));
                    }
                    col += wide;
                }
                at += 1;
            }
        }
        FormSheet {
            id: "form".to_owned(),
            name: "基本目標".to_owned(),
            columns,
            rows: heights[..at as usize].to_vec(),
            cells,
            frozen_rows: 0,
            is_protected: false,
            is_a3_landscape: true,
            is_landscape: false,
            header: "市全体".to_owned(),
        }
    })
}
