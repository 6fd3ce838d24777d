//! Header and footer of every page, as artifacts: a screen reader passes over them.

use super::super::document::{Item, Shape, Tag};
use super::super::font::clean;
use super::composer::{Align, Composer, baseline, indent};
use super::style::{INK, RULE, Style};
use crate::report::Report;

/// Writes header and footer on every page; the first has a footer only.
pub(super) fn furniture(composer: &mut Composer, report: &Report) {
    let total = composer.document.pages.len();
    let (title, mark) = (one_line(&report.title), mark(report));
    let style = Style::FURNITURE;
    for index in 0..total {
        let paper = composer.document.pages[index].paper;
        let (left, right) = (composer.left(), paper.width() - composer.left());
        let mut write = Furniture { composer, index };
        let number = format!("{} / {total}", index + 1);
        write.text(right, Align::End, paper.height() - 36.0, style, &number);
        if index == 0 {
            continue;
        }
        let chapter = one_line(&write.composer.chapter_of_page[index]);
        let here = [chapter.as_str(), report.as_of_label.as_str()];
        let here: Vec<&str> = here.into_iter().filter(|text| !text.is_empty()).collect();
        let here = shortened(
            write.composer,
            &here.join("　"),
            (right - left) * 0.4,
            style,
        );
        let bold = style.bold().colored(INK);
        let mark = shortened(write.composer, &mark, (right - left) * 0.42, bold);
        let used = write.composer.measure(&here, style) + write.composer.measure(&mark, bold);
        let name = shortened(write.composer, &title, right - left - used - 24.0, style);
        let after = left + write.composer.measure(&name, style) + 8.0;
        write.text(left, Align::Start, 27.0, style, &name);
        write.text(after, Align::Start, 27.0, bold, &mark);
        write.text(right, Align::End, 27.0, style, &here);
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
        let shape = Shape::Text {
            x,
            y: baseline(top, style),
            size: style.size,
            weight: style.weight,
            color: style.color,
            is_turned: false,
            text: text.to_owned(),
        };
        self.push(shape);
    }

    fn rule(&mut self, (left, right): (f32, f32), y: f32) {
        self.push(Shape::Rule {
            from: (left, y),
            to: (right, y),
            thickness: 0.5,
            color: RULE,
            is_dashed: false,
        });
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

/// Cuts a text to a width with 「…」; only headers are ever cut, what they say stands in full elsewhere.
fn shortened(composer: &Composer, text: &str, width: f32, style: Style) -> String {
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
