//! The parts of a table, a list, and a word with something behind it, one after the other.

use serde::de::value::{MapDeserializer, StrDeserializer};
use serde::de::{self, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use toml::Spanned;
use toml::de::DeValue;

use super::node::{Node, Reader};
use super::places::LINES;
use super::problem::Problem;

/// The entries of a table that are still to come.
pub(super) struct Entries<'a> {
    table: Node<'a>,
    rest: std::vec::IntoIter<(&'a str, Node<'a>)>,
    open: Option<(&'a str, Node<'a>)>,
}

impl<'a> Entries<'a> {
    pub(super) fn of(table: Node<'a>, entries: Vec<(&'a str, Node<'a>)>) -> Self {
        Self {
            table,
            rest: entries.into_iter(),
            open: None,
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Problem> {
        self.open = self.rest.next();
        let name = self.open.map(|(name, _)| StrDeserializer::new(name));
        name.map(|name| seed.deserialize(name)).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Problem> {
        let (name, node) = self.open.take().ok_or_else(Problem::told)?;
        if name == LINES {
            let lines = self.table.key_lines().into_iter();
            return seed.deserialize(MapDeserializer::new(lines));
        }
        seed.deserialize(node).map_err(|problem| match node.value {
            None => Problem::told(),
            Some(_) => problem.placed(node.at).within(self.table.at, name),
        })
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
        let name = self.name;
        let node = self.content.ok_or_else(|| {
            let message = format!("「{name}」には値が要ります（例: {{ {name} = … }}）");
            <Problem as de::Error>::custom(message)
        })?;
        seed.deserialize(node)
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
