//! What every printable page has: A4, legible in black and white, nothing loaded from elsewhere, marked as a
//! draft, and lines for those who sign.

use super::{Phrasebook, html::Html};
use crate::model::Lang;

/// The looks that pages share.
const STYLE: &str = "\
@page { size: A4; margin: 22mm 20mm; }
@page dense { size: A4; margin: 14mm 16mm; }
@page tight { size: A4; margin: 12mm 15mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 170mm; color: #000; background: #fff; font-size: 11pt; line-height: 1.5; }
body:lang(zh) { font-family: 仿宋, FangSong, FangSong_GB2312, STFangsong, SimSun, serif; font-size: 12pt; }
body:lang(en) { font-family: Georgia, \"Times New Roman\", serif; }
h1 { font-size: 18pt; text-align: center; margin: 6mm 0 2mm; }
h2 { font-size: 1.1em; margin: 6mm 0 2mm; break-after: avoid; }
p { margin: 2mm 0; }
.dense { page: dense; max-width: 178mm; font-size: 10pt; line-height: 1.35; }
.dense:lang(zh) { font-size: 10.5pt; }
.dense h1 { margin: 0 0 2mm; }
.dense h2 { margin: 3mm 0 1mm; }
.dense .sign { margin-top: 9mm; }
.tight { page: tight; max-width: 180mm; font-size: 9pt; line-height: 1.25; }
.tight:lang(zh) { font-size: 9pt; }
.tight h1 { font-size: 14pt; margin: 0 0 1mm; }
.tight h2 { font-size: 1em; margin: 2mm 0 0.5mm; }
.tight p { margin: 0; }
.tight ul { margin: 0; padding-left: 5mm; }
.tight table { table-layout: fixed; }
.tight th, .tight td { padding: 0.5mm 2mm; font-weight: normal; }
.tight .small { font-size: 0.85em; text-align: center; }
.tight .sign { margin-top: 5mm; }
.draft { text-align: center; border: 1px solid #000; padding: 1mm 3mm; }
.head { font-weight: bold; font-size: 1.15em; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { border: 1px solid #000; padding: 1mm 2mm; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.facts th { width: 27%; font-weight: normal; }
.skipped td { background: #eee; print-color-adjust: exact; }
.wide td:not(:last-child) { white-space: nowrap; }
.small { font-size: 0.8em; }
.sign { margin-top: 14mm; display: flex; gap: 12mm; break-inside: avoid; }
.sign span { flex: 1; border-bottom: 1px solid #000; padding-bottom: 1mm; }
";

/// Where the text of a page on the back begins, and where that of any page ends.
const TIGHT: &str = "<body class=\"tight\">\n";
const END: &str = "</body>\n</html>\n";

/// How closely a page is set.
#[derive(Debug, Clone, Copy)]
pub(super) enum Set {
    Plain,
    /// So that a form fits on one sheet.
    Dense,
    /// So that as much as can be read fits on one sheet.
    Tight,
}

impl Phrasebook {
    /// A page under this title, marked as a draft, up to where its text begins.
    pub(super) fn opened(&self, title: &str, heading: &str, set: Set, lang: Lang) -> Html {
        let mut page = Html::new();
        page.raw("<!DOCTYPE html>\n").raw(match lang {
            Lang::Zh => "<html lang=\"zh-CN\">\n",
            Lang::En => "<html lang=\"en\">\n",
        });
        page.raw("<head>\n<meta charset=\"utf-8\">\n");
        page.raw("<meta http-equiv=\"Content-Security-Policy\" ");
        page.raw("content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        page.element("<title>", title, "</title>\n");
        page.raw("<style>\n").raw(STYLE).raw("</style>\n</head>\n").raw(match set {
            Set::Plain => "<body>\n",
            Set::Dense => "<body class=\"dense\">\n",
            Set::Tight => TIGHT,
        });
        page.element("<h1>", heading, "</h1>\n");
        page.element("<p class=\"draft\">", &self.say(lang, "proof.draft", &[]), "</p>\n");
        page
    }

    /// The end of a page: a line for each of these to sign on.
    pub(super) fn signed(&self, mut page: Html, lines: &[&'static str], lang: Lang) -> String {
        page.raw("<p class=\"sign\">");
        for id in lines {
            let name = self.say(lang, id, &[]);
            let blank = self.say(lang, "pair", &[("name", &name), ("value", "")]);
            page.element("<span>", blank.trim_end(), "</span>");
        }
        page.raw("</p>\n").raw(END);
        page.finish()
    }
}

/// Two pages as one document, the second on the back of the first.
pub(crate) fn overleaf(front: &str, back: &str) -> String {
    let (Some((front, end)), Some((_, back))) = (front.split_once(END), back.split_once(TIGHT)) else {
        return front.to_owned();
    };
    let back = back.split_once(END).map_or(back, |(body, _)| body);
    format!("{front}<section class=\"tight\">\n{back}</section>\n{END}{end}")
}

/// A table of two columns, names and what is said under them.
pub(super) fn facts(page: &mut Html, rows: &[(String, String)]) {
    page.raw("<table class=\"facts\">\n<tbody>\n");
    for (name, value) in rows {
        page.element("<tr><th scope=\"row\">", name, "</th>");
        page.element("<td>", value, "</td></tr>\n");
    }
    page.raw("</tbody>\n</table>\n");
}

/// A table with heads; only the last column wraps.
pub(super) fn table(page: &mut Html, heads: &[String], rows: &[Vec<String>]) {
    page.raw("<table class=\"wide\">\n<thead><tr>");
    for head in heads {
        page.element("<th scope=\"col\">", head, "</th>");
    }
    page.raw("</tr></thead>\n<tbody>\n");
    for row in rows {
        page.raw("<tr>");
        for cell in row {
            page.element("<td>", cell, "</td>");
        }
        page.raw("</tr>\n");
    }
    page.raw("</tbody>\n</table>\n");
}

/// A list of points. The mark that a line bears in plain text is left to the list.
pub(super) fn points(page: &mut Html, points: &[String]) {
    page.raw("<ul>\n");
    for point in points {
        page.element("<li>", point.strip_prefix("· ").unwrap_or(point), "</li>\n");
    }
    page.raw("</ul>\n");
}
