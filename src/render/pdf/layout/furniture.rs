//! Header and footer of every page, as artifacts: a screen reader passes over them.

use super::super::document::{Item, Shape, Tag};
use super::super::font::clean;
use super::composer::{Align, Composer, indent, line_shape};
use super::style::{INK, RULE, Style};
use report::Report;

/// Writes the chapter, what every reader must know and the as-of date over every page, the report's title and the page
/// under it; a title page has a footer only, without the title that stands large on it.
pub(super) fn furniture(composer: &mut Composer, report: &Report) {
    let total = composer.document.pages.len();
    let (title, mark) = (one_line(&report.title), mark(report));
    let date = one_line(&report.as_of_label);
    let (style, bold) = (Style::FURNITURE, Style::FURNITURE.bold().colored(INK));
    for index in 0..total {
        let paper = composer.document.pages[index].paper;
        let (left, right) = (composer.left(), paper.width() - composer.left());
        let (width, foot) = (right - left, paper.height() - 36.0);
        let chapter = one_line(&composer.chapter_of_page[index]);
        let mut write = Furniture { composer, index };
        let number = format!("{} / {total}", index + 1);
        write.text(right, Align::End, foot, style, &number);
        if index == 0 && !report.is_loose {
            continue;
        }
        let title = shortened(write.composer, &title, width * 0.8, style);
        write.text(left, Align::Start, foot, style, &title);
        let chapter = shortened(write.composer, &chapter, width * 0.48, bold);
        let date = shortened(write.composer, &date, width * 0.24, style);
        let used = write.composer.measure(&chapter, bold) + write.composer.measure(&date, style);
        let mark = shortened(write.composer, &mark, width - used - 24.0, style);
        let before = right - write.composer.measure(&date, style) - 10.0;
        write.text(left, Align::Start, 27.0, bold, &chapter);
        write.text(before, Align::End, 27.0, style.colored(INK), &mark);
        write.text(right, Align::End, 27.0, style, &date);
        write.rule((left, right), 41.0);
    }
}

struct Furniture<'a> {
    composer: &'a mut Composer,
    index: usize,
}

impl Furniture<'_> {
    fn text(&mut self, edge: f32, align: Align, top: f32, style: Style, text: &str) {
        let x = edge + indent(0.0, self.composer.measure(text, style), align);
        self.push(line_shape((x, top), style, text));
    }

    fn rule(&mut self, (left, right): (f32, f32), y: f32) {
        self.push(Shape::rule((left, y), (right, y), 0.5, RULE));
    }

    fn push(&mut self, shape: Shape) {
        let item = Item {
            tag: Tag::Pagination,
            shape,
        };
        self.composer.document.pages[self.index].items.push(item);
    }
}

/// What every reader must know, in a word each.
fn mark(report: &Report) -> String {
    let marks: Vec<&str> = report.marks.iter().map(String::as_str).collect();
    if marks.is_empty() {
        return String::new();
    }
    one_line(&format!("［{}］", marks.join("・")))
}

fn one_line(text: &str) -> String {
    clean(text).replace('\n', " ")
}

/// Cuts a text to a width with 「…」; only headers and endless labels are ever cut, what they say stands in full elsewhere.
pub(super) fn shortened(composer: &Composer, text: &str, width: f32, style: Style) -> String {
    if composer.measure(text, style) <= width {
        return text.to_owned();
    }
    let mut short = text.to_owned();
    while !short.is_empty() && composer.measure(&short, style) + style.size > width {
        short.pop();
    }
    short.push('…');
    short
}
