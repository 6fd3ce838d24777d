//! The console transcripts in README.md and tests/cli/: what they show is what the program prints.

#[test]
fn what_the_documents_show_is_what_the_program_prints() {
    // What is written into a folder of its own is never written over.
    let written = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/cli-written");
    if written.exists() {
        std::fs::remove_dir_all(&written).expect("the folder of the run before");
    }
    trycmd::TestCases::new()
        .case("README.md")
        .case("tests/cli/*.md");
}
