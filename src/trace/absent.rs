//! Why a ward is not in a figure: the state of its fact, the files that came for it, and the findings about them.

use super::{Absent, Tracer};
use diagnostic::Severity;
use ledger::{FactRow, FindingRow};
use model::{AreaCode, FactState};

impl<'a> Tracer<'a> {
    pub(super) fn absent(
        &self,
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
            None => (self.not_used(code), self.about_ward(code)),
        };
        Absent {
            ward,
            reason,
            fact,
            findings,
        }
    }

    /// 未提出, which files came and do not count, or that the file that counts says nothing of it.
    fn not_used(&self, code: &AreaCode) -> String {
        if self.ledger.facts.iter().any(|fact| fact.ward == *code) {
            return FactState::Blank.label().to_owned();
        }
        let came = self.ledger.submissions.iter();
        let files: Vec<&str> = came
            .filter(|submission| submission.ward.as_ref() == Some(code))
            .map(|submission| &*submission.file)
            .collect();
        if files.is_empty() {
            "未提出".to_owned()
        } else {
            format!("提出はあるが集計に使っていない（{}）", files.join("、"))
        }
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
