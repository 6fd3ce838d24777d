//! What contradicts in one form: ids, shapes of blocks, titles, sums. Its rows are for `rows`, its rules for `rules`.

use std::ops::RangeInclusive;

use super::catalogue::Catalogue;
use super::sheet_name::{self, Taken};
use super::unsaid::AS_OF;
use super::{conditions, former, rows, rules, unsaid};
use crate::codes;
use crate::document::{Scope, Table};
use crate::fault::Faults;
use crate::folded::folded;
use crate::form::{FormDefinition, YearColumn};
use crate::repeated_rows::RowsKind;
use crate::rule_kind::RuleKinds;
use crate::sheet::{BlockDefinition, BlockKind, FieldDefinition, FieldLayout};
use crate::tell::Tell;
use crate::text_place;
use model::{Denominator, FiscalYear, Indicator, IndicatorId, RollUp, name_part};

/// Fiscal years that a form can be about.
const YEARS: RangeInclusive<i32> = 1990..=2100;

/// Most bullets that can be printed for a year.
const MOST_BULLETS: u32 = 200;

/// An edition of a form in a file, from its keys with those of the edition that it is based on beneath.
pub(super) fn form(
    path: &str,
    mut table: Table<'_>,
    kinds: &dyn RuleKinds,
    catalogue: &Catalogue<'_>,
    taken: &Taken,
    faults: &mut Faults,
) -> Option<FormDefinition> {
    // Each kind of rule knows its own keys.
    let [rule, check] = rules::LISTS;
    let lists_rules = table.has(rule);
    let entries = table.take_tables(rule, faults);
    let stated = table.take_tables(check, faults);
    // Where the rest of the form cannot be read, nobody knows what its rules may refer to.
    let scope = Scope {
        keys: &rules::LISTS,
        ..Scope::default()
    };
    let mut form: FormDefinition = table.read(&scope, faults)?;
    unsaid::fill(&mut form, path, catalogue);
    unsaid::ask(&mut form, catalogue);
    let noun = || catalogue.nouns.map(|nouns| nouns.count.clone());
    form.area_noun = form.own_area_noun.clone().or_else(noun).unwrap_or_default();
    let tell = &mut Tell::new(path, faults);
    head(&form, catalogue, tell);
    sheet_names(&form, taken, tell);
    ids(&form, tell);
    let guidance = form.sheets.iter().flat_map(|sheet| &sheet.guidance);
    text_place::check(guidance, tell);
    for block in form.sheets.iter().flat_map(|sheet| &sheet.blocks) {
        self::block(block, catalogue, tell);
    }
    parts(&form, catalogue, tell);
    conditions::check(&form, catalogue, tell);
    former::both_asked(&form, catalogue.indicators.unwrap_or_default(), tell);
    rows::check(&form, catalogue.indicators, tell);
    form.counts_areas = counts_areas(&form, catalogue.indicators.unwrap_or_default());
    form.rules = if lists_rules {
        rules::rules(rule, entries, &form, kinds, faults)
    } else {
        rules::general(&form, catalogue, kinds, faults)
    };
    let stated = rules::rules(check, stated, &form, kinds, faults);
    form.rules.extend(stated);
    Some(form)
}

/// Name of the file, title and years.
fn head(form: &FormDefinition, catalogue: &Catalogue<'_>, tell: &mut Tell<'_>) {
    let path = format!("forms/{}.toml", form.id);
    if form.lines.of("edition") > 0 {
        tell.file_name(form.lines.of("id"), &path);
    }
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
    if form.sheets.is_empty() && form.rows.is_empty() {
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
        // Of a year that stands there twice, nobody knows which heading is wrong.
        let same = form.years.iter().filter(|other| other.year == column.year);
        if same.count() == 1 && self::year(column, tell) {
            area_total(form, column.year, catalogue, tell);
        }
    }
}

/// Whether it is a year that there can be, under a heading that does not name another one: sheets are read by their headings.
fn year(column: &YearColumn, tell: &mut Tell<'_>) -> bool {
    let year = column.year.0;
    if !YEARS.contains(&year) {
        let (first, last) = (YEARS.start(), YEARS.end());
        let message = format!("年度は{first}から{last}までです（{year}があります）");
        tell.at(codes::VALUE, column.lines.of("year"), message);
        return false;
    }
    let header = folded(&column.header);
    let era = header.split("令和").nth(1).map(digits);
    let era = era.and_then(|number| number.parse::<i32>().ok());
    let western = header.split(|c: char| !c.is_ascii_digit());
    let western = western.filter(|run| run.len() == 4);
    let named = western
        .filter_map(|run| run.parse().ok())
        .chain(era.map(|n| n + 2018));
    let other = named.into_iter().find(|named| *named != year);
    if let Some(other) = other {
        let message = format!(
            "見出し「{}」は{other}年度ですが、yearは{year}です",
            column.header
        );
        tell.at(codes::INCONSISTENT, column.lines.of("header"), message);
    }
    other.is_none()
}

/// The digits that a text begins with.
fn digits(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit());
    &text[..end.unwrap_or(text.len())]
}

/// Fields that print a number of areas need to know how many there are in all, in every year.
fn area_total(
    form: &FormDefinition,
    year: FiscalYear,
    catalogue: &Catalogue<'_>,
    tell: &mut Tell<'_>,
) {
    let registry = catalogue.registry.filter(|_| prints_areas(form));
    if registry.is_some_and(|registry| registry.stated_total(year).is_none()) {
        let column = form.year(year);
        let line = column.map_or(0, |column| column.lines.of("year"));
        let message = format!(
            "of-areasの欄のある様式には、registry.tomlの[total]に{year}年度の合計が要ります"
        );
        tell.at(codes::KEY_MISSING, line, message);
    }
}

/// Whether a field prints a number of areas as its denominator.
fn prints_areas(form: &FormDefinition) -> bool {
    let blocks = form.sheets.iter().flat_map(|sheet| &sheet.blocks);
    let mut fields = blocks.flat_map(|block| &block.fields);
    fields.any(|field| {
        matches!(
            field.layout,
            FieldLayout::OfAreas | FieldLayout::OfAreasWithRate
        )
    })
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
        || prints_areas(form)
        || indicators.iter().any(divides)
}

/// A percentage of the whole is made of what the wards say: whoever is asked for one is asked for its parts too.
fn parts(form: &FormDefinition, catalogue: &Catalogue<'_>, tell: &mut Tell<'_>) {
    let known = |id: &IndicatorId| catalogue.indicator(id);
    for (_, _, field) in form.fields() {
        let rate = field.rate.iter().map(|rate| (rate, "rate"));
        for (id, key) in std::iter::once((&field.indicator, "indicator")).chain(rate) {
            let Some((above, below)) = known(id).and_then(|known| known.roll_up.ratio()) else {
                continue;
            };
            let below = match below {
                Denominator::Areas => None,
                Denominator::Indicator(id) => Some(id),
            };
            // One that is none, or cannot be a part, is told where it is named.
            let is_count =
                |id: &&IndicatorId| known(id).is_some_and(|it| it.roll_up.ratio().is_none());
            let mut counts = std::iter::once(above).chain(below).filter(is_count);
            if let Some(missing) = counts.find(|id| !form.asks(id)) {
                let message = format!(
                    "割合「{id}」のもとになる指標「{missing}」を、この様式は求めていません。求めるか、indicators.tomlのroll-upをnoneにします"
                );
                tell.at(codes::INCONSISTENT, field.lines.of(key), message);
            }
        }
    }
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
    names_in_workbooks(form, tell);
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

/// Ids of rows and of words are parts of the names of cells in the workbooks, in which fewer signs can stand.
fn names_in_workbooks(form: &FormDefinition, tell: &mut Tell<'_>) {
    let rows = form.rows.iter();
    let rows = rows.map(|rows| (rows.id.as_str(), rows.lines.of("id")));
    let blocks = form.sheets.iter().flat_map(|sheet| &sheet.blocks);
    let words = blocks.filter(|block| block.kind == BlockKind::Narrative);
    let words = words.map(|block| (block.id.as_str(), block.lines.of("id")));
    for ids in [rows.collect::<Vec<_>>(), words.collect()] {
        for (at, (id, line)) in ids.iter().enumerate() {
            let mut before = ids[..at].iter();
            let same = |(other, _): &&(&str, u32)| other != id && name_part(other) == name_part(id);
            if let Some((other, _)) = before.find(same) {
                let message = format!(
                    "番号「{id}」と「{other}」は、配るExcelの中で同じ番号になります。どちらかのidを、ほかの文字や数字にしてください"
                );
                tell.at(codes::INCONSISTENT, *line, message);
            }
        }
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
    if block.bullets > MOST_BULLETS {
        let message = format!("bulletsは{MOST_BULLETS}までです");
        tell.at(codes::VALUE, block.lines.of("bullets"), message);
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
