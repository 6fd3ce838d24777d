//! Why a ward is not in a figure: the state of its fact, the files that came for it, and the findings about them.

use super::{Absent, Tracer};
use diagnostic::{Code, Severity};
use ledger::{FactRow, FigureRow, FindingRow};
use model::{AreaCode, FactState, IndicatorId};

impl<'a> Tracer<'a> {
    pub(super) fn absent(
        &self,
        figure: &FigureRow,
        code: &AreaCode,
        ward: &'a str,
        fact: Option<&'a FactRow>,
    ) -> Absent<'a> {
        let (reason, findings) = match fact {
            Some(fact) if fact.state == FactState::Reported => (
                format!("{}が登録にない", self.area_count(&fact.indicator)),
                Vec::new(),
            ),
            Some(fact) => (fact.state.label().to_owned(), self.about_fact(fact)),
            None => (self.not_used(code, figure), self.about_ward(code)),
        };
        Absent {
            ward,
            reason,
            fact,
            findings,
        }
    }

    /// 未提出, 読取不能, which files came and do not count, or that the file that counts says nothing of it. That a file of the form
    /// counts for the figure's year is known by its facts: one of another edition may ask for other years.
    fn not_used(&self, code: &AreaCode, figure: &FigureRow) -> String {
        let form = self.form_of(&figure.id().indicator);
        let is_asked = self.ledger.facts.iter().any(|fact| {
            let is_near = fact.ward == *code && fact.year == figure.year;
            is_near && self.form_of(&fact.id().indicator) == form
        });
        let came = self.ledger.submissions.iter();
        let came = came.filter(|submission| submission.ward.as_ref() == Some(code));
        let (used, aside): (Vec<_>, Vec<_>) = came.partition(|one| one.used);
        let aside: Vec<&str> = aside.into_iter().map(|one| &*one.file).collect();
        if is_asked || aside.is_empty() && !used.is_empty() {
            FactState::Blank.label().to_owned()
        } else if let Some(unread) = self.unread(code).filter(|_| used.is_empty()) {
            unread
        } else if aside.is_empty() {
            "未提出".to_owned()
        } else {
            format!("提出はあるが集計に使っていない（{}）", aside.join("、"))
        }
    }

    /// 読取不能 with its files, as the report says it: files came for the ward, and none of them could be read.
    fn unread(&self, code: &AreaCode) -> Option<String> {
        let came = self.ledger.submissions.iter();
        let mut own = came.filter(|one| one.ward.as_ref() == Some(code));
        if own.any(|one| one.edition.is_some()) {
            return None;
        }
        let codes = [
            Code::FILE_UNREADABLE,
            Code::FILE_PROTECTED,
            Code::FILE_BEYOND_LIMIT,
        ];
        let findings = self.ledger.findings.iter();
        let of_ward = findings.filter(|one| one.ward.as_ref() == Some(code));
        let mut files: Vec<&str> = of_ward
            .filter(|one| {
                one.place.sheet.is_none() && codes.iter().any(|code| code.id() == one.code)
            })
            .filter_map(|one| one.place.file.as_deref())
            .collect();
        files.dedup();
        let word = FactState::Unreadable.label();
        (!files.is_empty()).then(|| format!("{word}（{}）", files.join("、")))
    }

    fn form_of(&self, indicator: &IndicatorId) -> Option<&str> {
        let definitions = self.definitions?;
        let form = definitions.form_asking(definitions.indicator(indicator)?)?;
        Some(&form.id.form)
    }

    pub(super) fn about_ward(&self, code: &AreaCode) -> Vec<&'a FindingRow> {
        let findings = self.ledger.findings.iter();
        findings
            .filter(|f| f.ward.as_ref() == Some(code) && f.indicator.is_none())
            .filter(|f| f.severity != Severity::Note)
            .collect()
    }

    /// The errors and warnings about a fact, by its name or by its cell.
    pub fn about_fact(&self, fact: &FactRow) -> Vec<&'a FindingRow> {
        let of_file = |f: &&FindingRow| {
            f.place.file.as_deref() == Some(fact.file.as_str()) && f.severity != Severity::Note
        };
        let id = fact.id();
        let names = |f: &&FindingRow| {
            f.indicator.as_ref() == Some(&id.indicator) && f.fiscal_year == Some(id.year)
        };
        let points = |f: &&FindingRow| {
            let mut places = std::iter::once(&f.place).chain(&f.related);
            fact.cell
                .is_some_and(|cell| places.any(|place| place.is(&fact.file, &fact.sheet, cell)))
        };
        let all = || self.ledger.findings.iter().filter(of_file);
        let found: Vec<_> = all().filter(|f| names(f) || points(f)).collect();
        if fact.state == FactState::Withheld && !found.iter().any(|f| f.severity == Severity::Error)
        {
            // The fault is told once, at another cell of the same file and year.
            return all()
                .filter(|f| f.severity == Severity::Error && f.fiscal_year == Some(fact.year))
                .collect();
        }
        found
    }
}
