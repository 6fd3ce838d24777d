//! What was written in a form of words: how many units and rows of each of its tables, in place of figures that it does not have.

use std::collections::BTreeSet;

use super::plain_table;
use crate::subject::Subject;
use crate::{Align, Block, NumberStyle, TableCell};
use definition::BlockKind;
use model::AreaCode;

/// The tables and the places for words, with who wrote in them and how much.
pub(super) fn filled(subject: Subject<'_>) -> Block {
    let unit = &subject.nouns().unit;
    let wards = subject.definitions.areas.wards().len();
    let row = |name: &str, (units, count): (usize, usize)| {
        vec![
            TableCell::head(name),
            TableCell::text(format!("{units}/{wards}{unit}")),
            TableCell::number(u32::try_from(count).unwrap_or(u32::MAX), NumberStyle::COUNT),
        ]
    };
    let tables = subject.form.rows.iter();
    let tables = tables.map(|block| row(&block.name, in_rows(subject, &block.id)));
    let sheets = subject.form.sheets.iter();
    let blocks = sheets.flat_map(|sheet| sheet.blocks.iter().map(move |block| (sheet, block)));
    let blocks = blocks.filter(|(_, block)| block.kind == BlockKind::Narrative);
    let blocks = blocks.map(|(sheet, block)| {
        let name = format!("{}　{}", sheet.name, block.label);
        row(&name, in_words(subject, &block.id))
    });
    let who = format!("記入した{unit}");
    let columns = [
        ("表・欄", 44.0, Align::Start),
        (&*who, 18.0, Align::End),
        ("記入した行", 18.0, Align::End),
    ];
    let mut table = plain_table(
        "filled",
        "記入の状況",
        &columns,
        blocks.chain(tables).collect(),
    );
    table
        .notes
        .push("様式に印刷されたことばのままの行は数えていない。".to_owned());
    Block::Table(table)
}

/// How many units wrote in the rows of a table, and how many rows.
fn in_rows(subject: Subject<'_>, block: &str) -> (usize, usize) {
    let rows = subject.compilation.rows.iter();
    let written = rows.filter(|row| row.block == block && row.has_own_words);
    counted(written.map(|row| &row.ward))
}

/// How many units wrote in a place for words, and how many entries.
fn in_words(subject: Subject<'_>, block: &str) -> (usize, usize) {
    let items = subject.compilation.narratives.iter();
    counted(
        items
            .filter(|one| one.item.block == block)
            .map(|one| &one.ward),
    )
}

fn counted<'a>(units: impl Iterator<Item = &'a AreaCode>) -> (usize, usize) {
    let all: Vec<&AreaCode> = units.collect();
    let units: BTreeSet<&AreaCode> = all.iter().copied().collect();
    (units.len(), all.len())
}
