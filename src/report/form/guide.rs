//! The first sheet of a ward's workbook: whose it is and for when, how to fill it in, how to check it, whom to ask.

use super::fill::Fill;
use super::grid::Grid;
use super::rows::RowsPage;
use super::ward_fill::WardFill;
use crate::{CellRole, FormCell, FormContent, FormSheet, InputRule, NumberStyle};
use definition::GuideSection;
use model::AreaLevel;
use workbook::names;

/// Number or swatch, label, value, explanation.
const COLUMNS: [f64; 4] = [5.0, 33.0, 16.0, 52.0];

/// What a guide says.
pub(super) struct Words<'a> {
    pub(super) title: &'a str,
    pub(super) lead: &'a str,
    pub(super) sections: &'a [GuideSection],
}

/// Draws the guide for a unit.
pub(super) fn sheet(fill: &WardFill<'_>) -> FormSheet {
    let guide = &fill.definitions.guide;
    let words = Words {
        title: &guide.title,
        lead: &guide.lead,
        sections: &guide.section,
    };
    let list = guide.return_sheet_name.as_str();
    let mut links: Vec<&str> = fill.is_copy.then_some(list).into_iter().collect();
    links.extend(fill.form.sheets.iter().map(|sheet| sheet.name.as_str()));
    let of_rows = RowsPage::all(fill).map(|page| page.definition.name.as_str());
    links.extend(of_rows);
    let reasons = &fill.definitions.reasons;
    draw(
        fill,
        &words,
        &links,
        Some((&reasons.sheet_name, &reasons.link)),
    )
}

/// Draws a guide with other words, and links to these sheets.
pub(super) fn page(fill: &WardFill<'_>, words: &Words<'_>, links: &[&str]) -> FormSheet {
    draw(fill, words, links, None)
}

fn draw(
    fill: &WardFill<'_>,
    words: &Words<'_>,
    links: &[&str],
    reasons: Option<(&str, &str)>,
) -> FormSheet {
    let guide = &fill.definitions.guide;
    let mut page = Page {
        grid: Grid::new(COLUMNS.to_vec()),
        fill,
    };
    page.line(CellRole::Title, words.title);
    let notice = fill.notice();
    if !notice.is_empty() {
        page.line(CellRole::Notice, &notice);
    }
    page.line(CellRole::Plain, words.lead);
    page.identity();
    for section in words.sections {
        page.gap();
        page.line(CellRole::GuideHeading, &section.heading);
        let steps = section.steps.iter();
        let steps = steps.filter_map(|step| fill.step_of_guide(step));
        for (number, step) in (1..).zip(steps) {
            let mark = if section.numbered {
                format!("{number}")
            } else {
                "・".to_owned()
            };
            page.step(&mark, step);
        }
    }
    page.gap();
    page.legend();
    page.gap();
    page.links(links, reasons);
    FormSheet {
        is_protected: true,
        ..page
            .grid
            .finish("guide", &guide.sheet_name, fill.ward.name.clone())
    }
}

struct Page<'a> {
    grid: Grid,
    fill: &'a WardFill<'a>,
}

impl Page<'_> {
    fn gap(&mut self) {
        self.grid.row(9.0);
    }

    /// A text across the sheet.
    fn line(&mut self, role: CellRole, text: &str) {
        let text = self.fill.words_of_guide(text);
        let height = self.grid.height(&text, role, 0, 4);
        let row = self.grid.row(height + 3.0);
        self.grid.text(row, 0, 4, role, text);
    }

    fn step(&mut self, mark: &str, text: String) {
        let height = self.grid.height(&text, CellRole::Plain, 1, 3);
        let row = self.grid.row(height + 1.0);
        self.grid.text(row, 0, 1, CellRole::Tag, mark);
        self.grid.text(row, 1, 3, CellRole::Plain, text);
    }

    /// Ward, code, as-of date and area counts: the cells by which the workbook says what it is.
    fn identity(&mut self) {
        let fill = self.fill;
        let text = |text: String| FormContent::Text(text);
        let nouns = fill.definitions.areas.nouns();
        let noun = match fill.ward.level {
            AreaLevel::City => &nouns.whole,
            AreaLevel::Ward | AreaLevel::Area => &nouns.unit,
        };
        let name = format!("{noun}名");
        self.named(&name, text(fill.ward.name.clone()), names::WARD, "");
        self.named(
            "団体コード",
            text(fill.ward.code.to_string()),
            names::CODE,
            "",
        );
        let as_of = format!("{}時点", fill.as_of.wareki());
        self.named("時点", text(fill.as_of.iso()), names::AS_OF, &as_of);
        if let Some(due) = fill.due {
            let row = self.grid.row(18.0);
            self.grid.text(row, 0, 2, CellRole::Label, "提出期限");
            self.grid.text(row, 2, 2, CellRole::Plain, due.wareki_day());
        }
        for year in fill.form.years.iter().filter(|_| fill.form.counts_areas) {
            let label = format!("{}　{}", fill.form.area_noun, year.header);
            let count = fill.areas(year.year);
            let content = count.map_or(FormContent::Empty, |count| {
                FormContent::Number(count.into(), NumberStyle::PLAIN)
            });
            let source = fill.registry.get(&fill.ward.code, year.year);
            let source = source.map(|entry| entry.status.label()).unwrap_or_default();
            self.named(&label, content, &names::areas(year.year), source);
        }
    }

    fn named(&mut self, label: &str, content: FormContent, name: &str, remark: &str) {
        let row = self.grid.row(18.0);
        self.grid.text(row, 0, 2, CellRole::Label, label);
        self.grid.place(FormCell {
            content,
            name: Some(name.to_owned()),
            ..FormCell::new(row, 2, CellRole::Header)
        });
        self.grid.text(row, 3, 1, CellRole::Plain, remark);
    }

    fn legend(&mut self) {
        let colours = &self.fill.definitions.guide.colours;
        self.line(CellRole::GuideHeading, &colours.heading);
        let shown = |rule: InputRule| Some(InputRule::Shown(Box::new(rule)));
        let later = InputRule::Later {
            rule: Box::new(InputRule::Text),
            message: String::new(),
        };
        let accepted = InputRule::Accepted {
            rule: Box::new(InputRule::Text),
            message: String::new(),
        };
        let filled = colours.filled.as_ref().filter(|_| self.fill.is_prefilled);
        let filled = filled.map(|text| (CellRole::Body, shown(accepted), text));
        let mut all = vec![
            (CellRole::Body, shown(InputRule::Text), &colours.input),
            (CellRole::Body, shown(later), &colours.later),
            (CellRole::Label, None, &colours.printed),
        ];
        all.extend(filled);
        for (role, input, text) in all {
            let text = self.fill.words_of_guide(text);
            let row = self.grid.row(18.0);
            self.grid.place(FormCell {
                input,
                ..FormCell::new(row, 0, role)
            });
            self.grid.text(row, 1, 3, CellRole::Plain, text);
        }
    }

    fn links(&mut self, links: &[&str], reasons: Option<(&str, &str)>) {
        for name in links {
            let row = self.grid.row(18.0);
            self.grid.text(row, 1, 1, CellRole::Link, *name);
        }
        if let Some((name, words)) = reasons {
            let row = self.grid.row(18.0);
            self.grid.text(row, 1, 1, CellRole::Link, name);
            self.grid.text(row, 2, 2, CellRole::Plain, words);
        }
    }
}
