//! The notes below a table: those that marks in its cells lead to, and its own.

use super::super::composer::Composer;
use super::super::prose::{count, note};
use super::super::style::Style;
use report::Table;

/// Sets the notes that marks lead to and the table's own.
pub(super) fn notes(composer: &mut Composer, table: &Table, marks: &[String]) {
    let own = own(table, marks).map(|text| format!("※　{text}"));
    let notes: Vec<String> = marked(marks).chain(own).collect();
    set(composer, &notes);
}

/// The table's notes without those that only repeat what a mark in a cell already leads to.
pub(super) fn own<'a>(table: &'a Table, marked: &'a [String]) -> impl Iterator<Item = &'a String> {
    let is_said = |note: &&String| marked.iter().any(|known| note.ends_with(known.as_str()));
    table.notes.iter().filter(move |note| !is_said(note))
}

fn marked(notes: &[String]) -> impl Iterator<Item = String> {
    let notes = notes.iter().enumerate();
    notes.map(|(index, text)| format!("注{}　{text}", index + 1))
}

/// The notes one below the other, or one behind the other where that keeps them on the page of their table.
fn set(composer: &mut Composer, notes: &[String]) {
    let height = |text: &str| {
        let lines = composer.lines(text, composer.width(), Style::NOTE);
        count(lines.len()) * Style::NOTE.leading
    };
    let all = notes.join("　");
    let apart: f32 = notes.iter().map(|text| height(text)).sum();
    if apart > composer.room() && height(&all) <= composer.room() {
        note(composer, &all);
        return;
    }
    for text in notes {
        note(composer, text);
    }
}
