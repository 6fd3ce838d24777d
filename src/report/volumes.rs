//! The report bound in volumes: which chapters each holds, and short numbers in place of the ids of figures where a committee
//! reads.

use std::collections::BTreeMap;

use super::build::head;
use super::chapters::{card_id, trace_index};
use super::subject::Subject;
use super::{Block, Chapter, ChapterKind, Media, Report};
use definition::VolumeFormat;
use model::Area;

/// A volume, ready to be written.
#[derive(Debug)]
pub struct Bound {
    /// Its id: the file's name without its ending.
    pub id: String,
    /// The kind of file.
    pub format: VolumeFormat,
    /// A report of its own.
    pub report: Report,
}

/// The volumes that have anything in them.
pub fn volumes(subject: Subject<'_>, whole: &Report) -> Vec<Bound> {
    let volumes = &subject.layout.volumes;
    let chapters_of = |kinds: &[ChapterKind]| -> Vec<Chapter> {
        let printed = || {
            whole
                .chapters
                .iter()
                .filter(|one| one.media != Media::Workbook)
        };
        let chapters = kinds
            .iter()
            .flat_map(|kind| printed().filter(move |one| one.kind == *kind));
        chapters.cloned().collect()
    };
    let mut bound: Vec<_> = volumes
        .iter()
        .map(|volume| (volume, chapters_of(&volume.chapters)))
        .collect();
    let mut numbers = BTreeMap::new();
    for (_, chapters) in bound.iter_mut().filter(|(volume, _)| volume.for_committee) {
        shorten(chapters, &mut numbers);
    }
    let has_numbers = !numbers.is_empty();
    for (volume, chapters) in &mut bound {
        let place = volume
            .chapters
            .iter()
            .position(|kind| *kind == ChapterKind::TraceIndex);
        if let Some(place) = place.filter(|_| has_numbers) {
            let before = &volume.chapters[..place];
            let at = chapters.iter().position(|one| !before.contains(&one.kind));
            let index = trace_index(subject, &numbers);
            chapters.insert(at.unwrap_or(chapters.len()), index);
        }
    }
    let bound = bound
        .into_iter()
        .filter(|(_, chapters)| !chapters.is_empty());
    let nouns = subject.nouns();
    let report = |volume: &definition::Volume, chapters| {
        let head = head(subject, Some(volume));
        Report {
            subtitle: format!("{}　{}", nouns.fill(&volume.title), head.subtitle),
            is_for_committee: volume.for_committee,
            chapters,
            ..head
        }
    };
    let bound = bound.map(|(volume, chapters)| Bound {
        id: volume.id.clone(),
        format: volume.format,
        report: report(volume, chapters),
    });
    bound.collect()
}

/// The pages of a volume that are about one unit each, as a volume for each: what its file is called, and the report.
pub fn for_each_unit(subject: Subject<'_>, bound: &Bound) -> Vec<(String, Bound)> {
    let volume = &bound.report;
    let wards = subject.definitions.areas.wards().iter();
    let page = |ward: &Area| {
        let id = card_id(ward);
        let mut own = volume.chapters.iter().find(|one| one.id == id)?.clone();
        // Without a title page, what every reader must be told stands on the sheet itself.
        let tables = own.blocks.iter_mut().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
        for table in tables.take(1) {
            let told: Vec<&str> = volume
                .notices
                .iter()
                .map(|one| one.trim_end_matches('。'))
                .collect();
            table.notes.push(format!("{}。", told.join("。")));
        }
        let report = Report {
            subtitle: format!("{}　{}", ward.name, volume.subtitle),
            chapters: vec![own],
            is_loose: true,
            ..volume.clone()
        };
        let page = Bound {
            report,
            id: bound.id.clone(),
            format: bound.format,
        };
        Some((format!("{}_{}", ward.code, ward.name), page))
    };
    wards.filter_map(page).collect()
}

/// Puts a number in the place of every id of a figure, in the order in which they are printed; one id has one number.
fn shorten(chapters: &mut [Chapter], numbers: &mut BTreeMap<String, usize>) {
    let mut number = |id: &mut String| {
        if !id.is_empty() {
            let next = numbers.len() + 1;
            let number = *numbers.entry(std::mem::take(id)).or_insert(next);
            *id = format!("[{number}]");
        }
    };
    for block in chapters.iter_mut().flat_map(|chapter| &mut chapter.blocks) {
        match block {
            Block::Statements(statements) => {
                let ids = statements.iter_mut().flat_map(|one| &mut one.traces);
                ids.for_each(&mut number);
            }
            Block::KeyFigures(figures) => {
                figures.iter_mut().for_each(|one| number(&mut one.trace));
            }
            Block::Table(table) => {
                let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
                cells
                    .filter_map(|cell| cell.trace.as_mut())
                    .for_each(&mut number);
            }
            Block::Form(sheet) => {
                let cells = sheet.cells.iter_mut();
                cells
                    .filter_map(|cell| cell.trace.as_mut())
                    .for_each(&mut number);
            }
            Block::Heading { .. }
            | Block::Paragraph(_)
            | Block::List(_)
            | Block::Bars(_)
            | Block::Trend(_)
            | Block::Changes(_)
            | Block::Map(_)
            | Block::Distribution(_)
            | Block::Narrative(_)
            | Block::Words(_)
            | Block::Steps(_)
            | Block::Lines(_)
            | Block::Aside(_) => {}
        }
    }
}
