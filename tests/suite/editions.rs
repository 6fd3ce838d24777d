//! An edition of a form that is written as changes to another: what it takes over, what it changes, and where its faults
//! stand. The forms are those of `tests/two-forms`.

use crate::two_forms::files;
use torimatome::check::{form_schema, load};
use torimatome::definition::{
    DefinitionSource, Definitions, Difference, FormDefinition, TemplateFile, resolved,
};
use torimatome::model::{AsOf, EditionId, IndicatorId};
use torimatome::report::template;

/// A new year, a field renamed and moved, a code more and one less, one rule less and one with another clause.
const CHANGES: &str = r#"based-on = "2025"
edition = "2026"
edition-name = "令和8年度版"

[[year]]
year = 2025
remove = true

[[year]]
year = 2026
header = "2026（令和8）年度"

[[sheet]]
id = "visits"

[[sheet.block]]
id = "visits-numbers"

[[sheet.block.field]]
indicator = "v-visited"
label = "実際に訪問した世帯"

[[sheet.block.field]]
indicator = "v-share"
after = "v-households"

[[rows]]
id = "kinds"

[[rows.code]]
code = "K3"
label = "障がいのある人の世帯"
after = "K1"

[[rows.code]]
code = "K2"
remove = true

[[rule]]
kind = "ward-twice"
remove = true

[[rule]]
kind = "rate-differs"
fields = ["v-share"]
clause = "改めた割合"
"#;

const PATH: &str = "forms/visits/2026.toml";

fn with(text: &str) -> Vec<TemplateFile> {
    let mut files = files();
    files.push(TemplateFile {
        path: PATH.to_owned(),
        text: text.to_owned(),
    });
    files
}

fn id(edition: &str) -> EditionId {
    EditionId {
        form: "visits".to_owned(),
        edition: edition.to_owned(),
    }
}

fn loaded(files: Vec<TemplateFile>) -> Definitions {
    load(&DefinitionSource::Files(files)).unwrap_or_else(|faults| panic!("{faults}"))
}

fn faults(text: &str) -> String {
    let told = load(&DefinitionSource::Files(with(text)));
    told.expect_err("a wrong edition").to_string()
}

/// The blank workbook of an edition for the first unit.
fn blank(definitions: &Definitions, form: &FormDefinition) -> Vec<u8> {
    let ward = &definitions.areas.wards()[0];
    let date = AsOf::parse_iso("2027-03-31").expect("a date");
    let book = template(
        definitions,
        form,
        &definitions.registry,
        ward,
        (date, None),
        None,
    );
    torimatome::render::xlsx::form(&book).expect("a workbook")
}

#[test]
fn an_edition_takes_over_what_it_does_not_change() {
    let definitions = loaded(with(CHANGES));
    let [old, new] = ["2025", "2026"].map(|edition| {
        let form = definitions.edition(&id(edition));
        form.expect("the edition")
    });
    assert_eq!(
        (&*new.id.form, new.based_on.as_deref()),
        ("visits", Some("2025"))
    );
    assert_eq!((&new.title, &new.signature), (&old.title, &old.signature));
    let years: Vec<&str> = new.years.iter().map(|column| &*column.header).collect();
    assert_eq!(years, ["2026（令和8）年度"]);
    let fields = |form: &FormDefinition| {
        let fields = form.fields();
        let fields = fields.map(|(_, _, field)| (field.indicator.to_string(), field.label.clone()));
        fields.collect::<Vec<_>>()
    };
    let expected = [
        ("v-households", "対象の世帯"),
        ("v-share", "訪問の割合"),
        ("v-visited", "実際に訪問した世帯"),
    ];
    let expected = expected.map(|(id, label)| (id.to_owned(), label.to_owned()));
    assert_eq!(fields(new), expected);
    let codes: Vec<&str> = new.rows[0].code.iter().map(|code| &*code.code).collect();
    assert_eq!(codes, ["K1", "K3"]);
    let kinds = |form: &FormDefinition| {
        let rules = form.rules.iter();
        rules
            .map(|rule| (rule.code.name(), rule.clause.clone()))
            .collect::<Vec<_>>()
    };
    let mut rules = kinds(old);
    rules.retain(|(kind, _)| *kind != "ward-twice");
    let rate = rules.iter_mut().find(|(kind, _)| *kind == "rate-differs");
    "改めた割合".clone_into(&mut rate.expect("the rule").1);
    let mut changed = kinds(new);
    rules.sort();
    changed.sort();
    assert_eq!(changed, rules);
}

#[test]
fn an_edition_printed_whole_is_the_same_edition() {
    let changed = with(CHANGES);
    let whole = resolved(&changed, &id("2026"))
        .expect("the edition")
        .to_toml();
    assert!(!whole.contains("based-on") && !whole.contains("remove") && !whole.contains("after"));
    let (changed, whole) = (loaded(changed), loaded(with(&whole)));
    let [by_changes, by_whole] = [&changed, &whole].map(|definitions| {
        let form = definitions.edition(&id("2026")).expect("the edition");
        (blank(definitions, form), form.rules.len())
    });
    assert!(by_changes == by_whole, "the workbooks differ");
    // An edition on an edition that is itself written as changes.
    let mut files = with(CHANGES);
    files.push(TemplateFile {
        path: "forms/visits/2027.toml".to_owned(),
        text: "based-on = \"2026\"\nedition = \"2027\"\nname = \"訪問の報告\"\n".to_owned(),
    });
    let definitions = loaded(files);
    let last = definitions.edition(&id("2027")).expect("the edition");
    let label = last.field_label(&IndicatorId::new("v-visited"));
    assert_eq!((&*last.name, &*label), ("訪問の報告", "実際に訪問した世帯"));
}

#[test]
fn what_two_editions_differ_in_is_told_once_each() {
    let files = with(CHANGES);
    let [old, new] = ["2025", "2026"].map(|edition| resolved(&files, &id(edition)).expect("it"));
    assert_eq!(old.changes(&old), []);
    let changes = old.changes(&new);
    let names = |path: &[(String, String)]| {
        let names = path.iter().map(|(_, name)| name.as_str());
        names.collect::<Vec<_>>().join("/")
    };
    let told: Vec<String> = changes
        .iter()
        .map(|change| match &change.what {
            Difference::Value { key, .. } => format!("{} {key}", names(&change.path)),
            Difference::Added(_) => format!("+{}", names(&change.path)),
            Difference::Removed(_) => format!("-{}", names(&change.path)),
            Difference::Order(list, names) => format!("{list} {}", names.join(",")),
        })
        .collect();
    let expected = [
        " edition",
        " edition-name",
        "-2025",
        "+2026",
        "visits/visits-numbers/v-visited label",
        "field v-households,v-share,v-visited",
        "-kinds/K2",
        "+kinds/K3",
        "-ward-twice",
        "rate-differs clause",
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_fault_stands_where_its_words_stand() {
    let wrong = CHANGES.replace("indicator = \"v-visited\"", "indicator = \"v-visitid\"");
    let told = faults(&wrong);
    let expected = "D107 forms/visits/2026.toml:20: 「v-visitid」という指標はありません";
    assert!(told.contains(expected), "{told}");
    let told = faults("based-on = \"2O25\"\nedition = \"2026\"\n");
    let expected = "定義に誤りが1件あります\nD107 forms/visits/2026.toml:1: 「2O25」という版はありません（近い番号: 2025）";
    assert_eq!(told, expected);
    let told = faults("based-on = \"2026\"\nedition = \"2026\"\n");
    assert!(told.contains("D103 forms/visits/2026.toml:1"), "{told}");
    let told = faults(&CHANGES.replace("kind = \"ward-twice\"", "kind = \"ward-twise\""));
    let expected = "D107 forms/visits/2026.toml:39: 「ward-twise」というもとの版の[[rule]]はありません（近い番号: ward-twice）";
    assert!(told.contains(expected), "{told}");
    let told = faults(&CHANGES.replace("after = \"K1\"", "after = \"K9\""));
    assert!(
        told.contains("D107 forms/visits/2026.toml:33: 「K9」というもとの版の[[code]]はありません"),
        "{told}"
    );
    // The rule of the other edition names a field that this one does not have.
    let without = "based-on = \"2025\"\nedition = \"2026\"\n[[sheet]]\nid = \"visits\"\n[[sheet.block]]\nid = \"visits-numbers\"\n[[sheet.block.field]]\nindicator = \"v-share\"\nremove = true\n";
    let told = faults(without);
    let base = files()
        .into_iter()
        .find(|file| file.path == "forms/visits/2025.toml");
    let base = base.expect("the form").text;
    let mut lines = base.lines();
    let line = lines
        .position(|line| line == "fields = [\"v-share\"]")
        .expect("the rule")
        + 1;
    let place = format!("forms/visits/2025.toml:{line}: ");
    assert!(told.contains(&place), "{told}");
    assert!(
        told.contains("（forms/visits/2026.toml がもとにしている行）"),
        "{told}"
    );
}

#[test]
fn the_published_schema_takes_whole_editions_and_changes() {
    let schema: serde_json::Value = serde_json::from_str(&form_schema()).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let json = |text: &str| {
        let table: toml::Table = toml::from_str(text).expect("TOML");
        serde_json::to_value(table).expect("JSON")
    };
    let is_valid = |text: &str| schema.is_valid(&json(text));
    assert!(is_valid(CHANGES));
    for file in files()
        .iter()
        .filter(|file| file.path.starts_with("forms/"))
    {
        assert!(is_valid(&file.text), "{}", file.path);
    }
    let without_base = CHANGES.replace("based-on = \"2025\"\n", "");
    assert!(!is_valid(&without_base), "changes to nothing");
    assert!(!is_valid(
        &CHANGES.replace("remove = true", "remvoe = true")
    ));
    assert!(!is_valid(&CHANGES.replace("label = ", "lable = ")));
}
