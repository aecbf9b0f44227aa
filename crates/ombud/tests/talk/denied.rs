//! What asks for silence, withdrawal or deletion, in lines and on paper, and what only seems to.

use ombud::{
    Engine, ErrorCode,
    bargain::{Cap, Item, Mode, Move, Note, Package, Precision, Release, Terms},
    model::{Label, Money, RegimeId},
    pack::PackFile,
};
use serde_json::{Value, json};

use super::support::{ENGINE, breaches, call, check, prepare};

/// Asks for it, and so is refused.
const ASKS: &[&str] = &[
    "撤诉后三日内支付",
    "撤 诉 奖 励",
    "签署息诉承诺书",
    "删帖补偿",
    "如不撤诉，不予支付",
    "不撤诉就不付款",
    "承诺不再投诉",
    "投诉人须对外保密",
    "封口费",
    "不要求撤诉，但须删帖",
    "不要求撤诉但须删帖",
    "不要求赔礼，只要撤回投诉",
    "并非不要求撤诉",
    "“撤诉”补偿",
    "撤訴補償",
    "您是否撤诉",
    "For withdrawal of the complaint",
    "Paid once you withdraw your complaint",
    "If you do not withdraw the complaint, nothing is paid",
    "We are not required to pay until you withdraw the complaint",
    "We do not ask for your time, only that you delete the post",
    "A bonus for staying silent",
    "Hush money",
    "No further complaints to anybody",
    "Subject to confidentiality",
    "We do not ask for thanks. Withdraw the complaint.",
    // A word that denies stands near, and denies something else, or nobody can tell what.
    "无论如何要撤诉",
    "不管怎样请撤诉",
    "whether or not he likes it he must withdraw the complaint",
    "不含税2000元撤诉后支付",
    "无需发票撤诉后付",
    "客户签字撤诉不影响其他保单",
    "无论您是否撤诉，应付款项照付",
    "撤诉与否决定付款金额",
    "即使不撤诉，只付一半",
    "不以撤诉结案的，不予支付",
    "不要求撤诉，除非需要通融",
    "如不要求撤诉",
    "需不需要撤诉",
    "Whether or not you withdraw the complaint, what is owed is paid",
    "We do not ask you to withdraw the complaint unless more is paid",
    "Withdrawal of the complaint is not required to be in writing",
    "We do not ask you to withdraw the complaint, delete the post",
    // A verb and, close behind it, what it is about.
    "withdraw her complaint",
    "he withdraws the complaint",
    "withdrawing his formal written complaint",
    "撤回12378投诉",
    "撤回投诉人的投诉",
    "自愿撤销对本公司的投诉",
    "同意不再向12378反映",
    "不再信访",
    "客户同意撤件",
    "删掉微博",
    "把帖子删掉",
    "撤回向国家金融监督管理总局提出的投诉",
    "同意不再就此事投诉",
    "停止向监管部门反映",
    "撤销12378工单",
    "she must take the post down",
];

/// Denies it, or speaks of something else.
const DOES_NOT: &[&str] = &[
    "不要求撤诉",
    "不要求您撤诉、息诉或者删帖",
    "不以撤诉、息诉、删帖为条件",
    "应付款项立即支付，不以撤诉为条件",
    "是否撤诉由您决定",
    "撤诉不是条件",
    "迟延答复的服务补偿",
    "泄露客户信息的补偿",
    "我们对您的资料保密",
    "三周没有音讯的补偿",
    "This does not ask for silence",
    "We do not ask you to withdraw the complaint",
    "We don’t ask you to withdraw the complaint, delete the post or keep quiet.",
    "Withdrawal of the complaint is not required",
    "For our silence over three weeks",
    "For the breach of confidentiality",
    "The withdrawal of cash on 3 March",
    "不得要求投诉人撤诉或者删帖",
    "撤诉、删帖均不是条件",
    "撤诉与否由您决定",
    "不附撤诉条件",
    "Neither is asked: withdrawal of the complaint is not a condition of payment",
    "You need not withdraw your complaint",
    "不向投诉人收取费用",
    "撤销对投诉人的扣款",
    "不向您收取投诉处理费用",
    "不再发布误导性宣传",
    "我们将删除错误的征信记录",
    "We will delete your data after the review",
    "撤回对投诉人的催收",
    "For the block on the withdrawal of cash; complaint of 3 March",
];

fn money(minor: i64) -> Money {
    Money::new(minor, "CNY".parse().expect("a currency"))
}

fn terms(target: i64) -> Terms {
    let regime = RegimeId::new("cn-complaints-2020").expect("an id");
    Terms::new(regime, money(1_240_000), money(target), money(target))
}

/// What a plan is refused for: the code, the place, what was found.
fn refused(terms: Terms) -> Option<(ErrorCode, String, String)> {
    let error = ENGINE.plan_offers(terms).err()?;
    let detail = error.detail();
    assert!(detail.expected.is_some(), "{error}");
    Some((error.code(), detail.path.clone().unwrap_or_default(), detail.found.clone().unwrap_or_default()))
}

#[test]
fn what_asks_for_silence_is_told_from_what_denies_it() {
    for text in ASKS {
        let answer = check(json!({"drafts": [{"kind": "plain", "text": text}]}));
        let found = breaches(&answer["drafts"][0]);
        assert!(found.iter().any(|rule| rule.starts_with("no_silence: ")), "{text}: {found:?}");
    }
    for text in DOES_NOT {
        let answer = check(json!({"drafts": [{"kind": "plain", "text": text}]}));
        assert!(breaches(&answer["drafts"][0]).is_empty(), "{text}: {answer}");
    }
}

#[test]
fn no_free_text_of_a_plan_of_offers_asks_for_silence() {
    let item = |zh: &str, en: &str| Item { title: Label::new(zh, en), amount: money(600_000) };
    let itemised = |zh: &str, en: &str| {
        let mut terms = terms(600_000);
        terms.precision = Precision::Itemised(vec![item(zh, en)]);
        terms
    };
    for text in ASKS {
        let (code, path, found) = refused(itemised(text, "for the delay")).expect(text);
        assert_eq!((code, &*path), (ErrorCode::BarredTerm, "precision.itemised[0].title.zh"), "{text}");
        assert!(!found.is_empty());
        let (_, path, _) = refused(itemised("迟延", text)).expect(text);
        assert_eq!(path, "precision.itemised[0].title.en");
    }
    for text in DOES_NOT {
        assert_eq!(refused(itemised(text, text)), None, "{text}");
    }
    let packages = |title: &str, within: &str| {
        let package = |title: &str, within: &str| Package {
            title: Label::same(title),
            items: vec![item(within, within)],
        };
        let mut terms = terms(600_000);
        terms.mode = Mode::Packages;
        terms.packages = vec![package("A", "x"), package(title, within)];
        refused(terms).map(|(code, path, _)| (code, path))
    };
    let at = |path: &str| Some((ErrorCode::BarredTerm, path.to_owned()));
    assert_eq!(packages("撤诉方案", "x"), at("packages[1].title.zh"));
    assert_eq!(packages("B", "delete the post"), at("packages[1].items[0].title.zh"));
    assert_eq!(packages("B", "x"), None);
    let mut reasoned = terms(600_000);
    reasoned.approver_reason = Some("投诉人同意息诉".to_owned());
    assert_eq!(
        refused(reasoned),
        Some((ErrorCode::BarredTerm, "approver_reason".to_owned(), "息诉".to_owned()))
    );
}

/// What may be given that is no money is data: a firm's own menu sells no silence either.
#[test]
fn no_item_of_a_menu_asks_for_silence() {
    let menu = |title: &str| {
        let pack = format!(
            "[taxonomy]\nid = \"closing-items\"\ntitle = {{ zh = \"项目\", en = \"Items\" }}\nversion = \"2026-11-23\"\nsource = \"Own\"\n\n\
             [[taxonomy.code]]\nid = \"own\"\ntitle = {{ zh = \"{title}\", en = \"An item\" }}\n"
        );
        let file = |path: &str, text: String| PackFile { path: path.to_owned(), text };
        let manifest = "[manifest]\nid = \"house\"\nversion = \"1\"\ntitle = { zh = \"行\", en = \"House\" }\nreplaces = [\"taxonomy:closing-items\"]\n".to_owned();
        let files = vec![file("manifest.toml", manifest), file("closing-items.toml", pack)];
        let engine = Engine::builder().pack_files(files).build().expect("packs");
        let mut terms = terms(600_000);
        terms.closing = Some(ombud::bargain::Closing {
            item: "own".to_owned(),
            by: "2026-12-31".parse().expect("a day"),
        });
        engine.plan_offers(terms).err().map(|error| (error.code(), error.detail().path.clone()))
    };
    assert_eq!(menu("书面致歉"), None);
    assert_eq!(menu("撤诉纪念品"), Some((ErrorCode::BarredTerm, Some("closing.item".to_owned()))));
}

#[test]
fn no_text_of_a_checklist_asks_for_silence() {
    let plan = |field: &str, text: &str| {
        let money = |minor: i64| json!({"currency": "CNY", "minor": minor});
        let mut plan = json!({"owed": money(1), "redress": money(0), "goodwill": money(0),
            "alternative": {"zh": "调解", "en": "mediation"}, "approvers": [{"zh": "负责人", "en": "the manager"}]});
        let label = json!({"zh": "可以", "en": text});
        plan[field] = if field == "alternative" { label } else { json!([label]) };
        prepare(json!({"facts": [], "plan": plan}), json!({}))
            .err()
            .map(|error| (error.code(), error.detail().path.clone().unwrap_or_default()))
    };
    let at = |path: &str| Some((ErrorCode::BarredTerm, format!("brief.plan.{path}.en")));
    assert_eq!(plan("items", "a gift for those who keep quiet"), at("items[0]"));
    assert_eq!(plan("alternative", "wait until they drop the complaint"), at("alternative"));
    assert_eq!(plan("approvers", "the manager, against confidentiality agreement"), at("approvers[0]"));
    assert_eq!(plan("items", "an apology; this does not ask for silence"), None);
    // What they were told is a fact, and may be written down as it was said.
    let told: Value =
        json!([{"id": "t", "kind": "treatment", "text": {"zh": "坐席要求撤诉", "en": "told to keep quiet"}}]);
    assert!(prepare(json!({"facts": told}), json!({})).is_ok());
}

/// The head of a paper that tells of an agreement is read too. A review of a refusal may tell what was asked.
#[test]
fn no_head_of_an_approval_asks_for_silence() {
    let label = |text: &str| json!({"zh": "可以", "en": text});
    let matter = |title: &str, value: &str, note: &str| json!({"facts": [{"title": label(title), "value": label(value)}], "notes": [label("made up"), label(note)]});
    let render = |paper: &str, document: Value, matter: Value| {
        let request = json!({"paper": paper, "lang": "en", "document": document, "matter": matter});
        call("paper.render", &request)
            .map(|_| ())
            .map_err(|error| (error.code(), error.detail().path.clone().unwrap_or_default()))
    };
    let registry = ombud::ops::Registry::core();
    let plan: Value = serde_json::from_str(registry.get("bargain.plan").expect("it").example).expect("JSON");
    let approval = |matter: Value| render("plan-approval", json!({"plan": plan}), matter);
    let at = |path: &str| Err((ErrorCode::BarredTerm, format!("matter.{path}.en")));
    let asks = "paid once they withdraw the complaint";
    assert_eq!(approval(matter("Number", "TS-1", "We do not ask you to withdraw the complaint")), Ok(()));
    assert_eq!(approval(matter(asks, "TS-1", "x")), at("facts[0].title"));
    assert_eq!(approval(matter("Number", asks, "x")), at("facts[0].value"));
    assert_eq!(approval(matter("Number", "TS-1", asks)), at("notes[1]"));
    let review = json!({"review": {"review": "cn.claim", "facts": {}, "as_of": "2026-12-01"}});
    assert_eq!(render("refusal-review", review, matter("Number", "TS-1", asks)), Ok(()));
}

/// Whatever is written down has its room, in a plan and in a move, and the place says which is too long.
#[test]
fn what_is_written_has_its_room() {
    let long = "字".repeat(301);
    let too_long = |path: &str| Some((ErrorCode::OutOfRange, path.to_owned(), "301".to_owned()));
    let with = |set: &dyn Fn(&mut Terms, String)| {
        let mut terms = terms(600_000);
        set(&mut terms, long.clone());
        refused(terms)
    };
    assert_eq!(with(&|terms, text| terms.approver = Some(text)), too_long("approver"));
    assert_eq!(with(&|terms, text| terms.approver_role = Some(text)), too_long("approver_role"));
    assert_eq!(with(&|terms, text| terms.approver_reason = Some(text)), too_long("approver_reason"));
    assert_eq!(with(&|terms, text| terms.handler = Some(text)), too_long("handler"));
    assert_eq!(with(&|terms, text| terms.sign_off = Some(text)), too_long("sign_off"));
    let cap = |role: String| Cap { role, most: money(600_000) };
    assert_eq!(with(&|terms, text| terms.caps = vec![cap(text)]), too_long("caps[0].role"));
    let item = |title: Label| Item { title, amount: money(600_000) };
    assert_eq!(
        with(&|terms, text| terms.precision = Precision::Itemised(vec![item(Label::new("迟延", text))])),
        too_long("precision.itemised[0].title.en")
    );
    assert_eq!(
        with(&|terms, text| {
            terms.mode = Mode::Packages;
            let package = |title: Label| Package { title, items: vec![item(Label::same("x"))] };
            terms.packages = vec![package(Label::same("A")), package(Label::new(text, "B"))];
        }),
        too_long("packages[1].title.zh")
    );
    assert_eq!(with(&|terms, text| terms.approver_reason = Some(text[3..].to_owned())), None, "300 fit");

    let plan = ENGINE.plan_offers(terms(600_000)).expect("a plan");
    let note = || Note { note: long.clone() };
    let release =
        |by: &str, reason: &str| Move::Release(Release { by: by.to_owned(), reason: reason.to_owned() });
    for (step, path) in [
        (Move::Listen(note()), "moves[0].note"),
        (Move::Ask(note()), "moves[0].note"),
        (Move::End(note()), "moves[0].note"),
        (Move::Resume(note()), "moves[0].note"),
        (release(&long, "x"), "moves[0].by"),
        (release("Qian", &long), "moves[0].reason"),
    ] {
        let error = plan.next(&[step]).expect_err(path);
        assert_eq!((error.code(), error.detail().path.as_deref()), (ErrorCode::OutOfRange, Some(path)));
    }
}
