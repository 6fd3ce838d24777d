//! TOML with places ▸ `serde`: says what is wrong in our words and where, and passes over what was told before.

use serde::de::value::StrDeserializer;
use serde::de::{self, Visitor};
use serde::forward_to_deserialize_any;

use super::access::{Entries, Items, Place, Variant};
use super::lines::start;
use super::located::{BLOCK, FIELD, LOCATED};
use super::node::{Node, Value};
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
            Value::Text(text) => visitor
                .visit_str(text)
                .map_err(|problem: Problem| problem.placed(self.at)),
            _ => Err(self.not("文字列（「\"」で囲んだもの）")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.value {
            Value::Flag(flag) => visitor.visit_bool(flag),
            _ => Err(self.not("trueかfalse")),
        }
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.number(visitor, i64::from(i32::MIN), "整数")
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.number(visitor, i64::MIN, "整数")
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.number(visitor, 0, "0以上の整数")
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.number(visitor, 0, "0以上の整数")
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let Value::List(list) = self.value else {
            return Err(self.not("リスト（「[ ]」で囲んだもの）"));
        };
        let items = Items {
            reader: self.reader,
            rest: list,
        };
        visitor
            .visit_seq(items)
            .map_err(|problem| problem.placed(self.at))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        count: usize,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        match self.value {
            Value::List(list) if list.len() == count => self.deserialize_seq(visitor),
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
        let (name, content) = match self.value {
            Value::Text(text) => (text, None),
            Value::Table(table) if table.len() == 1 => {
                let Some((key, value)) = table.iter().next() else {
                    return Err(self.not("語"));
                };
                (&**key.get_ref(), Some(Node::of(self.reader, value)))
            }
            _ => return Err(self.not("語")),
        };
        if !variants.contains(&name) {
            let message = words::no_such_word(name, variants);
            return Err(Problem::said(codes::VALUE, self.at, message));
        }
        let variant = Variant { name, content };
        visitor
            .visit_enum(variant)
            .map_err(|problem| problem.placed(self.at))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        match name {
            LOCATED => visitor.visit_seq(Place {
                node: self,
                part: 0,
            }),
            FIELD | BLOCK => {
                let name = self.known(name == BLOCK)?;
                visitor.visit_newtype_struct(StrDeserializer::new(name))
            }
            _ => visitor.visit_newtype_struct(self),
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i128 u8 u16 u128 f32 f64 char bytes byte_buf unit unit_struct tuple_struct identifier ignored_any
    }
}

impl<'a> Node<'a> {
    /// Visits a whole number, in the width that is asked for.
    fn number<'de, V: Visitor<'de>>(
        self,
        visitor: V,
        least: i64,
        expected: &str,
    ) -> Result<V::Value, Problem> {
        match self.value {
            Value::Whole(number) if number >= least => visitor
                .visit_i64(number)
                .map_err(|problem: Problem| problem.placed(self.at)),
            _ => Err(self.not(expected)),
        }
    }

    /// Visits the entries of a table: those with known names, where they are given.
    fn entries<'de, V: Visitor<'de>>(
        self,
        fields: Option<&'static [&'static str]>,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let Value::Table(table) = self.value else {
            return Err(self.not("表（キーと値）"));
        };
        let reader = self.reader;
        let mut entries: Vec<(&'a str, Option<Node<'a>>)> = Vec::new();
        for (key, value) in table {
            let name = &**key.get_ref();
            if let Some(fields) = fields.filter(|fields| !fields.contains(&name)) {
                let message = words::unknown_key(name, fields);
                let unknown = Problem::said(codes::KEY_UNKNOWN, start(key), message);
                reader.unknown.borrow_mut().push(unknown);
            } else if !reader.left_out.contains(&(self.at, name.to_owned())) {
                entries.push((name, Some(Node::of(reader, value))));
            }
        }
        let empty = reader.filled_in.iter().filter(|(at, _)| *at == self.at);
        entries.extend(empty.map(|(_, name)| (name.as_str(), None)));
        entries.reverse();
        let entries = Entries {
            at: self.at,
            rest: entries,
            open: None,
        };
        visitor
            .visit_map(entries)
            .map_err(|problem| problem.of_table(self.at))
    }
}
