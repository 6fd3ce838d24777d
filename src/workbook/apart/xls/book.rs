//! The head of an old workbook's stream: its sheets and where they begin, its texts, looks and names, and the other
//! workbooks it looks into.

use super::super::bits::{u16_at, u32_at};
use super::super::formula;
use super::super::looks::{Looks, rich};
use super::super::plain::Around;
use super::records::{Record, Records, Texts, encoding};
use super::styles::Found;
use crate::look::Rich;

/// End of a part of the stream.
pub(super) const END: u16 = 0x000A;
/// Most texts that are kept, names and other workbooks.
const MAX_KEPT: usize = 10_000;

/// One sheet as the head lists it.
pub(super) struct Listed {
    pub(super) name: String,
    /// Where it begins in the stream.
    pub(super) at: usize,
    pub(super) is_hidden: bool,
    /// Whether it is a sheet of cells, and not a chart or a macro.
    pub(super) has_cells: bool,
}

/// What the head tells.
pub(super) struct Book {
    pub(super) texts: Texts,
    pub(super) sheets: Vec<Listed>,
    pub(super) strings: Vec<Rich>,
    pub(super) looks: Looks,
    pub(super) is_1904: bool,
    /// The program that wrote it left the formulas to be calculated by whoever opens it.
    pub(super) is_to_be_calculated: bool,
    /// Defined names with what they point at.
    pub(super) names: Vec<(String, String)>,
    /// File names of other workbooks.
    pub(super) links: Vec<String>,
    /// Of the list of sheets that formulas name: whether the sheet is another workbook's.
    pub(super) is_elsewhere: Vec<bool>,
    /// What formulas refer to.
    pub(super) around: Around,
}

/// Another workbook, or this one, in the list that formulas refer to.
enum Source {
    This,
    Other(String),
    /// Functions added by a program.
    Functions,
}

impl Book {
    /// Reads the head; `None` for one that is broken.
    pub(super) fn read(stream: &[u8]) -> Option<Self> {
        const BEGIN: u16 = 0x0809;
        let mut head = Head::default();
        let mut is_whole = false;
        for record in Records::new(stream, 0) {
            match record.kind {
                BEGIN => head.is_wide = u16_at(record.content, 0)? == 0x0600,
                END => {
                    is_whole = true;
                    break;
                }
                _ => head.visit(record)?,
            }
        }
        is_whole.then(|| head.book())?
    }
}

#[derive(Default)]
struct Head<'a> {
    is_wide: bool,
    page: u16,
    is_1904: bool,
    is_calculated: bool,
    sheets: Vec<(Vec<u8>, usize, u8, u8)>,
    styles: Found,
    strings: Option<Record<'a>>,
    names: Vec<Record<'a>>,
    sources: Vec<Source>,
    /// Source, first and last sheet.
    list: Vec<(u16, u16, u16)>,
}

impl<'a> Head<'a> {
    fn texts(&self) -> Texts {
        Texts {
            is_wide: self.is_wide,
            encoding: encoding(self.page),
        }
    }

    fn visit(&mut self, record: Record<'a>) -> Option<()> {
        let content = record.content;
        match record.kind {
            0x0042 => self.page = u16_at(content, 0)?,
            0x0022 => self.is_1904 = u16_at(content, 0)? == 1,
            // The calculation engine that the results are from.
            0x01C1 => self.is_calculated = true,
            0x0085 => {
                let at = usize::try_from(u32_at(content, 0)?).ok()?;
                let (state, kind) = (*content.get(4)?, *content.get(5)?);
                self.sheets
                    .push((content.get(6..)?.to_vec(), at, state, kind));
            }
            0x00FC => self.strings = Some(record),
            0x0018 if self.names.len() < MAX_KEPT => self.names.push(record),
            0x01AE if self.sources.len() < MAX_KEPT => self.sources.push(source(&record)),
            0x0017 if !self.is_wide => {
                let named = content.get(1..).unwrap_or_default();
                if self.sources.len() < MAX_KEPT {
                    self.sources.extend(old_source(named, self.texts()));
                }
            }
            0x0017 => {
                let mut cursor = record.cursor(2);
                while let (Some(source), Some(first), Some(last)) =
                    (cursor.u16(), cursor.u16(), cursor.u16())
                {
                    self.list.push((source, first, last));
                }
            }
            _ => {
                let texts = self.texts();
                self.styles.visit(&record, texts);
            }
        }
        Some(())
    }

    fn book(self) -> Option<Book> {
        let texts = self.texts();
        let mut sheets = Vec::new();
        for (name, at, state, kind) in &self.sheets {
            sheets.push(Listed {
                name: short_text(name, texts)?,
                at: *at,
                is_hidden: state & 3 != 0,
                has_cells: *kind == 0,
            });
        }
        let names = self.names.iter();
        let names = names
            .filter_map(|record| self.name(record, &sheets))
            .collect();
        let is_elsewhere = |(source, ..): &(u16, u16, u16)| {
            let found = self.sources.get(usize::from(*source));
            matches!(found, Some(Source::Other(_)))
        };
        let is_elsewhere = self.list.iter().map(is_elsewhere).collect();
        let mut links: Vec<String> = Vec::new();
        for source in &self.sources {
            if let Source::Other(name) = source
                && !links.contains(name)
            {
                links.push(name.clone());
            }
        }
        let around = self.around(&sheets);
        let looks = self.styles.looks();
        Some(Book {
            texts,
            sheets,
            strings: self
                .strings
                .as_ref()
                .map_or_else(Vec::new, |record| strings(record, &looks)),
            looks,
            is_1904: self.is_1904,
            is_to_be_calculated: self.is_wide && !self.is_calculated,
            names,
            links,
            is_elsewhere,
            around,
        })
    }

    fn around(&self, sheets: &[Listed]) -> Around {
        let one = |(source, first, last): &(u16, u16, u16)| {
            let source = self.sources.get(usize::from(*source));
            let is_own = matches!(source, Some(Source::This)) && first == last;
            let is_known = usize::from(*first) < sheets.len();
            (is_own && is_known).then_some(*first)
        };
        let names = self.names.iter();
        Around {
            sheets: sheets.iter().map(|sheet| sheet.name.clone()).collect(),
            list: self.list.iter().map(one).collect(),
            names: names
                .map(|record| {
                    self.name_and_tokens(record)
                        .map_or_else(String::new, |(name, _)| name)
                })
                .collect(),
        }
    }

    /// The characters of a name, and the tokens of what it stands for.
    fn name_and_tokens(&self, record: &Record<'_>) -> Option<(String, Vec<u8>)> {
        let length = usize::from(*record.content.get(3)?);
        let size = usize::from(u16_at(record.content, 4)?);
        let mut cursor = record.cursor(14);
        let name = if self.is_wide {
            let is_wide = cursor.byte()? & 1 == 1;
            cursor.characters(length, is_wide)?
        } else {
            self.texts().old(&cursor.bytes(length)?)
        };
        Some((name, cursor.bytes(size)?))
    }

    /// A name that is one region of a sheet of this workbook.
    fn name(&self, record: &Record<'_>, sheets: &[Listed]) -> Option<(String, String)> {
        let (name, tokens) = self.name_and_tokens(record)?;
        let found = formula::read(&tokens, self.texts().width())?;
        let (number, first, last) = found.region.filter(|_| !found.is_elsewhere)?;
        let (source, sheet) = if self.is_wide {
            let (source, sheet, _) = self.list.get(usize::from(number))?;
            (self.sources.get(usize::from(*source))?, *sheet)
        } else {
            (&Source::This, number)
        };
        let sheet = sheets.get(usize::from(sheet))?;
        let target = match source {
            Source::This if first == last => first.on_sheet(&sheet.name),
            Source::This => format!("{}:{last}", first.on_sheet(&sheet.name)),
            Source::Other(_) | Source::Functions => return None,
        };
        Some((name, target))
    }
}

/// What a list of sheets belongs to.
fn source(record: &Record<'_>) -> Source {
    match u16_at(record.content, 2) {
        Some(0x0401) => Source::This,
        Some(0x3A01) => Source::Functions,
        _ => match record.cursor(2).text() {
            Some((path, _)) => Source::Other(file_name(&path).trim_matches(['[', ']']).to_owned()),
            None => Source::Functions,
        },
    }
}

/// Another workbook as the days before Unicode name it: a mark, and the way to its sheet, `[集計.xls]Sheet1`.
fn old_source(named: &[u8], texts: Texts) -> Option<Source> {
    const OTHER: u8 = 1;
    let path = named.strip_prefix(&[OTHER])?;
    let path = texts.old(path);
    let name = file_name(&path);
    let file = name.split_once('[').map_or(name, |(_, rest)| rest);
    let file = file.split_once(']').map_or(file, |(file, _)| file);
    (!file.is_empty()).then(|| Source::Other(file.to_owned()))
}

/// The last step of a way, whose steps begin with marks.
fn file_name(path: &str) -> &str {
    let is_step = |c: char| c.is_control() || matches!(c, '/' | '\\');
    path.rsplit(is_step).next().unwrap_or_default()
}

/// A text that begins with its length in one byte.
fn short_text(bytes: &[u8], texts: Texts) -> Option<String> {
    let count = usize::from(*bytes.first()?);
    if !texts.is_wide {
        return Some(texts.old(bytes.get(1..1 + count)?));
    }
    let record = Record {
        kind: 0,
        content: bytes,
        more: Vec::new(),
    };
    record.cursor(2).characters(count, bytes.get(1)? & 1 == 1)
}

/// The table of texts; what cannot be read any more is not in it.
fn strings(record: &Record<'_>, looks: &Looks) -> Vec<Rich> {
    let mut cursor = record.cursor(8);
    let mut strings = Vec::new();
    while let Some((text, runs)) = cursor.text() {
        strings.push(rich(&text, &runs, &looks.fonts));
    }
    strings
}
