//! What layout makes and paint draws: pages of placed items, the tree of their meaning, bookmarks.
//!
//! Lengths are points, measured from the upper left corner. Knows neither printpdf nor lopdf.

use super::font::Weight;

/// A colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Color(pub(super) u8, pub(super) u8, pub(super) u8);

/// A finished layout.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// Pages in order.
    pub(super) pages: Vec<Page>,
    /// Elements; the first is the root.
    pub(super) elements: Vec<Element>,
    /// Bookmarks in page order.
    pub(super) bookmarks: Vec<Bookmark>,
}

/// A page.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Paper.
    pub(super) paper: Paper,
    /// Items in drawing and reading order.
    pub(super) items: Vec<Item>,
    /// Places that lead elsewhere.
    pub(super) links: Vec<Link>,
}

impl Page {
    /// Takes what is drawn on another, further right and down.
    pub(super) fn put(&mut self, other: Self, (right, down): (f32, f32)) {
        let moved = |x: &mut f32, y: &mut f32| (*x, *y) = (*x + right, *y + down);
        for mut item in other.items {
            match &mut item.shape {
                Shape::Text { x, y, .. } => moved(x, y),
                Shape::Fill { area, .. } => moved(&mut area.x, &mut area.y),
                Shape::Rule { from, to, .. } => {
                    moved(&mut from.0, &mut from.1);
                    moved(&mut to.0, &mut to.1);
                }
            }
            self.items.push(item);
        }
        for mut link in other.links {
            moved(&mut link.area.x, &mut link.area.y);
            self.links.push(link);
        }
    }
}

/// A paper size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Paper {
    /// A4 upright.
    #[default]
    A4Portrait,
    /// A4 on its side.
    A4Landscape,
    /// A3 on its side.
    A3Landscape,
}

impl Paper {
    /// Width and height in millimetres.
    pub(super) fn millimetres(self) -> (f32, f32) {
        match self {
            Self::A4Portrait => (210.0, 297.0),
            Self::A4Landscape => (297.0, 210.0),
            Self::A3Landscape => (420.0, 297.0),
        }
    }

    /// Width in points.
    pub(super) fn width(self) -> f32 {
        self.millimetres().0 * 72.0 / 25.4
    }

    /// Height in points.
    pub(super) fn height(self) -> f32 {
        self.millimetres().1 * 72.0 / 25.4
    }

    /// Name in the dump.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::A4Portrait => "A4縦",
            Self::A4Landscape => "A4横",
            Self::A3Landscape => "A3横",
        }
    }
}

/// An element's place in [`Document::elements`].
pub(super) type ElementId = usize;

/// What an item means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// Content of an element.
    Content(ElementId),
    /// Headers, footers, repeated heads of tables.
    Pagination,
    /// Rules, fills, frames.
    Decoration,
}

/// Something drawn.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// What it means.
    pub(super) tag: Tag,
    /// How it looks.
    pub(super) shape: Shape,
}

/// The look of an item.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// A line of text; `y` is the baseline.
    Text {
        /// Left end.
        x: f32,
        /// Baseline.
        y: f32,
        /// Type size.
        size: f32,
        /// Face.
        weight: Weight,
        /// Colour.
        color: Color,
        /// Turned by 90° clockwise, for signs in vertical text.
        is_turned: bool,
        /// Text, cleaned.
        text: String,
    },
    /// A filled rectangle.
    Fill {
        /// Left, top, width, height.
        area: Area,
        /// Colour.
        color: Color,
    },
    /// A straight rule.
    Rule {
        /// From.
        from: (f32, f32),
        /// To.
        to: (f32, f32),
        /// Thickness.
        thickness: f32,
        /// Colour.
        color: Color,
        /// Dashed.
        is_dashed: bool,
    },
}

impl Shape {
    /// A straight rule.
    pub(super) fn rule(from: (f32, f32), to: (f32, f32), thickness: f32, color: Color) -> Self {
        Self::Rule {
            from,
            to,
            thickness,
            color,
            is_dashed: false,
        }
    }

    /// A rule of dashes.
    pub(super) fn dashes(from: (f32, f32), to: (f32, f32), thickness: f32, color: Color) -> Self {
        Self::Rule {
            from,
            to,
            thickness,
            color,
            is_dashed: true,
        }
    }
}

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    /// Left.
    pub(super) x: f32,
    /// Top.
    pub(super) y: f32,
    /// Width.
    pub(super) width: f32,
    /// Height.
    pub(super) height: f32,
}

impl Area {
    /// Its sides from end to end: top, bottom, left, right.
    pub(super) fn sides(self) -> [((f32, f32), (f32, f32)); 4] {
        let (right, bottom) = (self.x + self.width, self.y + self.height);
        [
            ((self.x, self.y), (right, self.y)),
            ((self.x, bottom), (right, bottom)),
            ((self.x, self.y), (self.x, bottom)),
            ((right, self.y), (right, bottom)),
        ]
    }
}

/// A place that leads to a page of this document.
#[derive(Clone, Debug)]
pub(super) struct Link {
    /// Where it reacts.
    pub(super) area: Area,
    /// Page from 0.
    pub(super) page: usize,
    /// Height on that page.
    pub(super) y: f32,
    /// The element of role [`Role::Link`] it belongs to.
    pub(super) element: ElementId,
    /// What a screen reader says.
    pub(super) description: String,
}

/// A bookmark.
#[derive(Clone, Debug)]
pub(super) struct Bookmark {
    /// Text.
    pub(super) title: String,
    /// 1 for a chapter.
    pub(super) level: u8,
    /// Page from 0.
    pub(super) page: usize,
    /// Height on the page.
    pub(super) y: f32,
}

/// The roles of PDF's standard structure that the report uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Document,
    Sect,
    H1,
    H2,
    H3,
    P,
    L,
    LI,
    Lbl,
    LBody,
    Table,
    Caption,
    THead,
    TBody,
    TR,
    TH,
    TD,
    Figure,
    Toc,
    Toci,
    Reference,
    Link,
}

impl Role {
    /// Name in the file.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Document => "Document",
            Self::Sect => "Sect",
            Self::H1 => "H1",
            Self::H2 => "H2",
            Self::H3 => "H3",
            Self::P => "P",
            Self::L => "L",
            Self::LI => "LI",
            Self::Lbl => "Lbl",
            Self::LBody => "LBody",
            Self::Table => "Table",
            Self::Caption => "Caption",
            Self::THead => "THead",
            Self::TBody => "TBody",
            Self::TR => "TR",
            Self::TH => "TH",
            Self::TD => "TD",
            Self::Figure => "Figure",
            Self::Toc => "TOC",
            Self::Toci => "TOCI",
            Self::Reference => "Reference",
            Self::Link => "Link",
        }
    }
}

/// Which cells a head cell heads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// The cells of its row.
    Row,
    /// The cells of its column.
    Column,
}

/// A node of the tree of meaning.
#[derive(Clone, Debug)]
pub(super) struct Element {
    /// Role.
    pub(super) role: Role,
    /// Parent; `None` for the root.
    pub(super) parent: Option<ElementId>,
    /// Children in reading order.
    pub(super) children: Vec<ElementId>,
    /// What a picture shows.
    pub(super) alt: Option<String>,
    /// Text to read instead of the pieces drawn.
    pub(super) actual_text: Option<String>,
    /// For head cells.
    pub(super) scope: Option<Scope>,
    /// Columns covered.
    pub(super) col_span: u32,
    /// Rows covered.
    pub(super) row_span: u32,
}

impl Element {
    /// A bare element.
    pub(super) fn new(role: Role, parent: Option<ElementId>) -> Self {
        Self {
            role,
            parent,
            children: Vec::new(),
            alt: None,
            actual_text: None,
            scope: None,
            col_span: 1,
            row_span: 1,
        }
    }
}
