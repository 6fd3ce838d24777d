//! The console transcripts in README.md and tests/cli/: what they show is what the program prints.

#[test]
fn what_the_documents_show_is_what_the_program_prints() {
    trycmd::TestCases::new()
        .case("README.md")
        .case("tests/cli/*.md");
}
