//! How a ward stands in the collection, in one word, and how many stand so.

use std::collections::BTreeMap;

use ledger::CollectionRow;

/// How a submission, or a ward without one, stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Somebody of the office said that it may stand.
    Accepted,
    /// It came, and nothing is open.
    Received,
    /// Something is open: it goes back.
    Returned,
    /// A file came whose live year holds nothing.
    Blank,
    /// Nothing came.
    Missing,
    /// A file came that could not be opened.
    Unread,
    /// Files came, and it cannot be told which of them counts.
    Undecided,
    /// It speaks for another date.
    OtherDate,
    /// Another file of the ward counts.
    Superseded,
    /// It came before and is not among the files of this run.
    Gone,
}

impl Standing {
    const ALL: [Self; 10] = [
        Self::Accepted,
        Self::Received,
        Self::Returned,
        Self::Blank,
        Self::Missing,
        Self::Unread,
        Self::Undecided,
        Self::OtherDate,
        Self::Superseded,
        Self::Gone,
    ];

    /// The word in Japanese.
    pub fn label(self) -> &'static str {
        match self {
            Self::Accepted => "受理",
            Self::Received => "受付",
            Self::Returned => "返却",
            Self::Blank => "記入なし",
            Self::Missing => "未提出",
            Self::Unread => "読取不能",
            Self::Undecided => "採用保留",
            Self::OtherDate => "時点が違う",
            Self::Superseded => "差し替え済み",
            Self::Gone => "今回はなし",
        }
    }

    /// The standing that a word of the ledger says.
    pub fn of(row: &CollectionRow) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.label() == row.state)
    }

    /// Whether it is the ward's last word, and not a file behind it.
    pub fn is_of_ward(self) -> bool {
        !matches!(self, Self::Superseded | Self::Gone)
    }
}

/// How many wards stand how; a form counts for itself.
pub type Tally = BTreeMap<Standing, usize>;

/// Counts the standings of the wards.
pub fn tally(rows: &[CollectionRow]) -> Tally {
    let mut counts = Tally::new();
    let mut seen = std::collections::BTreeSet::new();
    for row in rows {
        if let Some(standing) = Standing::of(row).filter(|standing| standing.is_of_ward())
            && seen.insert((&row.ward, &row.form, standing))
        {
            *counts.entry(standing).or_default() += 1;
        }
    }
    counts
}
