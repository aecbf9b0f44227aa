//! The commands that the README gives a newcomer are the ones that continuous integration runs.

use super::source::root;

/// The commands of the shell blocks of a Markdown text, in order.
fn commands(markdown: &str) -> Vec<&str> {
    let mut inside = false;
    let mut out = Vec::new();
    for line in markdown.lines() {
        if let Some(language) = line.strip_prefix("```") {
            inside = !inside && matches!(language, "sh" | "bash" | "console" | "shell");
        } else if inside && !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            out.push(line.strip_prefix("$ ").unwrap_or(line));
        }
    }
    out
}

#[test]
fn continuous_integration_runs_the_second_command_of_the_readme() {
    let ci = std::fs::read_to_string(root().join(".ci/run")).expect(".ci/run");
    let lines: Vec<&str> =
        ci.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).collect();
    let last =
        lines.last().and_then(|line| line.strip_prefix("exec ")).expect("the last line runs the command");
    assert_eq!(last, "bash tests/run");
    // A checkout without a README is one in the making.
    if let Ok(readme) = std::fs::read_to_string(root().join("README.md")) {
        assert_eq!(commands(&readme).get(1).copied(), Some(last), "the README's second command");
    }
}

#[test]
fn commands_are_read_as_a_newcomer_reads_them() {
    let text = "# A\n```sh\n# first\n$ one\n```\n```toml\nx = 1\n```\n```bash\n\ntwo --x\n```\n";
    assert_eq!(commands(text), ["one", "two --x"]);
}
