//! Whether a layout says all that its report says: each text stands whole in one element, in its order.

use std::collections::BTreeMap;

use torimatome::report::{Block, ChangeChart, Content, Distribution, FormContent, Report};
use unicode_normalization::UnicodeNormalization;

use super::dump::{Layout, Owner};

/// Without blanks and signs without a shape; marks joined to their base.
fn plain(text: &str) -> String {
    let is_shown = |char: &char| {
        !char.is_whitespace()
            && !char.is_control()
            && !matches!(char, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
    };
    text.nfc().filter(is_shown).collect()
}

fn cell_text(content: &Content) -> String {
    match content {
        Content::Text(text) | Content::Missing(text) => text.to_string(),
        Content::Number(number, style) => style.show(*number),
    }
}

/// A picture's title; its unit may stand in its last pair of brackets.
fn title(title: &str) -> String {
    title.trim_end_matches('）').to_owned()
}

/// The texts of a block, and the labels of its pictures.
fn of_block(block: &Block, texts: &mut Vec<String>, labels: &mut Vec<String>) {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => texts.push(text.clone()),
        Block::List(items) => texts.extend(items.iter().cloned()),
        Block::Statements(said) => texts.extend(said.iter().map(|one| one.text.clone())),
        Block::Words(groups) => {
            for group in groups {
                texts.push(group.title.clone());
                texts.extend(group.items.iter().cloned());
            }
        }
        Block::Steps(_) | Block::Lines(_) | Block::Aside(_) => of_instruction(block, texts),
        Block::KeyFigures(figures) => {
            for figure in figures {
                texts.extend([&figure.label, &figure.value, &figure.coverage].map(String::clone));
                texts.extend([&figure.change, &figure.trace].map(String::clone));
            }
        }
        Block::Table(table) => {
            let cells = table.rows.iter().flat_map(|row| &row.cells);
            texts.extend(
                cells
                    .clone()
                    .filter_map(|cell| cell.note().map(str::to_owned)),
            );
            texts.extend(cells.map(|cell| cell_text(&cell.content)));
            texts.extend(table.notes.iter().cloned());
        }
        Block::Form(sheet) => texts.extend(sheet.cells.iter().map(|cell| match &cell.content {
            FormContent::Text(text) => text.clone(),
            FormContent::Number(number, style) => style.show(*number),
            FormContent::Empty | FormContent::Formula(_) => String::new(),
        })),
        Block::Bars(chart) => {
            texts.push(title(&chart.title));
            texts.extend(chart.reference.iter().map(|(label, _)| label.clone()));
            labels.extend(chart.bars.iter().map(|(label, _)| label.clone()));
            let values = chart
                .bars
                .iter()
                .filter_map(|(_, value)| value.as_ref().ok());
            texts.extend(values.map(|value| chart.style.show(*value)));
        }
        Block::Trend(chart) => {
            texts.push(title(&chart.title));
            texts.extend(chart.points.iter().map(|(label, _)| label.clone()));
        }
        Block::Changes(chart) => of_changes(chart, texts, labels),
        Block::Map(map) => {
            texts.push(title(&map.title));
            texts.extend(map.tiles.iter().map(|tile| tile.label.clone()));
        }
        Block::Distribution(spread) => of_distribution(spread, texts, labels),
        Block::Narrative(section) => {
            texts.push(section.title.clone());
            texts.extend(section.entries.iter().map(|entry| entry.text.clone()));
        }
    }
}

fn of_instruction(block: &Block, texts: &mut Vec<String>) {
    match block {
        Block::Steps(steps) => {
            for step in &steps.steps {
                texts.push(step.text.clone());
                texts.extend(step.lines.iter().chain(&step.after).cloned());
            }
        }
        Block::Lines(lines) => texts.extend(lines.iter().cloned()),
        Block::Aside(aside) => {
            texts.push(aside.label.clone());
            texts.extend(aside.texts.iter().cloned());
        }
        _ => {}
    }
}

fn of_distribution(spread: &Distribution, texts: &mut Vec<String>, labels: &mut Vec<String>) {
    texts.push(title(&spread.title));
    // Of several with the greatest value the first is named.
    let greatest = spread.values.last().map(|(_, value)| *value);
    let mut values = spread.values.iter();
    let last = values.find(|(_, value)| Some(*value) == greatest);
    let ends = spread.values.first().into_iter().chain(last);
    labels.extend(ends.map(|(label, _)| label.clone()));
}

fn of_changes(chart: &ChangeChart, texts: &mut Vec<String>, labels: &mut Vec<String>) {
    texts.push(title(&chart.title));
    let rows = chart.rows.iter();
    labels.extend(rows.clone().map(|row| row.label.clone()));
    let values = rows.filter_map(|row| row.now.as_ref().ok());
    texts.extend(values.map(|value| chart.style.show(*value)));
}

/// The texts of a report that its layout does not say.
pub(super) fn lost(report: &Report, layout: &Layout) -> Vec<String> {
    let mut said: BTreeMap<usize, String> = BTreeMap::new();
    for (_, owner, text) in layout.texts() {
        if let Owner::Element(id) = owner {
            said.entry(id).or_default().push_str(&text.words);
        }
    }
    // One text after another, with what no text has between them.
    let said: Vec<String> = said.values().map(|text| plain(text)).collect();
    let said = said.join("\0");
    let (mut texts, mut labels) = (vec![report.title.clone()], Vec::new());
    for chapter in &report.chapters {
        texts.push(chapter.title.clone());
        chapter
            .blocks
            .iter()
            .for_each(|block| of_block(block, &mut texts, &mut labels));
    }
    texts.retain(|text| !said.contains(&plain(text)));
    let labels = labels.into_iter().filter(|label| {
        let label = plain(label);
        // A label too long even for the smallest type says so; it stands in full in the tables.
        let beginnings = label.char_indices().skip(20);
        let mut cuts = beginnings.map(|(at, _)| format!("{}…", &label[..at]));
        !said.contains(&label) && !cuts.any(|cut| said.contains(&cut))
    });
    texts.extend(labels);
    texts
}
