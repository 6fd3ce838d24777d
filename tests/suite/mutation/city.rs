//! Clean cities: 24 wards that fill in their forms as they should, each in its own way. No rule may find fault with one.
//!
//! Every city is rough where real ones are: wards of three areas and of thirty, some twice as busy as others, half-year
//! reports, percentages by formula, rounded or left blank, surveys known as a ratio only, noughts, few bullets.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::{Decimal, RoundingStrategy};
use torimatome::definition::{BlockKind, Definitions, Registry};
use torimatome::model::{AsOf, FiscalYear, IndicatorId};
use torimatome::read::Cell;

use super::form::{Filling, number};
use super::random::Random;

/// A city as of one date, and as of an earlier one if it is compared with that.
pub(super) struct City {
    pub(super) as_of: AsOf,
    pub(super) registry: Registry,
    /// One per ward, in the city's order.
    pub(super) fillings: Vec<Filling>,
    /// The earlier collection: its date and what the wards wrote then.
    pub(super) previous: Option<(AsOf, Vec<Filling>)>,
}

/// The as-of dates of the three fiscal years, half-year and year-end.
pub(super) const DATES: [&str; 6] = [
    "2024-09-30",
    "2025-03-31",
    "2025-09-30",
    "2026-03-31",
    "2026-09-30",
    "2027-03-31",
];

/// Counts that begin anew on 1 April; at half-year about half of them has come together.
const YEAR_TO_DATE: [&str; 8] = ["1-2", "1-4", "1-5", "2-1", "2-2", "2-3", "2-4", "3-1"];

pub(super) fn date(text: &str) -> AsOf {
    AsOf::parse_iso(text).expect("a date")
}

/// Invents the city of a seed.
pub(super) fn invent(definitions: &Definitions, seed: u32) -> City {
    let name = seed.to_string();
    let mut random = Random::seeded(&["city", &name]);
    // Most collections are at the end of a fiscal year, as the samples are.
    let at = if random.percent(25) { 0 } else { 1 } + 2 * random.between(0, 2) as usize;
    let registry = if random.percent(30) {
        definitions.registry.clone()
    } else {
        shuffled(definitions, &mut random)
    };
    let mut wards: Vec<Years> = Vec::new();
    for ward in definitions.areas.wards() {
        let mut random = Random::seeded(&["ward", &name, ward.code.as_str()]);
        let areas = |year| registry.count(&ward.code, year).expect("areas");
        wards.push(Years::invent(definitions, &mut random, &areas));
    }
    let words = words(definitions, &name);
    let filled = |at: usize| -> Vec<Filling> {
        let wards = definitions.areas.wards().iter().zip(&wards).zip(&words);
        wards
            .map(|((ward, years), words)| {
                let areas = |year| registry.count(&ward.code, year).expect("areas");
                years.filling(date(DATES[at]), words, &areas)
            })
            .collect()
    };
    // Half of the cities know what came before: the last year-end, or this year's half-year.
    let earlier = seed.is_multiple_of(2).then(|| {
        let is_half_year = at.is_multiple_of(2);
        let year_end = at.checked_sub(if is_half_year { 1 } else { 2 });
        year_end
            .filter(|_| is_half_year || random.percent(60))
            .or((!is_half_year).then(|| at - 1))
    });
    let earlier = earlier.flatten();
    City {
        as_of: date(DATES[at]),
        fillings: filled(at),
        previous: earlier.map(|earlier| (date(DATES[earlier]), filled(earlier))),
        registry,
    }
}

/// A registry in which every ward has three areas or more and the city has as many as the form prints.
fn shuffled(definitions: &Definitions, random: &mut Random) -> Registry {
    let head = ["団体コード", "区名", "年度", "名簿提供地域数"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let wards = definitions.areas.wards();
    let mut counts = vec![3u32; wards.len()];
    let total = definitions
        .registry
        .stated_total(definitions.forms[0].years[0].year);
    let total = total.expect("laid down");
    let weights: Vec<u32> = wards.iter().map(|_| random.between(1, 10)).collect();
    while counts.iter().sum::<u32>() < total {
        let at = random.between(0, u32::try_from(wards.len()).expect("few") - 1) as usize;
        if random.between(1, 10) <= weights[at] {
            counts[at] += 1;
        }
    }
    for column in &definitions.forms[0].years {
        for (ward, count) in wards.iter().zip(&counts) {
            let year = column.year.to_string();
            let name = ward.name.clone();
            rows.push(vec![ward.code.to_string(), name, year, count.to_string()]);
        }
        // Now and then a ward wins an area that another one loses.
        let from = random.between(0, 23) as usize;
        let to = random.between(0, 23) as usize;
        if counts[from] > 3 && random.percent(50) {
            counts[from] -= 1;
            counts[to] += 1;
        }
    }
    Registry::from_rows("地域数登録.csv", &rows, &definitions.areas).expect("a registry")
}

/// How a ward writes its percentages.
#[derive(Clone, Copy)]
enum Style {
    Formula,
    OneDecimal,
    Whole,
    PercentFormat,
    Blank,
}

/// How much a ward tells of its survey.
#[derive(Clone, Copy, PartialEq)]
enum Survey {
    Everything,
    RatioAlone,
    CountsAlone,
}

/// One ward's counts at the end of every fiscal year, and what share of them had come together at half-year.
struct Years {
    counts: BTreeMap<(&'static str, FiscalYear), u32>,
    half: BTreeMap<&'static str, f64>,
    style: Style,
    survey: Survey,
}

fn share(of: u32, factor: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a product of small positive numbers"
    )]
    {
        (f64::from(of) * factor).round() as u32
    }
}

/// 40 consultations, six registrations and so on per area and year.
fn first_year(random: &mut Random, areas: u32) -> BTreeMap<&'static str, u32> {
    let mut of_areas = |per_area: u32| share(areas * per_area, random.activity());
    let people = of_areas(80).max(1);
    let consultations = of_areas(40).max(10);
    let registered = of_areas(6);
    let received = of_areas(6).max(8);
    let households = of_areas(4);
    let supervisors = random.between(0, 24);
    let answers = random.between(12, 60);
    let positive = share(answers, random.factor(60, 96));
    BTreeMap::from([
        ("1-1", share(areas, random.factor(55, 100))),
        ("1-2", share(areas, random.factor(45, 100)).max(1)),
        ("1-3", people),
        ("1-4", consultations),
        ("1-5", share(consultations, random.factor(25, 60))),
        ("1-6", registered),
        ("2-1", received),
        ("2-2", share(received, random.factor(12, 40))),
        ("2-3", supervisors),
        ("2-4", random.between(1, 9)),
        ("2-5", share(received, random.factor(25, 75))),
        ("2-6-answers", answers),
        ("2-6-positive", positive),
        ("3-1", households),
    ])
}

impl Years {
    fn invent(
        definitions: &Definitions,
        random: &mut Random,
        areas: &dyn Fn(FiscalYear) -> u32,
    ) -> Self {
        let mut counts = BTreeMap::new();
        let mut before: Option<BTreeMap<&'static str, u32>> = None;
        for column in &definitions.forms[0].years {
            let bound = areas(column.year);
            let now = match &before {
                None => first_year(random, bound),
                Some(before) => next_year(random, before, bound),
            };
            counts.extend(now.iter().map(|(id, count)| ((*id, column.year), *count)));
            before = Some(now);
        }
        let half = YEAR_TO_DATE.into_iter().chain(["2-5"]);
        let styles = [
            Style::Formula,
            Style::Formula,
            Style::Formula,
            Style::OneDecimal,
            Style::OneDecimal,
            Style::Whole,
            Style::PercentFormat,
            Style::Blank,
        ];
        Self {
            counts,
            half: half.map(|id| (id, random.factor(42, 58))).collect(),
            style: *random.pick(&styles),
            survey: match random.between(1, 10) {
                1..=7 => Survey::Everything,
                8 | 9 => Survey::RatioAlone,
                _ => Survey::CountsAlone,
            },
        }
    }

    /// A count as it stood at a date.
    fn count(&self, id: &'static str, year: FiscalYear, as_of: AsOf) -> u32 {
        let whole = self.counts[&(id, year)];
        let is_open = year == as_of.fiscal_year() && !as_of.is_year_end();
        let so_far = match self.half.get(id).filter(|_| is_open) {
            Some(half) if whole > 0 => share(whole, *half).max(1),
            _ => whole,
        };
        match id {
            // Meetings and joint cases come of the cases received so far.
            "2-2" | "2-5" => so_far.min(self.count("2-1", year, as_of)),
            _ => so_far,
        }
    }

    fn filling(
        &self,
        as_of: AsOf,
        words: &BTreeMap<(String, FiscalYear, u32), String>,
        areas: &dyn Fn(FiscalYear) -> u32,
    ) -> Filling {
        let mut filling = Filling::default();
        for (id, year) in self
            .counts
            .keys()
            .filter(|(_, y)| *y <= as_of.fiscal_year())
        {
            let count = self.count(id, *year, as_of);
            let mut write = |id: &str, cell: Cell| {
                filling.fields.insert((IndicatorId::new(id), *year), cell);
            };
            match *id {
                "2-6-answers" | "2-6-positive" => {
                    if self.survey != Survey::RatioAlone {
                        write(id, number(count));
                    }
                }
                _ => write(id, number(count)),
            }
            if *id == "1-2" {
                // A blank cell of the form already holds its formula; a program that saves it stores the result.
                if let Some(cell) = self.rate(count, areas(*year)) {
                    write("1-2-rate", cell);
                }
            }
            if *id == "2-6-positive" && self.survey != Survey::CountsAlone {
                let answers = self.count("2-6-answers", *year, as_of);
                write("2-6", number(percent(count, answers, 1)));
            }
        }
        let due = words
            .iter()
            .filter(|((_, year, _), _)| *year <= as_of.fiscal_year());
        filling
            .bullets
            .extend(due.map(|(key, text)| (key.clone(), text.clone())));
        filling
    }

    fn rate(&self, count: u32, areas: u32) -> Option<Cell> {
        let one = percent(count, areas, 1);
        match self.style {
            Style::Formula => Some(Cell {
                is_formula: true,
                ..number(one)
            }),
            Style::OneDecimal => Some(number(one)),
            Style::Whole => Some(number(percent(count, areas, 0))),
            Style::PercentFormat => Some(Cell {
                is_percent: true,
                ..number(percent(count, areas, 2) / Decimal::ONE_HUNDRED)
            }),
            Style::Blank => Some(super::form::text("")),
        }
    }
}

/// The year after: each count up to a quarter more or less, the bounds kept.
fn next_year(
    random: &mut Random,
    before: &BTreeMap<&'static str, u32>,
    areas: u32,
) -> BTreeMap<&'static str, u32> {
    let mut after: BTreeMap<&'static str, u32> = BTreeMap::new();
    for (id, count) in before {
        let grown = share(*count, random.factor(75, 125));
        let grown = match *id {
            "1-1" => grown.min(areas),
            "1-2" => grown.clamp(1, areas),
            "1-3" | "1-4" | "2-4" => grown.max(1),
            _ => grown,
        };
        after.insert(id, grown);
    }
    let received = after["2-1"];
    for id in ["2-2", "2-5"] {
        let bounded = after[id].min(received);
        after.insert(id, bounded);
    }
    // A ratio of 100 without its counts is asked about, so that a clean ward has none.
    let positive = after["2-6-positive"].min(after["2-6-answers"] - 1).max(1);
    after.insert("2-6-positive", positive);
    after
}

/// A part in percent, rounded half up.
pub(super) fn percent(part: u32, whole: u32, decimals: u32) -> Decimal {
    (Decimal::from(part) * Decimal::ONE_HUNDRED / Decimal::from(whole))
        .round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

const SUBJECTS: [&str; 10] = [
    "見守り会議",
    "名簿の見直し",
    "ふれあい喫茶",
    "戸別訪問",
    "相談室の周知",
    "つながる場",
    "事例検討",
    "専門職との同行訪問",
    "民生委員との情報交換",
    "社協との定例会",
];
const DOINGS: [&str; 10] = [
    "を開き、気になる世帯について話し合った",
    "を通じて、早めの声かけにつながった",
    "に新しい担い手が加わった",
    "を続け、相談につながる件数が増えた",
    "の進め方を見直し、記録の様式をそろえた",
    "に参加する団体が広がった",
    "を区内全域で行い、関係機関と共有した",
    "の時期を早め、夏場の見守りに備えた",
    "で出た課題を、次の年の計画に入れた",
    "を広報紙で知らせた",
];

type Words = BTreeMap<(String, FiscalYear, u32), String>;

/// The bullets of every ward: no sentence twice in the city, some bullets left blank.
fn words(definitions: &Definitions, name: &str) -> Vec<Words> {
    let mut written = BTreeSet::new();
    let mut city = Vec::new();
    for ward in definitions.areas.wards() {
        let mut random = Random::seeded(&["words", name, ward.code.as_str()]);
        let mut words = Words::new();
        let form = &definitions.forms[0];
        for block in form.sheets.iter().flat_map(|sheet| &sheet.blocks) {
            if block.kind != BlockKind::Narrative {
                continue;
            }
            for year in form.years.iter().map(|column| column.year) {
                for bullet in 1..=block.bullets {
                    if bullet > 1 && random.percent(20) {
                        continue;
                    }
                    let sentence = loop {
                        let sentence = format!(
                            "{}{}（{}か所、延べ{}人）。",
                            random.pick(&SUBJECTS),
                            random.pick(&DOINGS),
                            random.between(2, 40),
                            random.between(10, 900)
                        );
                        if written.insert(sentence.clone()) {
                            break sentence;
                        }
                    };
                    words.insert((block.id.clone(), year, bullet), sentence);
                }
            }
        }
        city.push(words);
    }
    city
}
