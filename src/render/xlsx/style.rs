//! The look of the workbook: roles ▸ Excel formats, number styles ▸ number formats. The only place with colours and fonts.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use report::{Align, Emphasis, NumberStyle, Sign};

/// Font of everything: made for public documents, and part of Windows since 2018.
pub(super) const FONT: &str = "BIZ UDゴシック";
/// Deep blue of headings and bars.
pub(super) const INK: u32 = 0x001F_3A5F;
/// Grey of words that stand for a missing value.
pub(super) const GREY: u32 = 0x005F_6B7A;
/// Pale bars behind numbers: light enough for black text, and still seen in black-and-white print.
pub(super) const BAR: u32 = 0x00C9_DDEF;
/// Behind declines: light enough for black text, dark enough to be seen in black-and-white print.
const FALL: u32 = 0x00DD_DDDD;
/// Lines between cells.
const HAIRLINE: u32 = 0x00B8_C2CE;
/// Fill of table heads.
const HEAD_FILL: u32 = 0x00DD_E6F0;
/// Shades of the map from low to high, each with the colour of the text on it (contrast at least 4.5).
const SHADES: [(u32, u32); 5] = [
    (0x00EE_F4FA, 0x0000_0000),
    (0x00C9_DDEF, 0x0000_0000),
    (0x0092_BADD, 0x0000_0000),
    (0x002F_73AE, 0x00FF_FFFF),
    (0x0015_4273, 0x00FF_FFFF),
];

/// What a cell is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The sheet's title.
    SheetTitle,
    /// As-of date and coverage under it.
    SheetSubtitle,
    /// A notice that must be seen.
    Notice,
    /// A heading of this level.
    Heading(u8),
    /// Running text.
    Text,
    /// Caption of a table, chart or map.
    Caption,
    /// Small print under a table, chart or map.
    Remark,
    /// Head of a table.
    Head,
    /// Body of a table.
    Body,
    /// Free text in a table, which may fill a page and so begins at the top.
    Words,
    /// First row of totals, with a line above.
    FirstTotal,
    /// Further rows of totals.
    Total,
    /// Head of a box.
    BoxLabel,
    /// Figure in a box.
    BoxValue,
    /// Foot of a box.
    BoxDetail,
    /// The same where more follows below.
    BoxMiddle,
    /// Left half of a foot.
    BoxDetailStart,
    /// Right half of a foot.
    BoxDetailEnd,
    /// Name on a map tile with this shade; without one where there is no value.
    TileName(Option<u8>),
    /// Number on a map tile.
    TileValue(Option<u8>),
    /// A cell in the key to the map.
    Swatch(Option<u8>),
    /// Band over a section of free text.
    Band,
    /// Head of a machine-readable table.
    TidyHead,
    /// Body of a machine-readable table.
    Tidy,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NumberLook {
    /// Style from the report.
    pub(super) style: NumberStyle,
    /// A ％ sign follows, because no head says so.
    pub(super) percent_sign: bool,
}

/// The look of one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// Role.
    pub(super) role: Role,
    /// Alignment, where the role leaves it open.
    pub(super) align: Option<Align>,
    /// Number format.
    pub(super) number: Option<NumberLook>,
    /// Emphasis.
    pub(super) emphasis: Emphasis,
    /// Heads its row.
    pub(super) is_head: bool,
    /// Text that leads somewhere.
    pub(super) is_link: bool,
}

impl Look {
    /// The plain look of a role.
    pub(super) fn of(role: Role) -> Self {
        Self {
            role,
            align: None,
            number: None,
            emphasis: Emphasis::None,
            is_head: false,
            is_link: false,
        }
    }

    /// The same with an alignment.
    pub(super) fn aligned(self, align: Align) -> Self {
        Self {
            align: Some(align),
            ..self
        }
    }

    /// The same with an emphasis.
    pub(super) fn with_emphasis(self, emphasis: Emphasis) -> Self {
        Self { emphasis, ..self }
    }

    /// The same with a number format.
    pub(super) fn with_number(self, style: NumberStyle, percent_sign: bool) -> Self {
        Self {
            number: Some(NumberLook {
                style,
                percent_sign,
            }),
            ..self
        }
    }
}

/// Excel's number format for a style; negative numbers and signs as the report prints them elsewhere.
pub(super) fn number_format(look: NumberLook) -> String {
    let style = look.style;
    let mut digits = if style.grouping { "#,##0" } else { "0" }.to_owned();
    if style.decimals > 0 {
        digits.push('.');
        digits.extend((0..style.decimals).map(|_| '0'));
    }
    let percent = if look.percent_sign && style.percent {
        "\"％\""
    } else {
        ""
    };
    let digits = format!("{digits}{percent}");
    match style.sign {
        Sign::Minus => format!("{digits};\"－\"{digits}"),
        Sign::PlusMinus => format!("\"＋\"{digits};\"－\"{digits};\"±\"{digits}"),
        Sign::Arrow => format!("\"↑\"{digits};\"↓\"{digits};\"±0\""),
    }
}

/// The number format of a number between words.
pub(super) fn between(before: &str, look: NumberLook, after: &str) -> String {
    let quoted = |text: &str| match text.replace('"', "”") {
        text if text.is_empty() => text,
        text => format!("\"{text}\""),
    };
    let (before, after) = (quoted(before), quoted(after));
    let format = number_format(look);
    let sections: Vec<String> = format
        .split(';')
        .map(|section| format!("{before}{section}{after}"))
        .collect();
    sections.join(";")
}

/// The Excel format of a look.
pub(super) fn format(look: Look) -> Format {
    let mut format = role_format(look.role);
    if let Some(number) = look.number {
        format = format.set_num_format(match look.role {
            // Machines get the bare number, without signs and words.
            Role::Tidy => tidy_number_format(number.style),
            // The space keeps digits off the text of the next column; LibreOffice draws an indent unevenly.
            Role::Body | Role::FirstTotal | Role::Total => spaced(&number_format(number)),
            _ => number_format(number),
        });
    }
    if let Some(align) = look.align {
        format = format.set_align(match align {
            Align::Start => FormatAlign::Left,
            Align::Middle => FormatAlign::Center,
            Align::End => FormatAlign::Right,
        });
    }
    if look.is_head {
        format = format.set_background_color(Color::RGB(0x00F3_F6FA));
    }
    format = match look.emphasis {
        Emphasis::None => format,
        Emphasis::Strong => format.set_bold(),
        Emphasis::Muted => format.set_font_color(Color::RGB(GREY)),
        Emphasis::Error => format
            .set_bold()
            .set_font_color(Color::RGB(0x008B_1A1A))
            .set_background_color(Color::RGB(0x00FC_E4E4)),
        Emphasis::Warning => format
            .set_bold()
            .set_font_color(Color::RGB(0x006B_4700))
            .set_background_color(Color::RGB(0x00FF_F3CC)),
    };
    if look.is_link {
        format = format
            .set_underline(FormatUnderline::Single)
            .set_font_color(Color::RGB(0x0012_5A9C));
    }
    format
}

/// The format of cells that nothing is written to, and the unit of column widths.
pub(super) fn standard() -> Format {
    // 128 is Japanese and 3 a monospaced family: what a program without this font goes by in choosing another.
    Format::new()
        .set_font_name(FONT)
        .set_font_family(3)
        .set_font_charset(128)
        .set_font_size(10)
}

/// What a rule of the sheet adds to a decline: seen without colour, in print and on a screen.
pub(super) fn fall() -> Format {
    Format::new()
        .set_bold()
        .set_background_color(Color::RGB(FALL))
}

/// A number format with a space as wide as a digit behind every number.
fn spaced(format: &str) -> String {
    let sections: Vec<String> = format.split(';').map(|part| format!("{part}_0")).collect();
    sections.join(";")
}

/// Digits only, as many decimals as the style has.
fn tidy_number_format(style: NumberStyle) -> String {
    number_format(NumberLook {
        style: NumberStyle {
            grouping: false,
            sign: Sign::Minus,
            ..style
        },
        percent_sign: false,
    })
    .split(';')
    .next()
    .unwrap_or("0")
    .to_owned()
}

/// The look a role has before alignment, number and emphasis.
fn role_format(role: Role) -> Format {
    let base = standard().set_align(FormatAlign::VerticalCenter);
    match role {
        Role::SheetTitle => base
            .set_text_wrap()
            .set_bold()
            .set_font_size(16)
            .set_font_color(Color::RGB(INK))
            .set_border_bottom(FormatBorder::Medium)
            .set_border_bottom_color(Color::RGB(INK)),
        Role::SheetSubtitle => base.set_text_wrap().set_font_color(Color::RGB(GREY)),
        Role::Notice => bordered(base.set_text_wrap())
            .set_bold()
            .set_background_color(Color::RGB(0x00FF_F3CC)),
        Role::Heading(2) => base
            .set_text_wrap()
            .set_bold()
            .set_font_size(13)
            .set_font_color(Color::RGB(INK))
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(Color::RGB(INK)),
        Role::Heading(_) => base
            .set_text_wrap()
            .set_bold()
            .set_font_size(11)
            .set_font_color(Color::RGB(INK)),
        Role::Text => base.set_text_wrap(),
        Role::Caption => base.set_text_wrap().set_bold(),
        Role::Remark => base
            .set_text_wrap()
            .set_font_size(9)
            .set_font_color(Color::RGB(GREY)),
        Role::Band => base
            .set_bold()
            .set_font_size(11)
            .set_text_wrap()
            .set_font_color(Color::RGB(0x00FF_FFFF))
            .set_background_color(Color::RGB(INK)),
        // Only where a text is longer than its column; without a wrap it would end at the edge.
        Role::TidyHead | Role::Tidy => base.set_text_wrap(),
        Role::Head | Role::Body | Role::Words | Role::FirstTotal | Role::Total => {
            table_format(role, base)
        }
        _ => box_format(role, base),
    }
}

/// Roles inside tables.
fn table_format(role: Role, base: Format) -> Format {
    let base = bordered(base.set_text_wrap());
    match role {
        Role::Head => base
            .set_bold()
            .set_align(FormatAlign::Center)
            .set_background_color(Color::RGB(HEAD_FILL)),
        Role::FirstTotal => base
            .set_bold()
            .set_border_top(FormatBorder::Medium)
            .set_border_top_color(Color::RGB(INK)),
        Role::Total => base.set_bold(),
        Role::Words => base.set_align(FormatAlign::Top),
        _ => base,
    }
}

/// Roles inside boxes and map tiles.
fn box_format(role: Role, base: Format) -> Format {
    let sides = |format: Format| {
        format
            .set_align(FormatAlign::Center)
            .set_border_left(FormatBorder::Thin)
            .set_border_right(FormatBorder::Thin)
            .set_border_left_color(Color::RGB(HAIRLINE))
            .set_border_right_color(Color::RGB(HAIRLINE))
    };
    let top = |format: Format, colour: u32| {
        format
            .set_border_top(FormatBorder::Thin)
            .set_border_top_color(Color::RGB(colour))
    };
    let bottom = |format: Format| {
        format
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(Color::RGB(HAIRLINE))
    };
    match role {
        Role::BoxLabel => top(sides(base.set_text_wrap()), HAIRLINE)
            .set_border_top(FormatBorder::Medium)
            .set_border_top_color(Color::RGB(INK)),
        Role::BoxValue => sides(base)
            .set_bold()
            .set_shrink()
            .set_font_size(18)
            .set_font_color(Color::RGB(INK)),
        Role::BoxDetail => bottom(sides(base.set_text_wrap()))
            .set_font_size(9)
            .set_font_color(Color::RGB(GREY)),
        Role::BoxMiddle => sides(base.set_text_wrap())
            .set_font_size(9)
            .set_font_color(Color::RGB(GREY)),
        Role::BoxDetailStart => bottom(base.set_shrink())
            .set_font_size(9)
            .set_font_color(Color::RGB(GREY))
            .set_border_left(FormatBorder::Thin)
            .set_border_left_color(Color::RGB(HAIRLINE)),
        Role::BoxDetailEnd => bottom(base.set_shrink())
            .set_font_size(9)
            .set_font_color(Color::RGB(GREY))
            .set_border_right(FormatBorder::Thin)
            .set_border_right_color(Color::RGB(HAIRLINE)),
        Role::TileName(shade) => top(sides(tile(base, shade)), HAIRLINE).set_font_size(9),
        Role::Swatch(shade) => bordered(tile(base, shade)).set_font_size(9),
        Role::TileValue(shade) => bottom(sides(tile(base, shade))).set_bold(),
        _ => base,
    }
}

/// A tile's fill and text colour.
fn tile(base: Format, shade: Option<u8>) -> Format {
    match shade.and_then(|shade| SHADES.get(usize::from(shade.min(4)))) {
        Some((fill, text)) => base
            .set_background_color(Color::RGB(*fill))
            .set_font_color(Color::RGB(*text)),
        None => base.set_font_color(Color::RGB(GREY)),
    }
}

/// Thin lines all round.
fn bordered(format: Format) -> Format {
    format
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(HAIRLINE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(style: NumberStyle, percent_sign: bool) -> String {
        number_format(NumberLook {
            style,
            percent_sign,
        })
    }

    #[test]
    fn number_formats_follow_the_style() {
        assert_eq!(shown(NumberStyle::COUNT, false), "#,##0;\"－\"#,##0");
        assert_eq!(shown(NumberStyle::RATE, false), "0.0;\"－\"0.0");
        assert_eq!(shown(NumberStyle::RATE, true), "0.0\"％\";\"－\"0.0\"％\"");
        let change = NumberStyle {
            sign: Sign::PlusMinus,
            ..NumberStyle::COUNT
        };
        assert_eq!(shown(change, false), "\"＋\"#,##0;\"－\"#,##0;\"±\"#,##0");
    }

    #[test]
    fn machines_get_bare_digits() {
        assert_eq!(tidy_number_format(NumberStyle::RATE), "0.0");
        assert_eq!(tidy_number_format(NumberStyle::COUNT), "0");
    }
}
