//! The layout dump, read back: every item with its page and element, and the tree. What must hold of it is in `faults`.

use std::collections::BTreeMap;

use torimatome::render::pdf;
use torimatome::report::Report;

/// A layout as the dump tells it.
#[derive(Clone)]
pub(super) struct Layout {
    /// Width and height of each page.
    pub(super) papers: Vec<(f32, f32)>,
    /// Items in drawing order.
    pub(super) items: Vec<Item>,
    /// Elements by number.
    pub(super) elements: BTreeMap<usize, Element>,
}

/// Something drawn.
#[derive(Clone)]
pub(super) struct Item {
    /// Page, from 0.
    pub(super) page: usize,
    /// What it belongs to.
    pub(super) owner: Owner,
    /// What it is.
    pub(super) shape: Shape,
}

/// What an item belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// An element.
    Element(usize),
    /// Header, footer, or what repeats on a further page.
    Furniture,
    /// Rules and grounds.
    Decoration,
}

/// What is drawn.
#[derive(Clone)]
pub(super) enum Shape {
    /// A line of text.
    Text(Text),
    /// A filled rectangle.
    Fill(Area),
    /// A straight rule, as the rectangle between its ends.
    Rule(Area),
}

/// A line of text: left end, baseline.
#[derive(Clone)]
pub(super) struct Text {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) size: f32,
    pub(super) is_turned: bool,
    pub(super) words: String,
}

impl Text {
    /// The place its signs take; blanks at the end of a line may hang out.
    pub(super) fn area(&self) -> Area {
        let visible = self.words.trim_end_matches([' ', '\u{3000}']);
        let hanging: f32 = self.words[visible.len()..]
            .chars()
            .map(|blank| if blank == ' ' { 0.5 } else { 1.0 } * self.size)
            .sum();
        let (over, under) = (0.88 * self.size, 0.12 * self.size);
        let long = self.width - hanging;
        if self.is_turned {
            Area {
                left: self.x - under,
                top: self.y,
                right: self.x + over,
                bottom: self.y + long,
            }
        } else {
            Area {
                left: self.x,
                top: self.y - over,
                right: self.x + long,
                bottom: self.y + under,
            }
        }
    }
}

/// A rectangle.
#[derive(Clone, Copy)]
pub(super) struct Area {
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) right: f32,
    pub(super) bottom: f32,
}

impl Area {
    /// Whether the two share more than a hair's breadth.
    pub(super) fn covers(&self, other: &Self, hair: f32) -> bool {
        self.left + hair < other.right
            && other.left + hair < self.right
            && self.top + hair < other.bottom
            && other.top + hair < self.bottom
    }
}

/// A node of the tree.
#[derive(Clone)]
pub(super) struct Element {
    pub(super) role: String,
    pub(super) children: Vec<usize>,
}

impl Layout {
    /// The layout of a report.
    pub(super) fn of(report: &Report) -> Self {
        let dump = pdf::full_dump(report);
        let (pages, rest) = dump
            .split_once("\n構造\n")
            .expect("the tree follows the pages");
        let (tree, _) = rest
            .split_once("しおり\n")
            .expect("bookmarks follow the tree");
        let mut layout = Self {
            papers: Vec::new(),
            items: Vec::new(),
            elements: BTreeMap::new(),
        };
        pages.lines().for_each(|line| layout.page_line(line));
        layout.tree(tree);
        layout
    }

    fn page_line(&mut self, line: &str) {
        if let Some(head) = line.strip_prefix("ページ") {
            let (_, paper) = head.split_once(' ').expect("number and paper");
            self.papers.push(match paper {
                "A4縦" => (595.3, 841.9),
                "A4横" => (841.9, 595.3),
                "A3横" => (1190.6, 841.9),
                other => panic!("no paper: {other}"),
            });
            return;
        }
        let (tag, rest) = line
            .strip_prefix("  ")
            .and_then(|line| line.split_once(' '))
            .unwrap_or_else(|| panic!("not a line of the dump: {line:?}"));
        let owner = match tag {
            "→" => return,
            "柱" => Owner::Furniture,
            "罫" => Owner::Decoration,
            _ => {
                let (_, id) = tag.split_once('#').expect("role and number");
                Owner::Element(id.parse().expect("a number"))
            }
        };
        self.items.push(Item {
            page: self.papers.len() - 1,
            owner,
            shape: shape(rest),
        });
    }

    fn tree(&mut self, tree: &str) {
        let mut above: Vec<usize> = Vec::new();
        for line in tree.lines().filter(|line| line.contains('#')) {
            let depth = (line.len() - line.trim_start().len()) / 2 - 1;
            let named = line.split_whitespace().next().expect("a role");
            let (role, id) = named.split_once('#').expect("role and number");
            let id = id.parse().expect("a number");
            above.truncate(depth);
            let parent = above.last().copied();
            above.push(id);
            if let Some(parent) = parent {
                let parent = self.elements.get_mut(&parent).expect("it came before");
                parent.children.push(id);
            }
            let (role, children) = (role.to_owned(), Vec::new());
            self.elements.insert(id, Element { role, children });
        }
    }

    /// All texts with their pages and owners, in drawing order.
    pub(super) fn texts(&self) -> impl Iterator<Item = (usize, Owner, &Text)> {
        self.items.iter().filter_map(|item| match &item.shape {
            Shape::Text(text) => Some((item.page, item.owner, text)),
            Shape::Fill(_) | Shape::Rule(_) => None,
        })
    }

    /// The role of what an item belongs to; empty for furniture and decoration.
    pub(super) fn role(&self, owner: Owner) -> &str {
        match owner {
            Owner::Element(id) => &self.elements[&id].role,
            Owner::Furniture | Owner::Decoration => "",
        }
    }
}

fn shape(rest: &str) -> Shape {
    let mut parts = rest.splitn(3, ' ');
    let mut part = || parts.next().unwrap_or_default();
    let (first, second, third) = (part(), part(), part());
    if first == "面" {
        let ((left, top), (width, height)) = (
            pair(second, ','),
            pair(third.split(' ').next().expect("a size"), '×'),
        );
        return Shape::Fill(Area {
            left,
            top,
            right: left + width,
            bottom: top + height,
        });
    }
    if first == "線" {
        let (from, to) = (pair(second, ','), pair(third, ','));
        return Shape::Rule(Area {
            left: from.0.min(to.0),
            top: from.1.min(to.1),
            right: from.0.max(to.0),
            bottom: from.1.max(to.1),
        });
    }
    let ((x, y), (width, size)) = (pair(first, ','), pair(second.trim_end_matches('↻'), '×'));
    Shape::Text(Text {
        x,
        y,
        width,
        size,
        is_turned: second.ends_with('↻'),
        words: third.to_owned(),
    })
}

fn pair(text: &str, between: char) -> (f32, f32) {
    let (one, two) = text
        .split_once(between)
        .unwrap_or_else(|| panic!("two numbers, not {text:?}"));
    let number = |text: &str| text.parse().expect("a number");
    (number(one), number(two))
}
