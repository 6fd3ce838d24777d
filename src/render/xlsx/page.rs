//! Print set-up: paper, direction and scale so that a sheet takes few pages and stays readable; header with title and as-of
//! date, footer with page of pages.
//!
//! # Decisions
//! * A4 as a rule. A sheet that would fill three pages of A4 or more goes onto A3 if that halves them.
//! * Nothing is printed smaller than [`SMALLEST`], and no column is cut off: a sheet is one page wide.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::canvas::Canvas;
use super::grid::Run;
use super::measure::first_units;
use super::style::FONT;
use report::Report;

/// Pixels of content that an upright page of A4 holds at a readable scale; wider sheets lie on their side.
const UPRIGHT: u32 = 860;
/// A sheet this much higher than a page of A4 is made smaller rather than spilled onto a second page; on larger paper, which
/// is for tables, one that stays readable.
const SLIGHTLY_MORE: f64 = 1.35;
/// So much of the scale that fits the width is kept where a smaller one saves a page.
const LEAST_OF_SCALE: f64 = 0.68;
/// Scale below which print is too small to read with ease: letters of 6 points.
const SMALLEST: f64 = 0.6;
/// Programs differ by a little in how wide and high they draw a sheet.
const SLACK: f64 = 0.96;
/// Pages of A4 from which a larger paper is looked at.
const MANY: u32 = 3;
/// Longest header or footer in UTF-16 units.
const LIMIT: usize = 255;

/// Sets up the printing of a composed sheet.
pub(super) fn set_up(
    worksheet: &mut Worksheet,
    canvas: &Canvas,
    report: &Report,
) -> Result<(), XlsxError> {
    let plan = plan(canvas);
    let [left, right, top, bottom] = plan.page.paper.margins();
    worksheet
        .set_paper_size(plan.page.paper.number())
        .set_margins(left, right, top, bottom, 0.35, 0.3)
        .set_print_center_horizontally(true)
        .set_header(header(&report.title, &report.as_of_label))
        .set_footer(footer(&report.generator));
    if plan.page.is_upright {
        worksheet.set_portrait();
    } else {
        worksheet.set_landscape();
    }
    worksheet.set_print_area(0, 0, canvas.next_row.saturating_sub(1), canvas.last_col)?;
    // Rows repeated on every page; else the sheet's title: each page says what it belongs to.
    let (first, last) = plan.repeat.unwrap_or((0, 0));
    worksheet.set_repeat_rows(first, last)?;
    match plan.scale {
        Scale::OnePage => {
            worksheet.set_print_fit_to_pages(1, 1);
        }
        Scale::FitsWidth => {
            worksheet.set_print_fit_to_pages(1, 0);
        }
        Scale::Of(scale) => {
            // Excel passes over manual breaks where it is told to fit the width, so the scale is worked out here.
            worksheet.set_print_scale(percent(scale));
            if !plan.breaks.is_empty() {
                worksheet.set_page_breaks(&plan.breaks)?;
            }
        }
    }
    Ok(())
}

/// A scale as whole percent.
fn percent(scale: f64) -> u16 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a scale lies between 0 and 1"
    )]
    let percent = (scale * 100.0 + 0.001).floor() as u16;
    percent.clamp(10, 100)
}

/// A size of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Paper {
    A4,
    A3,
}

impl Paper {
    /// Its number in Excel's list.
    fn number(self) -> u8 {
        match self {
            Self::A4 => 9,
            Self::A3 => 8,
        }
    }

    /// Left, right, upper and lower margin in inches; header and footer stand in the latter two.
    fn margins(self) -> [f64; 4] {
        match self {
            Self::A4 => [0.45, 0.45, 0.75, 0.65],
            Self::A3 => [0.4, 0.4, 0.65, 0.55],
        }
    }

    /// Short and long side in points.
    fn sides(self) -> (f64, f64) {
        match self {
            Self::A4 => (595.0, 842.0),
            Self::A3 => (842.0, 1190.0),
        }
    }
}

/// A printed page.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Page {
    paper: Paper,
    is_upright: bool,
    /// Points of content that fit, at the scale at which the width fits.
    height: f64,
    scale: f64,
}

impl Page {
    /// A paper less its margins, holding content this many pixels wide.
    fn new(paper: Paper, is_upright: bool, pixels: u32) -> Self {
        let (short, long) = paper.sides();
        let (width, height) = if is_upright {
            (short, long)
        } else {
            (long, short)
        };
        let [left, right, top, bottom] = paper.margins().map(|inches| inches * 72.0);
        // A pixel is three quarters of a point.
        let scale = ((width - left - right) / (f64::from(pixels) * 0.75)).min(1.0);
        // Programs differ by a few points in what they fit on a page.
        Self {
            paper,
            is_upright,
            height: (height - top - bottom) / scale * 0.97,
            scale,
        }
    }
}

/// How the scale is told to the program that prints.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scale {
    /// All on one page.
    OnePage,
    /// One page wide.
    FitsWidth,
    /// This scale.
    Of(f64),
}

/// How a sheet is printed.
#[derive(Clone, Debug, PartialEq)]
struct Plan {
    page: Page,
    pages: u32,
    scale: Scale,
    breaks: Vec<u32>,
    repeat: Option<(u32, u32)>,
}

/// The paper and the way it lies, by which a sheet takes the fewest pages that are still readable.
fn plan(canvas: &Canvas) -> Plan {
    let pixels = canvas.grid.pixels(Run {
        first: 0,
        last: canvas.last_col,
    });
    let small = on(canvas, page_of(canvas, pixels));
    let is_small = small.page.scale < SMALLEST;
    if small.pages < MANY && !is_small {
        return small;
    }
    let large = [true, false].map(|is_upright| Page::new(Paper::A3, is_upright, pixels));
    let large = large.into_iter().filter(|page| page.scale >= SMALLEST);
    let large = large.map(|page| on(canvas, page));
    // Of equally few pages the first, which stands upright as most sheets do.
    let best = large.min_by_key(|plan| plan.pages);
    best.filter(|plan| is_small || 2 * plan.pages <= small.pages + 1)
        .unwrap_or(small)
}

/// The way a sheet lies on A4: upright if it is narrow, or if that saves pages and stays readable.
fn page_of(canvas: &Canvas, pixels: u32) -> Page {
    let (upright, lying) = (
        Page::new(Paper::A4, true, pixels),
        Page::new(Paper::A4, false, pixels),
    );
    let pages = |page: Page| breaks(canvas, canvas.repeat, page.height).1;
    let saves = upright.scale >= SMALLEST && pages(upright) < pages(lying);
    if pixels <= UPRIGHT || saves {
        upright
    } else {
        lying
    }
}

/// How a sheet is printed on this page. Breaks stand between blocks. Where a little less scale saves a block from being cut
/// in two, or a page from being left half empty, that scale is taken: then no table runs over a page, and instead of a
/// table's head the title is repeated. A list that runs over pages anyway is set as small as is read with ease, if that
/// saves a page.
fn on(canvas: &Canvas, page: Page) -> Plan {
    let height = canvas.height_above(canvas.next_row);
    let of_one = (page.height / height).min(1.0) * page.scale;
    let is_readable = of_one >= SMALLEST.min(page.scale);
    let is_little_more = page.paper == Paper::A3 || height <= page.height * SLIGHTLY_MORE;
    if !canvas.is_tidy && is_little_more && is_readable {
        return Plan {
            page,
            pages: 1,
            scale: Scale::OnePage,
            breaks: Vec::new(),
            repeat: canvas.repeat,
        };
    }
    let least = (page.scale * LEAST_OF_SCALE).max(SMALLEST);
    // A little less than would just fit the width.
    let widest = page.scale * SLACK;
    let steps = || {
        let steps = (0..).map(|step| widest - f64::from(step) * 0.01);
        steps.take_while(|scale| *scale >= least)
    };
    let at = |repeat, scale: f64| breaks(canvas, repeat, page.height * page.scale / scale);
    // Instead of a table's head the title.
    let title = Some((0, 0));
    let whole = steps().filter_map(|scale| {
        let (breaks, pages) = at(title, scale);
        // More pages than breaks: a block was cut.
        let is_whole = u32::try_from(breaks.len()).is_ok_and(|count| count + 1 == pages);
        (is_whole && !canvas.is_tidy).then_some((pages, scale, breaks))
    });
    // Of equally few pages the first one, which has the largest scale.
    if let Some((pages, scale, breaks)) = whole.min_by_key(|(pages, _, _)| *pages) {
        return Plan {
            page,
            pages,
            scale: Scale::Of(scale),
            breaks,
            repeat: None,
        };
    }
    let running = steps().map(|scale| (at(canvas.repeat, scale), scale));
    let fewest = running.min_by_key(|((_, pages), _)| *pages);
    let (found, scale) = fewest.map_or_else(
        || {
            let found = breaks(canvas, canvas.repeat, page.height);
            (found, Scale::FitsWidth)
        },
        |(found, scale)| (found, Scale::Of(scale)),
    );
    Plan {
        page,
        pages: found.1,
        scale,
        breaks: found.0,
        repeat: canvas.repeat,
    }
}

/// Rows before which a new page begins, so that a chart, map or short table is not cut in two; and the number of pages. Each of
/// them begins with the repeated rows.
fn breaks(canvas: &Canvas, repeat: Option<(u32, u32)>, page: f64) -> (Vec<u32>, u32) {
    let repeated = repeat.map_or(0.0, |(first, last)| canvas.height_of(first, last));
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
        assert_eq!(breaks(&canvas(&[3, 3, 3]), None, 700.0), (vec![6], 2));
        assert_eq!(breaks(&canvas(&[3, 3]), None, 700.0), (vec![], 1));
    }

    #[test]
    fn a_block_higher_than_a_page_flows_on() {
        assert_eq!(breaks(&canvas(&[2, 9]), None, 500.0), (vec![], 3));
    }

    #[test]
    fn rows_repeated_on_every_page_take_room() {
        let mut canvas = canvas(&[3, 3, 4]);
        canvas.repeat = Some((0, 0));
        assert_eq!(breaks(&canvas, canvas.repeat, 600.0), (vec![6], 2));
        canvas.repeat = Some((0, 2));
        assert_eq!(breaks(&canvas, canvas.repeat, 600.0), (vec![], 3));
    }

    #[test]
    fn wide_sheets_lie_on_their_side() {
        assert!(page_of(&canvas(&[3]), UPRIGHT).is_upright);
        assert!(!page_of(&canvas(&[3]), UPRIGHT + 1).is_upright);
    }

    /// A list of this many rows of 13 points, this many half-width characters wide.
    fn long(rows: u32, width: f64) -> Canvas {
        let mut canvas = Canvas::new("試し", Grid::new(vec![width / 2.0; 2]));
        canvas.last_col = 1;
        for _ in 0..rows {
            canvas.take_row(13.0);
        }
        canvas.keep.push((0, rows - 1));
        canvas.repeat = Some((0, 0));
        canvas
    }

    #[test]
    fn only_what_fills_many_pages_goes_onto_large_paper() {
        let short = plan(&long(110, 150.0));
        assert_eq!((short.page.paper, short.pages), (Paper::A4, 2));
        let list = plan(&long(1000, 180.0));
        assert_eq!((list.page.paper, list.page.is_upright), (Paper::A3, true));
        assert!(list.pages < 10, "{list:?}");
    }

    #[test]
    fn nothing_is_printed_too_small_to_read_unless_it_is_wider_than_all_paper() {
        for width in [60.0, 120.0, 180.0, 240.0] {
            for rows in [20, 100, 400, 3000] {
                let plan = plan(&long(rows, width));
                let scale = match plan.scale {
                    Scale::Of(scale) => scale,
                    Scale::FitsWidth => plan.page.scale,
                    Scale::OnePage => {
                        let height = f64::from(rows) * 13.0;
                        (plan.page.height / height).min(1.0) * plan.page.scale
                    }
                };
                assert!(
                    scale >= SMALLEST - 0.03,
                    "{width} wide, {rows} rows: {plan:?}"
                );
            }
        }
    }

    #[test]
    fn a_header_stays_within_the_limit_and_keeps_the_date() {
        let header = header(&"A&B題名".repeat(100), "令和8年3月末時点");
        assert!(header.encode_utf16().count() <= LIMIT);
        assert!(header.ends_with("令和8年3月末時点"));
        assert!(header.contains("A&&B"));
    }
}
