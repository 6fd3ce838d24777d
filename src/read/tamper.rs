//! What was done to the form itself and does not change its numbers: sheets renamed, links to other workbooks left in.

use super::fold::fold;
use super::session::Session;
use definition::SheetDefinition;
use diagnostic::{Code, Diagnostic, Place, Severity};
use model::{CellRef, Fact};
use workbook::{Sheet, names};

/// Most cells that a message names.
const MAX_LISTED: usize = 10;

/// Tells once that sheets of the distributed form go by other names. The printed paper names no sheets, so that a form
/// drawn by somebody else cannot have renamed them.
pub(super) fn renamed(session: &mut Session<'_>, found: &[(&SheetDefinition, &Sheet)]) {
    let workbook = session.workbook;
    let is_ours =
        workbook.properties.contains_key(names::FORM_PROPERTY) || !workbook.names.is_empty();
    let renamed: Vec<&(&SheetDefinition, &Sheet)> = found
        .iter()
        .filter(|(definition, sheet)| fold(&definition.name) != fold(&sheet.name))
        .collect();
    let Some(((definition, first), rest)) = renamed.split_first().filter(|_| is_ours) else {
        return;
    };
    let names: Vec<String> = renamed
        .iter()
        .map(|(definition, sheet)| format!("「{}」が「{}」", definition.name, sheet.name))
        .collect();
    let mut diagnostic = Diagnostic::new(
        Code::SHEET_RENAMED,
        session.sheet_place(first),
        format!(
            "シートの名前が変わっていますが（{}）、内容から同じシートとして読みました。",
            names.join("、")
        ),
    )
    .hint(
        "読み取りには差し支えないので、そのままでかまいません。次からは名前を変えないでください。",
    )
    .field(definition.name.clone())
    .entered(first.name.to_string())
    .expected(definition.name.clone());
    for (_, sheet) in rest {
        diagnostic = diagnostic.related(session.sheet_place(sheet));
    }
    session.push(diagnostic);
}

/// Tells that the workbook links to others. A field whose formula does so has been told with its value.
pub(super) fn linked(session: &mut Session<'_>) {
    let workbook = session.workbook;
    let Some(first) = workbook.links.first() else {
        return;
    };
    let mut cells: Vec<(&Sheet, CellRef)> = Vec::new();
    for sheet in &workbook.sheets {
        cells.extend(sheet.beside.external.iter().map(|at| (sheet, *at)));
    }
    let is_told = |fact: &Fact| {
        let at = &fact.provenance;
        cells
            .iter()
            .any(|(sheet, cell)| sheet.name == at.sheet && *cell == at.cell)
    };
    let mut facts = session.facts.values().filter(|fact| fact.row.is_whole());
    if facts.any(is_told) {
        return;
    }
    let names = workbook.links.join("」「");
    let diagnostic = match cells.first() {
        Some((sheet, at)) => {
            let listed = listed(&cells);
            let entered = sheet.cells.get(at).map(workbook::Cell::text);
            Diagnostic::new(
                Code::EXTERNAL_LINK,
                session.cell_place(sheet, *at),
                format!(
                    "ほかのブック「{names}」を参照する計算式があります{listed}。"
                ),
            )
            .entered(entered.unwrap_or_default())
            .expected("このブックだけで決まる値や文章")
            .hint("参照先がないと値が古いままになります。計算式を値や文章に置き換えてください。")
        }
        None => Diagnostic::new(
            Code::EXTERNAL_LINK,
            Place::file(session.file()),
            format!("ほかのブック「{names}」へのリンクが残っていますが、どのセルの計算式にも使われていません。"),
        )
        .severity(Severity::Note)
        .entered(first.clone())
        .expected("リンクなし")
        .hint("数には影響しません。気になるときは、Excelの［データ］→［リンクの編集］で解除してください。"),
    };
    session.push(diagnostic);
}

/// The cells in brackets where there are several; a single one is the place itself.
fn listed(cells: &[(&Sheet, CellRef)]) -> String {
    if cells.len() < 2 {
        return String::new();
    }
    let named = cells.iter().take(MAX_LISTED);
    let mut names: Vec<String> = named
        .map(|(sheet, at)| format!("{}!{at}", sheet.name))
        .collect();
    if cells.len() > MAX_LISTED {
        names.push(format!("ほか{}セル", cells.len() - MAX_LISTED));
    }
    format!("（{}）", names.join("、"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::super::{ReadResult, Reader};
    use super::*;
    use definition::DefinitionSource;
    use workbook::CellValue;
    use workbook::Workbook;

    const ROWS: &[&[&str]] = &[
        &["", "複合的な課題を抱えた世帯への支援体制の充実"],
        &[
            "",
            "",
            "2024（令和６）年度",
            "2025（令和7）年度",
            "2026（令和８）年度",
        ],
        &["", "①相談受付件数", "30", "31"],
        &["", "②つながる場の開催件数", "7", "8"],
    ];

    fn told(change: impl Fn(&mut Workbook), code: Code) -> Vec<Diagnostic> {
        let definitions = check::load(&DefinitionSource::BuiltIn).expect("built-in");
        let mut workbook = Workbook::from_tables("西成区.xlsx", &[("目標二", ROWS)]);
        change(&mut workbook);
        let ReadResult { diagnostics, .. } = Reader::new(&definitions).workbook(&workbook, "");
        diagnostics.into_iter().filter(|d| d.code == code).collect()
    }

    fn names() -> BTreeMap<String, (Arc<str>, CellRef)> {
        let place = (Arc::from("目標二"), CellRef::new(2, 2));
        BTreeMap::from([("TM_2_1_2024".to_owned(), place)])
    }

    #[test]
    fn a_renamed_sheet_is_a_note_where_the_form_is_ours() {
        let ours = told(|workbook| workbook.names = names(), Code::SHEET_RENAMED);
        assert_eq!(ours.len(), 1);
        assert!(
            ours[0].message.contains("「基本目標2」が「目標二」"),
            "{}",
            ours[0].message
        );
        assert_eq!(ours[0].severity, Severity::Note);
        assert!(
            told(|_| {}, Code::SHEET_RENAMED).is_empty(),
            "somebody else's form"
        );
    }

    #[test]
    fn a_link_is_told_with_the_cells_that_use_it_unless_a_field_does() {
        let link = |workbook: &mut Workbook| workbook.links = vec!["集計.xlsx".to_owned()];
        let unused = told(link, Code::EXTERNAL_LINK);
        assert_eq!(unused.len(), 1);
        assert_eq!(
            (unused[0].severity, unused[0].place.cell),
            (Severity::Note, None)
        );
        let use_in = |at: CellRef| {
            move |workbook: &mut Workbook| {
                link(workbook);
                let sheet = &mut workbook.sheets[0];
                sheet.beside.external.insert(at);
                if let Some(cell) = sheet.cells.get_mut(&at) {
                    assert!(!matches!(cell.value, CellValue::Empty));
                    cell.is_formula = true;
                }
            }
        };
        let beside = told(use_in(CellRef::new(0, 1)), Code::EXTERNAL_LINK);
        assert_eq!(beside.len(), 1);
        assert_eq!(beside[0].severity, Severity::Warning);
        assert_eq!(beside[0].place.cell, Some(CellRef::new(0, 1)));
        let in_field = use_in(CellRef::new(2, 3));
        assert!(told(in_field, Code::EXTERNAL_LINK).is_empty());
        assert_eq!(
            told(in_field, Code::VALUE_NORMALISED).len(),
            1,
            "told with its value"
        );
    }
}
