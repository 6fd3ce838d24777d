//! 自由記述: the wards' words, unchanged, item by item; a filterable table in the workbook, paragraphs in the PDF.

use std::collections::{BTreeMap, BTreeSet};

use super::{chapter, paragraph, plain_table};
use crate::data::cell_in;
use crate::subject::Subject;
use crate::{
    Align, Block, Chapter, ChapterKind, Media, NarrativeEntry, NarrativeSection, NumberStyle,
    TableCell,
};
use compile::CompiledWords;
use definition::{BlockDefinition, BlockKind, SheetDefinition};
use model::{AreaCode, FiscalYear};

/// What the words are, before the first of them.
fn lead(subject: Subject<'_>) -> Block {
    let unit = &subject.nouns().unit;
    paragraph(format!(
        "{unit}の言葉のまま載せた。行頭の「・」と前後の空白だけを除いている。"
    ))
}

/// A table in the workbook, paragraphs in print. Words of rows stand in the chapters of their own.
pub(crate) fn narrative(subject: Subject<'_>, media: Media) -> Option<Chapter> {
    let (id, blocks) = match media {
        _ if !subject.form.has_narratives() => return None,
        Media::Workbook => {
            let blocks = vec![lead(subject), Block::Table(table(subject))];
            ("narrative", blocks)
        }
        Media::Both | Media::Pdf => ("narrative-text", pdf(subject)),
    };
    let title = "自由記述";
    Some(chapter(ChapterKind::Narrative, id, title, media, blocks))
}

/// The same unit by unit.
pub(crate) fn narrative_by_unit(subject: Subject<'_>) -> Option<Chapter> {
    subject.form.has_narratives().then(|| {
        chapter(
            ChapterKind::NarrativeByUnit,
            "narrative-by-unit",
            &format!("自由記述（{}別）", subject.nouns().unit),
            Media::Pdf,
            by_unit(subject),
        )
    })
}

/// Narrative blocks of the form in printed order.
pub(crate) fn blocks(subject: Subject<'_>) -> Vec<(&SheetDefinition, &BlockDefinition)> {
    let sheets = subject.form.sheets.iter();
    sheets
        .flat_map(|sheet| sheet.blocks.iter().map(move |block| (sheet, block)))
        .filter(|(_, block)| block.kind == BlockKind::Narrative)
        .collect()
}

/// The fiscal years that hold text: the compiled ones, and later ones where a ward wrote ahead.
fn years(subject: Subject<'_>) -> Vec<FiscalYear> {
    let written = subject
        .compilation
        .narratives
        .iter()
        .map(|one| one.item.year);
    let years: BTreeSet<FiscalYear> = subject
        .compilation
        .years
        .iter()
        .copied()
        .chain(written)
        .collect();
    years.into_iter().rev().collect()
}

fn items<'a>(
    subject: Subject<'a>,
    block: &BlockDefinition,
    year: FiscalYear,
) -> Vec<&'a CompiledWords> {
    subject
        .compilation
        .narratives
        .iter()
        .filter(|one| one.item.block == block.id && one.item.year == year)
        .collect()
}

fn pdf(subject: Subject<'_>) -> Vec<Block> {
    let mut out = vec![lead(subject)];
    let years = years(subject);
    for (sheet, block) in blocks(subject) {
        for year in years.iter().copied() {
            let items = items(subject, block, year);
            let wrote: BTreeSet<&AreaCode> = items.iter().map(|one| &one.ward).collect();
            let silent = subject
                .units_of(year)
                .into_iter()
                .filter(|ward| !wrote.contains(&ward.code));
            out.push(Block::Narrative(NarrativeSection {
                title: format!("{}　{}", sheet.name, block.label),
                year: subject.year_label(year),
                sheet: sheet.name.clone(),
                entries: items.iter().map(|one| entry(subject, sheet, one)).collect(),
                silent: silent.map(|ward| ward.name.clone()).collect(),
            }));
        }
    }
    out
}

/// The unit over the years, and the items in the units' place.
fn by_unit(subject: Subject<'_>) -> Vec<Block> {
    let mut out = vec![lead(subject)];
    let (blocks, years) = (blocks(subject), years(subject));
    let mut by_ward: BTreeMap<&AreaCode, Vec<&CompiledWords>> = BTreeMap::new();
    for one in &subject.compilation.narratives {
        by_ward.entry(&one.ward).or_default().push(one);
    }
    for ward in subject.all_units() {
        let own = by_ward.get(&ward.code).map_or(&[][..], Vec::as_slice);
        for year in &years {
            let mut entries = Vec::new();
            for (sheet, block) in &blocks {
                let items = own
                    .iter()
                    .filter(|one| one.item.block == block.id && one.item.year == *year);
                entries.extend(items.map(|one| NarrativeEntry {
                    ward: format!("{}　{}", sheet.name, block.label),
                    ..entry(subject, sheet, one)
                }));
            }
            if !entries.is_empty() {
                out.push(Block::Narrative(NarrativeSection {
                    title: ward.name.clone(),
                    year: subject.year_label(*year),
                    // The sheet stands in the item's own name.
                    sheet: String::new(),
                    entries,
                    silent: Vec::new(),
                }));
            }
        }
    }
    out
}

/// The words, and where they stand unless that is nobody's business.
fn entry(
    subject: Subject<'_>,
    sheet: &SheetDefinition,
    CompiledWords {
        ward,
        item,
        is_carried,
    }: &CompiledWords,
) -> NarrativeEntry {
    let place = Some(&item.provenance).filter(|_| !subject.is_public);
    NarrativeEntry {
        ward: subject.name(ward),
        text: item.text.to_string(),
        file: place.map_or_else(String::new, |place| place.file.to_string()),
        sheet: place.map_or_else(|| sheet.name.clone(), |place| place.sheet.to_string()),
        cell: place.map_or_else(String::new, |place| place.cell.to_string()),
        note: is_carried
            .then(|| subject.carried_words_from())
            .unwrap_or_default(),
    }
}

fn table(subject: Subject<'_>) -> crate::Table {
    let mut rows = Vec::new();
    let years = years(subject);
    for (sheet, block) in blocks(subject) {
        for year in years.iter().copied() {
            for CompiledWords {
                ward,
                item,
                is_carried,
            } in items(subject, block, year)
            {
                let note = is_carried.then(|| subject.carried_words_from());
                rows.push(vec![
                    TableCell::text(&sheet.name),
                    TableCell::text(&block.label),
                    TableCell::number(year.0, NumberStyle::PLAIN),
                    TableCell::head(subject.name(ward)),
                    TableCell::number(item.number, NumberStyle::PLAIN),
                    TableCell::text(item.text.clone()).with_note(note),
                    TableCell::text(item.provenance.file.as_ref()),
                    TableCell::text(cell_in(&sheet.name, &item.provenance)),
                ]);
            }
        }
    }
    let columns = [
        ("シート", 10.0, Align::Start),
        ("区分", 19.0, Align::Start),
        ("年度", 7.0, Align::End),
        (subject.nouns().unit.as_str(), 9.0, Align::Start),
        ("番号", 7.0, Align::End),
        ("本文", 152.0, Align::Start),
        ("ファイル", 21.0, Align::Start),
        ("セル", 8.0, Align::Start),
    ];
    let mut table = plain_table("narrative", "自由記述", &columns, rows);
    if subject.is_public {
        table.without_last(2);
    }
    table.filter = true;
    table
}
