//! 出典: files, form, registry, what the definitions leave open; in the workbook also every fact with its cell.

use super::by_ward::fact_key;
use super::{chapter, heading, paragraph, plain_table};
use crate::data::with_row;
use crate::subject::Subject;
use crate::view::style;
use crate::{Align, Block, Chapter, ChapterKind, Media, NumberStyle, Table, TableCell};
use compile::CompiledFact;
use definition::Inferred;

pub(crate) fn sources(subject: Subject<'_>, media: Media) -> Chapter {
    let mut blocks = common(subject);
    let id = match media {
        Media::Workbook => {
            blocks.push(heading("報告された数値とその場所"));
            blocks.push(Block::Table(facts(subject)));
            "sources"
        }
        Media::Both | Media::Pdf => {
            blocks.push(heading("数値をたどるには"));
            let example = subject.trace_example();
            blocks.push(paragraph(format!(
                "数値のそばの小さな番号（例：{example}）は、指標・年度・団体を表す。報告書と同じフォルダの facts.csv と、\
                 Excelの報告書の「出典」シートに、その数値のもとになったすべてのファイル・シート・セルと、書かれていた文字がある。",
            )));
            "sources-text"
        }
    };
    chapter(ChapterKind::Sources, id, "出典", media, blocks)
}

fn common(subject: Subject<'_>) -> Vec<Block> {
    let form = subject.form;
    let mut open: Vec<String> = subject
        .compilation
        .indicators
        .iter()
        .filter_map(|indicator| {
            indicator
                .caveat
                .as_ref()
                .map(|caveat| format!("{}：{caveat}", indicator.id))
        })
        .collect();
    open.extend(inferred(subject));
    open.extend(subject.former_notes());
    let mut blocks = vec![
        paragraph(format!(
            "様式は「{}」（{}）。プログラムは torimatome {}。",
            form.name,
            form.edition_name,
            env!("CARGO_PKG_VERSION"),
        )),
        heading("受け取ったファイル"),
        Block::Table(files(subject)),
    ];
    if form.counts_areas {
        blocks.push(heading(format!("{}の登録", form.area_noun)));
        blocks.push(Block::Table(registry(subject)));
    }
    if !open.is_empty() {
        blocks.push(heading("定めのないことの扱い"));
        blocks.push(Block::List(open));
    }
    blocks
}

/// What the form's definition has added to the paper, one line for units and one for marks.
fn inferred(subject: Subject<'_>) -> Vec<String> {
    let of = |what: Inferred| {
        let fields = subject.form.fields().map(|(_, _, field)| field);
        fields.filter(move |field| field.inferred.contains(&what))
    };
    let units = of(Inferred::Unit).map(|field| {
        let unit = &subject.indicator(&field.indicator).unit;
        (field.indicator.to_string(), unit.clone())
    });
    let groups = of(Inferred::Group).map(|field| {
        (
            field.indicator.to_string(),
            field.group.clone().unwrap_or_default(),
        )
    });
    let said = [(listed(units), "欄の単位"), (listed(groups), "欄の横の印")];
    let said = said.into_iter().filter(|(list, _)| !list.is_empty());
    said.map(|(list, what)| format!("{what}（もとの様式に印刷がなく、推定で補った）：{list}"))
        .collect()
}

/// Fields of one kind beside each other: `人は1-3、件は1-4・1-5`.
fn listed(fields: impl Iterator<Item = (String, String)>) -> String {
    let mut by_kind: Vec<(String, Vec<String>)> = Vec::new();
    for (field, kind) in fields {
        match by_kind.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, fields)) => fields.push(field),
            None => by_kind.push((kind, vec![field])),
        }
    }
    let kinds = by_kind.iter();
    let kinds = kinds.map(|(kind, fields)| format!("「{kind}」は{}", fields.join("・")));
    kinds.collect::<Vec<_>>().join("、")
}

fn files(subject: Subject<'_>) -> Table {
    let rows = subject
        .files
        .iter()
        .map(|file| {
            let unknown = || TableCell::missing("不明");
            vec![
                TableCell::head(file.file.as_ref()),
                file.ward
                    .as_ref()
                    .map_or_else(unknown, |ward| TableCell::text(subject.name(ward))),
                file.as_of
                    .map_or_else(unknown, |as_of| TableCell::text(as_of.iso())),
                TableCell::text(if file.used { "使用" } else { "不使用" }),
                TableCell::text(&file.sha256),
            ]
        })
        .collect();
    let columns = [
        ("ファイル", 28.0, Align::Start),
        (subject.nouns().unit.as_str(), 11.0, Align::Start),
        ("時点", 12.0, Align::Start),
        ("集計", 8.0, Align::Start),
        ("内容のハッシュ値（SHA-256）", 66.0, Align::Start),
    ];
    plain_table("files", "受け取ったファイル", &columns, rows)
}

fn registry(subject: Subject<'_>) -> Table {
    let years = &subject.compilation.years;
    let labels: Vec<String> = years.iter().map(|year| format!("{year}年度")).collect();
    let mut columns = vec![
        ("団体コード", 11.0, Align::Start),
        (subject.nouns().unit.as_str(), 11.0, Align::Start),
    ];
    columns.extend(labels.iter().map(|label| (label.as_str(), 9.0, Align::End)));
    columns.extend([("確かさ", 14.0, Align::Start), ("もと", 60.0, Align::Start)]);
    let mut rows = Vec::new();
    for ward in subject.all_units() {
        let mut cells = vec![
            TableCell::text(ward.code.as_str()),
            TableCell::head(&ward.name),
        ];
        let entries: Vec<_> = years
            .iter()
            .map(|year| subject.registry.get(&ward.code, *year))
            .collect();
        let areas = &subject.definitions.areas;
        let each = entries.iter().zip(years);
        cells.extend(each.map(|(entry, year)| match entry {
            Some(entry) => TableCell::number(entry.count, NumberStyle::COUNT),
            None if areas.stands_in(&ward.code, *year) => TableCell::missing("未登録"),
            None => TableCell::missing("―"),
        }));
        let latest = entries.iter().rev().flatten().next();
        cells.push(TableCell::text(
            latest.map_or("", |entry| entry.status.label()),
        ));
        cells.push(TableCell::text(
            latest.map_or("", |entry| entry.source.as_str()),
        ));
        rows.push(cells);
    }
    let mut table = plain_table(
        "registry",
        &format!(
            "{}数の登録「{}」",
            subject.nouns().part,
            subject.registry.name
        ),
        &columns,
        rows,
    );
    let totals: Vec<String> = years
        .iter()
        .map(|year| {
            let part = &subject.nouns().part;
            format!("{year}年度 {}{part}", subject.registry.total(*year))
        })
        .collect();
    table.notes.push(format!("合計：{}", totals.join("、")));
    table
}

fn facts(subject: Subject<'_>) -> Table {
    let own = || subject.compilation.facts.iter();
    let facts = || own().flat_map(CompiledFact::with_rejected);
    let columns = [
        (subject.nouns().unit.as_str(), 11.0, Align::Start),
        ("年度", 7.0, Align::End),
        ("指標", 13.0, Align::Start),
        ("指標名", 40.0, Align::Start),
        ("値", 10.0, Align::End),
        ("単位", 7.0, Align::Start),
        ("状態", 10.0, Align::Start),
        ("ファイル", 26.0, Align::Start),
        ("シート", 14.0, Align::Start),
        ("セル", 8.0, Align::Start),
        ("記載", 24.0, Align::Start),
        ("読み取りで整えたこと・再掲", 28.0, Align::Start),
    ];
    let rows = facts().map(|fact| fact_row(subject, fact)).collect();
    let mut table = plain_table("facts", "報告された数値とその場所", &columns, rows);
    // A key leads to what counts.
    let keys = own().flat_map(|fact| {
        let key = std::iter::once(Some(fact_key(&fact.id())));
        key.chain(fact.rejected.iter().map(|_| None))
    });
    table.row_keys = keys.collect();
    table.filter = true;
    table
}

fn fact_row(subject: Subject<'_>, fact: &CompiledFact) -> Vec<TableCell> {
    let indicator = subject.indicator(&fact.indicator);
    let read = fact.fact.as_ref();
    let text = |text: Option<String>| {
        text.filter(|t| !t.is_empty())
            .map_or_else(|| TableCell::missing(""), TableCell::text)
    };
    let place = read.map(|read| &read.provenance);
    let edits = read.map(|read| {
        let edits = read.normalisations.iter().map(|n| n.label().to_owned());
        let carried = fact.is_carried.then(|| subject.carried_from());
        carried
            .into_iter()
            .chain(edits)
            .collect::<Vec<_>>()
            .join("、")
    });
    vec![
        TableCell::head(subject.body_name(&fact.ward, &fact.row)),
        TableCell::number(fact.year.0, NumberStyle::PLAIN),
        TableCell::text(fact.id().measure()),
        TableCell::text(with_row(indicator.short_label.clone(), &fact.row)),
        fact.number().map_or_else(
            || TableCell::missing(""),
            |value| TableCell::number(value, style(indicator)),
        ),
        TableCell::text(&indicator.unit),
        TableCell::text(fact.state.label()),
        TableCell::text(fact.file.as_ref()),
        text(place.map(|place| place.sheet.to_string())),
        text(place.map(|place| place.cell.to_string())),
        text(place.map(|place| place.text.to_string())),
        text(edits),
    ]
}
