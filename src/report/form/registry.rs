//! A registry to be filled in: a row for each unit and fiscal year, the count left blank.

use super::grid::Grid;
use crate::{CellRole, FormCell, FormContent, FormWorkbook, InputRule, NumberStyle};
use definition::Registry;
use model::{AreaTree, FiscalYear};
use rust_decimal::Decimal;

/// Widths of the columns: code, name, fiscal year, count.
const COLUMNS: [f64; 4] = [14.0, 18.0, 12.0, 20.0];

/// More areas than any unit has.
const MOST: u32 = 9_999;

/// The registry as a workbook that `--areas` reads once it is filled in.
pub fn blank_registry(areas: &AreaTree, years: &[FiscalYear]) -> FormWorkbook {
    let nouns = areas.nouns();
    let name = format!("{}数の登録", nouns.part);
    let mut grid = Grid::new(COLUMNS.to_vec());
    let at = grid.row(26.0);
    grid.text(at, 0, 4, CellRole::Title, &name);
    let about = format!(
        "色の付いた欄に、{}の{}を入れてください。分からない年度の行は、空欄のままでかまいません。書いたら保存し、--areas でこのファイルを指定します。",
        nouns.unit, nouns.count
    );
    let height = grid.height(&about, CellRole::Plain, 0, 4);
    let at = grid.row(height);
    grid.text(at, 0, 4, CellRole::Plain, about);
    let head = grid.row(22.0);
    for (col, heading) in (0..).zip(Registry::headings(nouns)) {
        grid.text(head, col, 1, CellRole::Header, heading);
    }
    for year in years {
        for unit in areas.wards_within(*year) {
            let at = grid.row(18.0);
            grid.text(at, 0, 1, CellRole::Entry, unit.code.as_str());
            grid.text(at, 1, 1, CellRole::Label, &unit.name);
            grid.place(FormCell {
                content: FormContent::Number(Decimal::from(year.0), NumberStyle::PLAIN),
                ..FormCell::new(at, 2, CellRole::Label)
            });
            let rule = InputRule::Number {
                max: Some(MOST),
                decimals: 0,
                message: "0以上の整数を、数字だけで入れてください。".to_owned(),
            };
            grid.place(FormCell {
                input: Some(rule),
                ..FormCell::new(at, 3, CellRole::Body)
            });
        }
    }
    let mut sheet = grid.finish("registry", &name, areas.city().name.clone());
    sheet.frozen_rows = head + 1;
    FormWorkbook {
        title: name,
        properties: Vec::new(),
        date_iso: "2000-01-01".to_owned(),
        sheets: vec![sheet],
    }
}
