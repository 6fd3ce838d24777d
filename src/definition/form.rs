//! A form as defined: sheets, blocks, fields and year columns, with labels as printed.

use super::{RepeatedRows, RuleInstance};
use model::{EditionId, FiscalYear, Indicator, IndicatorId, RollUp};

/// One edition of a form.
#[derive(Clone, Debug)]
pub struct FormDefinition {
    /// Identifier of the form and of the edition; also folder and file stem.
    pub id: EditionId,
    /// Name of the form.
    pub name: String,
    /// Name of the edition.
    pub edition_name: String,
    /// Title as printed, with `{as_of}` where the date goes.
    pub title: String,
    /// Text that every workbook of this form carries.
    pub signature: String,
    /// Printed label of the philosophy line.
    pub philosophy_label: String,
    /// Philosophy line, if the form has one.
    pub philosophy: Option<String>,
    /// Printed label of the goals.
    pub goals_label: String,
    /// Goals, as printed on every sheet; a form may have none.
    pub goals: Vec<String>,
    /// What the denominator counts, as printed in brackets after it.
    pub area_noun: String,
    /// Text that marks a workbook as invented.
    pub sample_mark: String,
    /// Whether the form counts areas: prints their number, asks about each, or has a figure divided by it.
    pub counts_areas: bool,
    /// Year columns, left to right.
    pub years: Vec<YearColumn>,
    /// Sheets in order.
    pub sheets: Vec<SheetDefinition>,
    /// Sheets of repeated rows, behind the others.
    pub rows: Vec<RepeatedRows>,
    /// Rules with their parameters.
    pub rules: Vec<RuleInstance>,
}

impl FormDefinition {
    /// Every indicator field with the sheet and block it stands in, in printed order.
    pub fn fields(
        &self,
    ) -> impl Iterator<Item = (&SheetDefinition, &BlockDefinition, &FieldDefinition)> {
        self.sheets.iter().flat_map(|sheet| {
            sheet
                .blocks
                .iter()
                .flat_map(move |block| block.fields.iter().map(move |field| (sheet, block, field)))
        })
    }

    /// The field that carries an indicator, directly or as its rate.
    pub fn field(&self, indicator: &IndicatorId) -> Option<&FieldDefinition> {
        self.fields()
            .map(|(_, _, field)| field)
            .find(|field| field.indicator == *indicator || field.rate.as_ref() == Some(indicator))
    }

    /// The sheet on which an indicator stands.
    pub fn sheet_of(&self, indicator: &IndicatorId) -> Option<&SheetDefinition> {
        self.fields()
            .find(|(_, _, field)| {
                field.indicator == *indicator || field.rate.as_ref() == Some(indicator)
            })
            .map(|(sheet, _, _)| sheet)
    }

    /// Every indicator that the form asks for, rates included, in printed order.
    pub fn reported_indicators(&self) -> Vec<IndicatorId> {
        self.fields()
            .flat_map(|(_, _, field)| {
                std::iter::once(field.indicator.clone()).chain(field.rate.clone())
            })
            .collect()
    }

    /// Whether the form asks for an indicator, or for the count above its line.
    pub fn measures(&self, indicator: &Indicator) -> bool {
        let numerator = match &indicator.roll_up {
            RollUp::RatioOfSums { numerator, .. } => Some(numerator),
            RollUp::Sum | RollUp::None => None,
        };
        let asks = |id: &IndicatorId| self.field(id).is_some() || self.rows_column(id).is_some();
        asks(&indicator.id) || numerator.is_some_and(asks)
    }

    /// The narrative block with this id and its sheet.
    pub fn narrative_block(&self, id: &str) -> Option<(&SheetDefinition, &BlockDefinition)> {
        self.sheets.iter().find_map(|sheet| {
            sheet
                .blocks
                .iter()
                .find(|block| block.id == id && block.kind == BlockKind::Narrative)
                .map(|b| (sheet, b))
        })
    }

    /// The column of a fiscal year.
    pub fn year(&self, year: FiscalYear) -> Option<&YearColumn> {
        self.years.iter().find(|column| column.year == year)
    }

    /// Label of an indicator's field on one line; empty if the form does not ask for it.
    pub fn field_label(&self, indicator: &IndicatorId) -> String {
        self.field(indicator)
            .map(FieldDefinition::label_line)
            .unwrap_or_default()
    }
}

/// One fiscal-year column.
#[derive(Clone, Debug)]
pub struct YearColumn {
    /// The fiscal year.
    pub year: FiscalYear,
    /// Header as printed.
    pub header: String,
    /// What the wards' area counts must sum to, if it is printed in denominators.
    pub area_total: Option<u32>,
}

/// One sheet of the form.
#[derive(Clone, Debug)]
pub struct SheetDefinition {
    /// Identifier.
    pub id: String,
    /// Sheet name.
    pub name: String,
    /// Tag in the corner, if printed.
    pub tag: Option<String>,
    /// Theme line; tells this sheet from the others.
    pub theme: String,
    /// Caption at the foot.
    pub caption: String,
    /// Guidance items.
    pub guidance: Vec<Guidance>,
    /// Blocks from top to bottom.
    pub blocks: Vec<BlockDefinition>,
}

/// One guidance item: its mark and heading.
#[derive(Clone, Debug)]
pub struct Guidance {
    /// ア, イ, ウ.
    pub mark: String,
    /// Heading as printed.
    pub heading: String,
}

/// What a block asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// Bullets of free text.
    Narrative,
    /// Indicator fields.
    Indicators,
}

/// One block of a sheet.
#[derive(Clone, Debug)]
pub struct BlockDefinition {
    /// Identifier.
    pub id: String,
    /// Kind.
    pub kind: BlockKind,
    /// Label as printed.
    pub label: String,
    /// Small print under the label.
    pub label_note: Option<String>,
    /// Printed bullets per year; 0 for indicator blocks.
    pub bullets: u32,
    /// Stands under the label of the block above it.
    pub continues: bool,
    /// Fields; empty for narrative blocks.
    pub fields: Vec<FieldDefinition>,
}

/// How a field's cell is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldLayout {
    /// A number and its unit.
    Count,
    /// A number, a slash and the number of areas.
    OfAreas,
    /// As [`Self::OfAreas`], and the percentage in brackets below.
    OfAreasWithRate,
    /// A percentage.
    Percent,
}

/// A place that asks for one number per year.
#[derive(Clone, Debug)]
pub struct FieldDefinition {
    /// What is asked.
    pub indicator: IndicatorId,
    /// The percentage printed with it, if any.
    pub rate: Option<IndicatorId>,
    /// Label as printed, with line breaks.
    pub label: String,
    /// Other spellings that are accepted.
    pub aliases: Vec<String>,
    /// ア, イ, ウ beside it.
    pub group: Option<String>,
    /// Shape of the cell.
    pub layout: FieldLayout,
    /// Whether a blank is worth telling.
    pub is_required: bool,
}

impl FieldDefinition {
    /// The label on one line, without the printed indentation.
    pub fn label_line(&self) -> String {
        self.label.lines().map(str::trim).collect()
    }
}
