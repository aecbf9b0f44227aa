//! HTML, written one piece at a time: what is not markup is escaped.

/// The text with the five characters that mean something to HTML spelt out, fit for content and
/// for quoted attributes.
///
/// ```
/// assert_eq!(ombud::phrase::escape("<b> & \"it's\""), "&lt;b&gt; &amp; &quot;it&#39;s&quot;");
/// ```
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Control characters have no place in a document and could hide text.
            c if c.is_control() && c != '\n' => out.push(' '),
            // Nor have signs that turn the direction of what stands beside them.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A document under way. Only names written in this crate become markup.
pub(super) struct Html(String);

impl Html {
    pub(super) fn new() -> Self {
        Html(String::new())
    }

    /// Markup as it stands.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.0.push_str(&escape(text));
        self
    }

    /// An element with text.
    pub(super) fn element(&mut self, open: &'static str, text: &str, close: &'static str) -> &mut Self {
        self.raw(open).text(text).raw(close)
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn spells_out_every_special_character() {
        assert_eq!(escape("&<>\"'"), "&amp;&lt;&gt;&quot;&#39;");
        assert_eq!(escape("《办法》第18条"), "《办法》第18条");
        assert_eq!(escape("&amp;"), "&amp;amp;");
        assert_eq!(escape("a\u{0}b\u{1b}c\nd"), "a b c\nd");
        assert_eq!(escape("Qian\u{202e}00.6"), "Qian 00.6");
        assert_eq!(escape(""), "");
    }
}
