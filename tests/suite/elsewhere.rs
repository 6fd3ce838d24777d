//! Two forms of an invented city in one run, of which one states what the other and the registry must say as well: a number, a
//! count of rows and a list of names. Where only one of them is given, that is said and nothing is compared.

use crate::support::templates;
use crate::two_forms::run;
use torimatome::check::load;
use torimatome::definition::{DefinitionSource, Definitions, TemplateFile};
use torimatome::diagnostic::Outcome;
use torimatome::model::{AsOf, FiscalYear, IndicatorId};
use torimatome::read::{InputFile, sha256};
use torimatome::report::{WardValues, filled};

const AREAS: &str = r#"
level = [{ id = "city", noun = "市" }, { id = "ward", noun = "支所" }, { id = "area", noun = "町", count = "町の数" }]
city = { code = "100", name = "みどり市" }
ward = [{ code = "101", name = "北支所" }, { code = "102", name = "南支所" }]
"#;

const REGISTRY: &str = r#"
name = "町の登録"
total = { 2025 = 5 }
[[ward]]
code = "101"
name = "北支所"
areas = { 2025 = 3 }
status = "sourced"
source = "町の一覧"
area = [{ name = "青葉" }, { name = "朝日" }, { name = "川端" }]
[[ward]]
code = "102"
name = "南支所"
areas = { 2025 = 2 }
status = "sourced"
source = "町の一覧"
area = [{ name = "港" }, { name = "浜" }]
"#;

const INDICATORS: &str = r#"
indicator = [
  { id = "places", label = "集まる場所の数", unit = "か所" },
  { id = "held", label = "報告した場所の数", unit = "か所" },
]
"#;

const YEARLY: &str = r#"
name = "年間の報告"
year = [{ year = 2025, header = "令和7年度" }]
[[sheet]]
name = "集計"
block = [{ label = "数", field = [{ indicator = "places" }] }]
"#;

const PLAN: &str = r#"
name = "計画の一覧"
year = [{ year = 2025, header = "令和7年度" }]
[[sheet]]
name = "まとめ"
block = [{ label = "数", field = [{ indicator = "held" }] }]

[[rows]]
id = "towns"
name = "町の一覧"
rows = "one-per-entry"
noun = "町"
key-header = "町名"
min-rows = 4
text = [{ header = "場所" }, { header = "始めた月", kind = "month" }]

[[check]]
kind = "elsewhere-differs"
stated = { field = "held" }
same-as = { indicator = "places" }
clause = "年間の報告と同じ場所の数"

[[check]]
kind = "elsewhere-differs"
rows = "towns"
same-as = { registry = "count" }
clause = "町の数は登録のとおり"

[[check]]
kind = "elsewhere-differs"
rows = "towns"
column = "町名"
same-as = { registry = "names" }
clause = "町名は登録のとおり"
"#;

fn definitions_of(plan: &str) -> Result<Definitions, String> {
    templates::of_texts(&[
        ("areas.toml", AREAS),
        ("registry.toml", REGISTRY),
        ("indicators.toml", INDICATORS),
        ("forms/plan/2025.toml", plan),
        ("forms/yearly/2025.toml", YEARLY),
    ])
}

/// A filled workbook: the form, the unit, one number, and the towns.
fn workbook(
    definitions: &Definitions,
    form: &str,
    ward: usize,
    (indicator, number): (&str, u32),
    towns: &[&str],
) -> InputFile {
    file(definitions, form, ward, &values((indicator, number), towns))
}

fn values((indicator, number): (&str, u32), towns: &[&str]) -> WardValues {
    let mut values = WardValues::default();
    values.number(IndicatorId::new(indicator), FiscalYear(2025), number);
    if !towns.is_empty() {
        let rows = values.rows.entry("towns".to_owned()).or_default();
        let keys = (1..).zip(towns.iter().map(|town| (*town).to_owned()));
        rows.keys.extend(keys);
        rows.texts
            .insert((1, "場所".to_owned()), "集会所".to_owned());
    }
    values
}

fn file(definitions: &Definitions, form: &str, ward: usize, values: &WardValues) -> InputFile {
    let form = definitions.forms.iter().find(|one| one.id.form == form);
    let form = form.expect("the form");
    let ward = &definitions.areas.wards()[ward];
    let date = AsOf::parse_iso("2026-03-31").expect("a date");
    let registry = &definitions.registry;
    let book = filled(definitions, form, registry, ward, date, values);
    let bytes = torimatome::render::xlsx::form(&book).expect("a workbook");
    let hash = sha256(&bytes);
    InputFile::new(&format!("{}_{}.xlsx", ward.name, form.id.form), bytes, hash)
}

/// What is told under the code, and whether the rule ran.
fn told(inputs: impl Fn(&Definitions) -> Vec<InputFile>) -> (Vec<String>, bool) {
    let definitions = definitions_of(PLAN).unwrap_or_else(|faults| panic!("{faults}"));
    let (checked, _) = run(&definitions, &inputs(&definitions));
    let told = checked.findings.diagnostics().iter();
    let told = told.filter(|one| one.code.id() == "X415");
    let line = |one: &torimatome::diagnostic::Diagnostic| {
        let file = one.place.file.as_deref().unwrap_or_default();
        let related = one.related.iter().filter_map(|place| place.file.as_deref());
        let related: Vec<&str> = related.collect();
        format!("{file} {} [{}]", one.message, related.join(" "))
    };
    let rules = checked.findings.rules().iter();
    let mut own = rules.filter(|rule| rule.code.id() == "X415");
    let has_run = own.any(|rule| rule.outcome == Outcome::Ran);
    (told.map(line).collect(), has_run)
}

#[test]
fn what_two_forms_and_the_registry_say_of_the_same_thing_is_held_together() {
    let (told, has_run) = told(|definitions| {
        vec![
            workbook(definitions, "yearly", 0, ("places", 4), &[]),
            workbook(
                definitions,
                "plan",
                0,
                ("held", 4),
                &["朝日町", "青葉", "川端"],
            ),
            workbook(definitions, "yearly", 1, ("places", 7), &[]),
            workbook(definitions, "plan", 1, ("held", 6), &["港", "山", "丘"]),
        ]
    });
    let expected = [
        "北支所_plan.xlsx 「町の一覧」の「町名」が、登録の町の名前と合いません（登録だけにあるもの: 朝日。ここだけにあるもの: 朝日町。2025年度）。 []",
        "南支所_plan.xlsx 「報告した場所の数」は6ですが、「年間の報告」の「集まる場所の数」は7です（2025年度）。 [南支所_yearly.xlsx]",
        "南支所_plan.xlsx 「町の一覧」の「町名」が、登録の町の名前と合いません（登録だけにあるもの: 浜。ここだけにあるもの: 山、丘。2025年度）。 []",
        "南支所_plan.xlsx 「町の一覧」の町の数は3ですが、登録の町の数は2です（2025年度）。 []",
    ];
    let mut told = told;
    let mut expected = expected.map(str::to_owned).to_vec();
    told.sort();
    expected.sort();
    assert_eq!(told, expected);
    assert!(has_run);
}

/// The program's own definitions, and beside them a ward's own form.
fn beside_the_own() -> Definitions {
    let own = |file: &str| {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("systems/nishinari");
        std::fs::read_to_string(root.join(file)).expect("a file of definitions")
    };
    let mut files = DefinitionSource::BuiltIn.files();
    let indicators = files.iter_mut().find(|file| file.path == "indicators.toml");
    let indicators = indicators.expect("the catalogue");
    let list = |text: &str| {
        let table: toml::Table = text.parse().expect("TOML");
        table["indicator"].as_array().expect("a list").clone()
    };
    let mut all = list(&indicators.text);
    all.extend(list(&own("indicators.toml")));
    let table = toml::Table::from_iter([("indicator".to_owned(), toml::Value::Array(all))]);
    indicators.text = toml::to_string(&table).expect("TOML");
    files.push(TemplateFile {
        path: "forms/welfare-plan/2.toml".to_owned(),
        text: own("forms/welfare-plan/2.toml"),
    });
    load(&DefinitionSource::Files(files)).unwrap_or_else(|faults| panic!("{faults}"))
}

#[test]
fn a_ward_s_own_form_is_held_to_the_registry_beside_which_it_is_given() {
    let definitions = beside_the_own();
    let wards = definitions.areas.wards();
    let at = |name: &str| wards.iter().position(|ward| ward.name == name);
    let (own, other) = (at("西成区").expect("a ward"), at("港区").expect("a ward"));
    let sheet = ("1-1", 5);
    let inputs = [
        workbook(&definitions, "welfare-plan", own, ("units", 16), &[]),
        workbook(&definitions, "progress-sheet", own, sheet, &[]),
        workbook(&definitions, "welfare-plan", other, ("units", 16), &[]),
    ];
    let (checked, _) = run(&definitions, &inputs);
    let told = checked.findings.diagnostics().iter();
    let told = told.filter(|one| one.code.id() == "X415");
    let told: Vec<&str> = told.map(|one| one.message.as_str()).collect();
    let expected = [
        "登録に、2025年度の地域の名前がないので、「圏域と地域」は比べていません。",
        "「圏域と地域」の地域の数は16ですが、登録の名簿提供地域数は11です（2025年度）。",
    ];
    assert_eq!(told, expected);
}

#[test]
fn what_is_not_given_is_not_compared() {
    let (told, has_run) = told(|definitions| {
        let towns = ["青葉", "朝日", "川端"];
        vec![workbook(definitions, "plan", 0, ("held", 9), &towns)]
    });
    assert_eq!(told, [""; 0]);
    // The registry was there, and agreed.
    assert!(has_run);
}

/// Blank is not nought: where others were compared it is said that this one was not.
#[test]
fn a_blank_sheet_of_rows_is_not_compared() {
    let (told, has_run) = told(|definitions| {
        vec![
            workbook(definitions, "plan", 0, ("held", 9), &[]),
            workbook(definitions, "plan", 1, ("held", 6), &["港", "浜"]),
        ]
    });
    let why =
        "北支所_plan.xlsx 「町の一覧」に何も書かれていないので、「町の一覧」は比べていません。 []";
    assert_eq!(told, [why]);
    assert!(has_run);
}

#[test]
fn whom_nothing_was_compared_with_is_said_where_others_were() {
    let towns = ["青葉", "朝日", "川端"];
    let (told, has_run) = told(|definitions| {
        vec![
            workbook(definitions, "plan", 0, ("held", 9), &towns),
            workbook(definitions, "plan", 1, ("held", 6), &["港", "浜"]),
            workbook(definitions, "yearly", 1, ("places", 6), &[]),
        ]
    });
    let expected = "北支所_plan.xlsx 同じ支所の「年間の報告」の提出物がないので、「報告した場所の数」は比べていません。 []";
    assert_eq!(told, [expected]);
    assert!(has_run);
}

#[test]
fn names_are_the_same_in_kana_of_either_width() {
    let registry = REGISTRY.replace("青葉", "ミドリ");
    let definitions = templates::of_texts(&[
        ("areas.toml", AREAS),
        ("registry.toml", &registry),
        ("indicators.toml", INDICATORS),
        ("forms/plan/2025.toml", PLAN),
        ("forms/yearly/2025.toml", YEARLY),
    ]);
    let definitions = definitions.unwrap_or_else(|faults| panic!("{faults}"));
    let towns = ["ﾐﾄﾞﾘ", "朝日", "川端"];
    let inputs = [workbook(&definitions, "plan", 0, ("held", 9), &towns)];
    let (checked, _) = run(&definitions, &inputs);
    let mut told = checked.findings.diagnostics().iter();
    assert!(told.all(|one| one.code.id() != "X415"));
}

/// Two years: what is said again of the earlier one is held to the other form as well.
#[test]
fn every_year_that_is_due_is_compared() {
    let of_two = |text: &str| {
        let years = "year = [{ year = 2024, header = \"令和6年度\" }, { year = 2025, header = \"令和7年度\" }]";
        text.replace("year = [{ year = 2025, header = \"令和7年度\" }]", years)
    };
    let (plan, yearly) = (of_two(PLAN), of_two(YEARLY));
    let definitions = templates::of_texts(&[
        ("areas.toml", AREAS),
        ("registry.toml", REGISTRY),
        ("indicators.toml", INDICATORS),
        ("forms/plan/2025.toml", &plan),
        ("forms/yearly/2025.toml", &yearly),
    ]);
    let definitions = definitions.unwrap_or_else(|faults| panic!("{faults}"));
    let of_both = |form: &str, indicator: &str, earlier: u32| {
        let towns: &[&str] = match form {
            "plan" => &["青葉", "朝日", "川端"],
            _ => &[],
        };
        let mut values = values((indicator, 6), towns);
        values.number(IndicatorId::new(indicator), FiscalYear(2024), earlier);
        file(&definitions, form, 0, &values)
    };
    let inputs = [of_both("plan", "held", 4), of_both("yearly", "places", 5)];
    let (checked, _) = run(&definitions, &inputs);
    let told = checked.findings.diagnostics().iter();
    let told = told.filter(|one| one.code.id() == "X415");
    let told: Vec<&str> = told.map(|one| one.message.as_str()).collect();
    let expected =
        "「報告した場所の数」は4ですが、「年間の報告」の「集まる場所の数」は5です（2024年度）。";
    assert_eq!(told, [expected]);
}

#[test]
fn a_check_that_cannot_be_is_told_with_its_line() {
    for (old, new, told) in [
        (
            "stated = { field = \"held\" }\n",
            "",
            "statedかrowsの、どちらか1つ",
        ),
        (
            "{ indicator = \"places\" }",
            "{ indicator = \"held\" }",
            "この様式の中にあります",
        ),
        (
            "{ indicator = \"places\" }",
            "{ indicator = \"place\" }",
            "「place」というほかの様式の指標はありません（近い番号: places）",
        ),
        (
            "column = \"町名\"\nsame-as = { registry = \"names\" }",
            "column = \"始めた月\"\nsame-as = { registry = \"names\" }",
            "「始めた月」は名前を書く列ではないので",
        ),
        (
            "{ indicator = \"places\" }",
            "{ }",
            "indicatorかregistryの、どちらか1つ",
        ),
        ("column = \"町名\"\n", "", "columnは、same-as"),
        (
            "column = \"町名\"",
            "column = \"街名\"",
            "「街名」という「町の一覧」の列はありません",
        ),
        (
            "{ registry = \"count\" }",
            "{ registry = \"counts\" }",
            "count",
        ),
    ] {
        assert!(PLAN.contains(old), "{old}");
        let faults = definitions_of(&PLAN.replacen(old, new, 1)).expect_err(new);
        let is_told = faults.contains(told) && faults.contains("forms/plan/2025.toml:");
        assert!(is_told, "{new}: {faults}");
    }
}
