//! The shape of the work tree: who may know whom, how long a file is, what the documents promise.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jiceng_domain::{Command, Event};
use jiceng_testkit::fixtures::root;

use crate::documents;

mod errors;
mod prose;

/// Lines that a source file has at most.
const LINES_MAX: usize = 700;
/// What is not part of the project: see `.gitignore`.
const IGNORED: [&str; 4] = ["target", ".git", "jiceng-data", "__pycache__"];

/// The crates that ship, each of which may depend on those of earlier lines only.
const LAYERS: [&[&str]; 7] = [
    &["jiceng-domain"],
    &["jiceng-log", "jiceng-projections"],
    &["jiceng-core"],
    &["jiceng-exchange"],
    &["jiceng-answers", "jiceng-generate", "jiceng-nats"],
    &["jiceng-texts"],
    &["jiceng-cli", "jiceng-server"],
];

/// The crates that do not ship.
const FOR_TESTS: [&str; 1] = ["jiceng-testkit"];

/// Every file below a directory, in order.
fn files(directory: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.retain(|path| !IGNORED.iter().any(|name| path.ends_with(name)));
    entries.sort();
    let below = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    entries.into_iter().flat_map(below).collect()
}

fn files_ending(directory: &str, ending: &str) -> Vec<PathBuf> {
    let directory = root().join(directory);
    let all = if directory.is_dir() { files(&directory) } else { Vec::new() };
    all.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == ending)).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A path as the project names it.
fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// The directories of the crates in `crates/`.
fn crates() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("crates")).unwrap().map(|entry| entry.unwrap().path());
    let mut crates: Vec<PathBuf> = entries.filter(|path| path.join("Cargo.toml").is_file()).collect();
    crates.sort();
    crates
}

fn manifests() -> Vec<PathBuf> {
    let roots = crates().into_iter().chain([root().join("tests"), root().join("benches")]);
    roots.map(|path| path.join("Cargo.toml")).filter(|path| path.is_file()).collect()
}

/// The names of a section's keys, such as the dependencies.
fn keys(manifest: &str, section: &str) -> Vec<String> {
    let lines = manifest.lines().skip_while(|line| line.trim() != format!("[{section}]")).skip(1);
    let lines = lines.take_while(|line| !line.starts_with('['));
    let key = |line: &str| line.split(['.', '=', ' ']).next().unwrap_or_default().to_owned();
    lines.map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(key).collect()
}

fn package_name(manifest: &str) -> String {
    let line = manifest.lines().find(|line| line.starts_with("name = ")).expect("a package has a name");
    line.trim_start_matches("name = ").trim_matches('"').to_owned()
}

/// The source of a crate, without the lines that are comments.
fn code_of(file: &Path) -> String {
    read(file).lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn crates_depend_one_way_only() {
    for directory in crates() {
        let manifest = read(&directory.join("Cargo.toml"));
        let name = package_name(&manifest);
        let ships = !FOR_TESTS.contains(&name.as_str());
        let layer = LAYERS.iter().position(|layer| layer.contains(&name.as_str()));
        assert!(layer.is_some() || !ships, "{name} has no layer yet: enter it in LAYERS");
        for dependency in keys(&manifest, "dependencies").iter().filter(|key| key.starts_with("jiceng-")) {
            let below = LAYERS.iter().position(|layer| layer.contains(&dependency.as_str()));
            let is_below = below.is_some_and(|below| layer.is_none_or(|layer| below < layer));
            assert!(is_below, "{name} may not depend on {dependency}");
        }
    }
}

#[test]
fn the_domain_needs_little_and_touches_nothing() {
    let manifest = read(&root().join("crates/domain/Cargo.toml"));
    let needed: BTreeSet<String> = keys(&manifest, "dependencies").into_iter().collect();
    let allowed = ["arcstr", "jiff", "serde", "thin-vec", "thiserror", "uuid"].map(str::to_owned);
    assert!(needed.iter().all(|name| allowed.contains(name)), "the domain depends on {needed:?}");
    let outside = ["std::fs", "std::net", "std::io", "std::env", "std::process", "std::thread", "std::time", "async "];
    let random = ["rand::", "new_v4", "new_v7", "now_v7", "RandomState"];
    let clocks = ["SystemTime", "Instant", "Timestamp::now", "Zoned::now"];
    for file in files_ending("crates/domain/src", "rs") {
        let code = code_of(&file);
        for word in outside.iter().chain(&random).chain(&clocks) {
            assert!(!code.contains(word), "{} names {word}", shown(&file));
        }
    }
}

#[test]
fn only_the_log_knows_how_it_is_stored() {
    for manifest in manifests() {
        let text = read(&manifest);
        let name = package_name(&text);
        for section in ["dependencies", "dev-dependencies"] {
            for dependency in keys(&text, section) {
                let is_storage = dependency == "sled" || dependency == "bincode";
                assert!(!is_storage || name == "jiceng-log", "{name} depends on {dependency}");
            }
        }
    }
    for file in files_ending("crates", "rs").into_iter().filter(|file| !shown(file).starts_with("crates/log/")) {
        let code = code_of(&file);
        for word in ["sled::", "bincode::"] {
            assert!(!code.contains(word), "{} names {word}", shown(&file));
        }
    }
}

/// The lines of a source with Chinese in them that is no help of arguments: help stands in
/// functions that give clap its commands and arguments. What stands below `#[cfg(test)]` is no
/// word for people.
fn chinese_beside_help(source: &str) -> Vec<usize> {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let of_clap = ["Command", "Arg", "impl Iterator<Item = Arg>", "impl Iterator<Item = Command>"];
    let is_help = |signature: &str| {
        let returned = signature.rsplit_once("-> ").map_or("", |(_, returned)| returned.trim_end_matches(['{', ' ']));
        let of_array = returned.strip_prefix('[').map_or(returned, |of| of.split(';').next().unwrap_or_default());
        of_clap.contains(&of_array)
    };
    let (mut found, mut signature, mut is_open) = (Vec::new(), String::new(), false);
    for (number, line) in (1..).zip(source.lines()).take_while(|(_, line)| *line != "#[cfg(test)]") {
        let is_item = line.strip_prefix("pub(crate) ").or(line.strip_prefix("pub(super) ")).unwrap_or(line);
        if is_item.starts_with("fn ") || is_item.starts_with("const fn ") {
            signature.clear();
            is_open = true;
        }
        if is_open {
            signature.push_str(line.trim());
            is_open = !line.ends_with('{');
        }
        let is_comment = line.trim_start().starts_with("//");
        if line.contains(is_han) && !is_comment && !is_help(&signature) {
            found.push(number);
        }
        if line == "}" {
            signature.clear();
        }
    }
    found
}

#[test]
fn words_for_people_stand_in_one_crate() {
    for file in files_ending("crates/cli/src", "rs") {
        let found = chinese_beside_help(&read(&file));
        assert!(found.is_empty(), "{} has words for people in lines {found:?}: crates/texts", shown(&file));
    }
}

#[test]
fn chinese_is_found_wherever_it_is_no_help() {
    let source = "const A: &str = \"甲\";\n\
        // 乙\n\
        fn command(lang: Lang) -> Command {\n    help(\"丙\")\n}\n\
        pub(super) fn two(\n    lang: Lang,\n) -> [Arg; 2] {\n    help(\"丁\")\n}\n\
        fn say(lang: Lang) -> String {\n    \"戊\".to_owned()\n}\n\
        const B: &str = \"己\";\n\
        #[cfg(test)]\n\
        const C: &str = \"庚\";\n";
    assert_eq!(chinese_beside_help(source), [1, 12, 14]);
}

#[test]
fn time_enters_in_one_place() {
    let clocks = ["SystemTime::now", "Timestamp::now", "Zoned::now", "now_v7"];
    let sources = crates().into_iter().flat_map(|directory| files_ending(&shown(&directory.join("src")), "rs"));
    // sled reads the clock too, and panics before 1970; who opens it looks first.
    let may_look =
        |file: &PathBuf| shown(file).starts_with("crates/core/") || shown(file) == "crates/log/src/sled_log/clock.rs";
    for file in sources.filter(|file| !may_look(file)) {
        let code = code_of(&file);
        for clock in clocks {
            assert!(!code.contains(clock), "{} reads the clock: {clock}", shown(&file));
        }
    }
}

#[test]
fn every_package_has_the_lints_of_the_workspace_and_so_no_unsafe_code() {
    let workspace = read(&root().join("Cargo.toml"));
    let lints = keys(&workspace, "workspace.lints.rust");
    assert!(lints.contains(&"unsafe_code".to_owned()) && workspace.contains("unsafe_code = \"forbid\""));
    for manifest in manifests() {
        let text = read(&manifest);
        let inherits = keys(&text, "lints") == ["workspace"] && text.contains("[lints]\nworkspace = true\n");
        assert!(inherits, "{} needs [lints] workspace = true", shown(&manifest));
    }
    // Every package of the work tree is one of these, but two that stand outside the workspace.
    // What libFuzzer calls is unsafe by its nature; the functions that it fuzzes are compiled in
    // the suite too. What jiceng is compared with is heavy to build.
    assert!(read(&root().join("benches/peers/Cargo.toml")).contains("unsafe_code = \"forbid\""));
    let packages = files(&root()).into_iter().filter(|path| path.ends_with("Cargo.toml"));
    let others = packages.filter(|path| !manifests().contains(path)).map(|path| shown(&path));
    assert_eq!(others.collect::<Vec<_>>(), ["Cargo.toml", "benches/peers/Cargo.toml", "tests/fuzz/Cargo.toml"]);
}

#[test]
fn no_source_file_is_too_long() {
    for directory in ["crates", "tests", "benches"] {
        for file in files_ending(directory, "rs").into_iter().chain(files_ending(directory, "py")) {
            let lines = read(&file).lines().count();
            assert!(lines <= LINES_MAX, "{} has {lines} lines, at most {LINES_MAX} are allowed", shown(&file));
        }
    }
}

#[test]
fn nothing_names_a_path_of_one_machine() {
    // Written in two parts, so that this file does not.
    let roots = [concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/wo", "rk/"), concat!("C:", "\\Users")];
    for file in files(&root()) {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        for (number, line) in (1..).zip(text.lines()) {
            let named = roots.iter().find(|root| line.contains(**root));
            assert!(named.is_none(), "{}:{number} names a path of one machine: {line}", shown(&file));
        }
    }
}

#[test]
fn the_top_level_is_what_the_architecture_says() {
    let allowed = ["crates", "fixtures", "docs", "benches", "tests", ".ci", ".cargo", ".github"];
    for entry in fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let name = entry.file_name().unwrap().to_string_lossy().into_owned();
        assert!(allowed.iter().chain(&IGNORED).any(|known| *known == name), "{name} is no room of the architecture");
    }
}

/// A source file that no `mod` names is compiled by nobody, and its tests never run.
#[test]
fn every_source_file_is_reached_by_a_mod() {
    let sources = crates().into_iter().map(|directory| directory.join("src")).chain([root().join("tests/suite")]);
    for source in sources.filter(|source| source.is_dir()) {
        let roots = ["main.rs", "lib.rs"].map(|name| source.join(name));
        for file in files(&source).into_iter().filter(|file| file.extension().is_some_and(|e| e == "rs")) {
            if roots.contains(&file) || file.parent().is_some_and(|parent| parent.ends_with("bin")) {
                continue;
            }
            // `a/mod.rs` is the module a, as `a.rs` is.
            let module = if file.ends_with("mod.rs") { file.parent().unwrap() } else { &file };
            let (directory, module) = (module.parent().unwrap(), module.file_stem().unwrap().to_str().unwrap());
            let of_directory = vec![directory.with_extension("rs"), directory.join("mod.rs")];
            let parents = if directory == source { roots.to_vec() } else { of_directory };
            let declares = |parent: &PathBuf| parent.is_file() && declares(&read(parent), module);
            assert!(parents.iter().any(declares), "no mod line reaches {}", shown(&file));
        }
    }
}

fn declares(source: &str, module: &str) -> bool {
    source.lines().any(|line| {
        let line = line.trim();
        let rest = line.strip_prefix("pub(crate) ").or_else(|| line.strip_prefix("pub ")).unwrap_or(line);
        rest == format!("mod {module};")
    })
}

#[test]
fn links_between_documents_lead_somewhere() {
    for file in files_ending(".", "md") {
        for (number, target) in links(&read(&file)) {
            let (path, heading) = target.split_once('#').unwrap_or((&target, ""));
            if path.contains("://") || path.starts_with("mailto:") {
                continue;
            }
            let leads_to = if path.is_empty() { file.clone() } else { file.parent().unwrap().join(path) };
            assert!(leads_to.exists(), "{}:{number} links to {target}, which is not there", shown(&file));
            let is_there = heading.is_empty() || anchors(&read(&leads_to)).contains(heading);
            assert!(is_there, "{}:{number} links to {target}, a heading that is not there", shown(&file));
        }
    }
}

/// The names by which links reach a document's headings.
fn anchors(document: &str) -> BTreeSet<String> {
    let mut is_fenced = false;
    let mut anchors = BTreeSet::new();
    for line in document.lines() {
        is_fenced ^= line.starts_with("```");
        let heading = line.trim_start_matches('#');
        if !is_fenced && heading.len() < line.len() && heading.starts_with(' ') {
            let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
            anchors.insert(kept.map(|c| if c == ' ' { '-' } else { c }).flat_map(char::to_lowercase).collect());
        }
    }
    anchors
}

#[test]
fn a_heading_is_reached_by_its_words() {
    let document = "# A title (题目)\n```sh\n# no\n```\n### `jiceng a-b`, c_d: 1.0\n#hash\n";
    let expected = ["a-title-题目", "jiceng-a-b-c_d-10"].map(str::to_owned);
    assert_eq!(anchors(document), BTreeSet::from(expected));
}

/// The targets of a document's links, with their lines. What is fenced off or quoted is no link.
fn links(document: &str) -> Vec<(usize, String)> {
    let mut links = Vec::new();
    let mut is_fenced = false;
    for (number, line) in (1..).zip(document.lines()) {
        is_fenced ^= line.trim_start().starts_with("```");
        if is_fenced {
            continue;
        }
        let prose: String = line.split('`').step_by(2).collect();
        for rest in prose.split("](").skip(1) {
            links.extend(rest.split_once(')').map(|(target, _)| (number, target.to_owned())));
        }
    }
    links
}

#[test]
fn links_are_found_in_prose_alone() {
    let document = "[a](b.md) and [c](d.md#e)\n```\n[f](g.md)\n```\n`[h](i.md)` [`j`](k.md)";
    let targets: Vec<(usize, String)> = links(document);
    let expected = [(1, "b.md"), (1, "d.md#e"), (5, "k.md")].map(|(line, target)| (line, target.to_owned()));
    assert_eq!(targets, expected);
}

#[test]
fn every_event_and_command_is_explained() {
    let text = read(&root().join("docs/glossary.md")) + &documents::pages().join("\n");
    let words: BTreeSet<&str> = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    let names = Event::NAMES.iter().copied().chain(Command::names());
    let missing: Vec<&str> = names.filter(|name| !words.contains(name)).collect();
    assert!(missing.is_empty(), "neither docs/glossary.md nor docs/cli names {missing:?}");
}

#[test]
fn every_crate_has_its_room_in_the_architecture() {
    let architecture = root().join("docs/architecture.md");
    if !architecture.is_file() {
        return;
    }
    let architecture = read(&architecture);
    for directory in crates() {
        let room = shown(&directory);
        assert!(architecture.contains(&format!("`{room}`")), "docs/architecture.md does not name `{room}`");
    }
}
