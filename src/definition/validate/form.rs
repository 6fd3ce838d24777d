//! Raw ▸ valid for one form: ids, shapes of blocks, titles, sums. Its rules are for `rules`.

use unicode_normalization::UnicodeNormalization;

use super::super::document::{Document, Located};
use super::super::{
    BlockDefinition, BlockKind, Faults, FieldDefinition, FieldLayout, FormDefinition, Guidance,
    RowsKind, RuleKinds, SheetDefinition, TemplateFile, YearColumn, codes, raw, repeated_rows,
};
use super::catalogue::Catalogue;
use super::rules;
use super::sheet_name::{self, Taken};
use super::tell::{self, Tell};
use model::{Denominator, EditionId, FiscalYear, Indicator, RollUp};

/// The place of the date in a title.
const AS_OF: &str = "{as_of}";

pub(super) fn form(
    file: &TemplateFile,
    kinds: &dyn RuleKinds,
    catalogue: &Catalogue<'_>,
    taken: &Taken<'_>,
    faults: &mut Faults,
) -> Option<FormDefinition> {
    let mut document = Document::open(file, faults)?;
    tell::empty_texts(&document, &file.path, faults);
    let raw: Option<Located<raw::Form>> = document.read(&["rule"], faults);
    let form = raw.map(|raw| {
        let tell = &mut Tell::new(&file.path, faults);
        head(&raw, catalogue, tell);
        area_totals(&raw, tell);
        sheet_names(&raw, taken, tell);
        ids(&raw, tell);
        convert(raw, catalogue, tell)
    });
    // Where the rest of the form cannot be read, nobody knows what its rules may refer to.
    let form = form?;
    let rules = rules::rules(document.take("rule"), &form, kinds, faults);
    Some(FormDefinition { rules, ..form })
}

/// Name of the file, title and years.
fn head(raw: &Located<raw::Form>, catalogue: &Catalogue<'_>, tell: &mut Tell<'_>) {
    let path = format!("forms/{}/{}.toml", raw.id, raw.edition);
    tell.file_name(raw.line_of("id"), &path);
    if !raw.title.contains(AS_OF) {
        let message = format!("表題に、時点の入るところ「{AS_OF}」がありません");
        tell.at(codes::TITLE, raw.line_of("title"), message);
    }
    if !folded(&raw.title).contains(&folded(&raw.signature)) {
        let message =
            "この文が表題の中にありません。記入済みのファイルをこの様式だと見分けられません";
        tell.at(codes::TITLE, raw.line_of("signature"), message);
    }
    if raw.year.is_empty() {
        tell.at(
            codes::KEY_MISSING,
            raw.line_of("year"),
            "年度の列が1つもありません",
        );
    }
    if raw.sheet.is_empty() {
        tell.at(
            codes::KEY_MISSING,
            raw.line_of("sheet"),
            "シートが1つもありません",
        );
    }
    let years: Vec<(String, u32)> = raw
        .year
        .iter()
        .map(|column| (column.year.to_string(), column.line_of("year")))
        .collect();
    tell.unique("年度", years.iter().map(|(year, line)| (&**year, *line)));
    let headers = raw.year.iter();
    tell.unique(
        "年度の見出し",
        headers.map(|column| (&*column.header, column.line_of("header"))),
    );
    for column in &raw.year {
        let total = catalogue
            .registry
            .map_or(0, |registry| registry.total(FiscalYear(column.year)));
        // A year that the registry does not have yet says nothing.
        if let Some(printed) = column
            .area_total
            .filter(|printed| total > 0 && *printed != total)
        {
            let message = format!(
                "{}年度のarea-totalは{printed}ですが、registry.tomlの合計は{total}です",
                column.year
            );
            tell.at(codes::INCONSISTENT, column.line_of("area-total"), message);
        }
    }
}

/// Fields that print a number of areas need one in every year.
fn area_totals(raw: &raw::Form, tell: &mut Tell<'_>) {
    let blocks = raw.sheet.iter().flat_map(|sheet| &sheet.block);
    let mut fields = blocks.flat_map(|block| &block.field);
    let is_of_areas = fields.any(|field| {
        matches!(
            field.layout,
            raw::Layout::OfAreas | raw::Layout::OfAreasWithRate
        )
    });
    let bare = raw.year.iter().filter(|year| year.area_total.is_none());
    for year in bare.filter(|_| is_of_areas) {
        let message = "of-areasの欄のある様式には、どの年度にもarea-totalが要ります";
        tell.at(codes::KEY_MISSING, year.line_of("area-total"), message);
    }
}

/// Whether the form has anything to do with the areas below the wards.
fn counts_areas(form: &FormDefinition, indicators: &[Indicator]) -> bool {
    let divides = |indicator: &Indicator| {
        let by_areas = matches!(
            &indicator.roll_up,
            RollUp::RatioOfSums {
                denominator: Denominator::Areas,
                ..
            }
        );
        by_areas && form.measures(indicator)
    };
    form.rows
        .iter()
        .any(|rows| rows.rows == RowsKind::OnePerPart)
        || form.years.iter().any(|year| year.area_total.is_some())
        || indicators.iter().any(divides)
}

/// As `read` compares: widths folded, without blanks.
fn folded(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

fn sheet_names(raw: &raw::Form, taken: &Taken<'_>, tell: &mut Tell<'_>) {
    let names = raw
        .sheet
        .iter()
        .map(|sheet| (&*sheet.name, sheet.line_of("name")));
    let rows = raw
        .rows
        .iter()
        .map(|sheet| (&*sheet.name, sheet.line_of("name")));
    let names: Vec<(&str, u32)> = names.chain(rows).collect();
    tell.unique("シート名", names.iter().copied());
    for (name, line) in names {
        if let Some(message) = sheet_name::fault(name, taken) {
            tell.at(codes::SHEET_NAME, line, message);
        }
    }
}

/// Ids that stand for one thing each, and labels that tell one field of a sheet from another.
fn ids(raw: &raw::Form, tell: &mut Tell<'_>) {
    let sheets = raw.sheet.iter();
    let sheets = sheets.map(|sheet| (&*sheet.id, sheet.line_of("id")));
    let rows = raw.rows.iter();
    let rows = rows.map(|rows| (&*rows.id, rows.line_of("id")));
    tell.unique("シート", sheets.chain(rows));
    let blocks = || raw.sheet.iter().flat_map(|sheet| &sheet.block);
    tell.unique(
        "block",
        blocks().map(|block| (&*block.id, block.line_of("id"))),
    );
    let fields = || blocks().flat_map(|block| &block.field);
    let carried = fields().flat_map(|field| {
        let own = (&*field.indicator, field.line_of("indicator"));
        let rate = field
            .rate
            .as_deref()
            .map(|rate| (rate, field.line_of("rate")));
        std::iter::once(own).chain(rate)
    });
    tell.unique("指標の欄", carried);
    for sheet in &raw.sheet {
        let fields = sheet.block.iter().flat_map(|block| &block.field);
        let labels: Vec<(String, u32)> = fields
            .flat_map(|field| {
                let labels = std::iter::once(&field.label).chain(&field.aliases);
                let line = field.line_of("label");
                labels.map(move |label| (folded(label), line))
            })
            .collect();
        let labels = labels.iter().map(|(label, line)| (&**label, *line));
        tell.unique("このシートに見出し", labels);
    }
}

fn convert(
    raw: Located<raw::Form>,
    catalogue: &Catalogue<'_>,
    tell: &mut Tell<'_>,
) -> FormDefinition {
    let raw = raw.into_inner();
    let sheets = raw.sheet.into_iter();
    let sheets = sheets.map(|sheet| self::sheet(sheet.into_inner(), catalogue, tell));
    let sheets = sheets.collect();
    let form = FormDefinition {
        counts_areas: false,
        id: EditionId {
            form: raw.id,
            edition: raw.edition,
        },
        name: raw.name,
        edition_name: raw.edition_name,
        title: raw.title,
        signature: raw.signature,
        philosophy_label: raw.philosophy_label,
        philosophy: raw.philosophy,
        goals_label: raw.goals_label,
        goals: raw.goals,
        area_noun: raw.area_noun.unwrap_or_else(|| {
            let nouns = catalogue.nouns;
            nouns.map_or_else(String::new, |nouns| nouns.count.clone())
        }),
        sample_mark: raw.sample_mark,
        years: raw
            .year
            .into_iter()
            .map(|column| YearColumn {
                year: FiscalYear(column.year),
                header: column.header.clone(),
                area_total: column.area_total,
            })
            .collect(),
        sheets,
        rows: Vec::new(),
        rules: Vec::new(),
    };
    for (at, rows) in raw.rows.iter().enumerate() {
        let before = &raw.rows[..at];
        let known = catalogue.indicators.unwrap_or_default();
        tell.each(repeated_rows::faults(rows, before, &form, known));
    }
    let form = FormDefinition {
        rows: raw.rows.into_iter().map(Located::into_inner).collect(),
        ..form
    };
    FormDefinition {
        counts_areas: counts_areas(&form, catalogue.indicators.unwrap_or_default()),
        ..form
    }
}

fn sheet(sheet: raw::Sheet, catalogue: &Catalogue<'_>, tell: &mut Tell<'_>) -> SheetDefinition {
    let guidance = sheet.guidance.into_iter();
    let blocks = sheet.block.into_iter();
    SheetDefinition {
        id: sheet.id,
        name: sheet.name,
        tag: sheet.tag,
        theme: sheet.theme,
        caption: sheet.caption,
        guidance: guidance
            .map(|item| Guidance {
                mark: item.mark,
                heading: item.heading,
            })
            .collect(),
        blocks: blocks
            .map(|block| self::block(block, catalogue, tell))
            .collect(),
    }
}

fn block(
    block: Located<raw::Block>,
    catalogue: &Catalogue<'_>,
    tell: &mut Tell<'_>,
) -> BlockDefinition {
    let narrative = block.kind == raw::BlockKind::Narrative;
    if narrative != block.field.is_empty() || narrative != (block.bullets > 0) {
        let (needs, not) = if narrative {
            ("1以上のbullets", "field")
        } else {
            ("field", "bullets")
        };
        let message = format!("「{}」には{needs}が要り、{not}は書けません", block.id);
        tell.at(codes::INCONSISTENT, block.line_of("kind"), message);
    }
    let block = block.into_inner();
    let fields = block.field.into_iter();
    BlockDefinition {
        id: block.id,
        kind: if narrative {
            BlockKind::Narrative
        } else {
            BlockKind::Indicators
        },
        label: block.label,
        label_note: block.label_note,
        bullets: block.bullets,
        continues: block.continues,
        fields: fields
            .map(|field| self::field(&field, catalogue, tell))
            .collect(),
    }
}

fn field(
    field: &Located<raw::Field>,
    catalogue: &Catalogue<'_>,
    tell: &mut Tell<'_>,
) -> FieldDefinition {
    let own = std::slice::from_ref(&field.indicator);
    let mut ids = catalogue.resolve(own, field.line_of("indicator"), tell);
    let rate: Vec<String> = field.rate.iter().cloned().collect();
    let rate = catalogue.resolve(&rate, field.line_of("rate"), tell).pop();
    if (field.layout == raw::Layout::OfAreasWithRate) != rate.is_some() {
        let message = format!(
            "「{}」では、layout = \"of-areas-with-rate\" とrateは一緒に使います",
            field.indicator
        );
        tell.at(codes::INCONSISTENT, field.line_of("layout"), message);
    }
    FieldDefinition {
        indicator: ids.remove(0),
        rate,
        label: field.label.clone(),
        aliases: field.aliases.clone(),
        group: field.group.clone(),
        layout: match field.layout {
            raw::Layout::Count => FieldLayout::Count,
            raw::Layout::OfAreas => FieldLayout::OfAreas,
            raw::Layout::OfAreasWithRate => FieldLayout::OfAreasWithRate,
            raw::Layout::Percent => FieldLayout::Percent,
        },
        is_required: field.required,
    }
}
