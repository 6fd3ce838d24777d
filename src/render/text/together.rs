//! What is told of many units in the same words, as one: who of 24 sent nothing is one thing to know.

use definition::Definitions;
use diagnostic::{Diagnostic, Findings};
use model::Area;

/// What is told once for several units, and everything else.
pub(super) fn of<'a>(
    findings: &'a Findings,
    definitions: &'a Definitions,
) -> (Vec<Diagnostic>, Vec<&'a Diagnostic>) {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut apart = Vec::new();
    for told in findings.diagnostics() {
        let alike = Alike::of(told, definitions);
        let Some((unit, alike)) = alike else {
            apart.push(told);
            continue;
        };
        match groups.iter_mut().find(|group| group.alike == alike) {
            Some(group) => group.units.push(unit),
            None => groups.push(Group {
                alike,
                units: vec![unit],
                first: told,
            }),
        }
    }
    let unit = &definitions.areas.nouns().unit;
    let mut together = Vec::new();
    for group in groups {
        match group.units[..] {
            [_] => apart.push(group.first),
            _ => together.push(group.told(unit)),
        }
    }
    (together, apart)
}

/// Everything in which what is told of several units is the same.
#[derive(PartialEq)]
struct Alike<'a> {
    code: &'a str,
    rest: &'a str,
    hint: &'a str,
}

impl<'a> Alike<'a> {
    /// Of a unit, and of no file of it: a sentence that begins with its name.
    fn of(told: &'a Diagnostic, definitions: &'a Definitions) -> Option<(&'a Area, Self)> {
        if told.place.file.is_some() || told.reason.is_some() {
            return None;
        }
        let unit = definitions.areas.get(told.ward.as_ref()?)?;
        let rest = told.message.strip_prefix(unit.name.as_str())?;
        let alike = Self {
            code: told.code.id(),
            rest,
            hint: &told.hint,
        };
        Some((unit, alike))
    }
}

struct Group<'a> {
    alike: Alike<'a>,
    units: Vec<&'a Area>,
    first: &'a Diagnostic,
}

impl Group<'_> {
    fn told(&self, unit: &str) -> Diagnostic {
        let names: Vec<&str> = self.units.iter().map(|one| one.name.as_str()).collect();
        let mut told = self.first.clone();
        told.ward = None;
        told.message = format!(
            "{}{unit}（{}）{}",
            names.len(),
            names.join("・"),
            self.alike.rest
        );
        told
    }
}
