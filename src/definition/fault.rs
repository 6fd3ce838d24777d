//! Faults of definitions: coded, each with the file and line it stands in, collected and told together.

use std::fmt;

use super::codes;
use diagnostic::Code;
use model::CellRef;

/// Where in a file a fault stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultPlace {
    /// A line, from 1.
    Line(u32),
    /// A sheet of a workbook.
    Sheet(String),
    /// A cell of a workbook, with its sheet.
    Cell(String, CellRef),
}

impl fmt::Display for FaultPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "{line}"),
            Self::Sheet(sheet) => f.write_str(sheet),
            Self::Cell(sheet, cell) => write!(f, "{sheet}!{cell}"),
        }
    }
}

/// One fault of a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A code of the family D.
    pub code: Code,
    /// File below the templates folder, or the folder itself.
    pub file: String,
    /// Where in the file; `None` where it is about the whole file.
    pub place: Option<FaultPlace>,
    /// What is there, what was expected and the nearest known name, in Japanese.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code.id(), self.file)?;
        if let Some(place) = &self.place {
            write!(f, ":{place}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Every fault of the definitions, by file and line.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn tell(&mut self, code: Code, file: &str, line: Option<u32>, message: String) {
        self.tell_at(code, file, line.map(FaultPlace::Line), message);
    }

    /// Tells a fault wherever it stands.
    pub fn tell_at(&mut self, code: Code, file: &str, place: Option<FaultPlace>, message: String) {
        self.0.push(Fault {
            code,
            file: file.to_owned(),
            place,
            message,
        });
    }

    /// Tells of a file or folder that cannot be read, and why.
    pub fn unreadable(&mut self, path: &str, reason: &str) {
        let message = format!("読めません（{reason}）");
        self.tell(codes::UNREADABLE, path, None, message);
    }

    pub(crate) fn extend(&mut self, faults: impl IntoIterator<Item = Fault>) {
        self.0.extend(faults);
    }

    /// Puts faults of a file elsewhere, where their lines are another file's; what is told there already is not told again.
    pub(crate) fn relocate(&mut self, file: &str, place: impl Fn(u32) -> Option<(String, u32)>) {
        let told = std::mem::take(&mut self.0);
        for mut fault in told {
            let own = match fault.place {
                Some(FaultPlace::Line(line)) if fault.file == file => Some(line),
                _ => None,
            };
            if let Some((other, line)) = own.and_then(&place) {
                (fault.file, fault.place) = (other, Some(FaultPlace::Line(line)));
                if self.0.contains(&fault) {
                    continue;
                }
                fault.message = format!("{}（{file} がもとにしている行）", fault.message);
            }
            self.0.push(fault);
        }
    }

    /// Every fault, by file and line.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter()
    }

    /// The product if nothing was told, else everything that was, by file and line.
    ///
    /// # Errors
    /// There is no product, or something was told.
    pub fn or<T>(mut self, product: Option<T>) -> Result<T, Self> {
        self.0.sort_by(|a, b| {
            (&a.file, &a.place, a.code, &a.message).cmp(&(&b.file, &b.place, b.code, &b.message))
        });
        self.0.dedup();
        match product {
            Some(product) if self.0.is_empty() => Ok(product),
            _ => Err(self),
        }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "定義に誤りが{}件あります", self.0.len())?;
        for fault in &self.0 {
            write!(f, "\n{fault}")?;
        }
        Ok(())
    }
}
