//! Wards that come and go: from when to when each is there, and what it was made of.

use chrono::{Days, NaiveDate};

use super::codes;
use super::document::no_such;
use super::raw::Ward;
use super::tell::Tell;
use model::{AreaCode, AsOf, Lifetime};

/// The lifetimes as written, one for each ward. Tells of days that are none, of wards that there are not, and of days that do
/// not follow each other.
pub(super) fn check(wards: &[Ward], tell: &mut Tell<'_>) -> Vec<Lifetime> {
    let lives = wards.iter().map(|ward| life(ward, tell));
    let lives: Vec<Lifetime> = lives.collect();
    for (ward, life) in wards.iter().zip(&lives) {
        predecessors((ward, life), (wards, &lives), tell);
    }
    taken_twice(wards, tell);
    lives
}

fn life(ward: &Ward, tell: &mut Tell<'_>) -> Lifetime {
    let mut day = |key: &str, written: &Option<String>| -> Option<NaiveDate> {
        let written = written.as_ref()?;
        let day = AsOf::parse_iso(written).map(AsOf::date);
        if day.is_none() {
            let message = format!("「{written}」は日付ではありません。2027-04-01 のように書きます");
            tell.at(codes::VALUE, ward.lines.of(key), message);
        }
        day
    };
    let from = day("valid-from", &ward.valid_from);
    let mut to = day("valid-to", &ward.valid_to);
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        let message = format!("{}の最後の日（valid-to）が、最初の日より前です", ward.name);
        tell.at(codes::INCONSISTENT, ward.lines.of("valid-to"), message);
        to = None;
    }
    Lifetime {
        from,
        to,
        merged_from: ward.merged_from.iter().map(AreaCode::new).collect(),
        split_from: ward.split_from.iter().map(AreaCode::new).collect(),
    }
}

fn next_day(day: NaiveDate) -> Option<NaiveDate> {
    day.checked_add_days(Days::new(1))
}

/// Whether a ward is there on the day on which it gets what another was, and the other on the day before; nobody knows where
/// the day is not known.
fn follow_each_other((ward, former): (&Lifetime, &Lifetime), first: Option<NaiveDate>) -> bool {
    let is_after =
        first.is_none_or(|first| ward.holds(first) || ward.from.is_some_and(|from| from > first));
    let before = first.and_then(|first| first.pred_opt());
    is_after && before.is_none_or(|before| former.holds(before))
}

/// Tells of wards that went into several as a whole, or as a whole and in part, or twice: their numbers would be counted twice.
fn taken_twice(wards: &[Ward], tell: &mut Tell<'_>) {
    let of = |key: &'static str| {
        wards.iter().flat_map(move |ward| {
            let codes = match key {
                "merged-from" => &ward.merged_from,
                _ => &ward.split_from,
            };
            codes.iter().map(move |code| (code, ward.lines.of(key)))
        })
    };
    tell.unique("merged-fromの団体コード", of("merged-from"));
    for ward in wards {
        let line = ward.lines.of("split-from");
        let own = ward.split_from.iter().map(|code| (code, line));
        tell.unique("split-fromの団体コード", own);
    }
    for (code, line) in of("split-from") {
        if of("merged-from").any(|(merged, _)| merged == code) {
            let message = format!(
                "団体コード「{code}」は、merged-fromにもあります。全部が1つになるのか、分かれるのかのどちらかです"
            );
            tell.at(codes::INCONSISTENT, line, message);
        }
    }
}

/// Tells of predecessors that are none, or that were not there on the day before.
fn predecessors(
    (ward, life): (&Ward, &Lifetime),
    (wards, lives): (&[Ward], &[Lifetime]),
    tell: &mut Tell<'_>,
) {
    let lists = [
        ("merged-from", &ward.merged_from),
        ("split-from", &ward.split_from),
    ];
    let mut last: Option<NaiveDate> = None;
    let mut stays = None;
    for (key, codes) in lists {
        let line = ward.lines.of(key);
        for code in codes {
            let Some(at) = wards.iter().position(|one| one.code == *code) else {
                let known = wards.iter().map(|one| one.code.as_str());
                tell.at(codes::REFERENCE, line, no_such("団体コード", code, known));
                continue;
            };
            let (name, to) = (&wards[at].name, lives[at].to);
            let first = lives[at].to.map_or(life.from, next_day);
            if !follow_each_other((life, &lives[at]), first) && *code != ward.code {
                let message = format!("{name}が{}になる日の前後に、両方がありません", ward.name);
                tell.at(codes::INCONSISTENT, line, message);
            } else if *code == ward.code {
                let message = format!("{name}の前の団体に、{name}自身は書きません");
                tell.at(codes::INCONSISTENT, line, message);
            } else if key == "merged-from" && to.is_none() {
                let message =
                    format!("{name}は合わさってなくなるので、最後の日（valid-to）が要ります");
                tell.at(codes::KEY_MISSING, line, message);
            } else if let (Some(to), Some(last)) = (to, last.filter(|last| Some(*last) != to)) {
                let message =
                    format!("1つの団体に、なくなる日の違う団体（{last}と{to}）は書けません");
                tell.at(codes::INCONSISTENT, line, message);
            }
            last = last.or(to);
            let is_staying = key == "split-from" && to.is_none();
            stays = stays.or(is_staying.then_some(line));
        }
    }
    let next = last.and_then(next_day);
    let line = ward.lines.of("valid-from");
    match (next, life.from) {
        (Some(next), Some(from)) if from > next => {
            let message = format!("前の団体の最後の日の次は{next}ですが、{from}からになっています");
            tell.at(codes::INCONSISTENT, line, message);
        }
        (None, None) if stays.is_some() => {
            let message = format!("{}が分かれた日（valid-from）が要ります", ward.name);
            tell.at(codes::KEY_MISSING, stays.unwrap_or(line), message);
        }
        _ => {}
    }
}
