//! The submissions of one form: which rules look into which of them, and in which order.

use super::context::Context;
use super::earlier::Earlier;
use super::kind::Kind;
use super::rule::{Rule, Sink};
use super::rules::RULES;
use super::run::Run;
use super::slip;
use definition::{FormDefinition, RuleInstance, RuleKind};
use diagnostic::{Code, Diagnostic, Outcome, Place, RuleOutcome};
use model::{Fact, Submission, case_number, caught, may_fail};

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
        for kind in ordered.chain(RULES.iter().filter(when(true))) {
            let code = kind.code();
            if kind.is_stated() && !self.states(kind) {
                continue;
            }
            let became = match run.selection.why_not(code) {
                Some(reason) => vec![Outcome::Skipped(reason.to_owned())],
                None => self.run(run, kind, &mut earlier),
            };
            outcomes.extend(
                became
                    .into_iter()
                    .map(|outcome| RuleOutcome::new(code, outcome)),
            );
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

    /// Runs one kind of rule, which ran if one of its uses did, as often as the editions list it: each over its own
    /// submissions, but over all of them at once where the rule compares.
    fn run(&self, run: &Run<'_>, kind: &Kind, earlier: &mut Earlier) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        let editions = if kind.compares() || self.editions.is_empty() {
            std::slice::from_ref(&self.form)
        } else {
            &self.editions[..]
        };
        let unlisted = kind.unlisted();
        for form in editions {
            let own = self.submissions.iter().copied();
            let own = own.filter(|submission| kind.compares() || submission.form == form.id);
            let whole = self.whole.iter().copied();
            let whole = whole.filter(|one| kind.is_of_whole() && one.form == form.id);
            let subjects: Vec<&Submission> = own.chain(whole).collect();
            let received = (&self.submissions[..], &self.whole[..]);
            let context = Context::new(run, form, received, &subjects);
            let listed = form.rules.iter();
            let mut uses: Vec<_> = listed.filter(|one| one.code == kind.code()).collect();
            if uses.is_empty() {
                uses.extend(&unlisted);
            }
            let is_one_of_several = kind.is_stated() && uses.len() > 1;
            for instance in uses {
                let ran = caught(|| run_one(kind.rule(instance), instance, &context, earlier));
                let (outcome, mut told, absorbed) = match ran {
                    Ok(ran) => ran,
                    // Where one of its uses failed, its silence about the rest must not pass for a check.
                    Err(place) => {
                        let (outcome, told) = failed(kind.code(), &place);
                        earlier.add(vec![told]);
                        return vec![outcome];
                    }
                };
                // What a form states are checks of their own: that one was made says nothing of another.
                outcomes.push(match outcome {
                    Outcome::Skipped(why) if is_one_of_several => {
                        Outcome::Skipped(format!("「{}」は、{why}", instance.clause))
                    }
                    outcome => outcome,
                });
                earlier.take_back(&absorbed);
                for one in &mut told {
                    one.form = Some(form.id.form.clone());
                }
                if kind.is_last() {
                    earlier.add(told);
                } else {
                    earlier.add_heard(told, run.choices);
                }
            }
        }
        if outcomes.is_empty() {
            let reason = "この様式の定義では使わない規則".to_owned();
            outcomes.push(Outcome::Skipped(reason));
        }
        if outcomes.contains(&Outcome::Ran) {
            let stated = outcomes
                .into_iter()
                .filter(|one| kind.is_stated() && *one != Outcome::Ran);
            return std::iter::once(Outcome::Ran).chain(stated).collect();
        }
        outcomes
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

/// One use of a rule: what became of it, and what it told.
fn run_one(
    rule: &dyn Rule,
    instance: &RuleInstance,
    context: &Context<'_>,
    earlier: &Earlier,
) -> (Outcome, Vec<Diagnostic>, Vec<(Fact, Code)>) {
    may_fail(&format!("check:{}", instance.code.id()));
    let mut sink = Sink::new(instance, earlier);
    let said = rule.check(context, &mut sink);
    let outcome = sink.outcome(said);
    let absorbed = sink.absorbed();
    (outcome, slip::name(context, sink.into_told()), absorbed)
}

/// A rule on which the program itself failed: it costs what this rule would have told, and nothing else.
fn failed(code: Code, place: &str) -> (Outcome, Diagnostic) {
    let case = case_number(place, code.id());
    let why = format!(
        "規則の途中で、このプログラムに異常が起きた（受付番号 {case}、{place}）。このプログラムの担当者に知らせてください"
    );
    let told = Diagnostic::new(
        Code::PROGRAM_FAILED,
        Place::run(),
        format!(
            "{}の規則の途中で、このプログラムに異常が起きました（受付番号 {case}、{place}）。{}は点検していません。ほかの規則は終わりまで点検しました。",
            code.id(),
            code.id(),
        ),
    )
    .hint("届いたファイルと受付番号を、このプログラムの担当者に知らせてください。");
    (Outcome::Skipped(why), told)
}
