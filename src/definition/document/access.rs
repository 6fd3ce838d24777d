//! The parts of a table, a list, a word with something behind it, and a value with its place, one after the other.

use serde::de::value::{MapDeserializer, StrDeserializer, U32Deserializer};
use serde::de::{self, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use toml::Spanned;
use toml::de::DeValue;

use super::node::{Node, Reader};
use super::nothing::Nothing;
use super::problem::Problem;

/// The entries of a table that are still to come, the next one last; one without a value is empty.
pub(super) struct Entries<'a> {
    pub(super) at: usize,
    pub(super) rest: Vec<(&'a str, Option<Node<'a>>)>,
    pub(super) open: Option<(&'a str, Option<Node<'a>>)>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Problem> {
        self.open = self.rest.pop();
        let Some((name, _)) = self.open else {
            return Ok(None);
        };
        seed.deserialize(StrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Problem> {
        match self.open.take() {
            Some((name, Some(node))) => seed
                .deserialize(node)
                .map_err(|problem| problem.placed(node.at).within(self.at, name)),
            _ => seed.deserialize(Nothing).map_err(|_| Problem::Told),
        }
    }
}

/// The rest of a list.
pub(super) struct Items<'a> {
    pub(super) reader: &'a Reader<'a>,
    pub(super) rest: &'a [Spanned<DeValue<'a>>],
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Problem;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Problem> {
        let Some((first, rest)) = self.rest.split_first() else {
            return Ok(None);
        };
        self.rest = rest;
        let node = Node::of(self.reader, first);
        let value = seed.deserialize(node);
        value.map(Some).map_err(|problem| problem.placed(node.at))
    }
}

/// One of several words, and what stands behind it.
pub(super) struct Variant<'a> {
    pub(super) name: &'a str,
    pub(super) content: Option<Node<'a>>,
}

impl<'de> EnumAccess<'de> for Variant<'_> {
    type Error = Problem;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Problem> {
        let name: StrDeserializer<'_, Problem> = StrDeserializer::new(self.name);
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_> {
    type Error = Problem;

    fn unit_variant(self) -> Result<(), Problem> {
        match self.content {
            None => Ok(()),
            Some(node) => Err(node.not("語だけ")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Problem> {
        match self.content {
            Some(node) => seed.deserialize(node),
            None => Err(de::Error::custom(format!(
                "「{}」には値が要ります（例: {{ {} = … }}）",
                self.name, self.name
            ))),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Problem> {
        Err(de::Error::custom("語だけを書くところです"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Problem> {
        Err(de::Error::custom("語だけを書くところです"))
    }
}

/// The parts of a value with its place: line, lines of its keys, the value.
pub(super) struct Place<'a> {
    pub(super) node: Node<'a>,
    pub(super) part: u8,
}

impl<'de> SeqAccess<'de> for Place<'_> {
    type Error = Problem;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Problem> {
        self.part += 1;
        let value = match self.part {
            1 => seed.deserialize(U32Deserializer::new(self.node.line())),
            2 => seed.deserialize(MapDeserializer::new(self.node.key_lines().into_iter())),
            _ => seed.deserialize(self.node),
        };
        value.map(Some)
    }
}
