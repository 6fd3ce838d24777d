//! From a printed figure back to every file, sheet, cell and text, and from a cell to every figure that it is in.
//!
//! Works on an output folder read back as a [`Ledger`]; what an indicator is made of comes from the definitions,
//! and only where they are of the same form and edition. Who is in a figure is what `compile`'s own fold says over the
//! rows that were written.

mod absent;
mod below;
mod cell;
mod find;
mod parts;
mod rows;
mod text;

use rust_decimal::Decimal;

pub use cell::{CellTrace, Feed, Part};
pub use find::{FindError, cell_facts, figure, figures_of};
pub use parts::{Absent, Base, Contribution, FigureTrace};
pub use text::{cell_text, choice_text, figure_text, list_text};

use compile::{Folded, Missing, Part as Folding, Reported, Wanted, fold};
use definition::Definitions;
use ledger::{FactRow, FigureRow, Ledger};
use model::{AreaCode, Denominator, IndicatorId, Nouns, RollUp};
use rows::{Counted, Sides};

/// A row of `facts.csv`, where there is one.
type Row<'a> = Option<&'a FactRow>;

/// An output folder, and the definitions that say what its indicators are made of.
#[derive(Clone, Copy, Debug)]
pub struct Tracer<'a> {
    /// The folder.
    pub ledger: &'a Ledger,
    definitions: Option<&'a Definitions>,
}

impl<'a> Tracer<'a> {
    /// Definitions of another form or edition than the folder's are set aside.
    pub fn new(ledger: &'a Ledger, definitions: &'a Definitions) -> Self {
        let is_known = |id: &str| {
            definitions
                .forms
                .iter()
                .any(|form| form.id.to_string() == id)
        };
        let known = ledger.manifest.forms().all(is_known);
        Self {
            ledger,
            definitions: known.then_some(definitions),
        }
    }

    /// Whether the definitions are of the folder's form and edition.
    pub fn knows_relations(&self) -> bool {
        self.definitions.is_some()
    }

    fn roll_up(&self, indicator: &IndicatorId) -> Option<&'a RollUp> {
        Some(&self.definitions?.indicator(indicator)?.roll_up)
    }

    /// What the registry counts, in the words of the form that asks for the indicator.
    fn area_count(&self, indicator: &IndicatorId) -> String {
        let definitions = self.definitions;
        let asking = definitions.and_then(|all| all.form_asking(all.indicator(indicator)?));
        asking.map_or_else(
            || format!("{}数", self.ledger.nouns.part),
            |form| form.area_noun.clone(),
        )
    }

    /// An indicator's id with its short label.
    fn in_words(&self, indicator: &IndicatorId) -> String {
        let known = self.definitions.and_then(|d| d.indicator(indicator));
        known.map_or_else(
            || indicator.to_string(),
            |known| format!("{indicator} {}", known.short_label),
        )
    }

    /// Traces one figure.
    pub fn figure(&self, figure: &'a FigureRow) -> FigureTrace<'a> {
        let is_declared = self.ledger.is_declared(figure);
        let is_total = self.ledger.is_total(&figure.area) && !is_declared;
        let wards: Vec<(&AreaCode, &str)> = if is_total {
            self.ledger.wards()
        } else {
            vec![(&figure.area, figure.area_name.as_str())]
        };
        let mut trace = FigureTrace {
            id: self.ledger.trace_id(figure),
            share: self.ledger.share(figure),
            is_declared,
            nouns: &self.ledger.nouns,
            figure,
            formula: String::new(),
            contributions: Vec::new(),
            absent: Vec::new(),
            rows: self.rows_below(figure),
            noun: self.noun_of_rows(&figure.id().indicator),
            recomputed: None,
        };
        match self.roll_up(&figure.id().indicator) {
            Some(
                ratio @ RollUp::RatioOfSums {
                    numerator,
                    denominator,
                },
            ) => {
                let counted = Counted {
                    ledger: self.ledger,
                    rate: &figure.indicator,
                };
                let folded = self.fold(&counted, figure, ratio, &wards);
                trace.formula = self.ratio_formula(figure, numerator, denominator, wards.len());
                self.ratio(&mut trace, &wards, folded);
            }
            // A row without a numerator is a sum unless it is a share; its parts then cannot be told.
            None if figure.numerator.is_some() || figure.unit == "％" => {
                self.unknown_ratio(&mut trace, &wards);
            }
            Some(RollUp::Sum | RollUp::None) | None => self.sum(&mut trace, &wards),
        }
        if is_declared {
            let nouns = trace.nouns;
            let (declared, unit) = (nouns.declared(), &nouns.unit);
            trace.formula = format!("{declared}のまま（どの{unit}にも数がない）。");
        }
        trace
    }

    /// What `compile` put together, from the rows that it wrote.
    fn fold<R: Reported>(
        &self,
        rows: &R,
        figure: &FigureRow,
        roll_up: &RollUp,
        wards: &[(&'a AreaCode, &'a str)],
    ) -> Folded<R::Fact, R::Why> {
        let wanted = Wanted {
            year: figure.year,
            indicator: &figure.indicator,
            roll_up,
            decimals: figure.value.map_or(1, |value| value.scale()),
        };
        fold(rows, wanted, wards.iter().map(|(code, _)| *code))
    }

    fn sum(&self, trace: &mut FigureTrace<'a>, wards: &[(&'a AreaCode, &'a str)]) {
        let indicator = &trace.figure.indicator;
        let Nouns { unit, .. } = trace.nouns;
        let counted = Counted {
            ledger: self.ledger,
            rate: indicator,
        };
        let folded = self.fold(&counted, trace.figure, &RollUp::Sum, wards);
        let reasons = folded.missing.iter().map(|one| one.why);
        let facts = folded.parts.iter().map(|part| part.fact).chain(reasons);
        let from_rows = facts.flatten().any(|fact| !fact.id().row.is_whole());
        if from_rows {
            trace.rows.clear();
        }
        let id = trace.figure.id();
        let noun = self.noun_of_rows(&id.indicator);
        trace.formula = match (wards.len(), id.row.is_whole()) {
            _ if from_rows && id.row.is_whole() => format!(
                "{unit}が{noun}ごとに「{indicator}」に書いた数の合計。数のないところは0とせず、加えない。"
            ),
            (1, true) => format!("{unit}が「{indicator}」に書いた数のまま。"),
            (1, false) => self.formula_of_row(&id.indicator),
            _ => format!(
                "「{indicator}」の数がある{unit}の合計。数のない{unit}は0とせず、加えない。"
            ),
        };
        trace.recomputed = folded.value;
        trace.contributions = self.contributions(folded.parts, wards);
        let absent = folded.missing.into_iter();
        trace.absent = absent
            .map(|one| self.absent(trace.figure, &one.unit, name(wards, &one.unit), one.why))
            .collect();
    }

    fn ratio(
        &self,
        trace: &mut FigureTrace<'a>,
        wards: &[(&'a AreaCode, &'a str)],
        folded: Folded<Row<'a>, Row<'a>>,
    ) {
        let Nouns { whole, unit, .. } = trace.nouns;
        if folded.parts.iter().any(|part| part.base.is_none()) {
            trace.formula =
                format!("{unit}が書いた割合のまま（割合のもとになる2つの数が書かれていない）。");
        }
        trace.recomputed = folded.value.map(|value| as_printed(value, trace.figure));
        trace.contributions = self.contributions(folded.parts, wards);
        let mut alone = Vec::new();
        for Missing {
            unit: code,
            why,
            ratio_only,
        } in folded.missing
        {
            let ward = name(wards, &code);
            match ratio_only {
                None => trace
                    .absent
                    .push(self.absent(trace.figure, &code, ward, why)),
                Some((_, own)) => alone.push(Absent {
                    ward,
                    reason: format!(
                        "割合だけの報告（もとになる数は{}）",
                        why.map_or("ない", |part| part.state.label())
                    ),
                    fact: own,
                    findings: why.map(|part| self.about_fact(part)).unwrap_or_default(),
                }),
            }
        }
        if !alone.is_empty() {
            trace.formula.push_str(&format!(
                "もとの数のない{unit}があるため、{whole}の割合は出せない。"
            ));
        }
        trace.absent.extend(alone);
    }

    fn ratio_formula(
        &self,
        figure: &FigureRow,
        numerator: &IndicatorId,
        denominator: &Denominator,
        wards: usize,
    ) -> String {
        let below = match denominator {
            Denominator::Areas => {
                format!("「{}」（登録の数）", self.area_count(&figure.indicator))
            }
            Denominator::Indicator(id) => format!("「{}」", self.in_words(id)),
        };
        let many = if wards == 1 { "" } else { "の合計" };
        format!(
            "分子「{}」{many}÷分母{below}{many}×100。{}割合の平均はとらない。",
            self.in_words(numerator),
            rounding(figure)
        )
    }

    /// The parts as they are told, in the order of the wards.
    fn contributions(
        &self,
        parts: Vec<Folding<Row<'a>>>,
        wards: &[(&'a AreaCode, &'a str)],
    ) -> Vec<Contribution<'a>> {
        let told = |part: Folding<Row<'a>>| {
            let base = part.base.map(|(value, fact)| Base {
                value,
                fact: fact.flatten(),
            });
            let below = base.as_ref().and_then(|base| base.fact);
            let mut facts = [part.fact, below].into_iter().flatten();
            Contribution {
                ward: name(wards, &part.unit),
                value: part.value,
                fact: part.fact,
                base,
                carried: facts.find_map(|fact| self.ledger.carried(fact)),
            }
        };
        parts.into_iter().map(told).collect()
    }

    /// A rate whose parts are not known: what the wards' own rows say.
    fn unknown_ratio(&self, trace: &mut FigureTrace<'a>, wards: &[(&'a AreaCode, &'a str)]) {
        let figure = trace.figure;
        trace.formula = format!(
            "分子の合計÷分母の合計×100。{}この出力の様式（{}）はこのプログラムの定義と違うため、分子と分母の指標は示せない。",
            rounding(figure),
            self.ledger.manifest.form,
        );
        if let ([(code, ward)], Some(value), None) = (wards, figure.value, figure.numerator) {
            trace.formula = format!("{}が書いた割合のまま。", trace.nouns.unit);
            let fact = self.ledger.fact(code, figure.year, &figure.indicator);
            trace.contributions.push(Contribution {
                ward,
                value,
                fact,
                base: None,
                carried: fact.and_then(|fact| self.ledger.carried(fact)),
            });
            trace.recomputed = Some(value);
            return;
        }
        let rows = Sides {
            ledger: self.ledger,
            rate: &figure.indicator,
        };
        let roll_up = RollUp::RatioOfSums {
            numerator: figure.indicator.clone(),
            denominator: Denominator::Areas,
        };
        let folded = self.fold(&rows, figure, &roll_up, wards);
        let value = folded.value.filter(|_| figure.value.is_some());
        trace.recomputed = value.map(|value| as_printed(value, figure));
        trace.contributions = self.contributions(folded.parts, wards);
        let absent = folded.missing.into_iter().map(|one| Absent {
            ward: name(wards, &one.unit),
            reason: "分子と分母がそろっていない".to_owned(),
            fact: one.why,
            findings: self.about_ward(&one.unit),
        });
        trace.absent = absent.collect();
    }
}

fn name<'a>(wards: &[(&'a AreaCode, &'a str)], code: &AreaCode) -> &'a str {
    let mut wards = wards.iter();
    wards
        .find(|(ward, _)| *ward == code)
        .map_or("", |(_, name)| name)
}

fn rounding(figure: &FigureRow) -> String {
    match figure.value {
        Some(value) if value.scale() > 0 => {
            let places = value.scale();
            format!("小数第{places}位まで（第{}位を四捨五入）。", places + 1)
        }
        _ => String::new(),
    }
}

/// A value with as many decimals as were printed.
fn as_printed(mut value: Decimal, figure: &FigureRow) -> Decimal {
    value.rescale(figure.value.map_or(1, |value| value.scale()));
    value
}
