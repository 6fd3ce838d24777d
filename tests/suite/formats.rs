//! The formats of `check`, each read by a program that is not ours: schemas by a validator, SARIF, JUnit and annotations by parsers.

use crate::support::report_fixture::nouns;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use torimatome::check::rules::{above_area_count, ward_missing};

use jsonschema::Validator;
use serde_json::{Value, json};
use torimatome::answer::findings_json;
use torimatome::assemble::{Checked, Setting, check_all};
use torimatome::check::{EVERYTHING, Purpose, Selection};
use torimatome::diagnostic::{Diagnostic, Findings, Outcome, Place, RuleOutcome, Severity};
use torimatome::ledger::{FindingsFile, SubmissionRow, to_json};
use torimatome::model::CellRef;
use torimatome::pipeline::{findings_junit, findings_sarif, read_all};
use torimatome::read::{InputFile, Reader, sha256};
use torimatome::render;

use crate::definitions::built_in;
use crate::end_to_end::{compiled, contents, run, samples, stdout, text};

/// What the formats are shown on: a city as it really arrives, one fault per file, and a clean ward. Read once.
fn runs() -> &'static [Checked] {
    static RUNS: OnceLock<Vec<Checked>> = OnceLock::new();
    RUNS.get_or_init(|| {
        let all = |_: &str| true;
        let one = |name: &str| name.starts_with("271225");
        vec![
            checked("r7-real-life", &all, &EVERYTHING),
            checked("faults", &all, &EVERYTHING),
            checked("r7", &one, &EVERYTHING),
        ]
    })
}

/// The workbooks of a sample folder, checked without the program's edge.
pub(crate) fn checked(
    folder: &str,
    is_wanted: &dyn Fn(&str) -> bool,
    selection: &Selection,
) -> Checked {
    let definitions = built_in();
    let files = contents(&samples(folder)).into_iter();
    let files = files.filter(|(name, _)| name.ends_with(".xlsx") && !name.starts_with("~$"));
    let inputs: Vec<InputFile> = files
        .filter(|(name, _)| is_wanted(name))
        .map(|(name, bytes)| {
            let hash = sha256(&bytes);
            InputFile::new(&name, bytes, hash)
        })
        .collect();
    let setting = Setting {
        definitions: &definitions,
        registry: &definitions.registry,
        as_of: None,
        previous: None,
        waivers: None,
        selection,
    };
    let results = read_all(&inputs, &Reader::new(&definitions), 0, &|| ()).expect("threads");
    let named = BTreeSet::new();
    check_all(setting, results, Vec::new(), &named, Purpose::Compile)
}

fn json_of(checked: &Checked) -> Value {
    serde_json::from_str(&findings_json(checked)).expect("JSON")
}

pub(crate) fn schema(name: &str) -> Value {
    let output = run(&["schema", name]);
    assert_eq!(output.status.code(), Some(0));
    serde_json::from_str(&stdout(&output)).expect("JSON")
}

pub(crate) fn validator(schema: &Value) -> Validator {
    assert!(
        jsonschema::meta::is_valid(schema),
        "the schema is no schema"
    );
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    jsonschema::options()
        .should_validate_formats(true)
        .build(schema)
        .expect("a schema without references to elsewhere")
}

pub(crate) fn assert_valid(validator: &Validator, value: &Value, what: &str) {
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{what}: {}", errors.join("\n"));
}

#[test]
fn the_findings_of_every_run_keep_to_the_published_schema() {
    let validator = validator(&schema("findings"));
    let mut seen = 0;
    for checked in runs() {
        let findings = json_of(checked);
        seen += findings["findings"].as_array().expect("findings").len();
        assert_valid(&validator, &findings, "check");
    }
    assert!(seen > 20, "the samples have something to tell: {seen}");
    let written = std::fs::read_to_string(compiled().join("out/findings.json")).expect("the file");
    let written = serde_json::from_str(&written).expect("JSON");
    assert_valid(&validator, &written, "compile");
}

/// Every object of a value, by pointer.
pub(crate) fn objects(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            found.push(at.to_owned());
            for (key, inner) in map {
                objects(inner, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                objects(inner, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

pub(crate) fn object_at<'a>(
    value: &'a mut Value,
    at: &str,
) -> &'a mut serde_json::Map<String, Value> {
    let found = value.pointer_mut(at).expect("a pointer of this value");
    found.as_object_mut().expect("an object")
}

#[test]
fn every_key_of_the_findings_is_required_and_no_other_is_allowed() {
    let validator = validator(&schema("findings"));
    let good = json_of(&runs()[0]);
    let mut all = Vec::new();
    objects(&good, "", &mut all);
    // One finding, rule and submission of each shape is enough; the rest differ in values only.
    let few: Vec<&String> = all
        .iter()
        .filter(|at| !at.contains(|c: char| ('2'..='9').contains(&c)) && !at.contains("10"))
        .collect();
    assert!(few.len() > 6, "{few:?}");
    for at in few {
        let mut with_more = good.clone();
        object_at(&mut with_more, at).insert("more".to_owned(), Value::Null);
        assert!(!validator.is_valid(&with_more), "{at}: a key too many");
        let keys: Vec<String> = object_at(&mut good.clone(), at).keys().cloned().collect();
        for key in keys {
            let mut without = good.clone();
            object_at(&mut without, at).remove(&key);
            assert!(!validator.is_valid(&without), "{at}: without {key}");
        }
    }
}

#[test]
fn a_wrong_value_among_the_findings_is_refused() {
    let validator = validator(&schema("findings"));
    let good = json_of(&runs()[1]);
    let at = good["findings"].as_array().expect("findings").iter();
    let index = at.clone().position(|f| f["place"]["cell"].is_string());
    let finding = format!("/findings/{}", index.expect("a finding at a cell"));
    let wrong = [
        ("/schema".to_owned(), json!("torimatome.findings/2")),
        ("/as_of".to_owned(), json!("2026-3-31")),
        (format!("{finding}/code"), json!("C31")),
        (format!("{finding}/name"), json!("Above area count")),
        (format!("{finding}/severity"), json!("fatal")),
        (format!("{finding}/message"), Value::Null),
        (format!("{finding}/ward"), json!("西成区")),
        (format!("{finding}/fiscal_year"), json!("2025")),
        (format!("{finding}/place/cell"), json!("14H")),
        (format!("{finding}/place/sheet"), Value::Null),
        (format!("{finding}/place/file"), Value::Null),
        ("/rules/0/outcome".to_owned(), json!("skipped")),
        ("/rules/0/reason".to_owned(), json!("理由")),
        ("/submissions/0/sha256".to_owned(), json!("00")),
        ("/submissions/0/used".to_owned(), json!("true")),
    ];
    assert_eq!(good["rules"][0]["outcome"], "ran");
    for (pointer, value) in wrong {
        let mut broken = good.clone();
        *broken.pointer_mut(&pointer).expect("a place") = value;
        assert!(!validator.is_valid(&broken), "{pointer}");
    }
}

#[test]
fn every_line_of_jsonl_is_a_finding_or_a_rule_and_none_is_lost() {
    let mut line_schema = schema("findings");
    let root = line_schema.as_object_mut().expect("an object");
    for key in ["type", "properties", "required", "additionalProperties"] {
        root.remove(key).expect("a key of the root");
    }
    root.insert("$ref".to_owned(), json!("#/$defs/line"));
    let validator = validator(&line_schema);
    for checked in runs() {
        let whole = json_of(checked);
        let lines = render::jsonl::findings(&checked.findings);
        let lines: Vec<Value> = lines
            .lines()
            .map(|line| serde_json::from_str(line).expect("one JSON value per line"))
            .collect();
        for line in &lines {
            assert_valid(&validator, line, "a line");
        }
        let parts = ["findings", "rules"].map(|key| whole[key].as_array().expect("a list"));
        assert!(lines.iter().eq(parts.into_iter().flatten()));
    }
    assert!(!validator.is_valid(&json!({"code": "C301"})));
}

/// The template's file as the JSON that the schema describes.
fn form() -> Value {
    let path = "templates/forms/progress-sheet/2024-2026.toml";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(path).expect("the form");
    let form: toml::Value = toml::from_str(&text).expect("TOML");
    serde_json::to_value(form).expect("JSON")
}

#[test]
fn the_built_in_form_keeps_to_the_published_schema_and_a_broken_one_does_not() {
    let validator = validator(&schema("form"));
    let good = form();
    assert_valid(&validator, &good, "the form");
    let wrong = [
        ("/year/0/year", json!("2024")),
        ("/year/0/header", json!(2024)),
        ("/sheet", json!([{"id": "goal-1"}])),
        ("/sheet/0/block/1/kind", json!("numbers")),
        ("/sheet/0/block/1/field/0/layout", json!("percentage")),
        ("/rule/0/severity", json!("fatal")),
        ("/rule/0/fields", json!("1-1")),
        ("/rule/0/parameters", json!({"least": "8"})),
        ("/goals", Value::Null),
        ("/sheet/0/tag", Value::Null),
        ("/sheet/0/blok", json!([])),
    ];
    for (pointer, value) in wrong {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        let mut broken = good.clone();
        object_at(&mut broken, parent).insert(key.to_owned(), value);
        assert!(!validator.is_valid(&broken), "{pointer}");
    }
    for key in ["name", "year"] {
        let mut broken = good.clone();
        object_at(&mut broken, "").remove(key);
        assert!(!validator.is_valid(&broken), "without {key}");
    }
}

#[test]
fn the_schemas_describe_every_property() {
    for name in ["findings", "form"] {
        let schema = schema(name);
        let mut all = Vec::new();
        objects(&schema, "", &mut all);
        let mut described = 0;
        for at in all.iter().filter(|at| at.ends_with("/properties")) {
            // A condition repeats properties that are described where they are declared.
            if at.contains("/allOf/") || at.contains("/if/") || at.contains("/then/") {
                continue;
            }
            if at.contains("/else/") {
                continue;
            }
            let properties = schema.pointer(at).and_then(Value::as_object);
            for (key, property) in properties.expect("an object") {
                let target = property["$ref"].as_str().unwrap_or("#/none");
                let referred = schema.pointer(&target[1..]).unwrap_or(&Value::Null);
                let description = [&property["description"], &referred["description"]];
                let told = description.iter().any(|text| text.is_string());
                assert!(told, "{name} {at}/{key} has no description");
                described += 1;
            }
        }
        assert!(described > 20, "{name}: {described}");
    }
}

#[test]
fn sarif_names_the_rule_of_every_result_and_loses_no_finding() {
    for checked in runs() {
        let whole = json_of(checked);
        let ours: Value =
            serde_json::from_str(&findings_sarif(checked, &nouns(), &Arc::clone)).expect("JSON");
        assert_eq!(ours["version"], "2.1.0");
        let rules = &ours["runs"][0]["tool"]["driver"]["rules"];
        let results = ours["runs"][0]["results"].as_array().expect("results");
        let findings = whole["findings"].as_array().expect("findings");
        assert_eq!(results.len(), findings.len());
        for (result, finding) in results.iter().zip(findings) {
            assert_eq!(result["ruleId"], finding["code"]);
            assert_eq!(result["level"], finding["severity"]);
            let index = result["ruleIndex"].as_u64().expect("an index");
            let rule = &rules[usize::try_from(index).expect("small")];
            assert_eq!(rule["id"], finding["code"]);
            assert_eq!(rule["name"], finding["name"]);
        }
        let hashes = ours["runs"][0]["artifacts"].as_array().expect("files");
        let files = whole["submissions"].as_array().expect("files");
        let hashes = hashes.iter().map(|file| &file["hashes"]["sha-256"]);
        assert!(hashes.eq(files.iter().map(|file| &file["sha256"])));
        let prints: BTreeSet<&str> = results
            .iter()
            .filter_map(|result| result["partialFingerprints"]["torimatome/v1"].as_str())
            .collect();
        assert_eq!(prints.len(), results.len(), "every fingerprint is its own");
        let skipped = whole["rules"].as_array().expect("rules").iter();
        let skipped = skipped.filter(|rule| rule["outcome"] == "skipped").count();
        let told = &ours["runs"][0]["invocations"][0]["toolExecutionNotifications"];
        assert_eq!(told.as_array().expect("notifications").len(), skipped);
    }
}

#[test]
fn junit_is_read_by_another_parser_with_counts_that_are_true() {
    for checked in runs() {
        let whole = json_of(checked);
        let xml = findings_junit(checked, &nouns(), &Arc::clone);
        let suites = junit_parser::from_reader(xml.as_bytes()).expect("JUnit XML");
        let (mut tests, mut failures, mut skipped) = (0, 0, 0);
        for suite in &suites.suites {
            let failed = suite.cases.iter().filter(|case| case.status.is_failure());
            let passed_over = suite.cases.iter().filter(|case| case.status.is_skipped());
            assert_eq!(suite.failures, failed.count() as u64, "{}", suite.name);
            assert_eq!(suite.skipped, passed_over.count() as u64, "{}", suite.name);
            assert_eq!(suite.tests, suite.cases.len() as u64, "{}", suite.name);
            tests += suite.tests;
            failures += suite.failures;
            skipped += suite.skipped;
        }
        assert_eq!(suites.tests, tests);
        assert_eq!(suites.failures, failures);
        assert_eq!(suites.skipped, skipped);
        let files = whole["submissions"].as_array().expect("files");
        for file in files {
            let name = file["file"].as_str().expect("a name");
            assert!(
                suites.suites.iter().any(|suite| suite.name == name),
                "{name}"
            );
        }
        let findings = whole["findings"].as_array().expect("findings");
        let errors = findings.iter().filter(|f| f["severity"] == "error");
        assert_eq!(
            errors.clone().count(),
            checked.findings.count(Severity::Error)
        );
        let places: BTreeSet<String> = errors
            .map(|error| format!("{} {}", error["place"]["file"], error["code"]))
            .collect();
        assert_eq!(
            failures,
            places.len() as u64,
            "one failure per file and code"
        );
    }
}

/// Undoes percent escapes, one by one from the left.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend(before.bytes());
        let (hex, later) = after.split_at(2);
        bytes.push(u8::from_str_radix(hex, 16).expect("two hexadecimal digits"));
        rest = later;
    }
    bytes.extend(rest.bytes());
    String::from_utf8(bytes).expect("UTF-8")
}

/// Level, properties and message of a workflow command.
fn annotation(line: &str) -> (String, BTreeMap<String, String>, String) {
    let line = line.strip_prefix("::").expect("a command");
    let (head, message) = line.split_once("::").expect("a message");
    let (level, properties) = head.split_once(' ').expect("properties");
    let properties = properties.split(',').map(|property| {
        let (key, value) = property.split_once('=').expect("key=value");
        (key.to_owned(), unescaped(value))
    });
    (level.to_owned(), properties.collect(), unescaped(message))
}

#[test]
fn an_annotation_gives_back_message_and_file() {
    for checked in runs() {
        let whole = json_of(checked);
        let printed = render::github::findings(&checked.findings, &nouns());
        let mut lines = printed.lines();
        for finding in whole["findings"].as_array().expect("findings") {
            let (level, properties, message) = annotation(lines.next().expect("a line"));
            let expected = match finding["severity"].as_str().expect("a severity") {
                "note" => "notice",
                other => other,
            };
            assert_eq!(level, expected);
            let file = properties.get("file").map(String::as_str);
            assert_eq!(file, finding["place"]["file"].as_str());
            let code = finding["code"].as_str().expect("a code");
            assert!(properties["title"].starts_with(code), "{properties:?}");
            let text = finding["message"].as_str().expect("a message");
            let hint = finding["hint"].as_str();
            let hint = hint.map_or_else(String::new, |hint| format!("\n→ {hint}"));
            assert_eq!(message, format!("{text}{hint}"));
        }
        for line in lines {
            let (level, _, message) = annotation(line);
            assert_eq!(level, "notice");
            assert!(message.starts_with("実施しなかった規則です："), "{message}");
        }
    }
}

/// What a cell, a sheet or a file may be called to break a format.
const HOSTILE: [&str; 9] = [
    "]]></failure><testcase name=\"x\"/>",
    "<&>\"' &amp; &#0;",
    "\u{0}\u{1b}[31m\u{ffff}\u{feff}",
    "行1\n行2\r\n::error::偽",
    "100%,a:b%0A%25",
    "\",\"code\":\"X\",\\",
    "🙂 \u{2028}\u{202e}abc",
    " 前後の空白 ",
    "../a b/#?%2F",
];

fn hostile() -> (Findings, Vec<SubmissionRow>) {
    let about = |text: &&str| {
        let (file, sheet): (Arc<str>, Arc<str>) = (Arc::from(*text), Arc::from(*text));
        Diagnostic::new(
            above_area_count::CODE,
            Place::cell(&file, &sheet, CellRef::new(0, 0)),
            *text,
        )
        .field(*text)
        .entered(*text)
    };
    let entry = |text: &&str| SubmissionRow {
        ward: None,
        file: Arc::from(*text),
        sha256: "0".repeat(64),
        edition: None,
        as_of: None,
        used: true,
    };
    let told = HOSTILE.iter().map(about).collect();
    let rules = vec![RuleOutcome {
        form: None,
        code: ward_missing::CODE,
        outcome: Outcome::Skipped(HOSTILE.concat()),
    }];
    let findings = Findings::new(told, rules, torimatome::check::submission_codes(), &|_| 0);
    (findings, HOSTILE.iter().map(entry).collect())
}

#[test]
fn no_text_breaks_a_format() {
    let (findings, entries) = hostile();
    let texts: Vec<&str> = findings
        .diagnostics()
        .iter()
        .map(|d| d.message.as_str())
        .collect();
    let whole = to_json(&FindingsFile::new(&findings, None, entries.clone()));
    let whole: Value = serde_json::from_str(&whole).expect("JSON");
    assert_valid(&validator(&schema("findings")), &whole, "hostile");
    let lines = render::jsonl::findings(&findings);
    assert_eq!(lines.lines().count(), HOSTILE.len() + 1);

    let log = render::sarif::findings(&findings, &entries, &nouns());
    let log: Value = serde_json::from_str(&log).expect("JSON");
    for (result, text) in log["runs"][0]["results"]
        .as_array()
        .expect("results")
        .iter()
        .zip(&texts)
    {
        assert_eq!(result["message"]["text"], *text);
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        let uri = uri.as_str().expect("a URI");
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
        assert!(uri.chars().all(allowed), "{uri}");
        assert_eq!(unescaped(uri), **text);
    }

    let xml = render::junit::findings(&findings, &entries, &nouns());
    let suites = junit_parser::from_reader(xml.as_bytes()).expect("JUnit XML");
    assert_eq!(suites.suites.len(), HOSTILE.len() + 1);
    assert_eq!(suites.failures, HOSTILE.len() as u64);
    // In every file the code that was told and the rule that did not run; in the run as a whole only the latter.
    assert_eq!(suites.tests, 2 * HOSTILE.len() as u64 + 1);

    let annotations = render::github::findings(&findings, &nouns());
    let annotations: Vec<_> = annotations.lines().map(annotation).collect();
    assert_eq!(annotations.len(), HOSTILE.len() + 1);
    let inert = |text: &str| text.replace(|c: char| c.is_control() && !"\r\n\t".contains(c), " ");
    for ((_, properties, message), text) in annotations.iter().zip(&texts) {
        assert_eq!(*message, inert(text));
        assert_eq!(properties["file"], inert(text));
    }
}

#[test]
fn the_program_prints_every_format_and_exits_as_with_text() {
    let faults = samples("faults");
    let show = |format: &str| run(&["check", "--format", format, text(&faults)]);
    let expected = show("text").status.code();
    assert_eq!(expected, Some(1));
    let begins = [
        ("json", "{\n  \"schema\": \"torimatome.findings/1\""),
        ("jsonl", "{\"code\":"),
        (
            "sarif",
            "{\n  \"$schema\": \"https://docs.oasis-open.org/sarif",
        ),
        (
            "junit",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites ",
        ),
        ("github", "::"),
    ];
    for (format, begin) in begins {
        let output = show(format);
        assert_eq!(output.status.code(), expected, "{format}");
        assert!(stdout(&output).starts_with(begin), "{format}");
    }
}
