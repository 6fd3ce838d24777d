//! The case files of rules, `tests/rules/*.md`: situations as tables that an official can read and write.
//!
//! A `##` heading begins a case: 発火 (the rule speaks), 静か (it keeps quiet), 飛ばす (it cannot run). Settings are
//! list items (時点, 目的, 使うファイル, 前回の時点, 様式: the folder of another form); tables are told apart by their heads; the `text` block is what `check` is expected to say.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use torimatome::check::{EVERYTHING, Purpose, Run, check_with, find_code};
use torimatome::definition::{Definitions, Registry};
use torimatome::diagnostic::{Code, Diagnostic, Findings, Outcome, Place};
use torimatome::model::{
    AreaCode, AsOf, CellRef, Choices, Fact, FactId, FactState, FiscalYear, IndicatorId,
    NarrativeItem, Normalisation, PreviousFact, PreviousFacts, Provenance, Reason, Row, SavedAt,
    Submission, Value, WrittenNumber,
};
use torimatome::read::waivers;

use crate::rule_case_rows;

/// One `##` section.
#[derive(Debug, Default)]
pub(crate) struct Case {
    pub(crate) title: String,
    pub(crate) prose: String,
    settings: BTreeMap<String, String>,
    tables: Vec<Vec<BTreeMap<String, String>>>,
    pub(crate) expected: Option<String>,
}

/// Reads a case file: every `##` section in order.
pub(crate) fn parse(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut head: Option<Vec<String>> = None;
    let mut block: Option<String> = None;
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            cases.push(Case {
                title: title.to_owned(),
                ..Case::default()
            });
        }
        let Some(case) = cases.last_mut() else {
            continue;
        };
        if line.starts_with("```") {
            match block.take() {
                Some(done) => case.expected = Some(done),
                None => block = Some(String::new()),
            }
        } else if let Some(block) = &mut block {
            block.push_str(line);
            block.push('\n');
        } else if line.starts_with('|') {
            let cells: Vec<String> = line
                .trim_matches('|')
                .split('|')
                .map(|cell| cell.trim().to_owned())
                .collect();
            match &head {
                None => {
                    head = Some(cells);
                    case.tables.push(Vec::new());
                }
                Some(_) if cells.iter().all(|cell| cell.chars().all(|c| c == '-')) => {}
                Some(names) => {
                    assert_eq!(names.len(), cells.len(), "{}: {line}", case.title);
                    let row = names.iter().cloned().zip(cells).collect();
                    case.tables.last_mut().expect("a table").push(row);
                }
            }
            continue;
        } else if let Some((name, value)) = line
            .strip_prefix("- ")
            .and_then(|item| item.split_once('：'))
        {
            case.settings.insert(name.to_owned(), value.to_owned());
        } else if !line.starts_with('#') {
            case.prose.push_str(line);
        }
        head = None;
    }
    cases
}

/// What a case says, built from its tables.
pub(crate) struct World<'a> {
    pub(crate) definitions: &'a Definitions,
    as_of: Option<AsOf>,
    submissions: BTreeMap<String, Submission>,
    previous: Option<PreviousFacts>,
    pub(crate) registry: Registry,
    read: Vec<Diagnostic>,
    named: BTreeSet<Arc<str>>,
    waivers: Vec<Reason>,
}

impl Case {
    /// Runs every rule on the case and tells the result as text, as `expected` has it.
    pub(crate) fn run(&self, definitions: &Definitions, code: Code) -> String {
        let (findings, submissions) = self.check(definitions);
        tell(&findings, &submissions, code)
    }

    /// The findings alone.
    pub(crate) fn findings(&self, definitions: &Definitions) -> Findings {
        self.check(definitions).0
    }

    fn check(&self, definitions: &Definitions) -> (Findings, Vec<Submission>) {
        let setting = |name: &str| self.settings.get(name).map(String::as_str);
        let own = setting("様式").map(rule_case_rows::definitions);
        let definitions = own.as_ref().unwrap_or(definitions);
        for name in self.settings.keys() {
            assert!(
                ["時点", "目的", "使うファイル", "前回の時点", "様式"].contains(&name.as_str()),
                "設定「{name}」はない"
            );
        }
        let mut world = World {
            definitions,
            as_of: match setting("時点") {
                Some("なし") => None,
                given => Some(AsOf::parse_iso(given.unwrap_or("2026-03-31")).expect("時点")),
            },
            submissions: BTreeMap::new(),
            previous: None,
            registry: definitions.registry.clone(),
            read: Vec::new(),
            named: setting("使うファイル").map(Arc::from).into_iter().collect(),
            waivers: Vec::new(),
        };
        for table in &self.tables {
            world.add(table);
        }
        if let Some(previous) = &mut world.previous {
            previous.as_of =
                setting("前回の時点").map(|date| AsOf::parse_iso(date).expect("前回の時点"));
        }
        let submissions: Vec<Submission> = world.submissions.into_values().collect();
        let choices = Choices::new(
            &submissions,
            world.as_of,
            &world.named,
            Some(&definitions.areas.city().code),
        );
        let context = Run {
            definitions,
            registry: &world.registry,
            as_of: world.as_of,
            submissions: &submissions,
            choices: &choices,
            previous: world.previous.as_ref(),
            purpose: match setting("目的") {
                Some("取りまとめ") => Purpose::Compile,
                None => Purpose::Check,
                Some(other) => panic!("目的「{other}」はない"),
            },
            selection: &EVERYTHING,
        };
        let findings = check_with(&context, world.read, &world.waivers);
        (findings, submissions)
    }
}

impl World<'_> {
    fn add(&mut self, table: &[BTreeMap<String, String>]) {
        let first = table.first().expect("行のない表");
        if first.contains_key("団体コード") {
            let names: Vec<String> = first.keys().cloned().collect();
            let row = |row: &BTreeMap<String, String>| row.values().cloned().collect();
            let rows: Vec<Vec<String>> = std::iter::once(names)
                .chain(table.iter().map(row))
                .collect();
            let registry = Registry::from_rows("登録.csv", &rows, &self.definitions.areas);
            self.registry = registry.expect("登録");
            return;
        }
        if first.contains_key("理由") {
            self.reasons(table);
            return;
        }
        if first.contains_key("表の記入") {
            self.rows(table);
            return;
        }
        if first.contains_key("地域の記入") {
            self.areas(table);
            return;
        }
        for row in table {
            match () {
                () if row.contains_key("内容") => self.file(row),
                () if row.contains_key("前年度の値") => self.previous(row),
                () if row.contains_key("前年度の文章") => self.previous_words(row),
                () if row.contains_key("文章") => self.words(row),
                () if row.contains_key("読み取りの指摘") => self.told(row),
                () if row.contains_key("記入") => self.fact(row),
                () => panic!("知らない表: {row:?}"),
            }
        }
    }

    /// Reasons in the wards' workbooks; with a column 期限, which only the bureau's file has, that file.
    fn reasons(&mut self, table: &[BTreeMap<String, String>]) {
        let names = ["コード", "項目", "年度", "理由", "氏名"];
        let is_file = table[0].contains_key("期限");
        if is_file {
            let names = [
                "区名",
                "コード",
                "項目",
                "年度",
                "値",
                "理由",
                "氏名",
                "期限",
            ];
            let mut rows = vec![names.map(str::to_owned).to_vec()];
            rows.extend(table.iter().map(|row| {
                let cell = |name: &str| {
                    let name = if name == "区名" { "区" } else { name };
                    row.get(name).cloned().unwrap_or_default()
                };
                names
                    .map(|name| cell(name).replace("（全体）", ""))
                    .to_vec()
            }));
            let read = waivers("理由.csv", String::new(), (None, &rows), self.definitions);
            let read = read.expect("理由");
            self.waivers.extend(read.reasons);
            self.read.extend(read.diagnostics);
            return;
        }
        for (at, row) in table.iter().enumerate() {
            let ward = self.ward(row);
            let file = Arc::clone(&self.submission(row).file);
            let mut rows = vec![Vec::new(); at + 5];
            rows[0] = [&["区名"], &names[..]]
                .concat()
                .iter()
                .map(|name| (*name).to_owned())
                .collect();
            let cells = names.map(|name| row[name].clone());
            rows[at + 4] = std::iter::once(String::new()).chain(cells).collect();
            let place = (Some("確認・理由"), &rows[..]);
            let read = waivers(&file, String::new(), place, self.definitions).expect("理由");
            let told = read.diagnostics.into_iter().map(|d| d.ward(ward.as_ref()));
            self.read.extend(told);
            self.submission(row).reasons.extend(read.reasons);
        }
    }

    fn ward(&self, row: &BTreeMap<String, String>) -> Option<AreaCode> {
        let name = &row["区"];
        let areas = &self.definitions.areas;
        let whole = Some(areas.city()).filter(|city| city.name == *name);
        let ward = areas.ward_named(name).or(whole);
        assert!(ward.is_some() || name == "不明", "「{name}」という区はない");
        ward.map(|ward| ward.code.clone())
    }

    /// The submission of a row: by its file name, else by `区名.xlsx`.
    pub(crate) fn submission(&mut self, row: &BTreeMap<String, String>) -> &mut Submission {
        let ward = self.ward(row);
        let default = format!("{}.xlsx", row["区"]);
        let file = row.get("ファイル").unwrap_or(&default).clone();
        let (as_of, form) = (self.as_of, self.definitions.forms[0].id.clone());
        self.submissions
            .entry(file.clone())
            .or_insert_with(|| Submission {
                sha256: format!("sha256 {file}"),
                file: Arc::from(file),
                form,
                ward,
                as_of,
                since: None,
                saved: None,
                facts: BTreeMap::new(),
                narratives: Vec::new(),
                blocks: BTreeMap::new(),
                areas_written: BTreeMap::new(),
                reasons: Vec::new(),
                rows: Vec::new(),
                is_sample: true,
            })
    }

    fn file(&mut self, row: &BTreeMap<String, String>) {
        let as_of = row.get("時点").map(|text| AsOf::parse_iso(text));
        let submission = self.submission(row);
        submission.sha256.clone_from(&row["内容"]);
        if let Some(as_of) = as_of {
            submission.as_of = as_of;
        }
        if let Some(saved) = row.get("保存日時").filter(|text| *text != "なし") {
            submission.saved = Some(SavedAt::parse(&saved.replace(' ', "T")).expect("保存日時"));
        }
    }

    /// A cell for an indicator: rows in printed order from 11, a column per fiscal year from D.
    fn provenance(&self, file: &Arc<str>, id: &str, year: FiscalYear, text: &str) -> Provenance {
        let form = &self.definitions.forms[0];
        let indicators = form.reported_indicators();
        let at = indicators.iter().position(|known| known.as_str() == id);
        let row = at.map_or(4, |at| at + 10);
        let col = form.years.iter().position(|column| column.year == year);
        let sheet = form
            .sheet_of(&IndicatorId::new(id))
            .unwrap_or(&form.sheets[0]);
        let number = |n: usize| u32::try_from(n).expect("small");
        Provenance {
            file: Arc::clone(file),
            sheet: Arc::from(sheet.name.as_str()),
            cell: CellRef::new(number(row), number(col.expect("年度") + 3)),
            text: text.into(),
        }
    }

    fn fact(&mut self, row: &BTreeMap<String, String>) {
        let year = FiscalYear(row["年度"].parse().expect("年度"));
        let (id, text) = (row["指標"].as_str(), row["記入"].as_str());
        let file = Arc::clone(&self.submission(row).file);
        let shown = if text == "（空欄）" { "" } else { text };
        let provenance = self.provenance(&file, id, year, shown);
        let how = row.get("書き方").map_or("", String::as_str);
        if id == "地域数" {
            let value = number(text).expect("地域数");
            let written = WrittenNumber { value, provenance };
            self.submission(row).areas_written.insert(year, written);
            return;
        }
        let mut normalisations = Vec::new();
        let value = match text {
            "（空欄）" => Value::Blank,
            "該当なし" => Value::NotApplicable,
            "未集計" => Value::NotCollected,
            _ => number(text).map_or(Value::Unreadable, Value::Number),
        };
        let value = match value {
            Value::Number(share) if how == "％表示" => {
                normalisations.push(Normalisation::PercentFormat);
                Value::Number(share * Decimal::ONE_HUNDRED)
            }
            value => value,
        };
        let beside = row.get("分母").filter(|text| !text.is_empty());
        let denominator = beside.map(|text| {
            let mut provenance = self.provenance(&file, id, year, text);
            provenance.cell.col += 3;
            let value = number(text).expect("分母");
            Box::new(WrittenNumber { value, provenance })
        });
        let indicator = IndicatorId::new(id);
        let fact = Fact {
            indicator,
            year,
            row: Row::Whole,
            value,
            provenance,
            denominator,
            normalisations,
            is_formula: how.starts_with("数式"),
            formula: how.strip_prefix("数式=").map(str::to_owned),
        };
        self.submission(row)
            .facts
            .insert(fact.key(), Arc::new(fact));
    }

    fn words(&mut self, row: &BTreeMap<String, String>) {
        let year = FiscalYear(row["年度"].parse().expect("年度"));
        let file = Arc::clone(&self.submission(row).file);
        let mut provenance = self.provenance(&file, "文章", year, &row["文章"]);
        if let Some((sheet, _)) = self.definitions.forms[0].narrative_block(&row["欄"]) {
            provenance.sheet = Arc::from(sheet.name.as_str());
        }
        let submission = self.submission(row);
        let number = u32::try_from(submission.narratives.len()).expect("small") + 1;
        let provenance = Provenance {
            cell: CellRef::new(provenance.cell.row + number, provenance.cell.col),
            ..provenance
        };
        let place = (row["欄"].clone(), year);
        if row["文章"] == "（空欄）" {
            let below = u32::try_from(submission.blocks.len()).expect("small");
            let at = Provenance {
                cell: CellRef::new(provenance.cell.row + below, provenance.cell.col),
                text: "・".into(),
                ..provenance
            };
            submission.blocks.entry(place).or_insert(at);
            return;
        }
        let at = provenance.clone();
        submission.blocks.entry(place).or_insert(at);
        submission.narratives.push(Arc::new(NarrativeItem {
            block: (&row["欄"]).into(),
            year,
            number,
            text: (&row["文章"]).into(),
            provenance,
        }));
    }

    fn previous(&mut self, row: &BTreeMap<String, String>) {
        let year = FiscalYear(row["年度"].parse().expect("年度"));
        let file: Arc<str> = Arc::from(format!("前年度/{}.xlsx", row["区"]));
        let text = &row["前年度の値"];
        let indicator = IndicatorId::new(&row["指標"]);
        let mut id = FactId::whole(self.ward(row).expect("区"), year, indicator);
        // Of a unit below, by its running number.
        if let Some(number) = row.get("番号") {
            id.row = Row::Part(number.parse().expect("番号"));
        }
        let fact = PreviousFact {
            value: number(text).map_or(Value::Blank, Value::Number),
            state: FactState::from_label(&row["状態"]).expect("状態"),
            provenance: self.provenance(&file, &row["指標"], year, text),
            was: None,
        };
        let facts = &mut self
            .previous
            .get_or_insert_with(PreviousFacts::default)
            .facts;
        facts.insert(id, fact);
    }

    /// A bullet of last year; `番号` is its position in the block.
    fn previous_words(&mut self, row: &BTreeMap<String, String>) {
        let year = FiscalYear(row["年度"].parse().expect("年度"));
        let file: Arc<str> = Arc::from(format!("前年度/{}.xlsx", row["区"]));
        let number: u32 = row["番号"].parse().expect("番号");
        let mut provenance = self.provenance(&file, "文章", year, &row["前年度の文章"]);
        provenance.cell.row += number;
        let form = &self.definitions.forms[0];
        if let Some((sheet, _)) = form.narrative_block(&row["欄"]) {
            provenance.sheet = Arc::from(sheet.name.as_str());
        }
        let item = NarrativeItem {
            block: (&row["欄"]).into(),
            year,
            number,
            text: (&row["前年度の文章"]).into(),
            provenance,
        };
        let (ward, form) = (self.ward(row).expect("区"), form.id.form.clone());
        let previous = self.previous.get_or_insert_with(PreviousFacts::default);
        previous.words.add(ward, &form, item);
    }

    /// A diagnostic that reading gave, about a fact or about the file.
    fn told(&mut self, row: &BTreeMap<String, String>) {
        let code = find_code(&row["読み取りの指摘"]).expect("コード");
        let ward = self.ward(row);
        let message = "（読み取りの指摘）";
        let about_file = row["指標"].is_empty();
        let told = if about_file {
            let file: Arc<str> = Arc::from(row["ファイル"].as_str());
            Diagnostic::new(code, Place::file(&file), message).ward(ward.as_ref())
        } else {
            let year = FiscalYear(row["年度"].parse().expect("年度"));
            let file = Arc::clone(&self.submission(row).file);
            let place = Place::from(&self.provenance(&file, &row["指標"], year, ""));
            Diagnostic::new(code, place, message)
                .ward(ward.as_ref())
                .fact(&IndicatorId::new(&row["指標"]), year, "")
        };
        self.read.push(told);
    }
}

/// A number with ％ or not; nothing else counts as one here.
fn number(text: &str) -> Option<Decimal> {
    text.trim_end_matches(['％', '%']).parse().ok()
}

/// The findings as the case files show them, what is withheld, and whether the rule in question ran.
fn tell(findings: &Findings, submissions: &[Submission], code: Code) -> String {
    let mut text = String::new();
    for d in findings.diagnostics() {
        let about = match (&d.indicator, d.fiscal_year) {
            (Some(indicator), Some(year)) => format!("（{indicator} {year}年度）"),
            (None, Some(year)) => format!("（{year}年度）"),
            _ => String::new(),
        };
        let (severity, id) = (d.severity.label(), d.code.id());
        text.push_str(&format!("{severity} {id} {}{about}\n", place(&d.place)));
        text.push_str(&format!("  {}\n", d.message));
        if d.reason.is_some() {
            text.push_str(&format!("  {}\n", d.hint));
        } else if !d.hint.is_empty() {
            text.push_str(&format!("  → {}\n", d.hint));
        }
        if !d.related.is_empty() {
            let places: Vec<String> = d.related.iter().map(place).collect();
            text.push_str(&format!("  関連：{}\n", places.join("、")));
        }
    }
    for submission in submissions {
        for fact in submission.whole_facts() {
            let (indicator, year) = (&fact.indicator, fact.year);
            let codes = findings.withholding(&submission.file, indicator, year);
            if !codes.is_empty() {
                let (file, codes) = (&submission.file, codes.join("・"));
                text.push_str(&format!("保留：{file} {indicator} {year}年度（{codes}）\n"));
            }
        }
    }
    let own = findings.rules().iter().filter(|rule| rule.code == code);
    // Of several checks that a form states of one kind, a case is about those that ran.
    let has_run = own.clone().any(|rule| rule.outcome == Outcome::Ran);
    for rule in own.filter(|_| !has_run) {
        if let Outcome::Skipped(reason) = &rule.outcome {
            text.push_str(&format!("実施せず {}：{reason}\n", code.id()));
        }
    }
    if text.is_empty() {
        text.push_str("指摘なし\n");
    }
    text
}

fn place(place: &Place) -> String {
    let file = place.file.as_deref().unwrap_or("全体");
    match (&place.sheet, place.cell) {
        (Some(sheet), Some(cell)) => format!("{file} › {sheet}!{cell}"),
        (Some(sheet), None) => format!("{file} › {sheet}"),
        (None, _) => file.to_owned(),
    }
}
