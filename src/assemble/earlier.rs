//! Last year's workbooks as what this year's are compared with, and everything of a run as of its date.

use definition::{Definitions, Registry};
use diagnostic::{Diagnostic, Severity};
use model::{AsOf, PreviousFacts};
use read::ReadResult;

use super::{Setting, previous_facts};

/// Goes before the names of last year's files, which often equal this year's.
pub const PREFIX: &str = "前年度";

/// What last year's workbooks say, in this year's terms, and what is told of those that say nothing. The date is theirs.
pub fn earlier_facts(
    setting: Setting<'_>,
    results: Vec<ReadResult>,
) -> (PreviousFacts, Vec<Diagnostic>) {
    let notes: Vec<Diagnostic> = results.iter().flat_map(unusable).collect();
    let own = Setting {
        as_of: None,
        previous: None,
        waivers: None,
        ..setting
    };
    let facts = previous_facts(own, results);
    (setting.definitions.as_now(facts), notes)
}

/// From now on as of a date: the wards of that day, their areas, and last year's facts as theirs.
pub fn settle(
    (definitions, registry): (&mut Definitions, &mut Registry),
    previous: Option<&mut PreviousFacts>,
    as_of: AsOf,
) {
    definitions.settle(as_of);
    *registry = std::mem::take(registry).at(&definitions.areas);
    if let Some(previous) = previous {
        *previous = definitions.of_wards(std::mem::take(previous));
    }
}

/// What was told of a file that gave no number of any sender: nobody else would hear of it.
fn unusable(result: &ReadResult) -> Vec<Diagnostic> {
    let sender = result.submission.as_ref();
    if sender.is_some_and(|one| one.ward.is_some()) {
        return Vec::new();
    }
    let told = result.diagnostics.iter();
    let told = told.filter(|one| one.severity == Severity::Error && one.code.id().starts_with('S'));
    let note = |one: &Diagnostic| {
        let place = one.place.clone();
        let message = format!(
            "前年度のファイルとして渡されましたが、どの数も使っていません。{}",
            one.message
        );
        Diagnostic::new(one.code, place, message)
            .severity(Severity::Warning)
            .hint(one.hint.clone())
    };
    told.map(note).collect()
}
