//! A number among a rule's settings that a form need not give.

use definition::Whole;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A whole number from `LEAST` to `MOST`; `UNSAID` where the form says nothing.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub(crate) struct Number<const LEAST: u32, const MOST: u32, const UNSAID: u32>(Whole<LEAST, MOST>);

impl<const LEAST: u32, const MOST: u32, const UNSAID: u32> Number<LEAST, MOST, UNSAID> {
    /// The number.
    pub(crate) fn get(self) -> u32 {
        self.0.get()
    }

    /// The number, to be compared with what is counted in a form.
    pub(crate) fn number(self) -> Decimal {
        Decimal::from(self.get())
    }

    /// The number, to be compared with how many there are of something.
    pub(crate) fn count(self) -> usize {
        usize::try_from(self.get()).unwrap_or(usize::MAX)
    }
}

impl<const LEAST: u32, const MOST: u32, const UNSAID: u32> Default for Number<LEAST, MOST, UNSAID> {
    fn default() -> Self {
        Self(Whole::new(UNSAID))
    }
}
