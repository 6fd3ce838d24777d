//! What a manual says beside its prose: numbered steps, lines to type, and what is set off from the text. Drawing them is for
//! the renderers.

/// Numbered steps.
#[derive(Clone, Debug)]
pub struct Steps {
    /// The number of the first: steps may go on after a heading.
    pub first: usize,
    /// Steps in order.
    pub steps: Vec<Step>,
}

impl Steps {
    /// Steps with their numbers.
    pub fn numbered(&self) -> impl Iterator<Item = (usize, &Step)> {
        (self.first..).zip(&self.steps)
    }
}

/// One step.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// What to do.
    pub text: String,
    /// The lines to type for it; often none.
    pub lines: Vec<String>,
    /// What is said after them, a paragraph each.
    pub after: Vec<String>,
}

/// A box that stands out from the text.
#[derive(Clone, Debug)]
pub struct Aside {
    /// A word for what it is: 注意, 補足. It is told by the word, not by a colour.
    pub label: String,
    /// Something goes wrong for whoever passes over it.
    pub is_warning: bool,
    /// Paragraphs.
    pub texts: Vec<String>,
}
