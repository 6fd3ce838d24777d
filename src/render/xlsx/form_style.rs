//! How the cells of a form look: fonts, borders, fills, number formats.

use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, FormatUnderline, Workbook, XlsxError,
};

use diagnostic::Severity;
use report::{CellRole, FormCell, FormContent, InputRule, NumberStyle};

/// Comes with Windows since 2018, and is made to be read easily.
pub(super) const FONT: &str = "BIZ UDゴシック";

const LINE: Color = Color::RGB(0x59_59_59);
const LABEL_FILL: Color = Color::RGB(0xF2_F2_F2);
pub(super) const HEADER_RGB: u32 = 0xD9_E2_EC;
const HEADER_FILL: Color = Color::RGB(HEADER_RGB);
const THEME_FILL: Color = Color::RGB(0x1F_4E_79);
const INPUT_FILL: Color = Color::RGB(0xFF_F8_DC);
const LATER_FILL: Color = Color::RGB(0xE3_E3_E3);
pub(super) const NOTICE_RGB: u32 = 0xC0_00_00;
pub(super) const WARNING_LINE_RGB: u32 = 0xC5_5A_11;
pub(super) const LINK_RGB: u32 = 0x05_63_C1;
const ERROR_LINE: Color = Color::RGB(NOTICE_RGB);
const WARNING_LINE: Color = Color::RGB(WARNING_LINE_RGB);

/// Makes [`FONT`] the workbook's default. Column widths are counted in digits of the default font, so a program
/// without Calibri would otherwise draw the columns half as wide again.
///
/// # Errors
/// A worksheet was added before.
pub(super) fn set_default(workbook: &mut Workbook) -> Result<(), XlsxError> {
    let format = Format::new().set_font_name(FONT).set_font_size(11);
    workbook.set_default_format(&format, 20, 72)?;
    Ok(())
}

/// The format of a cell.
pub(super) fn format(cell: &FormCell) -> Format {
    let format = Format::new()
        .set_font_name(FONT)
        .set_font_size(cell.role.points());
    let format = numbers(text(format, cell.role), cell);
    let format = borders(format, cell.role);
    let format = input(format, cell.input.as_ref());
    let format = if cell.link.is_some() {
        format
            .set_font_color(Color::RGB(LINK_RGB))
            .set_underline(FormatUnderline::Single)
    } else {
        format
    };
    marked(format, cell)
}

/// Alignment, weight, colour and fill.
fn text(format: Format, role: CellRole) -> Format {
    let middle = FormatAlign::VerticalCenter;
    match role {
        CellRole::Title => format.set_bold().set_align(middle),
        CellRole::Tag => right(format).set_text_wrap(),
        CellRole::Label => format
            .set_align(FormatAlign::Left)
            .set_align(middle)
            .set_text_wrap()
            .set_background_color(LABEL_FILL),
        CellRole::VerticalLabel => format
            .set_bold()
            .set_align(FormatAlign::Center)
            .set_align(middle)
            .set_rotation(270)
            .set_background_color(HEADER_FILL),
        CellRole::Header => format
            .set_bold()
            .set_align(FormatAlign::Center)
            .set_align(middle)
            .set_text_wrap()
            .set_background_color(HEADER_FILL),
        CellRole::Plain => format
            .set_align(FormatAlign::Left)
            .set_align(middle)
            .set_indent(1)
            .set_text_wrap(),
        CellRole::Theme => format
            .set_bold()
            .set_align(middle)
            .set_font_color(Color::White)
            .set_background_color(THEME_FILL),
        CellRole::Number => right(format),
        CellRole::Suffix => format.set_align(FormatAlign::Left).set_align(middle),
        CellRole::Body => format
            .set_align(FormatAlign::Left)
            .set_align(FormatAlign::Top)
            .set_text_wrap(),
        // Text throughout: 1-2 would otherwise become a date. What may be typed into gets another fill.
        CellRole::Entry => format
            .set_background_color(LABEL_FILL)
            .set_align(FormatAlign::Left)
            .set_align(middle)
            .set_indent(1)
            .set_text_wrap()
            .set_num_format("@"),
        CellRole::Bullet => format
            .set_align(FormatAlign::Right)
            .set_align(FormatAlign::Top),
        CellRole::Caption => right(format),
        CellRole::Notice => format
            .set_bold()
            .set_align(FormatAlign::Center)
            .set_align(middle)
            .set_font_color(ERROR_LINE),
        CellRole::GuideHeading => format.set_bold().set_align(middle),
        CellRole::Link => format
            .set_align(middle)
            .set_font_color(Color::RGB(LINK_RGB))
            .set_underline(FormatUnderline::Single),
    }
}

/// At the right, in the middle of the row.
fn right(format: Format) -> Format {
    let format = format.set_align(FormatAlign::Right);
    format.set_align(FormatAlign::VerticalCenter)
}

fn numbers(format: Format, cell: &FormCell) -> Format {
    let style = match (&cell.content, &cell.input) {
        (FormContent::Number(_, style), _) => *style,
        (FormContent::Formula(formula), _) => formula.style,
        // What will be typed looks like what is printed.
        (FormContent::Empty, Some(rule)) => match typed(rule) {
            Some(style) => style,
            None => return format,
        },
        (FormContent::Empty | FormContent::Text(_), _) => return format,
    };
    let mut code = if style.grouping { "#,##0" } else { "0" }.to_owned();
    if style.decimals > 0 {
        code.push('.');
        for _ in 0..style.decimals {
            code.push('0');
        }
    }
    format.set_num_format(code)
}

/// Style of what may be typed.
fn typed(rule: &InputRule) -> Option<NumberStyle> {
    match rule {
        InputRule::Number { decimals, .. } => Some(NumberStyle {
            decimals: *decimals,
            ..NumberStyle::COUNT
        }),
        InputRule::Percent { .. } => Some(NumberStyle::RATE),
        InputRule::Text | InputRule::Choice { .. } | InputRule::Listed { .. } => None,
        InputRule::Later { rule, .. }
        | InputRule::Accepted { rule, .. }
        | InputRule::Shown(rule) => typed(rule),
    }
}

/// A value, its bracket and its suffix share one box; the left line is that of the neighbour.
fn borders(format: Format, role: CellRole) -> Format {
    let thin = FormatBorder::Thin;
    match role {
        CellRole::Label
        | CellRole::VerticalLabel
        | CellRole::Header
        | CellRole::Theme
        | CellRole::Entry => format.set_border(thin).set_border_color(LINE),
        CellRole::Number | CellRole::Bullet => format
            .set_border_top(thin)
            .set_border_top_color(LINE)
            .set_border_bottom(thin)
            .set_border_bottom_color(LINE),
        CellRole::Suffix | CellRole::Body => format
            .set_border_top(thin)
            .set_border_top_color(LINE)
            .set_border_bottom(thin)
            .set_border_bottom_color(LINE)
            .set_border_right(thin)
            .set_border_right_color(LINE),
        CellRole::Title
        | CellRole::Tag
        | CellRole::Plain
        | CellRole::Caption
        | CellRole::Notice
        | CellRole::GuideHeading
        | CellRole::Link => format,
    }
}

fn input(format: Format, rule: Option<&InputRule>) -> Format {
    match rule {
        None => format,
        Some(InputRule::Later { .. }) => format.set_background_color(LATER_FILL).set_unlocked(),
        Some(InputRule::Accepted { .. }) => format.set_unlocked(),
        Some(InputRule::Shown(rule)) => {
            let format = input(format, Some(rule)).set_border(FormatBorder::Thin);
            format.set_locked()
        }
        Some(
            InputRule::Number { .. }
            | InputRule::Percent { .. }
            | InputRule::Choice { .. }
            | InputRule::Listed { .. }
            | InputRule::Text,
        ) => format.set_background_color(INPUT_FILL).set_unlocked(),
    }
}

/// The fill of a marked cell.
pub(super) fn mark_rgb(severity: Severity) -> u32 {
    match severity {
        Severity::Error => 0xFB_E0_DD,
        Severity::Warning => 0xFF_EC_CC,
        Severity::Note => 0xE2_EF_DA,
    }
}

/// A cell with diagnostics is set off by its border as well as by its colour.
fn marked(format: Format, cell: &FormCell) -> Format {
    let Some(mark) = &cell.mark else {
        return format;
    };
    let (border, line) = match mark.severity {
        Severity::Error => (FormatBorder::Thick, ERROR_LINE),
        Severity::Warning => (FormatBorder::MediumDashed, WARNING_LINE),
        Severity::Note => (FormatBorder::Thin, LINE),
    };
    let format = format.set_background_color(Color::RGB(mark_rgb(mark.severity)));
    // A severity named in a list needs no more than its colour.
    if mark.text.is_empty() {
        return format
            .set_bold()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_border(FormatBorder::Thin)
            .set_border_color(LINE);
    }
    format.set_border(border).set_border_color(line)
}
