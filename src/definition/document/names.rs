//! Values that know more than their text: what they refer to, how large they may be.

use std::borrow::Cow;
use std::ops::Deref;

use model::IndicatorId;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error, Unexpected};

/// By these names of a type the reader knows that what is written must be one of the form's own.
pub(super) const FIELD: &str = "$field";
pub(super) const BLOCK: &str = "$block";

/// One indicator that the form asks for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(rename = "$field")]
#[schemars(inline)]
pub struct Field(#[schemars(with = "String")] IndicatorId);

/// One block of words of the form.
#[derive(serde::Deserialize)]
#[serde(rename = "$block")]
struct Block(String);

/// The indicators that a rule is about: never empty, each one asked for by the form, none twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields(Vec<IndicatorId>);

/// The blocks of words that a rule is about: never empty, each one of the form's, none twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocks(Vec<String>);

/// A whole number within bounds, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Whole<const LEAST: u32, const MOST: u32>(u32);

impl Deref for Field {
    type Target = IndicatorId;

    fn deref(&self) -> &IndicatorId {
        &self.0
    }
}

/// What is the same for both lists of names.
macro_rules! list_of_names {
    ($list:ident, $name:ident, $item:ty, $what:literal) => {
        impl Deref for $list {
            type Target = [$item];

            fn deref(&self) -> &[$item] {
                &self.0
            }
        }

        impl<'de> Deserialize<'de> for $list {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let names = Vec::<$name>::deserialize(from)?.into_iter();
                let names: Vec<$item> = names.map(|name| name.0).collect();
                if names.is_empty() {
                    let message = "空のリストです。対象を1つは書いてください";
                    return Err(D::Error::custom(message));
                }
                match (1..names.len()).find(|at| names[..*at].contains(&names[*at])) {
                    Some(at) => {
                        let message = format!("「{}」が2回書かれています", names[at]);
                        Err(D::Error::custom(message))
                    }
                    None => Ok(Self(names)),
                }
            }
        }

        impl JsonSchema for $list {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($list).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "array",
                    "description": $what,
                    "items": { "type": "string" },
                    "minItems": 1,
                    "uniqueItems": true
                })
            }
        }
    };
}

list_of_names!(
    Fields,
    Field,
    IndicatorId,
    "対象の指標の番号。様式の欄にあるもの。"
);
list_of_names!(Blocks, Block, String, "対象の文章のまとまりの番号。");

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
