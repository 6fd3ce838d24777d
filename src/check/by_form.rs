//! The submissions of one form: which rules look into which of them, and in which order.

use super::earlier::Earlier;
use super::kind::Kind;
use super::rules::RULES;
use super::run::Run;
use super::uses::Uses;
use definition::{FormDefinition, RuleKind};
use diagnostic::{Diagnostic, Outcome, RuleOutcome};
use model::Submission;

/// How many submissions are looked at by one rule before the next has its turn: a processor keeps that many close by.
const AT_ONCE: usize = 64;

/// The submissions of one form, in file-name order.
pub(super) struct Group<'a> {
    /// The newest edition among them.
    pub(super) form: &'a FormDefinition,
    /// Every edition among them, oldest first.
    editions: Vec<&'a FormDefinition>,
    submissions: Vec<&'a Submission>,
    /// Those for the whole.
    whole: Vec<&'a Submission>,
}

impl<'a> Group<'a> {
    /// The forms that came, in the order of the definitions; where nothing came, all that there are.
    pub(super) fn all(run: &Run<'a>) -> Vec<Self> {
        let forms = run.definitions.forms_among(run.submissions).into_iter();
        let groups = forms.map(|newest| {
            let submissions = run.submissions.iter();
            let own = submissions.filter(|submission| submission.form.form == newest.id.form);
            let areas = &run.definitions.areas;
            let is_whole = |one: &&Submission| {
                let ward = one.ward.as_ref();
                ward.is_some_and(|code| areas.is_whole(code))
            };
            let (whole, submissions): (Vec<&Submission>, Vec<&Submission>) =
                own.partition(is_whole);
            let all = submissions.iter().chain(&whole);
            let came = |form: &&FormDefinition| all.clone().any(|s| s.form == form.id);
            let editions: Vec<_> = run.definitions.editions(&newest.id.form).collect();
            let editions: Vec<_> = editions.into_iter().filter(came).collect();
            Self {
                form: editions.last().copied().unwrap_or(newest),
                editions,
                submissions,
                whole,
            }
        });
        groups.collect()
    }

    /// Whether a diagnostic is about a submission of another form.
    pub(super) fn is_of_other(&self, run: &Run<'_>, told: &Diagnostic) -> bool {
        let Some(file) = &told.place.file else {
            return false;
        };
        let found = run.submission(file);
        found.is_some_and(|one| one.form.form != self.form.id.form)
    }

    /// Runs every selected rule of the form; gives everything told, by reading too.
    pub(super) fn check(
        &self,
        run: &Run<'_>,
        from_reading: Vec<Diagnostic>,
        outcomes: &mut Vec<RuleOutcome>,
    ) -> Vec<Diagnostic> {
        let mut earlier = Earlier::default();
        earlier.add_heard(from_reading, run.choices);
        let when = |last| move |kind: &&Kind| kind.is_last() == last;
        let ordered = RULES.iter().filter(when(false));
        let ordered = ordered.chain(RULES.iter().filter(when(true)));
        let due = ordered.filter(|kind| !kind.is_stated() || self.states(kind));
        let (due, left_out): (Vec<&Kind>, Vec<&Kind>) =
            due.partition(|kind| run.selection.why_not(kind.code()).is_none());
        for kind in left_out {
            let reason = run.selection.why_not(kind.code()).unwrap_or_default();
            let outcome = Outcome::Skipped(reason.to_owned());
            outcomes.push(RuleOutcome::new(kind.code(), outcome));
        }
        // What looks at no other submission can look at a few of them at a time.
        let of_each = |kind: &Kind| !kind.looks_at_others() && !kind.is_last();
        for stretch in due.chunk_by(|one, next| of_each(one) && of_each(next)) {
            let is_of_each = stretch.first().is_some_and(|kind| of_each(kind));
            self.run(run, (stretch, is_of_each), &mut earlier, outcomes);
        }
        earlier.take_back_undecided(&self.submissions);
        earlier.into_diagnostics()
    }

    /// Whether any edition that came states something of this kind.
    fn states(&self, kind: &Kind) -> bool {
        let listed = self
            .editions
            .iter()
            .chain([&self.form])
            .flat_map(|form| &form.rules);
        let mut listed = listed.filter(|one| one.code == kind.code());
        listed.next().is_some()
    }

    /// Runs kinds of rules one behind the other: those that look at each submission by itself over [`AT_ONCE`] of them at a time, so
    /// that what the first has looked at is at hand for the next; any other over all of them.
    fn run(
        &self,
        run: &Run<'_>,
        (kinds, is_of_each): (&[&Kind], bool),
        earlier: &mut Earlier,
        outcomes: &mut Vec<RuleOutcome>,
    ) {
        let unlisted: Vec<_> = kinds.iter().map(|kind| kind.unlisted()).collect();
        let kinds = kinds.iter().zip(&unlisted);
        let mut all: Vec<Uses<'_>> = kinds
            .map(|(kind, unlisted)| Uses::of(kind, self.editions_for(kind), unlisted.as_ref()))
            .collect();
        let at_once = if is_of_each { AT_ONCE } else { usize::MAX };
        let mut batches: Vec<&[&Submission]> = self.submissions.chunks(at_once).collect();
        // What was sent for the whole is looked at with the last of them.
        let last = (batches.pop().unwrap_or_default(), &self.whole[..]);
        let received = (&self.submissions[..], &self.whole[..]);
        let before = batches.into_iter().map(|batch| (batch, &[][..]));
        for batch in before.chain([last]) {
            for uses in &mut all {
                uses.look(run, received, batch, earlier);
            }
        }
        for uses in all {
            let code = uses.code();
            let became = uses.became(run, received, earlier).into_iter();
            outcomes.extend(became.map(|outcome| RuleOutcome::new(code, outcome)));
        }
    }

    /// The editions whose rules of a kind run: each over its own submissions, but the newest over all of them where the rule compares.
    fn editions_for(&self, kind: &Kind) -> &[&'a FormDefinition] {
        if kind.compares() || self.editions.is_empty() {
            std::slice::from_ref(&self.form)
        } else {
            &self.editions
        }
    }

    /// Says in a message about no file, and of a rule that did not run, which form it is about, for a run with several.
    pub(super) fn name_form(&self, told: &mut [Diagnostic], outcomes: &mut [RuleOutcome]) {
        for one in outcomes {
            one.form = Some(self.form.id.form.clone());
            if let Outcome::Skipped(reason) = &mut one.outcome {
                *reason = format!("「{}」：{reason}", self.form.name);
            }
        }
        let of_run = |one: &&mut Diagnostic| one.form.is_some() && one.place.file.is_none();
        for one in told.iter_mut().filter(of_run) {
            one.message = format!("「{}」：{}", self.form.name, one.message);
        }
    }
}
