//! The pages of `docs/cli/`, as tests read them.

use jiceng_testkit::fixtures::root;

/// Every page, in the order of their names.
pub(crate) fn pages() -> Vec<String> {
    let entries = std::fs::read_dir(root().join("docs/cli")).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// The fenced blocks, each with the words behind its fence.
pub(crate) fn blocks(document: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        if let Some(words) = line.strip_prefix("```") {
            let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push((words.to_owned(), body.join("\n")));
        }
    }
    blocks
}

/// The example rows, in their order: every command with every field of it.
pub(crate) fn example_rows() -> Vec<String> {
    let blocks = pages().into_iter().flat_map(|page| blocks(&page)).filter(|(words, _)| words == "jsonl");
    blocks.flat_map(|(_, body)| body.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}
