//! The workbooks and volumes of a run: what they are called, and the work of writing each.

use super::threads::Making;
use crate::definition::VolumeFormat;
use crate::render::{self, RenderError};
use crate::report::{self, Bound, Report, Subject};

/// The work of writing one output.
pub(super) type Job<'a> = Box<dyn FnOnce() -> Result<Vec<u8>, RenderError> + Send + 'a>;

/// The names of the workbooks and volumes, as far as they are known before they are made.
pub(super) fn names_of_volumes(making: Making<'_>, subjects: &[Subject<'_>]) -> Vec<String> {
    let mut names = Vec::new();
    for subject in subjects {
        for volume in &subject.layout.volumes {
            let stem = stem(subjects, subject, &volume.id);
            if making.each_unit {
                names.push(format!("{stem}/"));
            }
            names.push(format!("{stem}.{}", volume.format.ending()));
        }
        let report = stem(subjects, subject, "report");
        names.push(format!("{report}.xlsx"));
    }
    names
}

/// The volumes and the workbooks.
pub(super) fn reports<'a>(making: Making<'_>, subjects: &[Subject<'a>]) -> Vec<(String, Job<'a>)> {
    let mut jobs: Vec<(String, Job<'a>)> = Vec::new();
    let documents: Vec<Report> = subjects.iter().map(|one| report::build(*one)).collect();
    for (stem, volume) in bound(making, subjects, &documents) {
        let name = format!("{stem}.{}", volume.format.ending());
        let written = move || match volume.format {
            VolumeFormat::Pdf => render::pdf::report(&volume.report),
            VolumeFormat::Docx => render::docx::report(&volume.report),
        };
        jobs.push((name, Box::new(written)));
    }
    for (subject, document) in subjects.iter().zip(documents) {
        let name = stem(subjects, subject, "report");
        let xlsx = move || render::xlsx::report(&document);
        jobs.push((format!("{name}.xlsx"), Box::new(xlsx)));
    }
    jobs
}

/// Every volume by the name of its file, and where that is asked for the pages of the units one by one.
fn bound(
    making: Making<'_>,
    subjects: &[Subject<'_>],
    documents: &[Report],
) -> Vec<(String, Bound)> {
    let mut bound = Vec::new();
    for (subject, whole) in subjects.iter().zip(documents) {
        for volume in report::volumes(*subject, whole) {
            let stem = stem(subjects, subject, &volume.id);
            if making.each_unit {
                let each = report::for_each_unit(*subject, &volume).into_iter();
                bound.extend(each.map(|(name, page)| (format!("{stem}/{name}"), page)));
            }
            bound.push((stem, volume));
        }
    }
    bound
}

/// The name of a workbook or volume without its ending: with its layout's only where there are several.
fn stem(subjects: &[Subject<'_>], subject: &Subject<'_>, volume: &str) -> String {
    match subjects {
        [_] => volume.to_owned(),
        _ => format!("{volume}-{}", subject.layout.id),
    }
}
