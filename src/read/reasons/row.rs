//! One row of a table of reasons ▸ a reason, or what the row lacks.

use std::sync::Arc;

use super::super::date::{self, DateText};
use super::super::fold::fold;
use super::super::ward_name::Names;
use super::{item, year};
use definition::{Definitions, FormDefinition, ReasonColumn, ReasonSheet};
use diagnostic::{Code, Diagnostic, Place};
use model::{AreaCode, AsOf, CellRef, Provenance, Reason, WrittenReason};

/// Where the columns of a table stand.
pub(super) struct Columns {
    code: Option<u32>,
    item: Option<u32>,
    year: Option<u32>,
    text: u32,
    name: Option<u32>,
    ward_code: Option<u32>,
    ward: Option<u32>,
    until: Option<u32>,
    value: Option<u32>,
}

/// The headings of the columns, folded.
pub(super) struct Headings([Vec<String>; 9]);

impl Headings {
    pub(super) fn of(words: &ReasonSheet) -> Self {
        let all = words.columns.all();
        Self(all.map(|column| column.headings().map(fold).collect()))
    }
}

impl Columns {
    /// The columns that a row of folded texts heads; `None` if it is no row of headings.
    pub(super) fn find(row: &[(u32, &str)], headings: &Headings) -> Option<Self> {
        let of = |spellings: &Vec<String>| {
            spellings.iter().find_map(|heading| {
                let found = row.iter().find(|(_, key)| key == heading);
                found.map(|(col, _)| *col)
            })
        };
        let [code, item, year, text, name, ward_code, ward, until, value] = &headings.0;
        let found = Self {
            code: of(code),
            item: of(item),
            year: of(year),
            text: of(text)?,
            name: of(name),
            ward_code: of(ward_code),
            ward: of(ward),
            until: of(until),
            value: of(value),
        };
        // Two headings may stand together by chance; three are a table, four where no code is asked for.
        let others = [found.item, found.year, found.name].into_iter().flatten();
        let needed = if found.code.is_some() { 1 } else { 3 };
        (others.count() >= needed).then_some(found)
    }

    /// The headings that a file of reasons needs and this one lacks.
    pub(super) fn lacking<'w>(&self, words: &'w ReasonSheet) -> Vec<&'w str> {
        let columns = &words.columns;
        let mut lacking = Vec::new();
        for (found, column) in [
            (self.ward_code.or(self.ward), &columns.ward),
            (self.item, &columns.item),
            (self.year, &columns.year),
            (self.name, &columns.name),
        ] {
            if found.is_none() {
                lacking.push(column.heading.as_str());
            }
        }
        lacking
    }
}

/// One row of a table: its cells that hold something, by column.
pub(super) type Row = Vec<(u32, String)>;

/// A table of reasons.
pub(super) struct Source<'a> {
    pub(super) definitions: &'a Definitions,
    pub(super) names: &'a Names<'a>,
    /// The forms that the reasons may be about.
    pub(super) forms: Vec<&'a FormDefinition>,
    pub(super) file: &'a Arc<str>,
    pub(super) sheet: &'a Arc<str>,
    pub(super) columns: Columns,
}

/// What is wrong with a row: the column, and what to say.
type Fault = (u32, String);

impl Source<'_> {
    /// Reads a row. Nothing for one without reason and name: filled in beforehand, printed, or blank.
    fn row(&self, row: u32, cells: &Row, told: &mut Vec<Diagnostic>) -> Option<Reason> {
        let columns = &self.columns;
        let at = |col: Option<u32>| {
            let found = col.and_then(|col| cells.iter().find(|(at, _)| *at == col));
            found.map_or("", |(_, text)| text.trim()).to_owned()
        };
        let written = WrittenReason {
            code: at(columns.code),
            item: at(columns.item),
            year: at(columns.year),
            text: at(Some(columns.text)),
            name: at(columns.name),
        };
        let says_nothing = written.text.is_empty() && written.name.is_empty();
        if says_nothing || self.is_example(cells) || self.is_heading(&written) {
            return None;
        }
        let mut faults = self.missing(&written);
        let code = self.code(&written, &mut faults);
        let year = self.year(&written, &mut faults);
        let until = self.until(&at(columns.until), &mut faults);
        let ward = self.ward(&at(columns.ward_code), &at(columns.ward), &mut faults);
        let forms = self.forms.iter();
        let mut items = forms.map(|form| item::resolve(self.definitions, form, &written.item));
        let item = items.find(|item| *item != item::Item::default());
        let item = item.unwrap_or_default();
        let provenance = Provenance {
            file: Arc::clone(self.file),
            sheet: Arc::clone(self.sheet),
            cell: CellRef::new(row, columns.text),
            text: (&written.text).into(),
        };
        let is_readable = faults.is_empty();
        if !is_readable {
            told.push(self.unreadable(row, &written, faults, ward.as_ref()));
        }
        Some(Reason {
            written,
            code,
            indicators: item.indicators,
            sheet: item.sheet,
            year,
            // Our own list has an apostrophe before what Excel would take for a formula.
            value: at(columns.value).trim_start_matches('\'').to_owned(),
            ward,
            until,
            is_readable,
            provenance,
        })
    }

    /// Reads the rows below the headings. A second reason for the same is told: only one can stand there.
    pub(super) fn rows<'r>(
        &self,
        rows: impl IntoIterator<Item = (u32, &'r Row)>,
        told: &mut Vec<Diagnostic>,
    ) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = Vec::new();
        for (row, cells) in rows {
            let Some(mut reason) = self.row(row, cells, told) else {
                continue;
            };
            let mut others = reasons.iter().filter(|other| other.is_readable);
            let is_one_number = reason.is_readable && !self.is_of_two(&reason);
            let first = others.find(|other| is_one_number && is_second_word(other, &reason));
            if let Some(first) = first {
                let line = first.provenance.cell.row + 1;
                let fault = format!("{line}行目と同じものへの理由です");
                let fault = vec![(self.columns.text, fault)];
                told.push(self.unreadable(row, &reason.written, fault, reason.ward.as_ref()));
                reason.is_readable = false;
            }
            reasons.push(reason);
        }
        reasons
    }

    /// Whether the field that is named holds two numbers under one label, a count and its percentage.
    fn is_of_two(&self, reason: &Reason) -> bool {
        let mut named = reason.indicators.iter();
        named.any(|id| {
            let mut fields = self.forms.iter().filter_map(|form| form.field(id));
            fields.any(|field| field.rate.is_some())
        })
    }

    /// Whether the row says before its first column, or in it, that it is an example.
    fn is_example(&self, cells: &Row) -> bool {
        let mark = fold(&self.definitions.reasons.example.mark);
        let first = self.columns.code.or(self.columns.item);
        let before = cells.iter().filter(|(col, _)| Some(*col) <= first);
        before.map(|(_, text)| fold(text)).any(|key| {
            key.trim_start_matches(['(', '【', '<', '['])
                .starts_with(&mark)
        })
    }

    /// The headings stand again where a table goes on over pages.
    fn is_heading(&self, written: &WrittenReason) -> bool {
        let columns = &self.definitions.reasons.columns;
        let is = |column: &ReasonColumn, text: &str| {
            let key = fold(text);
            column.headings().any(|heading| fold(heading) == key)
        };
        is(&columns.item, &written.item) && is(&columns.text, &written.text)
            || is(&columns.code, &written.code) && is(&columns.text, &written.text)
    }

    /// Reason and name are always needed, and what they are about: a field, a code, or both. Whether a field and a year
    /// are needed beside a code, depends on what is to be explained.
    fn missing(&self, written: &WrittenReason) -> Vec<Fault> {
        let columns = &self.definitions.reasons.columns;
        let at = |col: Option<u32>| col.unwrap_or(self.columns.text);
        let mut faults = Vec::new();
        if written.code.is_empty() && written.item.is_empty() {
            let (code, item) = (&columns.code.heading, &columns.item.heading);
            let said = format!("{code}も{item}も書かれていません");
            faults.push((at(self.columns.code.or(self.columns.item)), said));
        }
        let needed = [
            (Some(self.columns.text), &columns.text, &written.text),
            (self.columns.name, &columns.name, &written.name),
        ];
        let lacking = needed.into_iter().filter(|(_, _, text)| text.is_empty());
        faults
            .extend(lacking.map(|(col, column, _)| {
                (at(col), format!("{}が書かれていません", column.heading))
            }));
        faults
    }

    fn code(&self, written: &WrittenReason, faults: &mut Vec<Fault>) -> Option<String> {
        if written.code.is_empty() {
            return None;
        }
        let key = fold(&written.code);
        let codes = self.definitions.codes;
        let found = Code::find_in(codes, &key).or_else(|| code_in(codes, &key));
        if found.is_none() {
            let fault = format!("「{}」というコードはありません", written.code);
            faults.push((self.columns.code.unwrap_or(self.columns.text), fault));
        }
        found.map(|code| code.id().to_owned())
    }

    fn year(&self, written: &WrittenReason, faults: &mut Vec<Fault>) -> Option<model::FiscalYear> {
        let mut forms = self.forms.iter();
        let year = forms.find_map(|form| year::read(&written.year, form));
        if year.is_none() && !written.year.is_empty() {
            let col = self.columns.year.unwrap_or(self.columns.text);
            faults.push((col, format!("「{}」がどの年度か読めません", written.year)));
        }
        year
    }

    fn until(&self, text: &str, faults: &mut Vec<Fault>) -> Option<AsOf> {
        match date::find(text) {
            DateText::Date(date) => Some(date),
            DateText::None if text.is_empty() => None,
            DateText::None | DateText::Placeholder => {
                let col = self.columns.until.unwrap_or(self.columns.text);
                faults.push((col, format!("期限の「{text}」を日付として読めません")));
                None
            }
        }
    }

    /// The ward that a row names by code, by name, or by both.
    fn ward(&self, code: &str, name: &str, faults: &mut Vec<Fault>) -> Option<AreaCode> {
        let areas = &self.definitions.areas;
        let unit = &areas.nouns().unit;
        if code.is_empty() && name.is_empty() {
            return None;
        }
        let names = self.names;
        let mut found: Option<AreaCode> = None;
        for (col, text) in [(self.columns.ward_code, code), (self.columns.ward, name)] {
            let (Some(col), false) = (col, text.is_empty()) else {
                continue;
            };
            match (names.sender(text), &found) {
                (None, _) => faults.push((col, format!("「{text}」という{unit}はありません"))),
                (Some(ward), Some(other)) if ward.code != *other => {
                    faults.push((
                        col,
                        format!("「{text}」は団体コード{other}の{unit}ではありません"),
                    ));
                }
                (Some(ward), _) => found = Some(ward.code.clone()),
            }
        }
        found
    }

    fn unreadable(
        &self,
        row: u32,
        written: &WrittenReason,
        faults: Vec<Fault>,
        ward: Option<&AreaCode>,
    ) -> Diagnostic {
        let first = CellRef::new(row, faults[0].0);
        let said: Vec<String> = faults.into_iter().map(|(_, said)| said).collect();
        let shown = [&written.code, &written.item, &written.year, &written.text]
            .into_iter()
            .filter(|text| !text.is_empty())
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("、");
        Diagnostic::new(
            Code::REASON_UNREADABLE,
            Place::cell(self.file, self.sheet, first),
            format!("{}行目：{}。理由として扱いません。", row + 1, said.join("。また、")),
        )
        .ward(ward)
        .entered(shown)
        .hint("項目・年度・理由・氏名を、点検の結果を見て書いてください。理由が要らない行なら、消してください。")
    }
}

/// Whether two reasons say of the very same two things. A number may have one reason for each of its values, and for each of
/// its codes; where both say the same, nothing is lost.
fn is_second_word(one: &Reason, other: &Reason) -> bool {
    let about = |reason: &Reason| {
        let (item, value) = (fold(&reason.written.item), fold(&reason.value));
        (
            reason.ward.clone(),
            reason.code.clone(),
            reason.year,
            item,
            value,
        )
    };
    about(one) == about(other) && fold(&one.written.text) != fold(&other.written.text)
}

/// A code within other words, such as 「確認 V211」.
fn code_in(codes: &[Code], key: &str) -> Option<Code> {
    let chars: Vec<char> = key.chars().collect();
    chars.windows(4).enumerate().find_map(|(at, four)| {
        let goes_on = chars.get(at + 4).is_some_and(char::is_ascii_digit);
        let is_code = four[0].is_ascii_alphabetic() && four[1..].iter().all(char::is_ascii_digit);
        let text: String = four.iter().collect();
        Code::find_in(codes, &text).filter(|_| is_code && !goes_on)
    })
}
