//! Print set-up: A4, one page wide, header with title and as-of date, footer with page of pages.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::canvas::Canvas;
use super::grid::Run;
use super::measure::first_units;
use super::style::FONT;
use report::Report;

/// A4 in Excel's list of papers.
const A4: u8 = 9;
/// Pixels of content that an upright page holds at a readable scale; wider sheets lie on their side.
const UPRIGHT: u32 = 860;
/// A sheet this much higher than a page is made smaller rather than spilled onto a second page.
const SLIGHTLY_MORE: f64 = 1.35;
/// So much of the scale that fits the width is kept where a smaller one saves a page.
const LEAST_OF_SCALE: f64 = 0.68;
/// Scale below which print is too small to read with ease.
const SMALLEST: f64 = 0.6;
/// Programs differ by a little in how wide and high they draw a sheet.
const SLACK: f64 = 0.96;
/// Longest header or footer in UTF-16 units.
const LIMIT: usize = 255;

/// Sets up the printing of a composed sheet.
pub(super) fn set_up(
    worksheet: &mut Worksheet,
    canvas: &Canvas,
    report: &Report,
) -> Result<(), XlsxError> {
    let used = Run {
        first: 0,
        last: canvas.last_col,
    };
    worksheet
        .set_paper_size(A4)
        .set_margins(0.45, 0.45, 0.75, 0.65, 0.35, 0.3)
        .set_print_center_horizontally(true)
        .set_header(header(&report.title, &report.as_of_label))
        .set_footer(footer(&report.generator));
    let page = page_of(canvas, canvas.grid.pixels(used));
    if page.is_upright {
        worksheet.set_portrait();
    } else {
        worksheet.set_landscape();
    }
    worksheet.set_print_area(0, 0, canvas.next_row.saturating_sub(1), canvas.last_col)?;
    let height = canvas.height_above(canvas.next_row);
    if !canvas.is_tidy && height <= page.height * SLIGHTLY_MORE {
        repeat(worksheet, canvas.repeat)?;
        worksheet.set_print_fit_to_pages(1, 1);
        return Ok(());
    }
    let plan = plan(canvas, page);
    repeat(worksheet, plan.repeat)?;
    if plan.breaks.is_empty() {
        worksheet.set_print_fit_to_pages(1, 0);
    } else {
        // Excel passes over manual breaks where it is told to fit the width, so the scale is worked out here.
        worksheet.set_print_scale(percent(plan.scale));
        worksheet.set_page_breaks(&plan.breaks)?;
    }
    Ok(())
}

/// Repeats these rows on every page, else the sheet's title: each page says what it belongs to.
fn repeat(worksheet: &mut Worksheet, rows: Option<(u32, u32)>) -> Result<(), XlsxError> {
    let (first, last) = rows.unwrap_or((0, 0));
    worksheet.set_repeat_rows(first, last)?;
    Ok(())
}

/// A scale as whole percent.
fn percent(scale: f64) -> u16 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a scale lies between 0 and 1"
    )]
    let percent = (scale * 100.0).floor() as u16;
    percent.clamp(10, 100)
}

/// A printed page.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Page {
    is_upright: bool,
    /// Points of content that fit, at the scale at which the width fits.
    height: f64,
    scale: f64,
}

impl Page {
    /// A4 less the margins, holding content this many pixels wide.
    fn new(is_upright: bool, pixels: u32) -> Self {
        let (width, height) = if is_upright {
            (595.0 - 64.8, 842.0 - 100.8)
        } else {
            (842.0 - 64.8, 595.0 - 100.8)
        };
        // A pixel is three quarters of a point.
        let scale = (width / (f64::from(pixels) * 0.75)).min(1.0);
        // Programs differ by a few points in what they fit on a page.
        Self {
            is_upright,
            height: height / scale * 0.97,
            scale,
        }
    }
}

/// The way a sheet lies: upright if it is narrow; with charts on it also if that saves pages and stays readable.
fn page_of(canvas: &Canvas, pixels: u32) -> Page {
    let (upright, lying) = (Page::new(true, pixels), Page::new(false, pixels));
    let pages = |page: Page| breaks(canvas, page.height).1;
    let saves =
        !canvas.charts.is_empty() && upright.scale >= SMALLEST && pages(upright) < pages(lying);
    if pixels <= UPRIGHT || saves {
        upright
    } else {
        lying
    }
}

/// How a sheet of several pages is printed.
#[derive(Clone, Debug, PartialEq)]
struct Plan {
    scale: f64,
    breaks: Vec<u32>,
    repeat: Option<(u32, u32)>,
}

/// Breaks between blocks. Where a little less scale saves a block from being cut in two, or a page from being left half
/// empty, that scale is taken: then no table runs over a page, and instead of a table's head the title is repeated.
fn plan(canvas: &Canvas, page: Page) -> Plan {
    let untitled = Canvas {
        repeat: Some((0, 0)),
        ..canvas.clone()
    };
    let least = (page.scale * LEAST_OF_SCALE).max(SMALLEST);
    // A little less than would just fit the width.
    let widest = page.scale * SLACK;
    let steps = (0..).map(|step| widest - f64::from(step) * 0.01);
    let whole = steps
        .take_while(|scale| *scale >= least)
        .filter_map(|scale| {
            let (breaks, pages) = breaks(&untitled, page.height * page.scale / scale);
            // More pages than breaks: a block was cut.
            let is_whole = u32::try_from(breaks.len()).is_ok_and(|count| count + 1 == pages);
            is_whole.then_some((pages, scale, breaks))
        });
    // Of equally few pages the first one, which has the largest scale.
    match whole.min_by_key(|(pages, _, _)| *pages) {
        Some((_, scale, breaks)) if !canvas.is_tidy => Plan {
            scale,
            breaks,
            repeat: None,
        },
        _ => Plan {
            scale: widest,
            breaks: breaks(canvas, page.height).0,
            repeat: canvas.repeat,
        },
    }
}

/// Rows before which a new page begins, so that a chart, map or short table is not cut in two; and the number of pages.
fn breaks(canvas: &Canvas, page: f64) -> (Vec<u32>, u32) {
    let repeated = canvas
        .repeat
        .map_or(0.0, |(first, last)| canvas.height_of(first, last));
    let mut breaks = Vec::new();
    let mut pages = 1;
    // Title and notices stand before the first block.
    let start = canvas.keep.first().map_or(0, |(first, _)| *first);
    let mut used = canvas.height_above(start);
    for (first, last) in &canvas.keep {
        let needed = canvas.height_of(*first, *last);
        if used > repeated && used + needed > page && needed + repeated <= page {
            breaks.push(*first);
            pages += 1;
            used = repeated;
        }
        for (_, height) in canvas.heights.range(first..=last) {
            used += height;
            if used > page {
                pages += 1;
                used = repeated + height;
            }
        }
    }
    (breaks, pages)
}

/// Title left, as-of date right.
fn header(title: &str, as_of: &str) -> String {
    // The two texts share Excel's limit; the date is short.
    let fixed = format!(
        "&L&9&\"{FONT},Regular\"&R&9&\"{FONT},Regular\"{}",
        escaped(as_of)
    );
    let room = LIMIT.saturating_sub(fixed.encode_utf16().count());
    let mut title = first_units(title, room).to_owned();
    while escaped(&title).encode_utf16().count() > room && title.pop().is_some() {}
    let header = format!(
        "&L&9&\"{FONT},Regular\"{}&R&9&\"{FONT},Regular\"{}",
        escaped(&title),
        escaped(as_of)
    );
    first_units(&header, LIMIT).to_owned()
}

/// The program left, page of pages in the middle.
fn footer(generator: &str) -> String {
    let generator = escaped(first_units(generator, 60));
    format!("&L&8&\"{FONT},Regular\"{generator}&C&9&\"{FONT},Regular\"&P / &N")
}

/// Text in which & stands for itself.
fn escaped(text: &str) -> String {
    text.replace('&', "&&")
}

#[cfg(test)]
mod tests {
    use super::super::grid::Grid;
    use super::*;

    /// A sheet of rows 100 points high, in blocks of so many rows.
    fn canvas(blocks: &[u32]) -> Canvas {
        let mut canvas = Canvas::new("試し", Grid::new(vec![10.0]));
        for rows in blocks {
            let first = canvas.next_row;
            for _ in 0..*rows {
                canvas.take_row(100.0);
            }
            canvas.keep.push((first, canvas.next_row - 1));
        }
        canvas
    }

    #[test]
    fn a_block_that_does_not_fit_begins_a_page() {
        assert_eq!(breaks(&canvas(&[3, 3, 3]), 700.0), (vec![6], 2));
        assert_eq!(breaks(&canvas(&[3, 3]), 700.0), (vec![], 1));
    }

    #[test]
    fn a_block_higher_than_a_page_flows_on() {
        assert_eq!(breaks(&canvas(&[2, 9]), 500.0), (vec![], 3));
    }

    #[test]
    fn rows_repeated_on_every_page_take_room() {
        let mut canvas = canvas(&[3, 3, 4]);
        canvas.repeat = Some((0, 0));
        assert_eq!(breaks(&canvas, 600.0), (vec![6], 2));
        canvas.repeat = Some((0, 2));
        assert_eq!(breaks(&canvas, 600.0), (vec![], 3));
    }

    #[test]
    fn wide_sheets_lie_on_their_side() {
        assert!(page_of(&canvas(&[3]), UPRIGHT).is_upright);
        assert!(!page_of(&canvas(&[3]), UPRIGHT + 1).is_upright);
    }

    #[test]
    fn a_header_stays_within_the_limit_and_keeps_the_date() {
        let header = header(&"A&B題名".repeat(100), "令和8年3月末時点");
        assert!(header.encode_utf16().count() <= LIMIT);
        assert!(header.ends_with("令和8年3月末時点"));
        assert!(header.contains("A&&B"));
    }
}
