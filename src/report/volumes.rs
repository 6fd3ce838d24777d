//! The report bound in volumes: which chapters each holds, and short numbers in place of the ids of figures where a committee
//! reads.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::build::{chapters_of, head};
use super::chapters::{card_id, trace_index};
use super::subject::Subject;
use super::{Block, Chapter, ChapterKind, Media, Report};
use definition::{Volume, VolumeFormat};
use model::Area;

/// A volume before its pages are made.
#[derive(Debug)]
pub struct Unbound<'a> {
    /// Its id, and the kind of file.
    pub volume: &'a Volume,
    subject: Subject<'a>,
    /// What is made already: short numbers run through all that a committee reads.
    made: Option<Vec<Chapter>>,
    numbers: Arc<BTreeMap<String, usize>>,
}

/// A volume, ready to be written.
#[derive(Debug)]
pub struct Bound {
    /// The kind of file.
    pub format: VolumeFormat,
    /// A report of its own.
    pub report: Report,
}

/// The volumes in their order. What most of them hold is made when they are bound, and goes with them: all together it is more than
/// the facts that it is made of.
pub fn volumes<'a>(subject: Subject<'a>) -> Vec<Unbound<'a>> {
    let mut numbers = BTreeMap::new();
    let mut made = Vec::new();
    for volume in &subject.layout.volumes {
        made.push(volume.for_committee.then(|| {
            let mut chapters = printed(subject, volume);
            shorten(&mut chapters, &mut numbers);
            chapters
        }));
    }
    let numbers = Arc::new(numbers);
    let volumes = subject.layout.volumes.iter().zip(made);
    let unbound = volumes.map(|(volume, made)| Unbound {
        volume,
        subject,
        made,
        numbers: Arc::clone(&numbers),
    });
    unbound.collect()
}

fn printed(subject: Subject<'_>, volume: &Volume) -> Vec<Chapter> {
    let kinds = volume.chapters.iter();
    kinds
        .flat_map(|kind| chapters_of(subject, *kind, Media::Pdf))
        .collect()
}

impl Unbound<'_> {
    /// The volume; nothing where nothing is in it.
    pub fn bind(self) -> Option<Bound> {
        let (subject, volume) = (self.subject, self.volume);
        let mut chapters = self.made.unwrap_or_else(|| printed(subject, volume));
        let mut kinds = volume.chapters.iter();
        let place = kinds.position(|kind| *kind == ChapterKind::TraceIndex);
        if let Some(place) = place.filter(|_| !self.numbers.is_empty()) {
            let before = &volume.chapters[..place];
            let at = chapters.iter().position(|one| !before.contains(&one.kind));
            let index = trace_index(subject, &self.numbers);
            chapters.insert(at.unwrap_or(chapters.len()), index);
        }
        if chapters.is_empty() {
            return None;
        }
        let head = head(subject, Some(volume));
        let title = subject.nouns().fill(&volume.title);
        Some(Bound {
            format: volume.format,
            report: Report {
                subtitle: format!("{title}　{}", head.subtitle),
                is_for_committee: volume.for_committee,
                chapters,
                ..head
            },
        })
    }
}

/// The pages of a volume that are about one unit each, as a volume for each: what its file is called, and the report.
pub fn for_each_unit(subject: Subject<'_>, bound: Bound) -> Vec<(String, Bound)> {
    let Bound { format, mut report } = bound;
    let own = std::mem::take(&mut report.chapters).into_iter();
    let mut own: BTreeMap<String, Chapter> = own.map(|one| (one.id.clone(), one)).collect();
    let wards = subject.definitions.areas.wards().iter();
    let page = |ward: &Area| {
        let mut own = own.remove(&card_id(ward))?;
        // Without a title page, what every reader must be told stands on the sheet itself.
        let tables = own.blocks.iter_mut().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
        for table in tables.take(1) {
            let notices = report.notices.iter();
            let told: Vec<&str> = notices.map(|one| one.trim_end_matches('。')).collect();
            table.notes.push(format!("{}。", told.join("。")));
        }
        let page = Bound {
            format,
            report: Report {
                subtitle: format!("{}　{}", ward.name, report.subtitle),
                chapters: vec![own],
                is_loose: true,
                ..report.clone()
            },
        };
        Some((format!("{}_{}", ward.code, ward.name), page))
    };
    wards.filter_map(page).collect()
}

/// Puts a number in the place of every id of a figure, in the order in which they are printed; one id has one number.
fn shorten(chapters: &mut [Chapter], numbers: &mut BTreeMap<String, usize>) {
    let mut short = |id: &str| {
        if id.is_empty() {
            return String::new();
        }
        let next = numbers.len() + 1;
        let number = *numbers.entry(id.to_owned()).or_insert(next);
        format!("[{number}]")
    };
    for block in chapters.iter_mut().flat_map(|chapter| &mut chapter.blocks) {
        match block {
            Block::Statements(statements) => {
                let ids = statements.iter_mut().flat_map(|one| &mut one.traces);
                ids.for_each(|id| *id = short(id));
            }
            Block::KeyFigures(figures) => {
                for one in figures {
                    one.trace = short(&one.trace);
                }
            }
            Block::Table(table) => {
                for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                    cell.rename(&mut short);
                }
            }
            Block::Form(sheet) => {
                let cells = sheet.cells.iter_mut();
                cells
                    .filter_map(|cell| cell.trace.as_mut())
                    .for_each(|id| *id = short(id));
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
