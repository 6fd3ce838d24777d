//! What an area of a sheet can be.

use crate::kinds::Kind;

/// What an area is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A printed word that tells what another area is for.
    Label,
    /// A sentence to the reader.
    Note,
    /// A unit or the like behind a place to write, or before it.
    Suffix,
    /// Reckoned by the workbook itself.
    Formula,
    /// A printed number.
    Constant,
    /// Nothing, and no sign that anything belongs there.
    Gap,
    /// Blank, with the sign that something belongs there.
    Blank(Sign),
    /// A place to write with something printed in it.
    Printed(Printed),
    /// Blank, and nothing is to be written there.
    Barred(Bar),
}

/// What tells that something is to be written in a blank area, the plainest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sign {
    /// Unlocked on a protected sheet.
    Unlocked,
    /// It has a rule for what may be typed.
    Rule,
    /// It has a colour that labels do not have.
    Colour,
    /// Lines around it.
    Frame,
    /// A line below it.
    Line,
    /// A unit stands behind it.
    Unit,
    /// Cells are merged.
    Merged,
    /// It stands where a row and a column cross, on a sheet without lines.
    Crossing,
}

impl Sign {
    /// In a few words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Unlocked => "保護されたシートで入力できるセル",
            Self::Rule => "入力規則のあるセル",
            Self::Colour => "色のついた空のセル",
            Self::Frame => "枠のある空のセル",
            Self::Line => "下線のある空のセル",
            Self::Unit => "後に単位のある空のセル",
            Self::Merged => "結合された空のセル",
            Self::Crossing => "行と列の見出しが交わる空のセル",
        }
    }
}

/// Something printed in a place to write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Printed {
    pub(crate) kind: Option<Kind>,
    pub(crate) unit: Option<String>,
    pub(crate) choices: Vec<String>,
    /// The label that stands in the area itself.
    pub(crate) label: Option<String>,
}

/// Why nothing is to be written in a blank area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bar {
    Crossed,
    Locked,
    Grey,
    HeadColour,
    NotColoured,
    Corner,
    Example,
    ForOthers,
}

impl Bar {
    /// In a few words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Crossed => "斜線のあるセル",
            Self::Locked => "保護されて入力できないセル",
            Self::Grey => "灰色や網かけのセル",
            Self::HeadColour => "見出しと同じ色のセル",
            Self::NotColoured => "「色のついたセルに記入する」とある様式の、色のないセル",
            Self::Corner => "見出しの行と列の角のセル",
            Self::Example => "記入例の行",
            Self::ForOthers => "受け取る側が書く欄",
        }
    }
}
