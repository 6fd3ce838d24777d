//! The workbook's chapters in order, those of a kind for whoever reads them, and what every reader must be told before the first
//! number. How printed chapters are bound is `volumes`'.

use super::chapters;
use super::subject::Subject;
use super::{Chapter, ChapterKind, Media, Report};
use definition::Volume;
use model::{Nouns, Stamp};

/// The chapters of the workbook, in their order; behind them are the figures for machines.
const IN_WORKBOOK: [ChapterKind; 15] = [
    ChapterKind::Summary,
    ChapterKind::Coverage,
    ChapterKind::Form,
    ChapterKind::ByWard,
    ChapterKind::Rows,
    ChapterKind::Pictures,
    ChapterKind::Trend,
    ChapterKind::Functions,
    ChapterKind::Cards,
    ChapterKind::Narrative,
    ChapterKind::NarrativeByUnit,
    ChapterKind::Findings,
    ChapterKind::CommonFindings,
    ChapterKind::Sources,
    ChapterKind::Explanations,
];

/// The workbook: every chapter that any volume binds, and the figures for machines.
pub fn workbook(subject: Subject<'_>) -> Report {
    let bound = IN_WORKBOOK.into_iter();
    let bound = bound.filter(|kind| subject.layout.binds(*kind));
    let mut chapters: Vec<Chapter> = bound
        .flat_map(|kind| chapters_of(subject, kind, Media::Workbook))
        .collect();
    chapters.push(chapters::data(subject));
    Report {
        chapters,
        ..head(subject, None)
    }
}

/// The chapters of a kind as they stand in the workbook or in print; none where the medium has none of them. The index of short
/// numbers is made where a volume is bound.
pub(super) fn chapters_of(subject: Subject<'_>, kind: ChapterKind, media: Media) -> Vec<Chapter> {
    use ChapterKind as Kind;
    let has_numbers = subject.form.has_numbers();
    let is_printed = media == Media::Pdf;
    match kind {
        Kind::Summary => vec![chapters::summary(subject, media)],
        Kind::Coverage => vec![chapters::coverage(subject)],
        Kind::Form => chapters::forms(subject),
        Kind::ByWard if has_numbers => {
            apart(subject, media, |subject| vec![chapters::by_ward(subject)])
        }
        Kind::Rows => apart(subject, media, chapters::rows),
        Kind::Pictures if is_printed => chapters::pictures(subject).into_iter().collect(),
        Kind::Trend if has_numbers => apart(subject, media, |subject| {
            vec![chapters::trend(subject, media)]
        }),
        Kind::Functions => chapters::functions(subject).into_iter().collect(),
        Kind::Cards if is_printed => chapters::cards(subject),
        Kind::Narrative => chapters::narrative(subject, media).into_iter().collect(),
        Kind::NarrativeByUnit if is_printed => {
            let chapter = chapters::narrative_by_unit(subject);
            chapter.into_iter().collect()
        }
        Kind::Findings => vec![chapters::findings(subject)],
        Kind::CommonFindings => vec![chapters::common(subject)],
        Kind::Sources => vec![chapters::sources(subject, media)],
        Kind::Explanations => {
            let chapter = chapters::explanations(subject, media);
            chapter.into_iter().collect()
        }
        Kind::ByWard
        | Kind::Pictures
        | Kind::Trend
        | Kind::Cards
        | Kind::NarrativeByUnit
        | Kind::TraceIndex
        | Kind::Data => Vec::new(),
    }
}

/// Chapters of the workbook, or the same in words for readers outside the office.
fn apart<'a>(
    subject: Subject<'a>,
    media: Media,
    made: impl Fn(Subject<'a>) -> Vec<Chapter>,
) -> Vec<Chapter> {
    if media == Media::Workbook {
        let chapters = made(subject).into_iter();
        return chapters
            .map(|chapter| Chapter { media, ..chapter })
            .collect();
    }
    let chapters = made(subject.public()).into_iter();
    let printed = chapters.map(|chapter| Chapter {
        id: format!("{}-text", chapter.id),
        media,
        ..chapter
    });
    printed.collect()
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
