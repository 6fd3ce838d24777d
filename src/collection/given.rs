//! Tables that the office keeps: on which day what was received, and whom a letter goes to. Headings in the words that offices use.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use definition::folded;
use model::{Area, AreaCode, AreaTree, AsOf, at_lines, missing_headings};
use read::{DateWithin, date_within};

/// A day on which a file, or whatever a ward sent, was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedDay {
    /// Name of the file; none where the row is about a ward.
    pub file: Option<Arc<str>>,
    /// The ward.
    pub ward: Option<AreaCode>,
    /// The day.
    pub day: AsOf,
}

/// Whom a letter to a ward goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The ward.
    pub ward: AreaCode,
    /// Name of the person or office; may be empty.
    pub name: String,
    /// Address; may be empty.
    pub mail: String,
}

const DAY: [&str; 5] = ["受領日", "受付日", "受信日", "到着日", "提出日"];
const FILE: [&str; 3] = ["ファイル", "ファイル名", "添付ファイル"];
const NAME: [&str; 6] = ["宛名", "担当", "担当者", "氏名", "宛先", "担当者名"];
const MAIL: [&str; 5] = ["メール", "メールアドレス", "アドレス", "E-mail", "e-mail"];

/// Words for a day in a row of which nothing came yet.
const NOT_YET: [&str; 7] = ["未着", "未受領", "未受付", "未提出", "未", "なし", "-"];

/// Reads a table of days. A day without a year is the one nearest to `near`; a row without a day says that nothing came.
///
/// # Errors
/// A heading is missing, or a row names no day, or neither a file nor a ward that there is, or what another row names: all of
/// them are named.
pub fn received_days(
    rows: &[Vec<String>],
    areas: &AreaTree,
    near: Option<AsOf>,
) -> Result<Vec<ReceivedDay>, String> {
    let unit = &areas.nouns().unit;
    let table = Table::of(rows, areas, &[&DAY])?;
    let read = table.read(|row| {
        let file = row.cell(&FILE);
        let file = (!file.is_empty()).then(|| Arc::from(file));
        let ward = row.ward()?;
        let day = day(row.cell(&DAY), near)?;
        let subject = match (&file, ward) {
            (None, None) => return Err(format!("ファイルも{unit}も書かれていません")),
            (Some(file), None) => format!("「{file}」"),
            (Some(file), Some(ward)) => format!("{}の「{file}」", ward.name),
            (None, Some(ward)) => ward.name.clone(),
        };
        let row = day.map(|day| ReceivedDay {
            file,
            ward: ward.map(|ward| ward.code.clone()),
            day,
        });
        Ok((subject, row))
    })?;
    Ok(read.into_iter().flatten().collect())
}

/// The day that a cell says; nothing where it says that there is none yet.
fn day(said: &str, near: Option<AsOf>) -> Result<Option<AsOf>, String> {
    let key = folded(said);
    if key.is_empty() || NOT_YET.iter().any(|word| folded(word) == key) {
        return Ok(None);
    }
    let found = match date_within(said) {
        Some(DateWithin::Day(day)) => Ok(Some(day)),
        Some(DateWithin::Year(of)) => match near {
            Some(near) => Ok(of.nearest(near)),
            None => Err(
                "には年がありません。「R8.4.20」「2026/4/20」のように年から書くか、--due で提出の期限を指定してください",
            ),
        },
        None => Err(
            "を日付として読めません。「R8.4.20」「2026/4/20」のように書くか、届いていなければ空欄にしてください",
        ),
    };
    found.map_err(|why| format!("「{said}」{why}"))
}

/// Reads a table of contacts.
///
/// # Errors
/// A heading is missing, or a row names no ward, or one that another row names, or no address: all of them are named.
pub fn contacts(rows: &[Vec<String>], areas: &AreaTree) -> Result<Vec<Contact>, String> {
    let table = Table::of(rows, areas, &[&MAIL])?;
    table.read(|row| {
        let unit = &areas.nouns().unit;
        let ward = row.ward()?;
        let ward = ward.ok_or_else(|| format!("{unit}が書かれていません"))?;
        let mail = row.cell(&MAIL);
        let is_line = !mail.chars().any(char::is_control);
        let is_mail = is_line && mail.contains('@');
        if !(mail.is_empty() || is_mail) {
            return Err(format!("「{mail}」はメールアドレスではありません"));
        }
        let contact = Contact {
            ward: ward.code.clone(),
            // It stands in the head of a mail, which is one line.
            name: row
                .cell(&NAME)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
            mail: mail.to_owned(),
        };
        Ok((ward.name.clone(), contact))
    })
}

/// A table whose row of headings is known.
struct Table<'a> {
    heads: &'a [String],
    rows: &'a [Vec<String>],
    /// The line of the first row below the headings.
    first: usize,
    areas: &'a AreaTree,
}

impl<'a> Table<'a> {
    /// Finds the row of headings, which must have one of each of the `needed`.
    fn of(
        rows: &'a [Vec<String>],
        areas: &'a AreaTree,
        needed: &[&[&str]],
    ) -> Result<Self, String> {
        let has = |row: &[String], spellings: &[&str]| column(row, spellings).is_some();
        let is_head = |row: &Vec<String>| needed.iter().all(|spellings| has(row, spellings));
        let Some(at) = rows.iter().position(is_head) else {
            let names: Vec<&str> = needed.iter().map(|spellings| spellings[0]).collect();
            return Err(missing_headings(&names, rows));
        };
        Ok(Self {
            heads: &rows[at],
            rows: &rows[at + 1..],
            first: at + 2,
            areas,
        })
    }

    /// Reads every row, which says what it is about: no other row may be about the same.
    fn read<T>(
        &self,
        one: impl Fn(&Row<'_>) -> Result<(String, T), String>,
    ) -> Result<Vec<T>, String> {
        let (mut read, mut faults) = (Vec::new(), Vec::new());
        let mut lines = BTreeMap::new();
        for (line, cells) in (self.first..).zip(self.rows) {
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            match one(&Row { table: self, cells }) {
                Ok((subject, row)) => match lines.entry(subject) {
                    Entry::Vacant(free) => {
                        free.insert(line);
                        read.push(row);
                    }
                    Entry::Occupied(known) => faults.push((
                        line,
                        format!(
                            "{}は{}行目にもあります。1行にしてください",
                            known.key(),
                            known.get()
                        ),
                    )),
                },
                Err(what) => faults.push((line, what)),
            }
        }
        if faults.is_empty() {
            Ok(read)
        } else {
            Err(at_lines(&faults))
        }
    }
}

struct Row<'a> {
    table: &'a Table<'a>,
    cells: &'a [String],
}

impl<'a> Row<'a> {
    fn cell(&self, spellings: &[&str]) -> &'a str {
        let at = column(self.table.heads, spellings);
        let cell = at.and_then(|at| self.cells.get(at));
        cell.map_or("", |text| text.trim())
    }

    /// The ward by its code, with or without the check digit, or by its name.
    fn ward(&self) -> Result<Option<&'a Area>, String> {
        let areas = self.table.areas;
        let unit = &areas.nouns().unit;
        let named = [format!("{unit}名"), unit.clone(), "団体名".to_owned()];
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        let mut found: Option<&Area> = None;
        for said in [self.cell(&["団体コード", "コード"]), self.cell(&named)] {
            if said.is_empty() {
                continue;
            }
            let key = folded(said);
            let is_it = |ward: &&Area| {
                let names = [ward.code.as_str(), &ward.code5, &ward.name, &ward.kana];
                names.into_iter().any(|name| folded(name) == key)
            };
            let ward = areas.wards().iter().find(is_it);
            let ward = ward.ok_or_else(|| format!("「{said}」という{unit}はありません"))?;
            if found.is_some_and(|other| other.code != ward.code) {
                return Err(format!("団体コードと{unit}名が食い違っています"));
            }
            found = Some(ward);
        }
        Ok(found)
    }
}

fn column(row: &[String], spellings: &[&str]) -> Option<usize> {
    let mut spellings = spellings.iter().map(|name| folded(name));
    spellings.find_map(|name| row.iter().position(|cell| folded(cell) == name))
}
