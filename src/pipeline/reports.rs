//! The workbooks and volumes of a run: what they are called, and the work of writing each.

use rayon::prelude::*;

use super::only::Only;
use super::threads::Making;
use crate::definition::VolumeFormat;
use crate::model::may_fail;
use crate::render::{self, RenderError};
use crate::report::{self, Bound, Subject, Unbound};

/// Outputs by name; no bytes where it is known and not wanted.
pub(super) type Made = Vec<(String, Option<Vec<u8>>)>;
/// The work of writing one output, or a volume with the pages of its units.
pub(super) type Job<'a> = Box<dyn FnOnce() -> Result<Made, RenderError> + Send + 'a>;

/// The work of writing one output under its name.
pub(super) fn job<'a>(
    name: &str,
    work: impl FnOnce() -> Result<Vec<u8>, RenderError> + Send + 'a,
) -> (String, Job<'a>) {
    let name = name.to_owned();
    let own = name.clone();
    let job = move || Ok(vec![written(own, work)?]);
    (name, Box::new(job))
}

fn written(
    name: String,
    work: impl FnOnce() -> Result<Vec<u8>, RenderError>,
) -> Result<(String, Option<Vec<u8>>), RenderError> {
    may_fail(&format!("write:{name}"));
    work().map(|bytes| (name, Some(bytes)))
}

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

/// The volumes, each made when it is written.
pub(super) fn volumes<'a>(making: Making<'a>, subjects: &[Subject<'a>]) -> Vec<(String, Job<'a>)> {
    let mut jobs: Vec<(String, Job<'a>)> = Vec::new();
    for subject in subjects {
        let subject = *subject;
        for unbound in report::volumes(subject) {
            let stem = stem(subjects, &subject, &unbound.volume.id);
            let name = format!("{stem}.{}", unbound.volume.format.ending());
            let volume = move || volume(making, subject, unbound, &stem);
            jobs.push((name, Box::new(volume)));
        }
    }
    jobs
}

/// The workbooks, each made when it is written.
pub(super) fn workbooks<'a>(subjects: &[Subject<'a>]) -> Vec<(String, Job<'a>)> {
    let jobs = subjects.iter().map(|subject| {
        let (name, subject) = (stem(subjects, subject, "report"), *subject);
        let xlsx = move || render::xlsx::report(report::workbook(subject));
        job(&format!("{name}.xlsx"), xlsx)
    });
    jobs.collect()
}

/// A volume and, where that is asked for, the pages of the units one by one.
fn volume(
    making: Making<'_>,
    subject: Subject<'_>,
    unbound: Unbound<'_>,
    stem: &str,
) -> Result<Made, RenderError> {
    let Some(volume) = unbound.bind() else {
        return Ok(Vec::new());
    };
    let named = |stem: &str, bound: &Bound| {
        let name = format!("{stem}.{}", bound.format.ending());
        match Only(making.only).wants(&name) {
            true => written(name, || rendered(bound)),
            false => Ok((name, None)),
        }
    };
    let mut made = vec![named(stem, &volume)?];
    if making.each_unit {
        let pages = report::for_each_unit(subject, volume).into_par_iter();
        let pages = pages.map(|(name, page)| named(&format!("{stem}/{name}"), &page));
        made.append(&mut pages.collect::<Result<Made, RenderError>>()?);
    }
    Ok(made)
}

fn rendered(bound: &Bound) -> Result<Vec<u8>, RenderError> {
    match bound.format {
        VolumeFormat::Pdf => render::pdf::report(&bound.report),
        VolumeFormat::Docx => render::docx::report(&bound.report),
    }
}

/// The name of a workbook or volume without its ending: with its layout's only where there are several.
fn stem(subjects: &[Subject<'_>], subject: &Subject<'_>, volume: &str) -> String {
    match subjects {
        [_] => volume.to_owned(),
        _ => format!("{volume}-{}", subject.layout.id),
    }
}
