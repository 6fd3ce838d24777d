//! Why a package or a part of it cannot be taken apart or put together.

/// Why a package or a part of it cannot be taken apart or put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is built in a way that no office program of today builds it.
    Unfamiliar,
    /// Some part is larger than any form.
    TooLarge,
    /// The zip or a part is broken.
    Broken,
}
