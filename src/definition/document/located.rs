//! Values that know more than their text: the line they stand on, what they refer to, how large they may be.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use model::IndicatorId;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Unexpected, Visitor};

/// By this name the reader knows that the line is asked for too.
pub(super) const LOCATED: &str = "$located";
/// By these, that a name must be one of the form's own.
pub(super) const FIELD: &str = "$field";
pub(super) const BLOCK: &str = "$block";

/// A value with the line it stands on; of a table, the lines of its keys too.
#[derive(Clone, Debug, Default)]
pub(crate) struct Located<T> {
    value: T,
    line: u32,
    keys: BTreeMap<String, u32>,
}

impl<T> Located<T> {
    /// The value alone.
    pub(crate) fn into_inner(self) -> T {
        self.value
    }

    /// Its line; 0 where its own fault is told already.
    pub(crate) fn line(&self) -> u32 {
        self.line
    }

    /// The line of one of the table's keys, else of the table; 0 where a fault of the key is told already.
    pub(crate) fn line_of(&self, key: &str) -> u32 {
        self.keys.get(key).copied().unwrap_or(self.line)
    }
}

impl<T> Deref for Located<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Located<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_newtype_struct(LOCATED, Parts(PhantomData))
    }
}

struct Parts<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Parts<T> {
    type Value = Located<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("値")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Self::Value, A::Error> {
        let lost = || A::Error::custom("値がありません");
        let line = parts.next_element()?.ok_or_else(lost)?;
        let keys = parts.next_element()?.ok_or_else(lost)?;
        let value = parts.next_element()?.ok_or_else(lost)?;
        Ok(Located { value, line, keys })
    }
}

impl<T: JsonSchema> JsonSchema for Located<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// The indicators that a rule is about: never empty, each one asked for by the form, none twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields(Vec<IndicatorId>);

/// The blocks of words that a rule is about: never empty, each one of the form's, none twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocks(Vec<String>);

impl Deref for Fields {
    type Target = [IndicatorId];

    fn deref(&self) -> &[IndicatorId] {
        &self.0
    }
}

impl Deref for Blocks {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.0
    }
}

/// One indicator that the form asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field(IndicatorId);

impl Deref for Field {
    type Target = IndicatorId;

    fn deref(&self) -> &IndicatorId {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let name = from.deserialize_newtype_struct(FIELD, Name)?;
        Ok(Self(IndicatorId::new(name)))
    }
}

/// One block of words of the form.
struct Block(String);

impl<'de> Deserialize<'de> for Block {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_newtype_struct(BLOCK, Name).map(Self)
    }
}

/// A name that the reader has compared with the form's own.
struct Name;

impl<'de> Visitor<'de> for Name {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("番号")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<String, D::Error> {
        String::deserialize(from)
    }
}

/// Refuses an empty list and a name that stands in it twice.
fn each_once<E: Error>(names: Vec<String>) -> Result<Vec<String>, E> {
    if names.is_empty() {
        return Err(E::custom("空のリストです。対象を1つは書いてください"));
    }
    let twice = names
        .iter()
        .enumerate()
        .find(|(at, name)| names[..*at].contains(name));
    match twice {
        Some((_, name)) => Err(E::custom(format!("「{name}」が2回書かれています"))),
        None => Ok(names),
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let fields = Vec::<Field>::deserialize(from)?.into_iter();
        let names = each_once(fields.map(|field| field.0.as_str().to_owned()).collect())?;
        Ok(Self(names.into_iter().map(IndicatorId::new).collect()))
    }
}

impl<'de> Deserialize<'de> for Blocks {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let blocks = Vec::<Block>::deserialize(from)?.into_iter();
        each_once(blocks.map(|block| block.0).collect()).map(Self)
    }
}

/// The schema of a list of names, each once.
fn list_schema(what: &str) -> Schema {
    json_schema!({
        "type": "array",
        "description": what,
        "items": { "type": "string" },
        "minItems": 1,
        "uniqueItems": true
    })
}

impl JsonSchema for Fields {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Fields".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        list_schema("対象の指標の番号。様式の欄にあるもの。")
    }
}

impl JsonSchema for Blocks {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Blocks".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        list_schema("対象の文章のまとまりの番号。")
    }
}

impl JsonSchema for Field {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Field".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

/// A whole number within bounds, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Whole<const LEAST: u32, const MOST: u32>(u32);

impl<const LEAST: u32, const MOST: u32> Whole<LEAST, MOST> {
    /// A number that is within the bounds, such as a default; the nearest bound for any other.
    pub const fn new(number: u32) -> Self {
        if number < LEAST {
            Self(LEAST)
        } else if number > MOST {
            Self(MOST)
        } else {
            Self(number)
        }
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl<'de, const LEAST: u32, const MOST: u32> Deserialize<'de> for Whole<LEAST, MOST> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = i64::deserialize(from)?;
        let within = u32::try_from(number)
            .ok()
            .filter(|number| (LEAST..=MOST).contains(number));
        within.map(Self).ok_or_else(|| {
            let expected = format!("{LEAST}から{MOST}までの整数");
            D::Error::invalid_value(Unexpected::Signed(number), &expected.as_str())
        })
    }
}

impl<const LEAST: u32, const MOST: u32> Default for Whole<LEAST, MOST> {
    fn default() -> Self {
        Self(LEAST)
    }
}

impl<const LEAST: u32, const MOST: u32> JsonSchema for Whole<LEAST, MOST> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Whole".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": LEAST, "maximum": MOST })
    }
}
