//! What compiling gives one by one: figures with their contributions and standing, and facts with their state.

use std::sync::Arc;

use rust_decimal::Decimal;

use model::{AreaCode, Fact, FactId, FactState, FiscalYear, IndicatorId, Nouns, Provenance, Row};

/// Which figure: area × fiscal year × indicator × row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FigureId {
    /// Fiscal year.
    pub year: FiscalYear,
    /// Indicator.
    pub indicator: IndicatorId,
    /// Ward or city.
    pub area: AreaCode,
    /// The row; none for the figure of the ward or the city.
    pub row: Row,
}

impl FigureId {
    /// The figure of a ward or the city.
    pub fn whole(area: AreaCode, year: FiscalYear, indicator: IndicatorId) -> Self {
        Self {
            year,
            indicator,
            area,
            row: Row::Whole,
        }
    }

    /// The fact that it would be, by which it is named in tables.
    pub fn fact(&self) -> FactId {
        FactId {
            ward: self.area.clone(),
            year: self.year,
            indicator: self.indicator.clone(),
            row: self.row.clone(),
        }
    }
}

/// 状態 of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// 確定: every ward that should be in it is.
    Complete,
    /// 一部: some wards are missing.
    Partial,
    /// 算出不可: there is no figure.
    NotComputable,
}

impl Standing {
    /// The fixed Japanese word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Complete => "確定",
            Self::Partial => "一部",
            Self::NotComputable => "算出不可",
        }
    }
}

/// Why a ward is not in a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absence {
    /// 未提出: no workbook came, or none could be read or used.
    NotSubmitted,
    /// The fact is there but is no usable number; 保留 carries the codes.
    State(FactState, Vec<&'static str>),
    /// 該当なし: the form asks for it under a condition that does not hold; it is no part of what should be in.
    NotAsked,
    /// 引き継ぎなし: a ward as it was before it was divided, of which last year's numbers were not given.
    NotCarried,
    /// 未登録: the registry has no area count for this ward and year.
    NotRegistered,
}

impl Absence {
    /// The Japanese word alone.
    pub fn short_label(&self, nouns: &Nouns) -> String {
        match self {
            Self::NotSubmitted => "未提出".to_owned(),
            Self::NotCarried => "引き継ぎなし".to_owned(),
            Self::NotAsked => FactState::NotApplicable.label().to_owned(),
            Self::NotRegistered => format!("{}数未登録", nouns.part),
            Self::State(state, _) => state.label().to_owned(),
        }
    }

    /// The Japanese word, with codes where an error withholds the fact.
    pub fn label(&self, nouns: &Nouns) -> String {
        match self {
            Self::State(state, codes) if !codes.is_empty() => {
                format!("{}（{}）", state.label(), codes.join("・"))
            }
            _ => self.short_label(nouns),
        }
    }
}

/// A compiled value.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Which.
    pub id: FigureId,
    /// Value, unrounded for counts and rounded half up to the indicator's decimals for rates.
    pub value: Option<Decimal>,
    /// For rates: the sum above the line.
    pub numerator: Option<Decimal>,
    /// For rates: the sum below the line.
    pub denominator: Option<Decimal>,
    /// Wards in it.
    pub reported: u32,
    /// Wards that should be in it.
    pub expected: u32,
    /// Standing.
    pub standing: Standing,
    /// It was declared for the whole: no unit reported a number.
    pub is_declared: bool,
    /// The facts in it, by ward in the city's order.
    pub contributions: Vec<Contribution>,
    /// The wards not in it and why, in the city's order.
    pub absent: Vec<(AreaCode, Absence)>,
}

/// One fact inside a figure.
#[derive(Clone, Debug)]
pub struct Contribution {
    /// Ward.
    pub ward: AreaCode,
    /// What was added; for rates, to the numerator.
    pub value: Decimal,
    /// For rates: what was added to the denominator.
    pub denominator: Option<Decimal>,
    /// What was read.
    pub fact: Arc<Fact>,
    /// It, or what it is divided by, was accepted last year and did not come again.
    pub is_carried: bool,
}

impl Contribution {
    /// Where it was read.
    pub fn provenance(&self) -> &Provenance {
        &self.fact.provenance
    }
}

impl Figure {
    /// The word in place of its value, where it has none: 該当なし where it is asked of nobody.
    pub fn missing_word(&self) -> &'static str {
        match self.expected {
            0 => FactState::NotApplicable.label(),
            _ => self.standing.label(),
        }
    }

    /// The wards that are in it, in the city's order.
    pub fn wards(&self) -> impl Iterator<Item = &AreaCode> {
        let parts = self.contributions.iter().enumerate();
        // One with several rows has them one behind the other.
        let first = parts.filter(|(at, one)| {
            let before = at.checked_sub(1).map(|at| &self.contributions[at].ward);
            before != Some(&one.ward)
        });
        first.map(|(_, one)| &one.ward)
    }

    /// The wards whose part was accepted last year and did not come again (再掲), in the city's order.
    pub fn carried(&self) -> Vec<&AreaCode> {
        let carried = self.contributions.iter().filter(|one| one.is_carried);
        let mut wards: Vec<&AreaCode> = carried.map(|one| &one.ward).collect();
        wards.dedup();
        wards
    }
}

/// One row of `facts.csv`: a ward's fact as reported, with its state.
#[derive(Clone, Debug)]
pub struct CompiledFact {
    /// Ward.
    pub ward: AreaCode,
    /// Fiscal year.
    pub year: FiscalYear,
    /// Indicator.
    pub indicator: IndicatorId,
    /// The row; none for what is said of the ward as a whole.
    pub row: Row,
    /// State after checking.
    pub state: FactState,
    /// Codes of the errors that withhold it.
    pub withheld_by: Vec<&'static str>,
    /// Denominator: as written, else from the registry, for indicators counted in areas.
    pub denominator: Option<Decimal>,
    /// The fact; `None` if its field was not found in the workbook.
    pub fact: Option<Arc<Fact>>,
    /// The file.
    pub file: Arc<str>,
    /// It was accepted last year and did not come again (再掲).
    pub is_carried: bool,
    /// The form does not ask for it, because what it hangs on is otherwise.
    pub is_outside: bool,
    /// What came this year and does not count, where the number accepted before stands in its stead.
    pub rejected: Option<Box<Self>>,
}

impl CompiledFact {
    /// Which fact.
    pub fn id(&self) -> FactId {
        FactId {
            ward: self.ward.clone(),
            year: self.year,
            indicator: self.indicator.clone(),
            row: self.row.clone(),
        }
    }

    /// It, and behind it what came this year and does not count: everything that was read of it.
    pub fn with_rejected(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.rejected.as_deref())
    }

    /// Why it does not count, if it does not.
    pub fn absence(&self) -> Option<Absence> {
        (self.state != FactState::Reported).then(|| match self.is_outside {
            true => Absence::NotAsked,
            false => Absence::State(self.state, self.withheld_by.clone()),
        })
    }

    /// The number as reported, whether withheld or not.
    pub fn number(&self) -> Option<Decimal> {
        self.fact.as_ref().and_then(|fact| fact.value.number())
    }

    /// The number, if it counts.
    pub fn usable(&self) -> Option<Decimal> {
        if self.state == FactState::Reported {
            self.number()
        } else {
            None
        }
    }
}
