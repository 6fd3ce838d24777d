//! The native Excel chart of a spec: series, axes, fonts. What it shows and where is settled before.

use rust_xlsxwriter::{
    Chart, ChartAxisCrossing, ChartDataLabel, ChartDataLabelPosition, ChartEmptyCells, ChartFont,
    ChartFormat, ChartLayout, ChartLine, ChartSolidFill, Color, ObjectMovement,
};

use super::canvas::{ChartSpec, Kind};
use super::style::{FONT, GREY, INK, number_format};

/// Gap between horizontal bars in percent of their thickness.
const GAP: u16 = 45;

/// The Excel chart of a spec.
pub(super) fn draw(spec: &ChartSpec, sheet: &str) -> Chart {
    let mut chart = match spec.kind {
        Kind::Bars => Chart::new_bar(),
        Kind::Columns => Chart::new_column(),
    };
    chart
        .set_width(spec.width)
        .set_height(spec.height)
        .set_alt_text(&spec.alt)
        .set_object_movement(ObjectMovement::MoveButDontSizeWithCells)
        .show_empty_cells_as(ChartEmptyCells::Gaps);
    chart
        .title()
        .set_name(&spec.title)
        .set_font(&font(11, INK, true));
    axes(&mut chart, spec);
    if spec.kind == Kind::Bars {
        chart.plot_area().set_layout(&plot(spec));
    }
    // The first series is painted first and so lies behind.
    if let Some(column) = spec.reference {
        reference(&mut chart, spec, sheet, column);
    }
    series(&mut chart, spec, sheet);
    match spec.reference {
        Some(_) => {
            chart
                .legend()
                .set_position(rust_xlsxwriter::ChartLegendPosition::Bottom)
                .set_font(&font(9, 0, false));
        }
        None => {
            chart.legend().set_hidden();
        }
    }
    chart
}

/// The inner area of horizontal bars: left to themselves, programs leave so little height that they drop labels.
fn plot(spec: &ChartSpec) -> ChartLayout {
    let (width, height) = (f64::from(spec.width), f64::from(spec.height));
    // Pixels for labels and axis title, for the title, and for axis, its title and legend.
    let (left, right, top, foot) = (f64::from(spec.label_pixels) + 46.0, 44.0, 46.0, 76.0);
    ChartLayout::new()
        .set_offset(left / width, top / height)
        .set_dimensions(
            ((width - left - right) / width).max(0.3),
            ((height - top - foot) / height).max(0.3),
        )
}

/// Titles, fonts and number format of both axes.
///
/// rust_xlsxwriter calls the axis along the foot x, which for horizontal bars is the one with the values.
fn axes(chart: &mut Chart, spec: &ChartSpec) {
    let categories = match spec.kind {
        Kind::Bars => chart.y_axis(),
        Kind::Columns => chart.x_axis(),
    };
    // Columns stand close together; their labels are small, and never turned on their side.
    let labels = match spec.kind {
        Kind::Columns => font(8, 0, false).set_rotation(0).clone(),
        Kind::Bars => font(9, 0, false),
    };
    categories
        .set_name(&spec.category_title)
        .set_name_font(&font(9, GREY, false))
        .set_font(&labels)
        .set_major_gridlines(false)
        .set_label_interval(1);
    if spec.kind == Kind::Bars {
        // Excel draws the first bar at the foot; turned round, the values would stand at the top.
        categories
            .set_reverse()
            .set_crossing(ChartAxisCrossing::Max);
    }
    let values = match spec.kind {
        Kind::Bars => chart.x_axis(),
        Kind::Columns => chart.y_axis(),
    };
    values
        .set_name_font(&font(9, GREY, false))
        .set_font(&font(9, 0, false))
        .set_num_format(number_format(spec.number))
        .set_major_gridlines(true)
        .set_major_gridlines_line(
            ChartLine::new()
                .set_color(Color::RGB(0x00D9_DFE6))
                .set_width(0.75),
        );
    if !spec.value_title.is_empty() {
        values.set_name(&spec.value_title);
    }
    if let Some(floor) = spec.floor {
        values.set_min(floor);
    }
}

/// The bars, each with its number.
fn series(chart: &mut Chart, spec: &ChartSpec, sheet: &str) {
    let mut label = ChartDataLabel::new();
    label
        .show_value()
        .set_position(ChartDataLabelPosition::OutsideEnd)
        .set_num_format(number_format(spec.number))
        .set_font(&font(9, 0, false));
    let bars = chart.add_series();
    bars.set_categories((sheet, spec.head + 1, spec.labels, spec.last, spec.labels))
        .set_values((sheet, spec.head + 1, spec.values, spec.last, spec.values))
        .set_name((sheet, spec.head, spec.values))
        .set_gap(if spec.kind == Kind::Bars { GAP } else { 120 })
        .set_format(
            ChartFormat::new()
                .set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(0x002F_73AE))),
        )
        .set_data_label(&label);
    if spec.reference.is_some() {
        bars.set_overlap(100);
    }
}

/// The value all bars are held against, as a pale bar behind each: what sticks out is below it.
///
/// Decision: a line over horizontal bars needs a scatter chart on second axes, which LibreOffice cannot draw.
fn reference(chart: &mut Chart, spec: &ChartSpec, sheet: &str, column: u16) {
    let mut pale = ChartSolidFill::new();
    pale.set_color(Color::RGB(0x00D5_DBE2));
    chart
        .add_series()
        .set_categories((sheet, spec.head + 1, spec.labels, spec.last, spec.labels))
        .set_values((sheet, spec.head + 1, column, spec.last, column))
        .set_name((sheet, spec.head, column))
        .set_gap(GAP)
        .set_overlap(100)
        .set_format(ChartFormat::new().set_solid_fill(&pale));
}

/// A chart font.
fn font(size: u8, colour: u32, is_bold: bool) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(FONT)
        .set_size(size)
        .set_color(Color::RGB(colour));
    if is_bold {
        font.set_bold();
    } else {
        font.unset_bold();
    }
    font
}
