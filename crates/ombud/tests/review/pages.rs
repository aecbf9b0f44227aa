//! The printed review: which case it is for, and what it says where little is known.

use ombud::{
    model::{Facts, Json, Label, Lang},
    ops::Registry,
    phrase::Matter,
};

use crate::support::{ENGINE, facts, review};

fn rendered(matter: &str) -> Result<String, ombud::Error> {
    let request = format!(
        r#"{{"paper":"refusal-review","lang":"zh","document":{{"review":{{"review":"cn.claim","facts":{{"declined.grounds":["exclusion"]}},"as_of":"2026-12-01"}}}}{matter}}}"#
    );
    let answer = Registry::core().call(&ENGINE, "paper.render", request.as_bytes())?;
    Ok(Json::parse(&answer)?.get("html").and_then(Json::as_str).unwrap().to_owned())
}

#[test]
fn a_page_names_the_case_it_is_for_and_nothing_more_changes() {
    let bare = rendered("").unwrap();
    let matter = r#","matter":{"facts":[{"title":{"zh":"投诉编号","en":"Complaint number"},"value":{"zh":"TS-1<b>","en":"TS-1<b>"}}],"notes":[{"zh":"尚缺材料。","en":"Papers lack."}]}"#;
    let told = rendered(matter).unwrap();
    let head = "<table class=\"facts\">\n<tbody>\n<tr><th scope=\"row\">投诉编号</th><td>TS-1&lt;b&gt;</td></tr>\n</tbody>\n</table>\n";
    let note = "<ul>\n<li>尚缺材料。</li>\n</ul>\n";
    assert!(told.contains(head) && told.contains(note), "{told}");
    assert_eq!(told.replacen(head, "", 1).replacen(note, "", 1), bare);
    assert_eq!(
        review("cn.claim", &Facts::new()).page(Lang::En),
        review("cn.claim", &Facts::new()).page_for(&Matter::new(), Lang::En)
    );
    let error = rendered(r#","matter":{"persona":"pushy"}"#).unwrap_err();
    assert!(error.to_string().contains("persona"), "{error}");
}

/// The plan is headed in the same way.
#[test]
fn a_plan_names_the_case_it_is_for() {
    let registry = Registry::core();
    let example = registry.get("bargain.plan").unwrap().example;
    let terms = ombud::model::canon::from_bytes(example.as_bytes()).unwrap();
    let matter = Matter::new().tell(Label::new("投诉编号", "Complaint number"), Label::same("TS-1"));
    let page = ENGINE.plan_offers(terms).unwrap().approval_page_for(&matter, Lang::En);
    assert!(page.contains("<th scope=\"row\">Complaint number</th><td>TS-1</td>"), "{page}");
}

#[test]
fn grounds_of_which_nothing_is_known_are_told_together() {
    let page = review("cn.claim", &Facts::new()).page(Lang::Zh);
    assert!(page.contains("<li>须先查明拒付通知载明的理由；在此之前，以下26项理由均未认定"), "{page}");
    assert!(
        page.contains("<p class=\"head\">理赔拒付复核：尚不能得出结论。</p>"),
        "each line names what it lacks"
    );
    // One that is known has its own line.
    let page = review("cn.claim", &facts([("declined.grounds", "exclusion")])).page(Lang::Zh);
    assert!(page.contains("<li>免责条款：未认定，须查明"), "{page}");
    assert!(!page.contains("在此之前"), "{page}");
    assert!(!page.contains("<li>·"), "a list has marks of its own");
}
