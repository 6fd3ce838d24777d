//! The list of corrections (正誤表) as a format-free report: what a corrected report says otherwise than the one before it.
//!
//! It goes with the corrected report, so that what the office alone needs (the findings) stands in the workbook only.

use super::behind::Behind;
use super::words::NOTHING;
use super::{Difference, tables};
use definition::{ChapterKind, Definitions, ReportLayout};
use ledger::{FactRow, FigureRow, Ledger, NarrativeRow, Row};
use model::{AreaCode, AsOf};
use report::{Align, Block, Chapter, Media, Report, Table, TableCell, plain_table};

/// How much of a hash is shown: enough to tell two files of the same name apart.
const SHOWN_OF_HASH: usize = 16;

/// What such a list is called.
const TITLE: &str = "正誤表";

/// What the file of the committee's report is called.
const REPORT: &str = "report.pdf";

/// Builds the list; `generator` names the program.
pub fn corrections(
    difference: &Difference<'_>,
    definitions: &Definitions,
    generator: String,
) -> Report {
    let [_, new] = difference.sides;
    let layout = layout(new, definitions);
    let as_of_label = as_of(new);
    let has_sample = difference
        .sides
        .iter()
        .any(|one| one.manifest.has_sample_data);
    let sample = |text: String| Vec::from_iter(has_sample.then_some(text));
    let subject = layout.map_or_else(|| "取りまとめ".to_owned(), |layout| layout.title.clone());
    let unit = &new.nouns.unit;
    let organisation = layout.map_or_else(String::new, |layout| layout.organisation.clone());
    let known = [as_of_label.as_str(), &organisation];
    let known: Vec<&str> = known.into_iter().filter(|text| !text.is_empty()).collect();
    let told = told(
        difference,
        &format!("「{subject}」（{}）", known.join("、")),
    );
    let notices = sample(format!(
        "架空のデータを含みます。実在の{unit}の実績ではありません。"
    ));
    Report {
        title: format!("{subject}　{TITLE}"),
        subtitle: as_of_label.clone(),
        organisation,
        as_of_iso: new.manifest.as_of.clone(),
        chapters: chapters(difference, definitions, told, &notices),
        notices,
        marks: sample("架空のデータ".to_owned()),
        coverage_label: coverage(new),
        nouns: new.nouns.clone(),
        generator,
        created: None,
        is_for_committee: true,
        is_loose: true,
        as_of_label,
    }
}

/// The layout of the form that came.
fn layout<'a>(ledger: &Ledger, definitions: &'a Definitions) -> Option<&'a ReportLayout> {
    let form = ledger.manifest.forms().next()?;
    let form = form.split_once('/').map_or(form, |(form, _)| form);
    definitions.reports_of(form).next()
}

fn as_of(ledger: &Ledger) -> String {
    let written = &ledger.manifest.as_of;
    let date = AsOf::parse_iso(written).map(AsOf::wareki);
    format!("{}時点", date.unwrap_or_else(|| written.clone()))
}

/// `24/24区`: whose files count.
fn coverage(ledger: &Ledger) -> String {
    let used = ledger.submissions.iter().filter(|one| one.used);
    let mut wards: Vec<&AreaCode> = used.filter_map(|one| one.ward.as_ref()).collect();
    wards.sort();
    wards.dedup();
    // Who stands in an earlier year alone, as it was before it was divided, sends nothing any more.
    let newest = ledger.figures.iter().map(|figure| figure.year).max();
    let is_asked = |code: &AreaCode| {
        let mut figures = ledger.figures.iter();
        figures.any(|figure| figure.area == *code && Some(figure.year) == newest)
    };
    let mut known = ledger.wards();
    known.retain(|(code, _)| is_asked(code));
    let came = known.iter().filter(|(code, _)| wards.contains(code));
    format!("{}/{}{}", came.count(), known.len(), ledger.nouns.unit)
}

/// The workbook has a sheet for each kind of thing; what is printed is one run of pages, the two runs at its end.
fn chapters(
    difference: &Difference<'_>,
    definitions: &Definitions,
    told: Vec<Block>,
    notices: &[String],
) -> Vec<Chapter> {
    let behind = Behind::new(difference, definitions);
    let printed = [
        ("集計値", tables::figures(difference, &behind)),
        ("記入", tables::facts(difference)),
        ("分母", tables::bases(difference)),
        ("文章", tables::narratives(difference)),
    ];
    let printed = printed.into_iter();
    let printed: Vec<(&str, Table)> = printed
        .filter_map(|(what, table)| Some((what, table?)))
        .collect();
    let runs = Block::Table(runs(difference));
    // The sheets of the workbook say the notices themselves.
    let notices = notices.iter().cloned().map(Block::Paragraph);
    let mut pages: Vec<Block> = told.iter().cloned().chain(notices).collect();
    for (what, table) in &printed {
        pages.push(Block::Heading {
            level: 2,
            text: (*what).to_owned(),
        });
        pages.push(Block::Table(table.clone()));
    }
    pages.push(Block::Heading {
        level: 2,
        text: "比べた2回の取りまとめ".to_owned(),
    });
    pages.push(runs.clone());
    let first = [told, vec![runs]].concat();
    let mut chapters = vec![
        chapter("corrections-text", TITLE, Media::Pdf, pages),
        chapter("corrections", TITLE, Media::Workbook, first),
    ];
    let findings = tables::findings(difference).map(|table| ("指摘の増減", table));
    for (what, table) in printed.into_iter().chain(findings) {
        let (id, blocks) = (table.id.clone(), vec![Block::Table(table)]);
        chapters.push(chapter(&id, what, Media::Workbook, blocks));
    }
    chapters
}

/// What the list is, and how much is in it.
fn told(difference: &Difference<'_>, report: &str) -> Vec<Block> {
    let said = Block::Paragraph(format!(
        "{report}を取りまとめ直し、前のものから変わったところをすべて示す。"
    ));
    if difference.has_same_content() {
        return vec![said, Block::Paragraph("変更はありません。".to_owned())];
    }
    vec![said, Block::List(counts(difference))]
}

fn chapter(id: &str, title: &str, media: Media, blocks: Vec<Block>) -> Chapter {
    Chapter {
        kind: ChapterKind::Summary,
        id: id.to_owned(),
        title: title.to_owned(),
        media,
        blocks,
    }
}

/// How much of each kind, and the wards that came or went.
fn counts(difference: &Difference<'_>) -> Vec<String> {
    let unit = &difference.sides[1].nouns.unit;
    let wards = |what: &str, wards: &[(&AreaCode, &str)]| {
        let names: Vec<&str> = wards.iter().map(|(_, name)| *name).collect();
        (!names.is_empty()).then(|| {
            format!(
                "{what}{unit}：{}（{unit}ごとの値と文章は1つずつ示さない）",
                names.join("、")
            )
        })
    };
    let count = |what: &str, count: usize| (count > 0).then(|| format!("{what}：{count}件"));
    [
        wards("新たに加わった", &difference.submitted),
        wards("なくなった", &difference.vanished),
        count("変わった集計値", difference.figures.len()),
        count("変わった記入", difference.facts.len()),
        count("変わった分母", difference.bases.len()),
        count("変わった文章", difference.narratives.len()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The two runs side by side: what is always said of them, and whatever else differs.
fn runs(difference: &Difference<'_>) -> Table {
    let [old, new] = difference.sides;
    let mut rows = vec![
        both("時点", [old, new].map(as_of)),
        both(
            &format!("提出した{}", new.nouns.unit),
            [old, new].map(coverage),
        ),
    ];
    let created = [old, new].map(|one| one.manifest.created.clone());
    if created != [None, None] {
        let shown = created.map(|time| match time {
            Some(time) => time.replace('T', " "),
            None => "記載なし".to_owned(),
        });
        rows.push(both("作成", shown));
    }
    let mut other = |what: &str, sides: [String; 2]| {
        if sides[0] != sides[1] {
            rows.push(both(what, sides));
        }
    };
    other("扱い", [old, new].map(|one| one.manifest.standing.clone()));
    other("様式", [old, new].map(|one| one.manifest.form.clone()));
    other(
        "プログラム",
        [old, new].map(|one| one.manifest.program.clone()),
    );
    let registry = [old, new].map(|one| &one.manifest.registry);
    other("分母の登録", registry.map(|one| one.name.clone()));
    let years = registry.iter().flat_map(|one| one.totals.keys());
    let years: std::collections::BTreeSet<&String> = years.collect();
    for year in years {
        let total = |one: &ledger::RegistryEntry| match one.totals.get(year) {
            Some(total) => total.to_string(),
            None => NOTHING.to_owned(),
        };
        other(
            &format!("分母の登録の合計（{year}年度）"),
            registry.map(total),
        );
    }
    for file in [REPORT, FactRow::FILE, FigureRow::FILE, NarrativeRow::FILE] {
        let hashes = [old, new].map(|one| hash(one, file));
        if hashes != [None, None] {
            let shown = hashes.map(|hash| hash.unwrap_or_else(|| NOTHING.to_owned()));
            rows.push(both(&format!("{file}（SHA-256の先頭）"), shown));
        }
    }
    let columns = [
        ("", 36.0, Align::Start),
        ("前の取りまとめ", 32.0, Align::Start),
        ("後の取りまとめ", 32.0, Align::Start),
    ];
    plain_table("runs", "", &columns, rows)
}

fn both(what: &str, [old, new]: [String; 2]) -> Vec<TableCell> {
    vec![
        TableCell::head(what),
        TableCell::text(old),
        TableCell::text(new),
    ]
}

fn hash(ledger: &Ledger, file: &str) -> Option<String> {
    let mut outputs = ledger.manifest.outputs.iter();
    let own = outputs.find(|output| output.file == file)?;
    Some(own.sha256.chars().take(SHOWN_OF_HASH).collect())
}
