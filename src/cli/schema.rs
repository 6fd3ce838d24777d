//! `schema` (型): the published JSON Schemas.

use super::args::{SchemaName, SchemaOptions};
use super::exit::{Exit, Failure};
use super::shared::{Streams, print};
use crate::check::form_schema;
use crate::ledger::{FINDINGS_SCHEMA, MANIFEST_SCHEMA};

pub(super) fn run(options: &SchemaOptions, streams: &mut Streams) -> Result<Exit, Failure> {
    match options.name {
        SchemaName::Findings => print(streams, FINDINGS_SCHEMA)?,
        SchemaName::Manifest => print(streams, MANIFEST_SCHEMA)?,
        SchemaName::Form => print(streams, &form_schema())?,
    }
    Ok(Exit::Done)
}
