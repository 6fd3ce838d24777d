//! No two files of a package import each other, directly or in a ring: read from the sources themselves.
//!
//! A path is followed to the file that defines what it names; a `mod.rs` or `lib.rs` that only passes it on is no stop
//! on the way. What is reached by a method alone leaves no path and is not seen.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::architecture::{is_comment, sources};

/// The module of a file within its package, from the root down.
type Module = Vec<String>;

/// What one file says.
#[derive(Default)]
struct Source {
    /// Items it defines.
    defines: BTreeSet<String>,
    /// What it calls by which name: its own `use`s, re-exports among them.
    uses: Vec<(Vec<String>, String)>,
    /// Every path in its code, in the words of the file.
    paths: Vec<Vec<String>>,
}

/// Pieces of code: words, `::`, and single signs; what stands in quotes is gone.
fn tokens(code: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let end = if first.is_alphanumeric() || first == '_' {
            rest.find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        if !first.is_whitespace() {
            tokens.push(rest[..end].to_owned());
        }
        rest = &rest[end..];
    }
    tokens
}

/// A line without what stands in quotes.
fn unquoted(line: &str) -> String {
    let mut kept = String::new();
    let (mut is_quoted, mut is_escaped) = (false, false);
    for sign in line.chars() {
        match sign {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            _ => kept.push(sign),
        }
    }
    kept
}

/// The paths of a `use`, with the names they are given.
fn tree(
    tokens: &[String],
    at: &mut usize,
    stem: &[String],
    found: &mut Vec<(Vec<String>, String)>,
) {
    let mut path = stem.to_vec();
    let mut name = None;
    while let Some(token) = tokens.get(*at) {
        match token.as_str() {
            "{" => {
                *at += 1;
                while tokens.get(*at).is_some_and(|token| token != "}") {
                    tree(tokens, at, &path, found);
                    if tokens.get(*at).is_some_and(|token| token == ",") {
                        *at += 1;
                    }
                }
                *at += 1;
                return;
            }
            "," | "}" | ";" => break,
            "as" => {
                name = tokens.get(*at + 1).cloned();
                *at += 1;
            }
            "::" => {}
            "self" if !path.is_empty() => {}
            word => path.push(word.to_owned()),
        }
        *at += 1;
    }
    let name = name.or_else(|| path.last().cloned());
    found.extend(name.map(|name| (path, name)));
}

fn read(lines: &[String]) -> Source {
    let code = lines.iter().filter(|line| !is_comment(line));
    let code: Vec<String> = code.map(|line| unquoted(line)).collect();
    let tokens = tokens(&code.join("\n"));
    let mut source = Source::default();
    let mut at = 0;
    while at < tokens.len() {
        let next = tokens.get(at + 1);
        match (tokens[at].as_str(), next) {
            // Not the `use<…>` of a type.
            ("use", Some(next)) if next != "<" => {
                let is_passed_on = at > 0 && (tokens[at - 1] == "pub" || tokens[at - 1] == ")");
                let before = source.uses.len();
                at += 1;
                tree(&tokens, &mut at, &[], &mut source.uses);
                // What is only passed on is no import, unless the file itself uses it.
                let own = source.uses[before..].iter();
                let own = own.filter(|(_, name)| !is_passed_on || is_used(&tokens, name));
                source.paths.extend(own.map(|(path, _)| path.clone()));
            }
            (
                "struct" | "enum" | "fn" | "trait" | "type" | "const" | "static" | "macro_rules",
                Some(name),
            ) => {
                let name = if name == "!" { &tokens[at + 2] } else { name };
                source.defines.insert(name.clone());
                at += 1;
            }
            (_, Some(colons)) if colons == "::" && is_word(&tokens[at]) => {
                let mut path = vec![tokens[at].clone()];
                while tokens.get(at + 1).is_some_and(|token| token == "::")
                    && tokens.get(at + 2).is_some_and(|token| is_word(token))
                {
                    path.push(tokens[at + 2].clone());
                    at += 2;
                }
                source.paths.push(path);
                at += 1;
            }
            _ => at += 1,
        }
    }
    source
}

/// Whether a name stands in the code as a type or as a call, outside of `use`.
fn is_used(tokens: &[String], name: &str) -> bool {
    let is_type = name.starts_with(char::is_uppercase);
    let mut in_use = false;
    tokens.windows(3).any(|three| {
        in_use = three[1] == "use" || (in_use && three[1] != ";");
        let is_call = three[2] == "(" && three[0] != "." && three[0] != "fn" && three[0] != "::";
        !in_use && three[1] == name && (is_call || (is_type && three[0] != "::"))
    })
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The files of one package.
struct Package(BTreeMap<Module, Source>);

impl Package {
    /// The module where a path begins and what is left of it; none for what is not of the package.
    fn begin(&self, module: &Module, path: &[String]) -> Option<(Module, Vec<String>)> {
        let mut base = module.clone();
        let mut path = path;
        match path.first()?.as_str() {
            "crate" => return Some((Module::new(), path[1..].to_vec())),
            "self" => return Some((base, path[1..].to_vec())),
            "super" => {
                while path.first().is_some_and(|word| word == "super") {
                    base.pop();
                    path = &path[1..];
                }
                return Some((base, path.to_vec()));
            }
            _ => {}
        }
        let source = self.0.get(module)?;
        let alias = source
            .uses
            .iter()
            .find(|(used, name)| *name == path[0] && used.first() != Some(name));
        if let Some((used, _)) = alias {
            let whole: Vec<String> = used.iter().chain(&path[1..]).cloned().collect();
            // A name that stands for a path of the same beginning leads nowhere.
            let is_ours = ["crate", "self", "super"].contains(&used[0].as_str());
            return if is_ours {
                self.begin(module, &whole)
            } else {
                self.child(module, whole)
            };
        }
        self.child(module, path.to_vec())
    }

    /// A path that begins with a module below this one.
    fn child(&self, module: &Module, path: Vec<String>) -> Option<(Module, Vec<String>)> {
        let mut child = module.clone();
        child.push(path[0].clone());
        let is_child = self.0.contains_key(&child);
        is_child.then(|| (module.clone(), path))
    }

    /// The file that defines what a path names.
    fn defining(&self, module: &Module, path: &[String], depth: usize) -> Option<Module> {
        let name = path.first()?;
        let source = self.0.get(module)?;
        let mut child = module.clone();
        child.push(name.clone());
        if self.0.contains_key(&child) && path.len() > 1 {
            return self.defining(&child, &path[1..], depth);
        }
        if source.defines.contains(name) || name == "*" {
            return Some(module.clone());
        }
        let (used, _) = source.uses.iter().find(|(_, given)| given == name)?;
        let (base, rest) = self.begin(module, used).filter(|_| depth < 8)?;
        let rest: Vec<String> = rest.iter().chain(&path[1..]).cloned().collect();
        self.defining(&base, &rest, depth + 1)
    }

    /// Which files a file imports.
    fn imports(&self, module: &Module) -> BTreeSet<Module> {
        let paths = self.0[module].paths.iter();
        let begun = paths.filter_map(|path| self.begin(module, path));
        let found = begun.filter_map(|(base, rest)| self.defining(&base, &rest, 0));
        found.filter(|found| found != module).collect()
    }

    /// The sets of files that import each other round about.
    fn rings(&self) -> Vec<Vec<String>> {
        let imports: BTreeMap<&Module, BTreeSet<Module>> = self
            .0
            .keys()
            .map(|module| (module, self.imports(module)))
            .collect();
        let reached = |from: &Module| {
            let mut seen: BTreeSet<Module> = BTreeSet::new();
            let mut left: Vec<Module> = imports[from].iter().cloned().collect();
            while let Some(next) = left.pop() {
                if seen.insert(next.clone()) {
                    left.extend(imports[&next].iter().cloned());
                }
            }
            seen
        };
        let reach: BTreeMap<&Module, BTreeSet<Module>> = self
            .0
            .keys()
            .map(|module| (module, reached(module)))
            .collect();
        let mut rings = BTreeSet::new();
        for (module, others) in reach
            .iter()
            .filter(|(module, others)| others.contains(**module))
        {
            let ring = others.iter().filter(|other| reach[other].contains(*module));
            rings.insert(ring.map(shown).collect::<Vec<_>>());
        }
        rings.into_iter().collect()
    }
}

fn shown(module: &Module) -> String {
    if module.is_empty() {
        "lib".to_owned()
    } else {
        module.join("/")
    }
}

/// The packages by name; what has no manifest of its own belongs to the root's.
fn packages(
    files: impl IntoIterator<Item = (String, Vec<String>)>,
    has_manifest: impl Fn(&str) -> bool,
) -> BTreeMap<String, Package> {
    let mut packages: BTreeMap<String, Package> = BTreeMap::new();
    for (file, lines) in files {
        let stem = file.trim_end_matches(".rs").split('/');
        let mut module: Module = stem.map(str::to_owned).collect();
        let mut package = String::new();
        if module.len() > 1 && has_manifest(&module[0]) {
            package = module.remove(0);
        }
        if module
            .last()
            .is_some_and(|last| last == "mod" || last == "lib")
        {
            module.pop();
        }
        let package = packages
            .entry(package)
            .or_insert_with(|| Package(BTreeMap::new()));
        package.0.insert(module, read(&lines));
    }
    packages
}

#[test]
fn no_two_files_import_each_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let has_manifest =
        |folder: &str| fs::exists(root.join(folder).join("Cargo.toml")).unwrap_or(false);
    let packages = packages(sources(), has_manifest);
    assert!(packages.len() > 8, "packages: {:?}", packages.keys());
    let mut told = String::new();
    for (name, package) in &packages {
        for ring in package.rings() {
            told.push_str(&format!("{name}: {}\n", ring.join(", ")));
        }
    }
    assert!(told.is_empty(), "files in rings:\n{told}");
}

#[test]
fn a_ring_is_found_through_aliases_and_files_that_pass_on() {
    let file = |name: &str, code: &str| {
        (
            name.to_owned(),
            code.lines().map(str::to_owned).collect::<Vec<_>>(),
        )
    };
    let sources = |last: &str| {
        vec![
            file(
                "p/lib.rs",
                "mod a;\nmod b;\nmod c;\npub use a::{A, other as renamed};\npub use c::C;",
            ),
            file(
                "p/a.rs",
                "use super::b;\npub struct A(b::B);\nfn other() {}",
            ),
            file("p/b.rs", "pub struct B(crate::C);"),
            file("p/c.rs", last),
        ]
    };
    let rings = |last: &str| packages(sources(last), |_| true)["p"].rings();
    let ring = vec![vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]];
    assert_eq!(rings("use super::{A};\npub struct C(A);"), ring);
    assert_eq!(rings("pub struct C;\nfn c() { crate::renamed() }"), ring);
    assert_eq!(
        rings("// use super::A;\npub struct C(\"super::A\");"),
        Vec::<Vec<String>>::new()
    );
}
