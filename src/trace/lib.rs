//! From a printed figure back to every file, sheet, cell and text, and from a cell to every figure that it is in.
//!
//! Works on an output folder read back as a [`Ledger`]; what an indicator is made of comes from the definitions,
//! and only where they are of the same form and edition. Recomputes nothing from workbooks: that is `compile`.

mod absent;
mod below;
mod cell;
mod find;
mod text;

use rust_decimal::{Decimal, RoundingStrategy};

pub use cell::{CellTrace, Feed, Part};
pub use find::{FindError, cell_facts, figure};
pub use text::{cell_text, figure_text, list_text};

use definition::Definitions;
use ledger::{FactRow, FigureRow, FindingRow, Ledger};
use model::{AreaCode, Denominator, FactState, FiscalYear, IndicatorId, RollUp};

/// An output folder, and the definitions that say what its indicators are made of.
#[derive(Clone, Copy, Debug)]
pub struct Tracer<'a> {
    /// The folder.
    pub ledger: &'a Ledger,
    definitions: Option<&'a Definitions>,
}

/// Where a figure comes from.
#[derive(Clone, Debug)]
pub struct FigureTrace<'a> {
    /// `1-2/2025/市`.
    pub id: String,
    /// `24/24区`.
    pub share: String,
    /// The row of `figures.csv`.
    pub figure: &'a FigureRow,
    /// How it is made, in words.
    pub formula: String,
    /// What is in it, by ward in the order of the file.
    pub contributions: Vec<Contribution<'a>>,
    /// Which wards are not, and why.
    pub absent: Vec<Absent<'a>>,
    /// What the ward's own sheet says of the areas below it.
    pub areas: Vec<&'a FactRow>,
    /// The contributions put together again; `None` where there is nothing to put together.
    pub recomputed: Option<Decimal>,
}

impl FigureTrace<'_> {
    /// Whether the contributions give the printed value.
    pub fn agrees(&self) -> bool {
        let counted = usize::try_from(self.figure.reported) == Ok(self.contributions.len());
        counted && (self.figure.value.is_none() || self.figure.value == self.recomputed)
    }

    /// The contributions' sum; for rates, of the numerators.
    pub fn total(&self) -> Decimal {
        self.contributions.iter().map(|c| c.value).sum()
    }

    /// For rates: the denominators' sum.
    pub fn base(&self) -> Option<Decimal> {
        self.contributions
            .iter()
            .map(|c| c.base.as_ref().map(|base| base.value))
            .sum::<Option<Decimal>>()
            .filter(|_| !self.contributions.is_empty())
    }
}

/// One ward's part of a figure.
#[derive(Clone, Debug)]
pub struct Contribution<'a> {
    /// Ward's name.
    pub ward: &'a str,
    /// What was added; for rates, above the line.
    pub value: Decimal,
    /// The fact it was read from; none only where the relation is not known.
    pub fact: Option<&'a FactRow>,
    /// For rates: what was added below the line.
    pub base: Option<Base<'a>>,
}

/// What stands below the line.
#[derive(Clone, Debug)]
pub struct Base<'a> {
    /// The number.
    pub value: Decimal,
    /// The fact it was read from; none for the registry's number of areas.
    pub fact: Option<&'a FactRow>,
}

/// A ward that is not in a figure.
#[derive(Clone, Debug)]
pub struct Absent<'a> {
    /// Ward's name.
    pub ward: &'a str,
    /// Why, in a word or a sentence.
    pub reason: String,
    /// The fact that is there but does not count.
    pub fact: Option<&'a FactRow>,
    /// The findings that say why.
    pub findings: Vec<&'a FindingRow>,
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

    /// What the denominator counts, in the words of the form that asks for the indicator.
    fn area_noun(&self, indicator: &IndicatorId) -> Option<&'a str> {
        let definitions = self.definitions?;
        let form = definitions.form_asking(definitions.indicator(indicator)?)?;
        Some(&form.area_noun)
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
        let wards: Vec<(&AreaCode, &str)> = if Some(&figure.area) == self.ledger.city() {
            self.ledger.wards()
        } else {
            vec![(&figure.area, figure.area_name.as_str())]
        };
        let mut trace = FigureTrace {
            id: self.ledger.trace_id(figure),
            share: self.ledger.share(figure),
            figure,
            formula: String::new(),
            contributions: Vec::new(),
            absent: Vec::new(),
            areas: self.areas_below(figure),
            recomputed: None,
        };
        match self.roll_up(&figure.indicator) {
            Some(RollUp::RatioOfSums {
                numerator,
                denominator,
            }) => self.ratio(&mut trace, &wards, numerator, denominator),
            // A row without a numerator is a sum unless it is a share; its parts then cannot be told.
            None if figure.numerator.is_some() || figure.unit == "％" => {
                self.unknown_ratio(&mut trace, &wards);
            }
            Some(RollUp::Sum | RollUp::None) | None => self.sum(&mut trace, &wards),
        }
        trace
    }

    fn sum(&self, trace: &mut FigureTrace<'a>, wards: &[(&'a AreaCode, &'a str)]) {
        let (year, indicator) = (trace.figure.year, &trace.figure.indicator);
        for (code, name) in wards {
            match self.reported(code, year, indicator) {
                Ok((fact, value)) => trace.contributions.push(Contribution {
                    ward: name,
                    value,
                    fact: Some(fact),
                    base: None,
                }),
                Err(fact) => trace.absent.push(self.absent(code, name, fact)),
            }
        }
        trace.formula = if trace.figure.area.ward().is_some() {
            format!(
                "区が地域ごとのシートの「{indicator}」に書いたとおり（印は1、印のないところは0）。"
            )
        } else if wards.len() == 1 {
            format!("区が「{indicator}」に書いた数のまま。")
        } else {
            format!("「{indicator}」の数がある区の合計。数のない区は0とせず、加えない。")
        };
        trace.recomputed = (!trace.contributions.is_empty()).then(|| trace.total());
    }

    fn ratio(
        &self,
        trace: &mut FigureTrace<'a>,
        wards: &[(&'a AreaCode, &'a str)],
        numerator: &IndicatorId,
        denominator: &Denominator,
    ) {
        let figure = trace.figure;
        let mut only_ratio = Vec::new();
        for (code, name) in wards {
            match self.sides(code, figure, numerator, denominator) {
                Ok((fact, value, base)) => trace.contributions.push(Contribution {
                    ward: name,
                    value,
                    fact: Some(fact),
                    base: Some(base),
                }),
                Err(fact) => {
                    let own = self.reported(code, figure.year, &figure.indicator);
                    if let (Denominator::Indicator(_), Ok((own, value))) = (denominator, own) {
                        only_ratio.push((*name, own, value, fact));
                    } else {
                        trace.absent.push(self.absent(code, name, fact));
                    }
                }
            }
        }
        trace.formula = self.ratio_formula(figure, numerator, denominator, wards.len());
        if let ([(ward, fact, value, _)], 1) = (only_ratio.as_slice(), wards.len()) {
            trace.formula =
                "区が書いた割合のまま（割合のもとになる2つの数が書かれていない）。".to_owned();
            trace.contributions.push(Contribution {
                ward,
                value: *value,
                fact: Some(fact),
                base: None,
            });
            trace.recomputed = Some(*value);
            return;
        }
        trace.recomputed = percent(trace);
        if !only_ratio.is_empty() {
            trace.recomputed = None;
            trace
                .formula
                .push_str("もとの数のない区があるため、市の割合は出せない。");
        }
        let alone = only_ratio.into_iter().map(|(ward, own, _, part)| Absent {
            ward,
            reason: format!(
                "割合だけの報告（もとになる数は{}）",
                part.map_or("ない", |part| part.state.label())
            ),
            fact: Some(own),
            findings: part.map(|part| self.about_fact(part)).unwrap_or_default(),
        });
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
            Denominator::Areas => self
                .area_noun(&figure.indicator)
                .map_or_else(String::new, |noun| format!("「{noun}」（登録の数）")),
            Denominator::Indicator(id) => format!("「{}」", self.in_words(id)),
        };
        let many = if wards == 1 { "" } else { "の合計" };
        format!(
            "分子「{}」{many}÷分母{below}{many}×100。{}割合の平均はとらない。",
            self.in_words(numerator),
            rounding(figure)
        )
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
            trace.formula = "区が書いた割合のまま。".to_owned();
            trace.contributions.push(Contribution {
                ward,
                value,
                fact: self.ledger.fact(code, figure.year, &figure.indicator),
                base: None,
            });
            trace.recomputed = Some(value);
            return;
        }
        for (code, ward) in wards {
            let row = self.ledger.figure(code, figure.year, &figure.indicator);
            match row.and_then(|row| Some((row.numerator?, row.denominator?))) {
                Some((value, base)) => trace.contributions.push(Contribution {
                    ward,
                    value,
                    fact: None,
                    base: Some(Base {
                        value: base,
                        fact: None,
                    }),
                }),
                None => trace.absent.push(Absent {
                    ward,
                    reason: "分子と分母がそろっていない".to_owned(),
                    fact: self.ledger.fact(code, figure.year, &figure.indicator),
                    findings: self.about_ward(code),
                }),
            }
        }
        trace.recomputed = percent(trace).filter(|_| figure.value.is_some());
    }

    /// A ward's number that counts, or the fact that does not.
    fn reported(
        &self,
        ward: &AreaCode,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> Result<(&'a FactRow, Decimal), Option<&'a FactRow>> {
        let fact = self.ledger.fact(ward, year, indicator).ok_or(None)?;
        match (fact.state, fact.value) {
            (FactState::Reported, Some(value)) => Ok((fact, value)),
            _ => Err(Some(fact)),
        }
    }

    /// Both sides of a ward's ratio, or the fact that is in the way.
    fn sides(
        &self,
        ward: &AreaCode,
        figure: &FigureRow,
        numerator: &IndicatorId,
        denominator: &Denominator,
    ) -> Result<(&'a FactRow, Decimal, Base<'a>), Option<&'a FactRow>> {
        let (fact, value) = self.reported(ward, figure.year, numerator)?;
        let base = match denominator {
            Denominator::Areas => Base {
                value: self
                    .ledger
                    .figure(ward, figure.year, &figure.indicator)
                    .and_then(|row| row.denominator)
                    .ok_or(Some(fact))?,
                fact: None,
            },
            Denominator::Indicator(other) => {
                let (fact, value) = self.reported(ward, figure.year, other)?;
                Base {
                    value,
                    fact: Some(fact),
                }
            }
        };
        Ok((fact, value, base))
    }
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

/// The rate of the contributions, with as many decimals as were printed.
fn percent(trace: &FigureTrace<'_>) -> Option<Decimal> {
    let exact = (trace.total() * Decimal::ONE_HUNDRED).checked_div(trace.base()?)?;
    let places = trace.figure.value.map_or(1, |value| value.scale());
    let mut rate = exact.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    rate.rescale(places);
    Some(rate)
}
