//! The report's chapters in order, and what every reader must be told before the first number.

use super::chapters;
use super::subject::Subject;
use super::{Chapter, ChapterKind, Media, Report};
use definition::Volume;
use model::{Nouns, Stamp};

/// Builds the format-free report: the chapters that its volumes bind, and the figures for machines always.
pub fn build(subject: Subject<'_>) -> Report {
    use ChapterKind as Kind;
    let has_numbers = subject.form.has_numbers();
    let mut chapters = Vec::new();
    let mut bind = |kind: Kind, made: &dyn Fn() -> Vec<Chapter>| {
        if subject.layout.binds(kind) {
            chapters.extend(made());
        }
    };
    bind(Kind::Summary, &|| {
        [Media::Workbook, Media::Pdf]
            .map(|media| chapters::summary(subject, media))
            .to_vec()
    });
    bind(Kind::Coverage, &|| vec![chapters::coverage(subject)]);
    bind(Kind::Form, &|| chapters::forms(subject));
    if has_numbers {
        bind(Kind::ByWard, &|| both(subject, chapters::by_ward).to_vec());
    }
    bind(Kind::Rows, &|| all_both(subject, chapters::rows));
    bind(Kind::Pictures, &|| {
        chapters::pictures(subject).into_iter().collect()
    });
    if has_numbers {
        bind(Kind::Trend, &|| {
            vec![
                workbook(chapters::trend(subject, Media::Workbook)),
                printed(chapters::trend(subject.public(), Media::Pdf)),
            ]
        });
    }
    bind(Kind::Functions, &|| {
        chapters::functions(subject).into_iter().collect()
    });
    bind(Kind::Cards, &|| chapters::cards(subject));
    bind(Kind::Narrative, &|| chapters::narrative(subject));
    bind(Kind::NarrativeByUnit, &|| {
        chapters::narrative_by_unit(subject).into_iter().collect()
    });
    bind(Kind::Findings, &|| vec![chapters::findings(subject)]);
    bind(Kind::CommonFindings, &|| vec![chapters::common(subject)]);
    bind(Kind::Sources, &|| chapters::sources(subject));
    bind(Kind::Explanations, &|| chapters::explanations(subject));
    chapters.push(chapters::data(subject));
    Report {
        chapters,
        ..head(subject, None)
    }
}

/// What stands over the chapters of a volume, or of the workbook.
pub(super) fn head(subject: Subject<'_>, volume: Option<&Volume>) -> Report {
    let (layout, as_of) = (subject.layout, subject.compilation.as_of);
    let wards = subject.definitions.areas.wards().len();
    let unit = &subject.nouns().unit;
    Report {
        title: layout.title.clone(),
        subtitle: format!("{}時点", as_of.wareki()),
        organisation: layout.organisation.clone(),
        as_of_label: format!("{}時点", as_of.wareki()),
        as_of_iso: as_of.iso(),
        notices: notices(subject, volume),
        marks: marks(subject),
        coverage_label: format!("{}/{wards}{unit}", subject.compilation.submitted()),
        nouns: subject.nouns().clone(),
        generator: generator(subject),
        created: subject.stamp.map(Stamp::iso),
        is_for_committee: false,
        is_loose: false,
        chapters: Vec::new(),
    }
}

/// A chapter for the workbook, and the same in words for readers outside the office.
fn both(subject: Subject<'_>, chapter: fn(Subject<'_>) -> Chapter) -> [Chapter; 2] {
    [
        workbook(chapter(subject)),
        printed(chapter(subject.public())),
    ]
}

/// The same for chapters of which there may be several.
fn all_both(subject: Subject<'_>, chapters: fn(Subject<'_>) -> Vec<Chapter>) -> Vec<Chapter> {
    let pairs = chapters(subject)
        .into_iter()
        .zip(chapters(subject.public()));
    pairs
        .flat_map(|(one, other)| [workbook(one), printed(other)])
        .collect()
}

fn workbook(chapter: Chapter) -> Chapter {
    Chapter {
        media: Media::Workbook,
        ..chapter
    }
}

fn printed(chapter: Chapter) -> Chapter {
    Chapter {
        id: format!("{}-text", chapter.id),
        media: Media::Pdf,
        ..chapter
    }
}

/// Name and version of the program, and when it was run where that was asked for; the name alone outside the office.
fn generator(subject: Subject<'_>) -> String {
    let program = if subject.is_public {
        "torimatome".to_owned()
    } else {
        format!("torimatome {}", env!("CARGO_PKG_VERSION"))
    };
    match subject.stamp {
        Some(stamp) => format!("{program}　作成 {}", stamp.shown()),
        None => program,
    }
}

/// The same in a word each.
fn marks(subject: Subject<'_>) -> Vec<String> {
    let wards = subject.definitions.areas.wards().len();
    let submitted = subject.compilation.submitted();
    let Nouns { unit, part, .. } = subject.nouns();
    let mut marks = Vec::new();
    if !subject.is_final {
        marks.push("速報".to_owned());
    }
    if subject.compilation.has_sample_data {
        marks.push("架空のデータ".to_owned());
    }
    if submitted < wards {
        marks.push(format!("{submitted}/{wards}{unit}の集計"));
    }
    let years = &subject.compilation.years;
    if years
        .iter()
        .any(|year| subject.registry.has_synthetic(*year))
    {
        marks.push(format!("{part}数に仮の数"));
    }
    marks
}

/// Invented data, wards that are missing, denominators that are not sourced.
fn notices(subject: Subject<'_>, volume: Option<&Volume>) -> Vec<String> {
    let unit = &subject.nouns().unit;
    let mut notices = Vec::new();
    if !subject.is_final {
        notices.push("速報です。確定までに数が変わることがあります。".to_owned());
    }
    if subject.compilation.has_sample_data {
        notices.push(format!(
            "架空のデータを含みます。実在の{unit}の実績ではありません。"
        ));
    }
    let lines = subject.compilation.coverage.iter();
    let missing: Vec<String> = lines
        .filter(|line| !line.state.is_in())
        .map(|line| format!("{}（{}）", subject.name(&line.ward), line.state.label()))
        .collect();
    if !missing.is_empty() {
        notices.push(format!(
            "{}/{}{unit}の集計です。含まない{unit}：{}",
            subject.definitions.areas.wards().len() - missing.len(),
            subject.definitions.areas.wards().len(),
            missing.join("、"),
        ));
    }
    if subject
        .compilation
        .years
        .iter()
        .any(|year| subject.registry.has_synthetic(*year))
    {
        let place = place(subject, ChapterKind::Sources, "出典", volume);
        let place = place.map_or_else(String::new, |place| {
            format!("どの{unit}の数が仮かは{place}に示します。")
        });
        notices.push(format!(
            "{}に仮の数を含みます（{unit}ごとの内訳が公表されていないため）。{place}",
            subject.form.area_noun
        ));
    }
    notices
}

/// Where a reader of a volume, or of the workbook, finds a chapter: in what he reads, else in another volume; nowhere where it
/// is in none.
fn place(
    subject: Subject<'_>,
    kind: ChapterKind,
    title: &str,
    volume: Option<&Volume>,
) -> Option<String> {
    let holds = |volume: &&Volume| volume.chapters.contains(&kind);
    let holder = subject.layout.volumes.iter().find(holds)?;
    Some(match volume.filter(|volume| !holds(volume)) {
        None => format!("「{title}」"),
        Some(_) => format!("{}の「{title}」", subject.nouns().fill(&holder.title)),
    })
}
