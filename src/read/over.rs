//! Pictures and charts that float over a field: what a person reads there is not what stands in the cell.

use std::collections::BTreeSet;

use super::aside::list;
use super::grid::Grid;
use super::session::Session;
use diagnostic::{Code, Diagnostic, Severity};
use model::CellRef;

/// Tells once per sheet which fields lie under one. What lies beside the form's cells says nothing.
pub(super) fn pictures(session: &mut Session<'_>, pages: &[&Grid<'_>]) {
    for page in pages {
        let sheet = page.sheet;
        let floating = &sheet.beside.floating;
        if floating.is_empty() {
            continue;
        }
        let facts = session.facts.values().map(|fact| &fact.provenance);
        let words = session.narratives.iter().map(|item| &item.provenance);
        let of_sheet = facts.chain(words).filter(|at| at.sheet == sheet.name);
        let cells: BTreeSet<CellRef> = of_sheet.map(|at| at.cell).collect();
        let is_under = |at: &CellRef| {
            let mut floating = floating.iter();
            floating.any(|(first, last)| at.is_in(*first, *last))
        };
        let under: Vec<CellRef> = cells.into_iter().filter(is_under).collect();
        let Some(first) = under.first() else { continue };
        let entered = session.provenance(sheet, *first).text;
        session.push(
            Diagnostic::new(
                Code::HIDDEN_PLACE,
                session.cell_place(sheet, *first),
                format!(
                    "画像かグラフが欄の上に重なっています（{}）。セルの中身だけを読み、画像に書かれたものは読んでいません。",
                    list(&under)
                ),
            )
            .severity(Severity::Warning)
            .entered(entered)
            .expected("画像の重ならない欄")
            .hint("画像を欄の外に移してください。画像に書かれた数や文章は、セルに入力してください。"),
        );
    }
}
