//! What must hold of every layout, judged on its dump alone: each check names what breaks it and knows nothing of how it came about.

use std::collections::{BTreeMap, BTreeSet};

use super::dump::{Area, Layout, Owner, Shape, Text};

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// An item stands outside the margins, or furniture outside its strip.
    Margin,
    /// Two texts stand over each other.
    Overlap,
    /// A rule runs through a text.
    Struck,
    /// Something painted later covers a text.
    Hidden,
    /// A line begins or ends with what may not stand there.
    Kinsoku,
    /// A line ends within a number, or between it and its unit.
    Parted,
    /// A heading stands at the foot, away from what it heads.
    LonelyHeading,
    /// A line of a paragraph stands alone before or after a break.
    LonelyLine,
    /// A row that a page holds stands on two.
    SplitRow,
    /// A table goes on without its head, or its head stands without a row.
    LostHead,
}

/// One thing that is wrong: what, and on which page (from 1) with which words.
pub(super) type Fault = (Kind, String);

fn fault(kind: Kind, page: usize, words: impl AsRef<str>) -> Fault {
    let words: String = words.as_ref().chars().take(80).collect();
    (kind, format!("page {}: {words}", page + 1))
}

/// Everything that is wrong with a layout.
pub(super) fn faults(layout: &Layout) -> Vec<Fault> {
    let mut found = margins(layout);
    found.extend(overlaps(layout));
    found.extend(struck(layout));
    found.extend(headings(layout));
    found.extend(lines(layout));
    found.extend(tables(layout));
    found
}

/// Margins of the text area: left and right, top, bottom.
const SIDE: f32 = 48.0;
const TOP: f32 = 54.0;
const BOTTOM: f32 = 48.0;

/// What rounding to a tenth and the thickness of a rule may add.
const HAIR: f32 = 0.6;

fn margins(layout: &Layout) -> Vec<Fault> {
    let outside = |item: &&super::dump::Item| {
        let (width, height) = layout.papers[item.page];
        let area = match &item.shape {
            Shape::Text(text) => text.area(),
            Shape::Fill(area) | Shape::Rule(area) => *area,
        };
        let within = |top: f32, bottom: f32| {
            area.left >= SIDE - HAIR
                && area.right <= width - SIDE + HAIR
                && area.top >= top - HAIR
                && area.bottom <= bottom + HAIR
        };
        let is_strip = item.owner == Owner::Furniture
            && (within(20.0, 46.0) || within(height - BOTTOM, height - 20.0));
        !(is_strip || within(TOP, height - BOTTOM))
    };
    let items = layout.items.iter().filter(outside);
    items
        .map(|item| fault(Kind::Margin, item.page, told(&item.shape)))
        .collect()
}

fn told(shape: &Shape) -> String {
    let place = |kind: &str, area: &Area| {
        format!(
            "{kind} {:.1},{:.1} to {:.1},{:.1}",
            area.left, area.top, area.right, area.bottom
        )
    };
    match shape {
        Shape::Text(text) => place(&text.words, &text.area()),
        Shape::Fill(area) => place("fill", area),
        Shape::Rule(area) => place("rule", area),
    }
}

/// Texts of a page from the top down, so that each is compared with its neighbours only.
fn overlaps(layout: &Layout) -> Vec<Fault> {
    let mut pages = vec![Vec::new(); layout.papers.len()];
    for (page, _, text) in layout.texts() {
        pages[page].push((text.area(), text));
    }
    let mut found = Vec::new();
    for (page, texts) in pages.iter_mut().enumerate() {
        texts.sort_by(|(one, _), (other, _)| one.top.total_cmp(&other.top));
        for (index, (area, text)) in texts.iter().enumerate() {
            let near = texts[index + 1..].iter();
            for (other, below) in near.take_while(|(other, _)| other.top < area.bottom) {
                if area.covers(other, HAIR) {
                    let words = format!("「{}」 and 「{}」", text.words, below.words);
                    found.push(fault(Kind::Overlap, page, words));
                }
            }
        }
    }
    found
}

/// Rules through texts, and grounds painted over them. A line of a chart may pass behind a text that has a ground of its own.
fn struck(layout: &Layout) -> Vec<Fault> {
    let mut found = Vec::new();
    for items in layout.items.chunk_by(|a, b| a.page == b.page) {
        let drawn = items.iter().enumerate();
        let (texts, others): (Vec<_>, Vec<_>) =
            drawn.partition(|(_, item)| matches!(item.shape, Shape::Text(_)));
        for (order, item) in texts {
            let Shape::Text(text) = &item.shape else {
                continue;
            };
            let area = text.area();
            let spoils = others.iter().filter_map(|(other_order, other)| {
                let is_later = *other_order > order;
                let is_free = !matches!(other.owner, Owner::Element(_));
                match &other.shape {
                    Shape::Rule(rule) if is_later || is_free => {
                        runs_through(rule, &area, text.size).then_some(Kind::Struck)
                    }
                    Shape::Fill(fill) if is_later => {
                        fill.covers(&area, HAIR).then_some(Kind::Hidden)
                    }
                    Shape::Rule(_) | Shape::Fill(_) | Shape::Text(_) => None,
                }
            });
            found.extend(spoils.map(|kind| fault(kind, item.page, &text.words)));
        }
    }
    found
}

fn runs_through(rule: &Area, text: &Area, size: f32) -> bool {
    // The strip between the feet of the signs and the tops of the low ones.
    let body = Area {
        top: text.top + 0.15 * size,
        bottom: text.bottom - 0.12 * size,
        ..*text
    };
    let thick = Area {
        left: rule.left - 0.01,
        top: rule.top - 0.01,
        right: rule.right + 0.01,
        bottom: rule.bottom + 0.01,
    };
    let crosses = |least: f32, rule: (f32, f32), text: (f32, f32)| {
        rule.1.min(text.1) - rule.0.max(text.0) > least
    };
    let is_upright = rule.right - rule.left < 0.05;
    let inner = if is_upright {
        Area {
            left: body.left + 0.7,
            right: body.right - 0.7,
            ..body
        }
    } else {
        body
    };
    let (wide, high) = if is_upright { (0.0, 0.7) } else { (0.7, 0.0) };
    crosses(wide, (thick.left, thick.right), (inner.left, inner.right))
        && crosses(high, (thick.top, thick.bottom), (inner.top, inner.bottom))
}

/// After a heading something stands below it on the same page, or in the same column.
fn headings(layout: &Layout) -> Vec<Fault> {
    let texts: Vec<_> = layout
        .texts()
        .filter(|(_, owner, _)| matches!(owner, Owner::Element(_)))
        .collect();
    let alone = texts.windows(2).filter(|pair| {
        let [(page, owner, text), (next_page, _, next)] = pair else {
            return false;
        };
        let is_heading = matches!(layout.role(*owner), "H1" | "H2" | "H3");
        is_heading && !(next_page == page && next.y > text.y)
    });
    alone
        .map(|pair| fault(Kind::LonelyHeading, pair[0].0, &pair[0].2.words))
        .collect()
}

/// The texts of each element in order, each with its page.
fn by_element(layout: &Layout) -> BTreeMap<usize, Vec<(usize, &Text)>> {
    let mut texts: BTreeMap<usize, Vec<(usize, &Text)>> = BTreeMap::new();
    for (page, owner, text) in layout.texts() {
        if let Owner::Element(id) = owner {
            texts.entry(id).or_default().push((page, text));
        }
    }
    texts
}

/// Whether the second line goes on from the first: below it, in the next column, or on a further page.
fn goes_on(one: (usize, &Text), next: (usize, &Text)) -> bool {
    let down = next.1.y - one.1.y;
    let is_next_line = down > 0.5 * one.1.size && down < 2.0 * one.1.size;
    (one.1.size - next.1.size).abs() < 0.05 && (next.0 > one.0 || is_next_line || down < 0.0)
}

fn lines(layout: &Layout) -> Vec<Fault> {
    let mut found = Vec::new();
    for (id, texts) in by_element(layout) {
        let role = layout.elements[&id].role.as_str();
        // The words in a picture stand each for itself.
        if role == "Figure" {
            continue;
        }
        for pair in texts.windows(2).filter(|pair| goes_on(pair[0], pair[1])) {
            let (one, next) = (&pair[0].1.words, &pair[1].1.words);
            if super::kinsoku::is_broken(one, next) {
                found.push(fault(
                    Kind::Kinsoku,
                    pair[1].0,
                    format!("「{one}」▸「{next}」"),
                ));
            }
        }
        if matches!(role, "P" | "LBody") {
            let body: Vec<_> = texts
                .iter()
                .filter(|(_, text)| (text.size - texts[0].1.size).abs() < 0.05)
                .collect();
            let parts: Vec<_> = body
                .chunk_by(|one, next| one.0 == next.0 && next.1.y >= one.1.y)
                .collect();
            let is_alone = |part: Option<&&[_]>| part.is_some_and(|part| part.len() == 1);
            if parts.len() > 1 && (is_alone(parts.first()) || is_alone(parts.last())) {
                found.push(fault(Kind::LonelyLine, texts[0].0, &texts[0].1.words));
            }
        }
    }
    found
}

/// Lines that end within a number or between it and its unit. Only in a cell too narrow for both may they.
pub(super) fn parted(layout: &Layout) -> Vec<Fault> {
    let is_digit = |char: char| char.is_ascii_digit() || ('０'..='９').contains(&char);
    let belongs =
        |char: char| is_digit(char) || "件人区回名円年月日点歳％%世地か団事箇".contains(char);
    let mut found = Vec::new();
    for (id, texts) in by_element(layout) {
        let is_set = matches!(
            &*layout.elements[&id].role,
            "P" | "LBody" | "TD" | "TH" | "H2"
        );
        for pair in texts.windows(2).filter(|pair| goes_on(pair[0], pair[1])) {
            let (one, next) = (&pair[0].1.words, &pair[1].1.words);
            if is_set && one.ends_with(is_digit) && next.starts_with(belongs) {
                let words = format!("「{one}」▸「{next}」");
                found.push(fault(Kind::Parted, pair[1].0, words));
            }
        }
    }
    found
}

/// A table's texts by row and cell.
struct Rows<'a> {
    rows: Vec<Vec<Vec<(usize, &'a Text)>>>,
}

impl<'a> Rows<'a> {
    fn new(
        layout: &Layout,
        part: Option<usize>,
        texts: &BTreeMap<usize, Vec<(usize, &'a Text)>>,
    ) -> Self {
        let rows = part.map_or(&[][..], |id| &layout.elements[&id].children);
        let cells = |row: &usize| {
            let cells = layout.elements[row].children.iter();
            cells
                .map(|cell| texts.get(cell).cloned().unwrap_or_default())
                .collect()
        };
        Self {
            rows: rows.iter().map(cells).collect(),
        }
    }

    fn pages(&self) -> BTreeSet<usize> {
        let texts = self.rows.iter().flatten().flatten();
        texts.map(|(page, _)| *page).collect()
    }
}

fn tables(layout: &Layout) -> Vec<Fault> {
    let texts = by_element(layout);
    let mut found = Vec::new();
    for table in layout.elements.values().filter(|one| one.role == "Table") {
        let part = |role: &str| {
            let mut parts = table.children.iter().copied();
            parts.find(|id| layout.elements[id].role == role)
        };
        let head = Rows::new(layout, part("THead"), &texts);
        let body = Rows::new(layout, part("TBody"), &texts);
        for (index, row) in head.rows.iter().chain(&body.rows).enumerate() {
            // The first row may begin under a chapter's title and headings, which would stand alone without it.
            let above = if index == head.rows.len() { 160.0 } else { 0.0 };
            found.extend(split_row(layout, row, above));
        }
        found.extend(lost_head(layout, &head, &body));
    }
    found
}

/// A row on two pages that one page holds, or whose cells do not break between the same lines.
fn split_row(layout: &Layout, row: &[Vec<(usize, &Text)>], above: f32) -> Option<Fault> {
    let pages: BTreeSet<usize> = row.iter().flatten().map(|(page, _)| *page).collect();
    let (first, last) = (*pages.first()?, *pages.last()?);
    if first == last {
        return None;
    }
    let size = row.iter().flatten().map(|(_, text)| text.size);
    let size = size.fold(0.0, f32::max);
    // Marks and trace ids are smaller than the lines.
    let lines: Vec<Vec<(usize, f32)>> = row
        .iter()
        .map(|cell| {
            let lines = cell.iter().filter(|(_, text)| text.size > 0.9 * size);
            lines.map(|(page, text)| (*page, text.y)).collect()
        })
        .collect();
    let steps = lines.iter().flat_map(|cell| cell.windows(2));
    let leading = steps
        .filter(|pair| pair[0].0 == pair[1].0)
        .map(|pair| pair[1].1 - pair[0].1)
        .fold(size, f32::max);
    let count = lines.iter().map(Vec::len).max()?;
    let on_last = lines.iter().flatten().filter(|(page, _)| *page == last);
    let top = on_last.map(|(_, y)| y - size).fold(f32::MAX, f32::min);
    let room = layout.papers[last].1 - BOTTOM - top - above;
    #[expect(clippy::cast_precision_loss, reason = "lines of a cell")]
    let height = count as f32 * leading + 12.0;
    let mut before = 0;
    let is_torn = pages.iter().any(|page| {
        let here = |cell: &Vec<(usize, f32)>| cell.iter().filter(|line| line.0 == *page).count();
        let most = lines.iter().map(here).max().unwrap_or(0);
        let uneven = lines
            .iter()
            .any(|cell| here(cell) != cell.len().saturating_sub(before).min(most));
        before += most;
        uneven
    });
    let words = row
        .iter()
        .flatten()
        .next()
        .map_or("", |(_, text)| &text.words);
    (is_torn || height <= room).then(|| fault(Kind::SplitRow, first, words))
}

/// The head stands with a row below it, and again over the rows of every further page.
fn lost_head(layout: &Layout, head: &Rows<'_>, body: &Rows<'_>) -> Option<Fault> {
    let (pages, first) = (body.pages(), *head.pages().first()?);
    let words: Vec<&Text> = head
        .rows
        .iter()
        .flatten()
        .flatten()
        .map(|(_, text)| *text)
        .collect();
    let is_there = |page: usize, text: &&Text| {
        layout.texts().any(|(other, owner, again)| {
            other == page
                && owner == Owner::Furniture
                && (again.x - text.x).abs() < 0.15
                && again.words == text.words
        })
    };
    let alone = (!pages.is_empty() && !pages.contains(&first)).then_some(first);
    let without = pages
        .into_iter()
        .find(|page| *page != first && !words.iter().all(|text| is_there(*page, text)));
    let page = alone.or(without)?;
    Some(fault(Kind::LostHead, page, &words.first()?.words))
}
