//! The rows of a definition as a workbook: headings, meanings, drop-downs, and room for more rows.

use std::collections::BTreeMap;

use definition::{FaultPlace, Faults, TemplateFile, Tree, codes};
use model::CellRef;
use report::{CellRole, FormCell, FormContent, FormSheet, FormWorkbook, InputRule, NumberStyle};

use crate::layout::{Column, ITEM, Layout, MEANING, REST, SheetKind, VALUE};
use crate::split::{Parted, Row, rows};
use crate::value::{FLAGS, Kind, LONGEST};

/// Name of the sheet that explains the others.
pub(crate) const FIRST: &str = "はじめに";
/// Name of the sheet with the words that are too many for a cell's own list.
pub(crate) const LISTS: &str = "選ぶことば";
/// Rows that are kept free for more.
const FREE: usize = 12;
/// The row of the headings, from 0; the meanings stand in the next.
const HEADINGS: u32 = 2;
/// The first row of rows.
pub(crate) const FIRST_ROW: u32 = HEADINGS + 2;
/// Height of a line of text in points, and what is kept free around it.
const LINE: f64 = 13.5;
/// The highest that a row can be.
const HIGHEST: f64 = 409.0;
/// Width of the column for what has no column.
const REST_WIDTH: f64 = 30.0;

/// What the first sheet says.
const WORDS: [&str; 7] = [
    "このブックは、様式の定義です。シートごとに1種類のもの、1行に1つのものを書きます。書き直して保存したら、「torimatome form convert このファイル --out フォルダ」で定義のフォルダにできます。",
    "「torimatome form verify このファイル」で、誤りがないかを確かめられます。誤りは、シートとセルで知らせます。--templates にも、フォルダの代わりにこのファイルを指定できます。",
    "色の付いた行は見出しと意味です。変えないでください。書かない列は、空欄のままにします。使わないシートは、消してもかまいません。",
    "左のほうの列（様式、版、シート、まとまり、表など）は、その行が何に属するかを書きます。空欄のときは、すぐ上の行と同じです。上の行の順が、印刷の順です。",
    "番号の列は、ほかのシートから指すときの名前です。ないときは、名前や見出しで指します。同じ名前が2つあるときは、2つ目を「名前（2）」と書きます。",
    "1行に1つずつ書くセルの中の改行は、Alt と Enter を同時に押します。「1-2」が日付に変わらないよう、セルは文字列にしてあります。行を増やすときは、空いている行に書くか、行ごと写します。",
    "「そのほか（TOML）」の列には、列のないものを「キー = 値」の形で1行に1つずつ書きます。ふだんは使いません。",
];

/// The workbook of a definition.
///
/// # Errors
/// A file that is no TOML, that nobody reads, or that holds more than a cell does.
pub fn drawn(layout: &Layout, files: &[TemplateFile]) -> Result<FormWorkbook, Faults> {
    let mut faults = Faults::default();
    let mut parted = Vec::new();
    for file in files {
        let Some((kind, names)) = layout.file_kind(&file.path) else {
            let message = "このファイルは読まれません".to_owned();
            faults.tell_at(codes::FILE, &file.path, None, message);
            continue;
        };
        let kind = kind.to_owned();
        parted.extend(Tree::of(file, &mut faults).map(|tree| Parted { kind, names, tree }));
    }
    let mut sheets = Vec::new();
    for sheet in layout.sheets() {
        let rows = rows(layout, sheet, &parted);
        if rows.is_empty() && !sheet.is_core {
            continue;
        }
        let long = |text: &str| text.encode_utf16().count() > LONGEST;
        if rows.iter().any(|row| long(&row.rest)) {
            let message =
                "1つのセルに入りきらない長さのものがあります。短く分けてください".to_owned();
            let place = Some(FaultPlace::Sheet(sheet.name.clone()));
            faults.tell_at(codes::VALUE, &sheet.file, place, message);
        }
        sheets.push((sheet, rows));
    }
    let mut places = places(&sheets);
    let lists = lists(&sheets, &mut places);
    let mut drawn = vec![first(&sheets)];
    for (sheet, rows) in &sheets {
        let page = Page {
            sheet,
            places: &places,
        };
        drawn.push(match sheet.is_upright {
            true => page.upright(rows.first().cloned().unwrap_or_default()),
            false => page.rows(rows),
        });
    }
    drawn.extend(lists);
    faults.or(Some(FormWorkbook {
        title: "様式定義".to_owned(),
        properties: Vec::new(),
        date_iso: "2000-01-01".to_owned(),
        sheets: drawn,
    }))
}

/// The sheet that explains the others.
fn first(sheets: &[(&SheetKind, Vec<Row>)]) -> FormSheet {
    let mut page = blank(FIRST, vec![22.0, 78.0]);
    put(&mut page, 26.0, [cell(0, CellRole::Title, "様式定義")]);
    for words in WORDS {
        let wide = FormCell {
            col_span: 2,
            ..cell(0, CellRole::Plain, words)
        };
        put(&mut page, height(words, 94.0), [wide]);
    }
    let heads = [
        cell(0, CellRole::Header, "シート"),
        cell(1, CellRole::Header, "書くもの"),
    ];
    put(&mut page, 20.0, heads);
    for (sheet, _) in sheets {
        let line = [
            cell(0, CellRole::Link, &sheet.name),
            cell(1, CellRole::Body, &sheet.about),
        ];
        put(&mut page, height(&sheet.about, 76.0), line);
    }
    page
}

/// The cells of columns, by sheet and heading.
type Places = BTreeMap<(String, String), (CellRef, CellRef)>;

struct Page<'a> {
    sheet: &'a SheetKind,
    places: &'a Places,
}

impl Page<'_> {
    fn title(&self, page: &mut FormSheet) {
        put(page, 24.0, [cell(0, CellRole::Title, &self.sheet.name)]);
        let about = FormCell {
            col_span: 4.min(u32::try_from(page.columns.len()).unwrap_or(1)),
            ..cell(0, CellRole::Plain, &self.sheet.about)
        };
        let width: f64 = page.columns.iter().take(4).sum();
        put(page, height(&self.sheet.about, width), [about]);
    }

    /// One row for each thing.
    fn rows(&self, rows: &[Row]) -> FormSheet {
        let columns: Vec<&Column> = self.sheet.before().chain(&self.sheet.columns).collect();
        let rest = self.sheet.has_rest().then_some(REST_WIDTH);
        let widths = columns.iter().map(|column| column.width).chain(rest);
        let mut page = blank(&self.sheet.name, widths.collect());
        page.is_landscape = true;
        page.frozen_rows = FIRST_ROW;
        self.title(&mut page);
        let heads = columns
            .iter()
            .map(|column| (column.heading.as_str(), column.about.as_str()));
        let rest = rest.map(|_| (REST, "列のないものを「キー = 値」で。"));
        let heads: Vec<_> = heads.chain(rest).collect();
        let head = |role, texts: Vec<&str>| {
            (0..)
                .zip(texts)
                .map(|(col, text)| cell(col, role, text))
                .collect::<Vec<_>>()
        };
        put(
            &mut page,
            32.0,
            head(CellRole::Header, heads.iter().map(|one| one.0).collect()),
        );
        let meanings: Vec<&str> = heads.iter().map(|one| one.1).collect();
        let tallest = meanings
            .iter()
            .zip(&page.columns)
            .map(|(text, width)| height(text, *width));
        let tallest = tallest.fold(0.0, f64::max);
        put(&mut page, tallest, head(CellRole::Label, meanings));
        let free = std::iter::repeat_n(Row::default(), FREE);
        for row in rows.iter().cloned().chain(free) {
            self.row(&mut page, &columns, &row);
        }
        page
    }

    fn row(&self, page: &mut FormSheet, columns: &[&Column], row: &Row) {
        let texts = columns.iter().enumerate();
        let texts = texts.map(|(at, _)| row.cells.get(at).cloned().flatten().unwrap_or_default());
        let mut cells = Vec::new();
        let mut tallest = LINE + 5.0;
        for ((col, text), column) in (0..).zip(texts).zip(columns) {
            tallest = f64::max(tallest, height(&text, column.width));
            cells.push(FormCell {
                content: content(&column.kind, &text),
                ..FormCell {
                    input: Some(self.input(column)),
                    ..cell(col, CellRole::Entry, "")
                }
            });
        }
        if self.sheet.has_rest() {
            tallest = f64::max(tallest, height(&row.rest, REST_WIDTH));
            let col = u32::try_from(columns.len()).unwrap_or(0);
            let entry = cell(col, CellRole::Entry, &row.rest);
            cells.push(FormCell {
                input: Some(InputRule::Text),
                ..entry
            });
        }
        put(page, tallest, cells);
    }

    /// The keys below each other.
    fn upright(&self, row: Row) -> FormSheet {
        let mut page = blank(&self.sheet.name, vec![26.0, 80.0, 44.0]);
        page.is_landscape = true;
        page.frozen_rows = HEADINGS + 1;
        self.title(&mut page);
        let heads = (0..).zip([ITEM, VALUE, MEANING]);
        let heads: Vec<_> = heads
            .map(|(col, head)| cell(col, CellRole::Header, head))
            .collect();
        put(&mut page, 20.0, heads);
        let texts = row.cells.into_iter().map(Option::unwrap_or_default);
        let texts = texts.chain(std::iter::repeat(String::new()));
        for (column, text) in self.sheet.columns.iter().zip(texts) {
            let value = FormCell {
                content: content(&column.kind, &text),
                input: Some(self.input(column)),
                ..cell(1, CellRole::Entry, "")
            };
            let head = cell(0, CellRole::Label, &column.heading);
            let about = cell(2, CellRole::Body, &column.about);
            put(&mut page, height(&text, 80.0), [head, value, about]);
        }
        let rest = cell(1, CellRole::Entry, &row.rest);
        let rest = FormCell {
            input: Some(InputRule::Text),
            ..rest
        };
        let about = cell(
            2,
            CellRole::Body,
            "項目のないものを「キー = 値」で、1行に1つずつ。",
        );
        put(
            &mut page,
            height(&row.rest, 80.0),
            [cell(0, CellRole::Label, REST), rest, about],
        );
        page
    }

    /// What may be chosen in a column.
    fn input(&self, column: &Column) -> InputRule {
        let message = format!(
            "{}。並んでいるものから選んでください。",
            column.about.trim_end_matches('。')
        );
        if let Some((sheet, heading)) = &column.from {
            return self.taken_from(sheet, heading, message);
        }
        let choices: Vec<String> = match &column.kind {
            Kind::Flag => FLAGS.iter().map(|(word, _)| (*word).to_owned()).collect(),
            Kind::Choice(words) => words.0.iter().map(|(_, word)| word.clone()).collect(),
            _ => return InputRule::Text,
        };
        if is_long(&choices) {
            return self.taken_from(LISTS, &list_heading(self.sheet, column), message);
        }
        InputRule::Choice { choices, message }
    }

    /// The words of a column of another sheet, that are there or will be.
    fn taken_from(&self, sheet: &str, heading: &str, message: String) -> InputRule {
        let Some((first, last)) = self.places.get(&(sheet.to_owned(), heading.to_owned())) else {
            return InputRule::Text;
        };
        InputRule::Listed {
            sheet: sheet.to_owned(),
            first: *first,
            last: *last,
            message,
        }
    }
}

/// Whether the words are more than Excel takes into a cell's own list.
fn is_long(choices: &[String]) -> bool {
    choices
        .iter()
        .map(|word| word.chars().count() + 1)
        .sum::<usize>()
        > 250
}

fn list_heading(sheet: &SheetKind, column: &Column) -> String {
    format!("{}：{}", sheet.name, column.heading)
}

/// The sheet with the words that are too many for a cell's own list; `None` where there are none.
fn lists(sheets: &[(&SheetKind, Vec<Row>)], places: &mut Places) -> Option<FormSheet> {
    let mut page = blank(LISTS, Vec::new());
    for (sheet, _) in sheets {
        for column in &sheet.columns {
            let Kind::Choice(words) = &column.kind else {
                continue;
            };
            let words: Vec<String> = words.0.iter().map(|(_, word)| word.clone()).collect();
            if !is_long(&words) {
                continue;
            }
            let col = u32::try_from(page.columns.len()).unwrap_or(0);
            page.columns.push(44.0);
            let heading = list_heading(sheet, column);
            let last = CellRef::new(u32::try_from(words.len()).unwrap_or(1), col);
            places.insert(
                (LISTS.to_owned(), heading.clone()),
                (CellRef::new(1, col), last),
            );
            let heading = cell(col, CellRole::Header, &heading);
            let words = words.iter().map(|word| cell(col, CellRole::Body, word));
            for (row, cell) in (0..).zip(std::iter::once(heading).chain(words)) {
                if page.rows.len() <= row {
                    page.rows.push(LINE + 5.0);
                }
                let row = u32::try_from(row).unwrap_or(0);
                page.cells.push(FormCell { row, ..cell });
            }
        }
    }
    (!page.columns.is_empty()).then_some(page)
}

/// Where the words of a column stand, by sheet and heading.
fn places(sheets: &[(&SheetKind, Vec<Row>)]) -> Places {
    let mut places = Places::new();
    for (sheet, rows) in sheets.iter().filter(|(sheet, _)| !sheet.is_upright) {
        let last = FIRST_ROW + u32::try_from(rows.len() + FREE).unwrap_or(1) - 1;
        for (col, column) in (0..).zip(sheet.before().chain(&sheet.columns)) {
            let region = (CellRef::new(FIRST_ROW, col), CellRef::new(last, col));
            places.insert((sheet.name.clone(), column.heading.clone()), region);
        }
    }
    places
}

fn content(kind: &Kind, text: &str) -> FormContent {
    let number = text.parse().ok().filter(|_| matches!(kind, Kind::Number));
    match number {
        _ if text.is_empty() => FormContent::Empty,
        Some(number) if !text.contains('.') => FormContent::Number(number, NumberStyle::PLAIN),
        _ => FormContent::Text(text.to_owned()),
    }
}

fn blank(name: &str, columns: Vec<f64>) -> FormSheet {
    FormSheet {
        id: name.to_owned(),
        name: name.to_owned(),
        columns,
        rows: Vec::new(),
        cells: Vec::new(),
        frozen_rows: 0,
        is_protected: false,
        is_a3_landscape: false,
        is_landscape: false,
        header: String::new(),
    }
}

fn cell(col: u32, role: CellRole, text: &str) -> FormCell {
    let content = match text.is_empty() {
        true => FormContent::Empty,
        false => FormContent::Text(text.to_owned()),
    };
    FormCell {
        content,
        ..FormCell::new(0, col, role)
    }
}

/// Puts cells into the next row.
fn put(page: &mut FormSheet, height: f64, cells: impl IntoIterator<Item = FormCell>) {
    let row = u32::try_from(page.rows.len()).unwrap_or(0);
    page.rows.push(height);
    let cells = cells.into_iter();
    page.cells
        .extend(cells.map(|cell| FormCell { row, ..cell }));
}

/// How high a row is whose text stands in a column of a width.
fn height(text: &str, width: f64) -> f64 {
    let room = (width - 3.0).max(4.0);
    let lines = text.split('\n').map(|line| {
        let wide = line.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 });
        (wide.sum::<f64>() / room).ceil().max(1.0)
    });
    (lines.sum::<f64>() * LINE + 5.0).min(HIGHEST)
}
