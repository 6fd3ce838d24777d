//! Why a workbook cannot be patched.

use report::WhyRedrawn;
use workbook::Fault;

/// Why a workbook cannot be patched; its form is redrawn instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unpatchable {
    /// A digital signature would no longer hold.
    #[error("signed")]
    Signed,
    /// It is built in a way that no office program of today builds it.
    #[error("unfamiliar")]
    Unfamiliar,
    /// Some part is larger than any form.
    #[error("too large")]
    TooLarge,
    /// The zip or a part is broken.
    #[error("broken")]
    Broken,
}

impl From<Fault> for Unpatchable {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unfamiliar => Self::Unfamiliar,
            Fault::TooLarge => Self::TooLarge,
            Fault::Broken => Self::Broken,
        }
    }
}

impl From<Unpatchable> for WhyRedrawn {
    fn from(why: Unpatchable) -> Self {
        match why {
            Unpatchable::Signed => Self::Signed,
            Unpatchable::Unfamiliar => Self::Unfamiliar,
            Unpatchable::TooLarge => Self::TooLarge,
            Unpatchable::Broken => Self::Broken,
        }
    }
}
