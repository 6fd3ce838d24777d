//! A sound layout, broken on purpose in one place: each check names its fault, and no other check is troubled by it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::dump::{Area, Item, Layout, Owner, Shape, Text};
use super::faults::{Kind, faults, parted};
use crate::support::report_fixture as fixture;

/// Paragraphs, lists, columns of free text, a form with turned signs, and a table of several pages with a row higher than one.
fn sound() -> Layout {
    static SOUND: OnceLock<Layout> = OnceLock::new();
    let sound = SOUND.get_or_init(|| {
        let mut report = fixture::whole();
        let used = ["summary", "goal-1", "findings"];
        report
            .chapters
            .retain(|chapter| used.contains(&chapter.id.as_str()));
        let layout = Layout::of(&report);
        assert!(faults(&layout).is_empty());
        layout
    });
    sound.clone()
}

/// The place of the first text that begins so, in an element of this role.
fn place(layout: &Layout, role: &str, words: &str) -> usize {
    let is_it = |item: &Item| match &item.shape {
        Shape::Text(text) => layout.role(item.owner) == role && text.words.starts_with(words),
        Shape::Fill(_) | Shape::Rule(_) => false,
    };
    let found = layout.items.iter().position(is_it);
    found.unwrap_or_else(|| panic!("no {role} {words}"))
}

fn text(layout: &mut Layout, at: usize) -> &mut Text {
    match &mut layout.items[at].shape {
        Shape::Text(text) => text,
        Shape::Fill(_) | Shape::Rule(_) => panic!("a text"),
    }
}

/// The places of all lines of the element of this role whose first line begins so.
fn lines(layout: &Layout, role: &str, words: &str) -> Vec<usize> {
    let first = place(layout, role, words);
    let owner = layout.items[first].owner;
    let places = layout.items.iter().enumerate();
    let lines =
        places.filter(|(_, item)| item.owner == owner && matches!(item.shape, Shape::Text(_)));
    lines.map(|(at, _)| at).collect()
}

/// A page more behind one, with the header, footer and repeated heads of another.
fn add_page(layout: &mut Layout, after: usize, like: usize) {
    let later = layout.items.iter_mut().filter(|item| item.page > after);
    later.for_each(|item| item.page += 1);
    let like = like + usize::from(like > after);
    layout.papers.insert(after + 1, layout.papers[after]);
    let furniture = layout
        .items
        .iter()
        .filter(|item| item.page == like && item.owner == Owner::Furniture);
    let copies: Vec<Item> = furniture
        .cloned()
        .map(|item| Item {
            page: after + 1,
            ..item
        })
        .collect();
    layout.items.extend(copies);
    layout.items.sort_by_key(|item| item.page);
}

/// What is wrong after the change; before it nothing is.
fn after(change: impl FnOnce(&mut Layout)) -> BTreeSet<Kind> {
    let mut layout = sound();
    change(&mut layout);
    layout.items.sort_by_key(|item| item.page);
    let found = faults(&layout).into_iter();
    found.map(|(kind, _)| kind).collect()
}

fn only(kind: Kind) -> BTreeSet<Kind> {
    BTreeSet::from([kind])
}

#[test]
fn an_item_over_a_margin_is_named() {
    let right = after(|layout| {
        let at = place(layout, "P", "見守り相談室と連携");
        text(layout, at).x += 30.0;
    });
    assert_eq!(right, only(Kind::Margin), "a text over the right margin");
    let turned = after(|layout| {
        let is_turned = |item: &Item| matches!(&item.shape, Shape::Text(text) if text.is_turned);
        let at = layout
            .items
            .iter()
            .position(is_turned)
            .expect("a turned sign");
        text(layout, at).y = 789.0;
    });
    assert_eq!(turned, only(Kind::Margin), "a turned sign at the foot");
    for is_fill in [true, false] {
        let shape = after(|layout| {
            let shapes = layout.items.iter_mut().map(|item| &mut item.shape);
            let mut areas = shapes.filter_map(|shape| match shape {
                Shape::Fill(area) if is_fill => Some(area),
                Shape::Rule(area) if !is_fill => Some(area),
                _ => None,
            });
            let area = areas.next().expect("a fill and a rule");
            (area.left, area.right) = (20.0, 30.0);
        });
        assert_eq!(shape, only(Kind::Margin), "fill: {is_fill}");
    }
    let header = after(|layout| {
        let mut items = layout.items.iter().enumerate();
        let found = items.find(|(_, item)| item.owner == Owner::Furniture && item.page == 1);
        let at = found.expect("a footer").0;
        text(layout, at).y = 838.0;
    });
    assert_eq!(header, only(Kind::Margin), "a footer off the paper");
}

#[test]
fn two_texts_over_each_other_are_named() {
    let lines = after(|layout| {
        let (one, other) = (
            place(layout, "LBody", "見守り相談室"),
            place(layout, "LBody", "民生委員"),
        );
        let y = text(layout, one).y;
        text(layout, other).y = y + 4.0;
    });
    assert_eq!(lines, only(Kind::Overlap));
    let turned = after(|layout| {
        let is_turned = |item: &Item| matches!(&item.shape, Shape::Text(text) if text.is_turned);
        let at = layout
            .items
            .iter()
            .position(is_turned)
            .expect("a turned sign");
        let above = text(layout, at - 1).clone();
        let turned = text(layout, at);
        turned.y = above.y - 0.7 * above.size;
    });
    assert_eq!(turned, only(Kind::Overlap), "turned signs take room too");
}

#[test]
fn a_rule_through_a_text_and_a_ground_over_it_are_named() {
    let laid_over = |shape: fn(Area) -> Shape| {
        after(|layout| {
            let at = place(layout, "LBody", "民生委員");
            let (page, area) = (layout.items[at].page, text(layout, at).area());
            layout.items.push(Item {
                page,
                owner: Owner::Decoration,
                shape: shape(area),
            });
        })
    };
    let upright = laid_over(|area| {
        let middle = (area.left + area.right) / 2.0;
        Shape::Rule(Area {
            left: middle,
            right: middle,
            ..area
        })
    });
    let level = laid_over(|area| {
        let middle = (area.top + area.bottom) / 2.0;
        Shape::Rule(Area {
            top: middle,
            bottom: middle,
            ..area
        })
    });
    assert_eq!((upright, level), (only(Kind::Struck), only(Kind::Struck)));
    assert_eq!(laid_over(Shape::Fill), only(Kind::Hidden));
}

/// Of every role and type size the first two lines of an element.
fn two_lines(layout: &Layout) -> Vec<(usize, usize)> {
    let mut found = BTreeMap::new();
    for (at, pair) in layout.items.windows(2).enumerate() {
        if let (Shape::Text(one), Shape::Text(other)) = (&pair[0].shape, &pair[1].shape) {
            let tenths = |text: &Text| (10.0 * text.size).round().to_string();
            // The signs of a vertical label stand alone.
            let is_line = pair[0].owner == pair[1].owner && one.words.chars().count() > 1;
            let goes_on = is_line && other.y > one.y;
            let kind = (layout.role(pair[0].owner).to_owned(), tenths(one));
            if goes_on && tenths(one) == tenths(other) && !matches!(&*kind.0, "" | "Figure") {
                found.entry(kind).or_insert((at, at + 1));
            }
        }
    }
    let roles: BTreeSet<&str> = found.keys().map(|(role, _)| role.as_str()).collect();
    assert_eq!(roles, BTreeSet::from(["H1", "LBody", "P", "TD", "TH"]));
    assert!(
        found.len() > 8,
        "forms and key figures too: {:?}",
        found.keys()
    );
    found.into_values().collect()
}

#[test]
fn a_line_that_begins_or_ends_as_it_may_not_is_named() {
    let broken = |change: &dyn Fn(&mut Layout, (usize, usize))| {
        let mut layout = sound();
        let lines = two_lines(&layout);
        for lines in &lines {
            change(&mut layout, *lines);
        }
        let found = faults(&layout);
        let is_only = found.iter().all(|(kind, _)| *kind == Kind::Kinsoku);
        assert!(is_only && found.len() == lines.len(), "{found:?}");
    };
    for sign in ['、', 'ㇿ', '⁉', '〙', '々', '｣'] {
        broken(&|layout, (_, second)| text(layout, second).words.insert(0, sign));
    }
    for sign in ['「', '〘', '№', '｢'] {
        broken(&|layout, (first, _)| text(layout, first).words.push(sign));
    }
}

#[test]
fn a_number_parted_from_its_unit_is_named() {
    for (end, start) in [('2', '件'), ('1', '0'), ('５', '％'), ('7', '年')] {
        let mut layout = sound();
        assert!(parted(&layout).is_empty());
        let lines = two_lines(&layout);
        let (first, second) = lines[lines.len() / 2];
        text(&mut layout, first).words.push(end);
        text(&mut layout, second).words.insert(0, start);
        assert_eq!(parted(&layout).len(), 1, "{end}▸{start}");
    }
}

#[test]
fn a_heading_left_at_the_foot_is_named() {
    let found = after(|layout| {
        let at = place(layout, "H2", "読み方");
        let page = layout.items[at].page;
        add_page(layout, page, page);
        let at = place(layout, "H2", "読み方");
        for item in &mut layout.items[at + 1..] {
            if item.page == page && item.owner != Owner::Furniture {
                item.page += 1;
            }
        }
    });
    assert_eq!(found, only(Kind::LonelyHeading));
}

#[test]
fn a_line_alone_behind_a_break_is_named() {
    let found = after(|layout| {
        let last = *lines(layout, "P", "見守り相談室").last().expect("lines");
        let page = layout.items[last].page;
        add_page(layout, page, page);
        let last = *lines(layout, "P", "見守り相談室").last().expect("lines");
        layout.items[last].page += 1;
    });
    assert_eq!(found, only(Kind::LonelyLine));
}

/// The page of a table that goes on, and the second line of a cell of two there.
fn row_before_a_break(layout: &Layout) -> (usize, usize) {
    let table = layout.items[place(layout, "TH", "すること")].page;
    let mut pairs = layout.items.windows(2).enumerate();
    let found = pairs.find(|(_, pair)| {
        let texts = pair.iter().all(|item| matches!(item.shape, Shape::Text(_)));
        let is_cell = pair[0].owner == pair[1].owner && layout.role(pair[0].owner) == "TD";
        texts && is_cell && pair[0].page == table && pair[1].page == table
    });
    (table, found.expect("a cell of two lines").0 + 1)
}

#[test]
fn a_row_cut_between_its_lines_is_named() {
    let split = after(|layout| {
        let (page, _) = row_before_a_break(layout);
        add_page(layout, page, page + 1);
        let (_, second) = row_before_a_break(layout);
        layout.items[second].page += 1;
    });
    assert_eq!(split, only(Kind::SplitRow), "a row that a page holds");
    let torn = after(|layout| {
        // The row higher than a page: its first cell goes with its first lines.
        let (at, page) = long_row(layout);
        layout.items[at].page = page + 1;
        let text = text(layout, at);
        text.y = 400.0;
    });
    assert_eq!(torn, only(Kind::SplitRow), "a row higher than a page, torn");
}

/// The first cell of the row that goes over pages, and its page.
fn long_row(layout: &Layout) -> (usize, usize) {
    let mut rows = layout
        .elements
        .values()
        .filter(|element| element.role == "TR");
    let pages = |row: &super::dump::Element| -> BTreeSet<usize> {
        let is_of_row =
            |item: &&Item| matches!(item.owner, Owner::Element(id) if row.children.contains(&id));
        layout
            .items
            .iter()
            .filter(is_of_row)
            .map(|item| item.page)
            .collect()
    };
    let row = rows
        .find(|row| pages(row).len() > 1)
        .expect("a row over pages");
    let first = Owner::Element(row.children[0]);
    let at = layout
        .items
        .iter()
        .position(|item| item.owner == first)
        .expect("a cell");
    (at, layout.items[at].page)
}

#[test]
fn a_table_that_goes_on_without_its_head_is_named() {
    let lost = after(|layout| {
        let is_head = |item: &Item| {
            item.owner == Owner::Furniture
                && matches!(&item.shape, Shape::Text(text) if text.words == "すること")
        };
        let at = layout
            .items
            .iter()
            .position(is_head)
            .expect("a repeated head");
        layout.items.remove(at);
    });
    assert_eq!(lost, only(Kind::LostHead), "a word of the head is missing");
    let alone = after(|layout| {
        let at = place(layout, "TH", "すること");
        let page = layout.items[at].page;
        add_page(layout, page, page + 1);
        for item in &mut layout.items {
            if item.page == page
                && item.owner != Owner::Furniture
                && layout
                    .elements
                    .get(&id(item))
                    .is_some_and(|element| element.role == "TD")
            {
                item.page += 1;
            }
        }
    });
    assert_eq!(
        alone,
        only(Kind::LostHead),
        "a head at the foot without a row"
    );
}

fn id(item: &Item) -> usize {
    match item.owner {
        Owner::Element(id) => id,
        Owner::Furniture | Owner::Decoration => usize::MAX,
    }
}
