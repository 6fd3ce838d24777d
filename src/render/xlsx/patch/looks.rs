//! How marks and our own sheet look in the sender's workbook: the same fonts, lines and fills as a redrawn form, in XML.
//! `{}` holds the prefix of the style sheet.

use super::super::form_style::{self, FONT};
use diagnostic::Severity;
use report::{CellRole, FormCell};

/// The look of a cell of our own sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// By its role.
    Title,
    /// A notice that must be seen.
    Notice,
    /// Text without a border.
    Plain,
    /// A heading without a border.
    Heading,
    /// Head of a column.
    Header,
    /// Text with a border.
    Body,
    /// A link with a border.
    Link,
    /// Text with a border, open for typing.
    Open,
    /// A severity, in the colour of its marks.
    Mark(Severity),
}

impl Look {
    pub(super) fn of(cell: &FormCell) -> Self {
        if let Some(mark) = &cell.mark {
            return Self::Mark(mark.severity);
        }
        if cell.link.is_some() {
            return Self::Link;
        }
        if cell.input.is_some() {
            return Self::Open;
        }
        match cell.role {
            CellRole::Title => Self::Title,
            CellRole::Notice => Self::Notice,
            CellRole::GuideHeading | CellRole::Theme => Self::Heading,
            CellRole::Header | CellRole::VerticalLabel => Self::Header,
            CellRole::Label
            | CellRole::Entry
            | CellRole::Body
            | CellRole::Number
            | CellRole::Suffix
            | CellRole::Bullet => Self::Body,
            CellRole::Plain | CellRole::Tag | CellRole::Caption | CellRole::Link => Self::Plain,
        }
    }

    fn points(self) -> f64 {
        let role = match self {
            Self::Title => CellRole::Title,
            Self::Notice => CellRole::Notice,
            Self::Plain => CellRole::Plain,
            Self::Heading => CellRole::GuideHeading,
            Self::Header => CellRole::Header,
            Self::Body | Self::Link | Self::Open | Self::Mark(_) => CellRole::Body,
        };
        role.points()
    }
}

pub(super) fn font(look: Look) -> String {
    let bold = match look {
        Look::Title | Look::Notice | Look::Heading | Look::Header | Look::Mark(_) => "<{}b/>",
        Look::Plain | Look::Body | Look::Link | Look::Open => "",
    };
    let (underline, colour) = match look {
        Look::Link => ("<{}u/>", form_style::LINK_RGB),
        Look::Notice => ("", form_style::NOTICE_RGB),
        _ => ("", 0),
    };
    format!(
        "<{{}}font>{bold}{underline}<{{}}sz val=\"{}\"/><{{}}color rgb=\"FF{colour:06X}\"/><{{}}name val=\"{FONT}\"/><{{}}family val=\"3\"/><{{}}charset val=\"128\"/></{{}}font>",
        look.points()
    )
}

fn solid(rgb: u32) -> String {
    format!(
        "<{{}}fill><{{}}patternFill patternType=\"solid\"><{{}}fgColor rgb=\"FF{rgb:06X}\"/><{{}}bgColor indexed=\"64\"/></{{}}patternFill></{{}}fill>"
    )
}

/// The fill of a marked cell.
pub(super) fn mark_fill(severity: Severity) -> String {
    solid(form_style::mark_rgb(severity))
}

/// The colours of the fills of marks.
pub(super) fn mark_rgbs() -> [u32; 3] {
    Severity::ALL.map(form_style::mark_rgb)
}

/// The colours of the frames of marks in a redrawn form.
pub(super) const FRAMES: [u32; 2] = [form_style::NOTICE_RGB, form_style::WARNING_LINE_RGB];

pub(super) fn fill(look: Look) -> Option<String> {
    match look {
        Look::Header => Some(solid(form_style::HEADER_RGB)),
        Look::Mark(severity) => Some(mark_fill(severity)),
        _ => None,
    }
}

pub(super) fn border(look: Look) -> Option<&'static str> {
    match look {
        Look::Header | Look::Body | Look::Link | Look::Open | Look::Mark(_) => Some(concat!(
            "<{}border><{}left style=\"thin\"><{}color rgb=\"FF595959\"/></{}left>",
            "<{}right style=\"thin\"><{}color rgb=\"FF595959\"/></{}right>",
            "<{}top style=\"thin\"><{}color rgb=\"FF595959\"/></{}top>",
            "<{}bottom style=\"thin\"><{}color rgb=\"FF595959\"/></{}bottom><{}diagonal/></{}border>"
        )),
        Look::Title | Look::Notice | Look::Plain | Look::Heading => None,
    }
}

pub(super) fn alignment(look: Look) -> &'static str {
    match look {
        Look::Title | Look::Heading => "<{}alignment vertical=\"center\"/>",
        Look::Notice => "<{}alignment horizontal=\"center\" vertical=\"center\"/>",
        Look::Header | Look::Mark(_) => {
            "<{}alignment horizontal=\"center\" vertical=\"center\" wrapText=\"1\"/>"
        }
        Look::Plain => {
            "<{}alignment horizontal=\"left\" vertical=\"center\" wrapText=\"1\" indent=\"1\"/>"
        }
        Look::Body | Look::Link => {
            "<{}alignment horizontal=\"left\" vertical=\"top\" wrapText=\"1\"/>"
        }
        Look::Open => {
            "<{}alignment horizontal=\"left\" vertical=\"top\" wrapText=\"1\"/><{}protection locked=\"0\"/>"
        }
    }
}
