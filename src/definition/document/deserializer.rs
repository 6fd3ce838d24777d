//! A value in its place ▸ `serde`: says what is wrong in our words and where, and passes over what was told before.

use std::ops::RangeInclusive;

use serde::de::{self, Visitor};
use serde::forward_to_deserialize_any;
use toml::de::DeValue;

use super::names::{BLOCK, FIELD};
use super::node::{Node, whole};
use super::parts::{Entries, Items, Variant};
use super::places::{LINES, start};
use super::problem::Problem;
use super::words;
use crate::codes;

impl<'de> de::Deserializer<'de> for Node<'_> {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Problem> {
        Err(self.not("別の種類の値"))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.value {
            None => visitor.visit_str(""),
            Some(DeValue::String(text)) => visitor.visit_str(text),
            Some(_) => Err(self.not("文字列（「\"」で囲んだもの）")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.value {
            None => visitor.visit_bool(false),
            Some(DeValue::Boolean(flag)) => visitor.visit_bool(*flag),
            Some(_) => Err(self.not("trueかfalse")),
        }
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.number(visitor, i64::from(i32::MIN)..=i64::from(i32::MAX), "整数")
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.number(visitor, i64::MIN..=i64::MAX, "整数")
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.number(visitor, 0..=i64::from(u32::MAX), "0以上の整数")
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.number(visitor, 0..=i64::MAX, "0以上の整数")
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.value {
            None => visitor.visit_none(),
            Some(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let rest: &[_] = match self.value {
            None => &[],
            Some(DeValue::Array(list)) => list,
            Some(_) => return Err(self.not("リスト（「[ ]」で囲んだもの）")),
        };
        let reader = self.reader;
        visitor.visit_seq(Items { reader, rest })
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        count: usize,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        match self.value {
            Some(DeValue::Array(list)) if list.len() == count => self.deserialize_seq(visitor),
            Some(DeValue::Array(list)) => {
                let found = format!("{}つの値のリスト", list.len());
                let message = words::instead(&found, &format!("{count}つの値のリスト"));
                Err(Problem::said(codes::VALUE, self.at, message))
            }
            _ => Err(self.not(&format!("{count}つの値のリスト"))),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.entries(None, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.entries(Some(fields), visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let only = |value: &'_ DeValue<'_>| value.as_table().is_some_and(|table| table.len() == 1);
        let (name, content) = match self.value {
            None => (variants.first().copied().unwrap_or_default(), None),
            Some(DeValue::String(text)) => (&**text, None),
            Some(value) => {
                let mut entries = value
                    .as_table()
                    .filter(|_| only(value))
                    .into_iter()
                    .flatten();
                let (key, content) = entries.next().ok_or_else(|| self.not("語"))?;
                (&**key.get_ref(), Some(Node::of(self.reader, content)))
            }
        };
        if !variants.contains(&name) {
            let message = words::no_such_word(name, variants);
            return Err(Problem::said(codes::VALUE, self.at, message));
        }
        visitor.visit_enum(Variant { name, content })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let scope = self.reader.scope;
        match name {
            FIELD => self.known(&scope.fields, "指標の欄")?,
            BLOCK => self.known(&scope.blocks, "文章のまとまり（block）")?,
            _ => {}
        }
        visitor.visit_newtype_struct(self)
    }

    /// A number, whole or with a point.
    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let number = match self.value {
            None => Some(0.0),
            Some(DeValue::Float(number)) => number.as_str().parse().ok(),
            Some(DeValue::Integer(number)) => number.as_str().parse().ok(),
            Some(_) => None,
        };
        visitor.visit_f64(number.ok_or_else(|| self.not("数"))?)
    }

    forward_to_deserialize_any! {
        i8 i16 i128 u8 u16 u128 f32 char bytes byte_buf unit unit_struct tuple_struct identifier ignored_any
    }
}

impl<'a> Node<'a> {
    /// Refuses a name that the form does not have.
    fn known(&self, known: &[String], what: &str) -> Result<(), Problem> {
        let Some(DeValue::String(text)) = self.value else {
            return Err(self.not(what));
        };
        if known.iter().any(|name| name == text) {
            return Ok(());
        }
        let message = words::no_such(what, text, known.iter().map(String::as_str));
        Err(Problem::said(codes::REFERENCE, self.at, message))
    }

    /// Visits a whole number.
    fn number<'de, V: Visitor<'de>>(
        self,
        visitor: V,
        range: RangeInclusive<i64>,
        expected: &str,
    ) -> Result<V::Value, Problem> {
        let number = match self.value {
            None => Some(0),
            Some(value) => whole(value).filter(|number| range.contains(number)),
        };
        visitor.visit_i64(number.ok_or_else(|| self.not(expected))?)
    }

    /// Visits the entries of a table: those with known names, where they are given.
    fn entries<'de, V: Visitor<'de>>(
        self,
        fields: Option<&'static [&'static str]>,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let reader = self.reader;
        let nothing = |name: &'a str| {
            (
                name,
                Node {
                    value: None,
                    ..self
                },
            )
        };
        let mut entries: Vec<(&'a str, Node<'a>)> = Vec::new();
        match self.value {
            Some(DeValue::Table(table)) => {
                for (key, value) in table {
                    let name = &**key.get_ref();
                    let is_known = |fields: &[&str]| fields.contains(&name) && name != LINES;
                    if let Some(fields) = fields.filter(|fields| !is_known(fields)) {
                        let elsewhere = reader.scope.keys.iter().filter(|_| self.at == usize::MAX);
                        let known: Vec<&str> = fields.iter().chain(elsewhere).copied().collect();
                        let message = words::unknown_key(name, &known);
                        let unknown = Problem::said(codes::KEY_UNKNOWN, start(key), message);
                        reader.unknown.borrow_mut().push(unknown);
                    } else if !reader.is_left_out(self.at, name) {
                        entries.push((name, Node::of(reader, value)));
                    }
                }
                let missing = reader.filled_in.iter().filter(|(at, _)| *at == self.at);
                entries.extend(missing.map(|(_, name)| nothing(name)));
                let lines = fields.filter(|fields| fields.contains(&LINES));
                entries.extend(lines.map(|_| nothing(LINES)));
            }
            Some(_) => return Err(self.not("表（キーと値）")),
            None => entries.extend(fields.into_iter().flatten().copied().map(nothing)),
        }
        visitor
            .visit_map(Entries::of(self, entries))
            .map_err(|problem| problem.of_table(self.at))
    }
}
