//! What contradicts in one form: ids, shapes of blocks, titles, sums. Its rows are for `rows`, its rules for `rules`.

use unicode_normalization::UnicodeNormalization;

use super::catalogue::Catalogue;
use super::file::open;
use super::sheet_name::{self, Taken};
use super::{rows, rules};
use crate::codes;
use crate::document::Scope;
use crate::fault::Faults;
use crate::form::{BlockDefinition, BlockKind, FieldDefinition, FieldLayout, FormDefinition};
use crate::repeated_rows::RowsKind;
use crate::rule_instance::RuleKinds;
use crate::source::TemplateFile;
use crate::tell::Tell;
use model::{Denominator, EditionId, Indicator, RollUp};

/// The place of the date in a title.
const AS_OF: &str = "{as_of}";

pub(super) fn form(
    file: &TemplateFile,
    kinds: &dyn RuleKinds,
    catalogue: &Catalogue<'_>,
    taken: &Taken,
    faults: &mut Faults,
) -> Option<FormDefinition> {
    let mut table = open(file, faults)?;
    let entries = table.split(&["rule"]).tables("rule");
    // Where the rest of the form cannot be read, nobody knows what its rules may refer to.
    let mut form: FormDefinition = table.read(&Scope::default(), faults)?;
    form.id = EditionId {
        form: form.form.clone(),
        edition: form.edition.clone(),
    };
    let noun = || catalogue.nouns.map(|nouns| nouns.count.clone());
    form.area_noun = form.own_area_noun.clone().or_else(noun).unwrap_or_default();
    let tell = &mut Tell::new(&file.path, faults);
    head(&form, catalogue, tell);
    area_totals(&form, tell);
    sheet_names(&form, taken, tell);
    ids(&form, tell);
    for block in form.sheets.iter().flat_map(|sheet| &sheet.blocks) {
        self::block(block, catalogue, tell);
    }
    rows::check(&form, catalogue.indicators, tell);
    form.counts_areas = counts_areas(&form, catalogue.indicators.unwrap_or_default());
    form.rules = rules::rules(entries, &form, kinds, faults);
    Some(form)
}

/// Name of the file, title and years.
fn head(form: &FormDefinition, catalogue: &Catalogue<'_>, tell: &mut Tell<'_>) {
    let path = format!("forms/{}.toml", form.id);
    tell.file_name(form.lines.of("id"), &path);
    if !form.title.contains(AS_OF) {
        let message = format!("表題に、時点の入るところ「{AS_OF}」がありません");
        tell.at(codes::TITLE, form.lines.of("title"), message);
    }
    if !folded(&form.title).contains(&folded(&form.signature)) {
        let message =
            "この文が表題の中にありません。記入済みのファイルをこの様式だと見分けられません";
        tell.at(codes::TITLE, form.lines.of("signature"), message);
    }
    if form.years.is_empty() {
        tell.at(
            codes::KEY_MISSING,
            form.lines.of("year"),
            "年度の列が1つもありません",
        );
    }
    if form.sheets.is_empty() {
        tell.at(
            codes::KEY_MISSING,
            form.lines.of("sheet"),
            "シートが1つもありません",
        );
    }
    let years = form.years.iter();
    let year = years.map(|column| (column.year, column.lines.of("year")));
    tell.unique("年度", year);
    let years = form.years.iter();
    let headers = years.map(|column| (&column.header, column.lines.of("header")));
    tell.unique("年度の見出し", headers);
    for column in &form.years {
        let total = catalogue
            .registry
            .map_or(0, |registry| registry.total(column.year));
        // A year that the registry does not have yet says nothing.
        if let Some(printed) = column
            .area_total
            .filter(|printed| total > 0 && *printed != total)
        {
            let message = format!(
                "{}年度のarea-totalは{printed}ですが、registry.tomlの合計は{total}です",
                column.year
            );
            tell.at(codes::INCONSISTENT, column.lines.of("area-total"), message);
        }
    }
}

/// Fields that print a number of areas need one in every year.
fn area_totals(form: &FormDefinition, tell: &mut Tell<'_>) {
    let blocks = form.sheets.iter().flat_map(|sheet| &sheet.blocks);
    let mut fields = blocks.flat_map(|block| &block.fields);
    let is_of_areas = fields.any(|field| {
        matches!(
            field.layout,
            FieldLayout::OfAreas | FieldLayout::OfAreasWithRate
        )
    });
    let bare = form.years.iter().filter(|year| year.area_total.is_none());
    for year in bare.filter(|_| is_of_areas) {
        let message = "of-areasの欄のある様式には、どの年度にもarea-totalが要ります";
        tell.at(codes::KEY_MISSING, year.lines.of("area-total"), message);
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

fn sheet_names(form: &FormDefinition, taken: &Taken, tell: &mut Tell<'_>) {
    let sheets = form.sheets.iter();
    let sheets = sheets.map(|sheet| (&sheet.name, sheet.lines.of("name")));
    let rows = form.rows.iter();
    let rows = rows.map(|rows| (&rows.name, rows.lines.of("name")));
    let names: Vec<(&String, u32)> = sheets.chain(rows).collect();
    tell.unique("シート名", names.iter().copied());
    for (name, line) in names {
        if let Some(message) = sheet_name::fault(name, taken) {
            tell.at(codes::SHEET_NAME, line, message);
        }
    }
}

/// Ids that stand for one thing each, and labels that tell one field of a sheet from another.
fn ids(form: &FormDefinition, tell: &mut Tell<'_>) {
    let sheets = form.sheets.iter();
    let sheets = sheets.map(|sheet| (&sheet.id, sheet.lines.of("id")));
    let rows = form.rows.iter();
    let rows = rows.map(|rows| (&rows.id, rows.lines.of("id")));
    tell.unique("シート", sheets.chain(rows));
    let blocks = form.sheets.iter().flat_map(|sheet| &sheet.blocks);
    let blocks = blocks.map(|block| (&block.id, block.lines.of("id")));
    tell.unique("block", blocks);
    let carried = form.fields().flat_map(|(_, _, field)| {
        let own = (&field.indicator, field.lines.of("indicator"));
        let rate = field.rate.iter();
        let rate = rate.map(|rate| (rate, field.lines.of("rate")));
        std::iter::once(own).chain(rate)
    });
    tell.unique("指標の欄", carried);
    for sheet in &form.sheets {
        let fields = sheet.blocks.iter().flat_map(|block| &block.fields);
        let labels = fields.flat_map(|field| {
            let labels = std::iter::once(&field.label).chain(&field.aliases);
            labels.map(|label| (folded(label), field.lines.of("label")))
        });
        tell.unique("このシートに見出し", labels);
    }
}

/// A block of words has bullets, one of numbers fields.
fn block(block: &BlockDefinition, catalogue: &Catalogue<'_>, tell: &mut Tell<'_>) {
    let narrative = block.kind == BlockKind::Narrative;
    if narrative != block.fields.is_empty() || narrative != (block.bullets > 0) {
        let (needs, not) = if narrative {
            ("1以上のbullets", "field")
        } else {
            ("field", "bullets")
        };
        let message = format!("「{}」には{needs}が要り、{not}は書けません", block.id);
        tell.at(codes::INCONSISTENT, block.lines.of("kind"), message);
    }
    for field in &block.fields {
        self::field(field, catalogue, tell);
    }
}

/// A field asks for what the catalogue knows, and for a rate where one is printed.
fn field(field: &FieldDefinition, catalogue: &Catalogue<'_>, tell: &mut Tell<'_>) {
    catalogue.check([&field.indicator], field.lines.of("indicator"), tell);
    catalogue.check(&field.rate, field.lines.of("rate"), tell);
    if (field.layout == FieldLayout::OfAreasWithRate) != field.rate.is_some() {
        let message = format!(
            "「{}」では、layout = \"of-areas-with-rate\" とrateは一緒に使います",
            field.indicator
        );
        tell.at(codes::INCONSISTENT, field.lines.of("layout"), message);
    }
}
