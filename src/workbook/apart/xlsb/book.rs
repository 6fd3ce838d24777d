//! The binary workbook's own part: its sheets in order, its names, and the other workbooks that formulas look into.

use super::super::formula::{self, Width};
use super::super::plain::Around;
use super::records::{Fields, Records};
use crate::package::{Package, Relations};
use crate::sheets::Listed;

/// What the workbook's own part tells.
pub(super) struct Book {
    /// Name of the part.
    pub(super) main: String,
    pub(super) sheets: Vec<Listed>,
    /// Defined names with what they point at.
    pub(super) names: Vec<(String, String)>,
    pub(super) is_1904: bool,
    /// The program that wrote it left the formulas to be calculated by whoever opens it.
    pub(super) is_to_be_calculated: bool,
    /// Of the list of sheets that formulas name: whether the sheet is another workbook's.
    pub(super) is_elsewhere: Vec<bool>,
    /// What formulas refer to.
    pub(super) around: Around,
    pub(super) relations: Relations,
}

/// What a list of sheets belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    This,
    Other,
    /// Functions added by a program.
    Functions,
}

impl Book {
    pub(super) fn of(package: &mut Package<'_>) -> Option<Self> {
        let top = Relations::of(package, "").ok()?;
        let main = top.first("officeDocument")?.to_owned();
        let relations = Relations::of(package, &main).ok()?;
        let part = package.bytes(&main).ok()??;
        let mut head = Head::default();
        let mut records = Records::new(&part);
        for (kind, fields) in records.by_ref() {
            head.visit(kind, fields, &relations);
        }
        if records.is_cut {
            return None;
        }
        let names = head.names.iter().filter_map(|fields| head.name(*fields));
        let names = names.collect();
        let is_elsewhere = |(source, ..): &Entry| head.source(*source) == Some(Source::Other);
        let is_elsewhere = head.list.iter().map(is_elsewhere).collect();
        let around = head.around();
        Some(Self {
            main,
            names,
            is_1904: head.is_1904,
            is_to_be_calculated: head.is_to_be_calculated,
            is_elsewhere,
            around,
            sheets: head.sheets,
            relations,
        })
    }

    /// The bytes of the part that a relation of the workbook leads to; empty where there is none.
    pub(super) fn related(&self, package: &mut Package<'_>, kind: &str) -> Vec<u8> {
        let part = self.relations.first(kind);
        let bytes = part.and_then(|part| package.bytes(part).ok().flatten());
        bytes.unwrap_or_default()
    }

    /// The parts that every sheet depends on.
    pub(super) fn common(&self) -> impl Iterator<Item = &str> {
        let kinds = ["sharedStrings", "styles"];
        let parts = kinds
            .into_iter()
            .filter_map(|kind| self.relations.first(kind));
        std::iter::once(self.main.as_str()).chain(parts)
    }
}

#[derive(Default)]
struct Head<'a> {
    is_1904: bool,
    is_to_be_calculated: bool,
    sheets: Vec<Listed>,
    /// Names of all sheets, those without cells too.
    all: Vec<String>,
    names: Vec<Fields<'a>>,
    sources: Vec<Source>,
    list: Vec<Entry>,
}

/// Of the list of sheets: source, first and last sheet.
type Entry = (u32, u32, u32);

impl<'a> Head<'a> {
    fn visit(&mut self, kind: u32, mut fields: Fields<'a>, relations: &Relations) -> Option<()> {
        match kind {
            153 => self.is_1904 = fields.u32()? & 1 == 1,
            157 => {
                fields.take(24)?;
                self.is_to_be_calculated = fields.u16()? & 1 == 1;
            }
            156 => {
                let state = fields.u32()?;
                fields.take(4)?;
                let (id, name) = (fields.text()?, fields.text()?);
                let found = relations.by_id(&id);
                if let Some(found) = found.filter(|found| found.kind == "worksheet") {
                    self.sheets.push(Listed {
                        name: name.clone(),
                        part: found.target.clone(),
                        is_hidden: state & 3 != 0,
                    });
                }
                self.all.push(name);
            }
            39 => self.names.push(fields),
            355 => self.sources.push(Source::Other),
            357 | 358 => self.sources.push(Source::This),
            667 => self.sources.push(Source::Functions),
            362 => {
                for _ in 0..fields.u32()? {
                    let entry = (fields.u32()?, fields.u32()?, fields.u32()?);
                    self.list.push(entry);
                }
            }
            _ => {}
        }
        Some(())
    }

    fn around(&self) -> Around {
        let one = |(source, first, last): &Entry| {
            let is_own = self.source(*source) == Some(Source::This) && first == last;
            let found = u16::try_from(*first).ok().filter(|_| is_own);
            found.filter(|sheet| usize::from(*sheet) < self.all.len())
        };
        let name = |fields: &Fields<'_>| {
            let mut fields = *fields;
            fields.take(9)?;
            fields.text()
        };
        Around {
            sheets: self.all.clone(),
            list: self.list.iter().map(one).collect(),
            names: self
                .names
                .iter()
                .map(|one| name(one).unwrap_or_default())
                .collect(),
        }
    }

    fn source(&self, number: u32) -> Option<Source> {
        self.sources.get(usize::try_from(number).ok()?).copied()
    }

    /// A name that is one region of a sheet of this workbook.
    fn name(&self, mut fields: Fields<'_>) -> Option<(String, String)> {
        fields.take(9)?;
        let name = fields.text()?;
        let (number, first, last) = formula::read(fields.tokens()?, Width::Wide)?.region?;
        let (source, sheet, _) = self.list.get(usize::from(number))?;
        let sheet = self.all.get(usize::try_from(*sheet).ok()?)?;
        if self.source(*source)? != Source::This {
            return None;
        }
        let one = first.on_sheet(sheet);
        Some((
            name,
            if first == last {
                one
            } else {
                format!("{one}:{last}")
            },
        ))
    }
}
