//! The uses that the editions of a form make of one kind of rule: each looks at submissions, at all of them or at some and then
//! others, and what became of it is told once.

use super::context::Context;
use super::earlier::Earlier;
use super::kind::Kind;
use super::rule::{Rule, Sink};
use super::run::Run;
use super::slip;
use definition::{FormDefinition, RuleInstance, RuleKind};
use diagnostic::{Code, Diagnostic, Outcome, Place};
use model::{Fact, Submission, case_number, caught, may_fail};

/// Submissions for the units, and those for the whole.
pub(super) type Received<'a> = (&'a [&'a Submission], &'a [&'a Submission]);

/// The uses of one kind.
pub(super) struct Uses<'a> {
    kind: &'a Kind,
    all: Vec<Use<'a>>,
    /// The program failed on one of them.
    failed: Option<Outcome>,
}

/// One of them.
struct Use<'a> {
    form: &'a FormDefinition,
    instance: &'a RuleInstance,
    /// It is one of several checks that a form states.
    is_one_of_several: bool,
    /// What became of it where it has looked; none before, and where it ran in no turn and each says something else.
    became: Option<Outcome>,
    turns: usize,
}

impl<'a> Uses<'a> {
    /// As often as the editions list it; `unlisted` is its use by one that does not.
    pub(super) fn of(
        kind: &'a Kind,
        editions: &[&'a FormDefinition],
        unlisted: Option<&'a RuleInstance>,
    ) -> Self {
        let mut all = Vec::new();
        for form in editions {
            let listed = form.rules.iter();
            let mut uses: Vec<_> = listed.filter(|one| one.code == kind.code()).collect();
            if uses.is_empty() {
                uses.extend(unlisted);
            }
            let is_one_of_several = kind.is_stated() && uses.len() > 1;
            all.extend(uses.into_iter().map(|instance| Use {
                form,
                instance,
                is_one_of_several,
                became: None,
                turns: 0,
            }));
        }
        Self {
            kind,
            all,
            failed: None,
        }
    }

    /// The code that they speak under.
    pub(super) fn code(&self) -> Code {
        self.kind.code()
    }

    /// Each looks at its own of some submissions.
    pub(super) fn look(
        &mut self,
        run: &Run<'_>,
        received: Received<'_>,
        some: Received<'_>,
        earlier: &mut Earlier,
    ) {
        let are_all = some.0.len() == received.0.len();
        for one in &mut self.all {
            // Where one of its uses failed, its silence about the rest must not pass for a check.
            if self.failed.is_some() {
                return;
            }
            let subjects = one.subjects(self.kind, some);
            if subjects.is_empty() && !are_all {
                continue;
            }
            let (outcome, mut told, absorbed) =
                match one.run(run, self.kind, (received, &subjects), earlier) {
                    Ok(ran) => ran,
                    Err(place) => {
                        let (outcome, told) = failed(self.kind.code(), &place);
                        earlier.add(vec![told]);
                        self.failed = Some(outcome);
                        return;
                    }
                };
            // It ran if it did in one of its turns.
            if one.turns == 0 || outcome == Outcome::Ran {
                one.became = Some(outcome);
            } else if one.became != Some(Outcome::Ran) && one.became != Some(outcome) {
                one.became = None;
            }
            one.turns += 1;
            earlier.take_back(&absorbed);
            for told in &mut told {
                told.form = Some(one.form.id.form.clone());
            }
            if self.kind.is_last() {
                earlier.add(told);
            } else {
                earlier.add_heard(told, run.choices);
            }
        }
    }

    /// What became of the kind, which ran if one of its uses did.
    pub(super) fn became(
        self,
        run: &Run<'_>,
        received: Received<'_>,
        earlier: &Earlier,
    ) -> Vec<Outcome> {
        if let Some(failed) = self.failed {
            return vec![failed];
        }
        let kind = self.kind;
        let outcomes = self.all.into_iter().map(|one| {
            let is_one_of_several = one.is_one_of_several;
            let instance = one.instance;
            // What a form states are checks of their own: that one was made says nothing of another.
            match one.became(run, kind, received, earlier) {
                Outcome::Skipped(why) if is_one_of_several => {
                    Outcome::Skipped(format!("「{}」は、{why}", instance.clause))
                }
                outcome => outcome,
            }
        });
        let mut outcomes: Vec<Outcome> = outcomes.collect();
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
}

/// What a rule gives: what became of it, what it told, and what it tells better than was told before.
type Told = (Outcome, Vec<Diagnostic>, Vec<(Fact, Code)>);

impl Use<'_> {
    /// Those of some submissions that it looks into: of its edition, unless it compares; those for the whole where it is about them too.
    fn subjects<'s>(&self, kind: &Kind, (units, whole): Received<'s>) -> Vec<&'s Submission> {
        let own = units.iter().copied();
        let own = own.filter(|one| kind.compares() || one.form == self.form.id);
        let whole = whole.iter().copied();
        let whole = whole.filter(|one| kind.is_of_whole() && one.form == self.form.id);
        own.chain(whole).collect()
    }

    /// Looks into submissions.
    ///
    /// # Errors
    /// The program failed; where.
    fn run(
        &self,
        run: &Run<'_>,
        kind: &Kind,
        (received, subjects): (Received<'_>, &[&Submission]),
        earlier: &Earlier,
    ) -> Result<Told, String> {
        let context = Context {
            looks_at_others: kind.looks_at_others(),
            ..Context::new(run, self.form, received, subjects)
        };
        caught(|| run_one(kind.rule(self.instance), self.instance, &context, earlier))
    }

    /// What became of it. Why it ran in none of several turns, only all submissions together say.
    fn became(
        self,
        run: &Run<'_>,
        kind: &Kind,
        received: Received<'_>,
        earlier: &Earlier,
    ) -> Outcome {
        if let Some(became) = self.became {
            return became;
        }
        let subjects = self.subjects(kind, received);
        match self.run(run, kind, (received, &subjects), earlier) {
            Ok((outcome, ..)) => outcome,
            Err(place) => failed(kind.code(), &place).0,
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
