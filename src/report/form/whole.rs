//! The workbook in which the office writes for the whole: the official form with its own words and totals, and the units' words
//! beside it to choose from.

use super::grid::Grid;
use super::values::WardValues;
use super::ward_fill::WardFill;
use super::{guide, layout, properties};
use crate::{CellRole, FormContent, FormSheet, FormWorkbook, NumberStyle};
use definition::{BlockKind, Definitions, FormDefinition, GuideSection, Registry};
use ledger::NarrativeRow;
use model::{AsOf, Nouns};
use workbook::names;

/// Sheet and section, year, unit, number, words.
const COLUMNS: [f64; 5] = [32.0, 9.0, 13.0, 7.0, 92.0];

/// The workbook for the whole; `words` are what the units wrote, as a run put them in its table.
pub fn whole(
    definitions: &Definitions,
    form: &FormDefinition,
    registry: &Registry,
    as_of: AsOf,
    words: &[NarrativeRow],
) -> FormWorkbook {
    let values = WardValues::default();
    let fill = WardFill {
        definitions,
        form,
        registry,
        ward: definitions.areas.city(),
        as_of,
        due: None,
        values: &values,
        marks: &|_| None,
        is_copy: false,
        is_prefilled: false,
    };
    let nouns = definitions.areas.nouns();
    let list = list(form, nouns, words);
    let mut links: Vec<&str> = form
        .sheets
        .iter()
        .map(|sheet| sheet.name.as_str())
        .collect();
    links.extend(list.as_ref().map(|list| list.name.as_str()));
    let guide = guide::page(
        &fill,
        &guide::Words {
            title: &format!("{{form}}　{}の記入（{{ward}}）", nouns.whole),
            lead: &lead(nouns),
            sections: &sections(nouns, list.as_ref()),
        },
        &links,
    );
    let mut sheets = vec![guide];
    let own = form.sheets.iter();
    sheets.extend(own.map(|sheet| layout::sheet(form, sheet, &fill, true)));
    sheets.extend(list);
    mark(&mut sheets);
    let mut properties = properties(form);
    let city = definitions.areas.city();
    properties.push((names::WHOLE_PROPERTY.to_owned(), city.code.to_string()));
    FormWorkbook {
        title: format!("{}　{}の記入", form.name, nouns.whole),
        properties,
        date_iso: as_of.iso(),
        sheets,
    }
}

/// Marks every sheet as one for the whole, by a name on its first cell: a unit's workbook has no such name, whatever is written
/// in its cells.
fn mark(sheets: &mut [FormSheet]) {
    for sheet in sheets {
        let mut cells = sheet.cells.iter_mut();
        if let Some(cell) = cells.find(|cell| cell.name.is_none()) {
            cell.name = Some(names::whole(&sheet.id));
        }
    }
}

fn lead(Nouns { whole, unit, .. }: &Nouns) -> String {
    format!(
        "{{as_of}}時点の{whole}全体の報告に載せる、{whole}としての記載を書くファイルです。{unit}のファイルと一緒に取りまとめます。"
    )
}

fn sections(nouns: &Nouns, list: Option<&FormSheet>) -> Vec<GuideSection> {
    let Nouns { whole, unit, .. } = nouns;
    let mut steps = vec![format!(
        "「{{year}}」の列の黄色のセルに、{whole}としての記載を、1つのセルに1項目ずつ書きます。書いたものは報告書の様式に、そのまま印刷されます。"
    )];
    if let Some(list) = list {
        steps.push(format!(
            "「{}」のシートに、{unit}の記載が項目ごとに並んでいます。選んで写し、まとめて書きます（そのシートに書き足しても、報告書には出ません）。",
            list.name
        ));
    }
    steps.push(format!(
        "数の欄は空のままにします。{unit}の合計は自動で計算されます。{unit}の数を集めず{whole}全体の数だけで報告する指標があるときは、その数を書きます。"
    ));
    steps.push(format!(
        "{whole}全体の数と{unit}の数の両方があるときは、{unit}の合計を使い、違えば知らせます。両方を足すことはありません。"
    ));
    steps.push("このファイルは、一部のシートだけにして送ってもかまいません。".to_owned());
    vec![GuideSection {
        heading: "記入のしかた".to_owned(),
        steps,
        numbered: true,
    }]
}

/// The units' words item by item; none where none were given.
fn list(form: &FormDefinition, nouns: &Nouns, words: &[NarrativeRow]) -> Option<FormSheet> {
    let mut grid = Grid::new(COLUMNS.to_vec());
    let unit = &nouns.unit;
    let name = format!("{unit}の記載");
    let row = grid.row(24.0);
    grid.text(
        row,
        0,
        5,
        CellRole::Title,
        format!("{name}（選んで写すためのもの）"),
    );
    let row = grid.row(20.0);
    for (col, head) in (0..).zip(["項目", "年度", unit.as_str(), "番号", "本文"]) {
        grid.text(row, col, 1, CellRole::Header, head);
    }
    let frozen_rows = grid.next_row();
    let sheets = form.sheets.iter();
    let blocks = sheets.flat_map(|sheet| sheet.blocks.iter().map(move |block| (sheet, block)));
    for (sheet, block) in blocks.filter(|(_, block)| block.kind == BlockKind::Narrative) {
        let own = words
            .iter()
            .filter(|row| row.sheet == sheet.name && row.section == block.label);
        let mut own: Vec<&NarrativeRow> = own.collect();
        own.sort_by_key(|row| std::cmp::Reverse(row.year));
        for words in own {
            let height = grid.height(&words.text, CellRole::Body, 4, 1) + 4.0;
            let row = grid.row(height);
            let item = format!("{}　{}", sheet.name, block.label);
            grid.text(row, 0, 1, CellRole::Label, item);
            let year = FormContent::Number(words.year.0.into(), NumberStyle::PLAIN);
            grid.place(crate::FormCell {
                content: year,
                ..crate::FormCell::new(row, 1, CellRole::Number)
            });
            grid.text(row, 2, 1, CellRole::Body, &words.ward_name);
            grid.text(row, 3, 1, CellRole::Body, &words.number);
            grid.text(row, 4, 1, CellRole::Body, &words.text);
        }
    }
    (grid.next_row() > frozen_rows).then(|| FormSheet {
        frozen_rows,
        is_landscape: true,
        ..grid.finish("words", &name, nouns.whole.clone())
    })
}
