//! `talk.check`: what a person drafted, how they listened, whether a refusal may be sent.

use ombud::ErrorCode;
use serde_json::{Value, json};

use super::support::{breaches, call, check};

/// What is wrong with one draft.
fn draft(kind: &str, text: &str) -> Vec<String> {
    let facts = json!([
        {"id": "q1", "kind": "quote", "text": {"zh": "你们还在推，我妈住院了", "en": "you keep stalling, and my mother is in hospital"}},
    ]);
    let answer = check(json!({"facts": facts, "drafts": [{"kind": kind, "text": text}]}));
    let looked = &answer["drafts"][0];
    let found = breaches(looked);
    assert_eq!(looked["accepted"], found.is_empty());
    for rule in &found {
        let rule = rule.split(':').next().expect("a rule");
        assert!(answer["rules"][rule]["zh"].is_string() && answer["rules"][rule]["en"].is_string(), "{rule}");
    }
    found
}

#[test]
fn a_label_opens_neutrally_and_has_no_i() {
    assert_eq!(draft("label", "我觉得您很生气。"), ["neutral_opener", "no_first_person: 我觉得"]);
    assert_eq!(draft("label", "I feel that you are angry."), ["neutral_opener", "no_first_person: i"]);
    assert_eq!(draft("label", "It seems to me that I hear anger."), ["no_first_person: i"]);
    assert!(draft("label", "看起来，这件事让您很气愤。").is_empty());
    assert!(draft("label", "听起来，“我妈住院了”让您很担心。").is_empty(), "the I of a quote is theirs");
    assert!(draft("label", "It sounds as though this has worn you out.").is_empty());
}

#[test]
fn a_question_asks_how_or_what() {
    assert_eq!(draft("question", "您能不能接受这个方案？"), ["open_question", "no_closed_question: 能不能"]);
    assert_eq!(draft("question", "为什么不早点说？"), ["no_why: 为什么"]);
    assert_eq!(draft("question", "Can you tell me how it came about?"), ["no_closed_question: can"]);
    assert_eq!(
        draft("question", "Given all this, would you accept what we offer?"),
        ["no_closed_question: would"]
    );
    assert_eq!(draft("question", "Why did you wait, and what for?"), ["no_why: why"]);
    assert!(draft("question", "How am I supposed to support that figure?").is_empty());
    assert!(draft("question", "What would you like to see happen?").is_empty());
    assert!(draft("question", "这件事对您影响最大的是什么？").is_empty());
}

#[test]
fn a_mirror_adds_no_claim() {
    assert!(draft("mirror", "还在推？").is_empty());
    assert!(draft("mirror", "Keep stalling?").is_empty());
    assert_eq!(draft("mirror", "还在推，因为材料不齐？"), ["mirror_only: 因为材料不齐"]);
    assert_eq!(draft("mirror", "stalling on purpose?"), ["mirror_only: on purpose"]);
    assert_eq!(draft("mirror", "you keep stalling, and my mother is in hospital?"), ["mirror_short"]);
}

#[test]
fn what_is_admitted_contested_or_unknown_is_said_as_such() {
    assert_eq!(draft("admitted", "这一点我们晚了17天。"), ["apology"]);
    assert!(draft("admitted", "这一点我们晚了17天，对不起。").is_empty());
    assert_eq!(draft("contested", "是我们的错。"), ["as_perception", "no_concession: 是我们的错"]);
    assert!(draft("contested", "您可能觉得我们在拖。").is_empty());
    assert_eq!(
        draft("unknown", "We admit that it was our fault."),
        ["no_concession: our fault", "to_check"].map(str::to_owned).into_iter().rev().collect::<Vec<_>>()
    );
    assert!(draft("unknown", "We do not know that yet and will check the recording.").is_empty());
}

#[test]
fn no_line_presses_labels_or_invents() {
    for (text, found) in [
        ("这是最后一次机会。", "no_false_scarcity: 最后一次机会"),
        ("This is your last chance.", "no_false_scarcity: last chance"),
        ("您撤诉，我们马上付款。", "no_silence: 撤诉"),
        ("Withdraw your complaint and we pay at once.", "no_silence: withdraw your complaint"),
        ("去法院也没有胜算。", "no_odds: 胜算"),
        ("You will lose in court.", "no_odds: you will lose"),
        ("外地人都这样。", "no_protected_trait: 外地人"),
        ("People like you, elderly people, worry.", "no_protected_trait: elderly"),
        ("他是职业投诉人。", "no_label_on_person: 职业投诉人"),
        ("您说过“我不想治了”。", "quotes_given: 我不想治了"),
    ] {
        assert_eq!(draft("plain", text), [found], "{text}");
    }
    assert!(draft("plain", "您说“你们还在推”，我们听到了。").is_empty());
}

/// What a contested accusation is answered with is no pressure, no blame and no “but”.
#[test]
fn a_contested_accusation_is_voiced_and_not_pressed_down() {
    for (text, found) in [
        ("您可能觉得我们在拖，但是材料一直不齐。", "no_rebuttal: 但是"),
        ("You may feel that we stall, but the papers were missing.", "no_rebuttal: but"),
        ("您可能觉得我们在拖，不签字就没有下文。", "no_pressure: 不签字就"),
        ("您可能觉得我们在拖，再投诉就一分不给。", "no_pressure: 再投诉就"),
        ("You may feel that we stall. You have no choice.", "no_pressure: you have no choice"),
        ("You may feel that we stall; complain again and we stop.", "no_pressure: complain again and"),
        ("您可能觉得我们在拖，请冷静。", "no_denied_feeling: 请冷静"),
        ("You may feel that we stall. Calm down.", "no_denied_feeling: calm down"),
        ("您可能觉得我们在拖，是您自己没看清楚。", "no_blame: 是您自己没"),
        ("You may feel that we stall; you should have read the terms.", "no_blame: you should have read"),
        ("您可能觉得我们在拖，您说得对。", "no_concession: 您说得对"),
        ("You may feel that we stall, and you’re right.", "no_concession: you’re right"),
    ] {
        assert_eq!(draft("contested", text), [found], "{text}");
    }
    assert!(draft("contested", "您可能觉得我们在拖。请把经过讲完。").is_empty());
    assert!(
        draft("contested", "It may look to you as if we stall. We would like to hear it all.").is_empty()
    );
    // The same holds of any line.
    assert_eq!(draft("plain", "后果自负。"), ["no_pressure: 后果自负"]);
    assert_eq!(draft("admitted", "We are sorry you feel that way."), ["no_denied_feeling: sorry you feel"]);
    assert!(draft("plain", "您已经报警，请把回执给我们。").is_empty(), "what they did is no threat");
}

/// A label may stand in what they said themselves, whole, and nowhere else: marks around it make no quote.
#[test]
fn a_label_in_quotation_marks_is_a_label_unless_they_said_it() {
    let facts = json!([
        {"id": "q", "kind": "quote", "text": {"zh": "别当我是刁民", "en": "do not call me a troublemaker"}},
        {"id": "t", "kind": "timeline", "text": {"zh": "坐席回答“您这是无理取闹”", "en": "she was told “you are a crank”"}},
    ]);
    let draft = |kind: &str, text: &str| {
        let answer = check(json!({"facts": facts, "drafts": [{"kind": kind, "text": text}]}));
        breaches(&answer["drafts"][0])
    };
    for (kind, text) in [
        ("plain", "您说“别当我是刁民”，我们听到了。"),
        ("plain", "您说‘别当我是刁民’，我们听到了。"),
        ("plain", "You said «do not call me a troublemaker»."),
        ("label", "听起来，说到‘别当我是刁民’的时候，您很失望。"),
        ("mirror", "别当我是刁民？"),
        ("mirror", "Call me a troublemaker?"),
    ] {
        assert!(draft(kind, text).is_empty(), "{text}: {:?}", draft(kind, text));
    }
    let label = |word: &str| vec![format!("no_label_on_person: {word}")];
    assert_eq!(draft("plain", "这位‘刁民’又来了。"), label("刁民"));
    assert_eq!(draft("plain", "The “troublemaker” is on the line."), label("troublemaker"));
    assert_eq!(draft("plain", "他“无理取闹”。"), label("无理取闹"), "a fact of ours is no word of theirs");
    assert_eq!(
        draft("plain", "他“就是个缠诉的”。"),
        ["no_label_on_person: 缠诉", "quotes_given: 就是个缠诉的"],
        "nobody said it"
    );
    assert_eq!(draft("mirror", "刁民？"), label("刁民"));
    // What presses is told apart in the same way.
    assert_eq!(draft("plain", "只要您“撤诉”，我们马上付款。")[0], "no_silence: 撤诉");
    // A fact that is no quote of theirs puts no label on them, here as before a talk.
    let labelled = json!({"as_of": "2026-03-20", "review": {"facts": [
        {"id": "t", "kind": "treatment", "text": {"zh": "此人“难缠”", "en": "calls daily"}}]}});
    let error = call("talk.check", &labelled).expect_err("a label");
    assert_eq!(error.code(), ErrorCode::LabelOnPerson);
    assert_eq!(error.detail().path.as_deref(), Some("review.facts[0].text.zh"));
}

/// Each list knows its rule in both languages.
#[test]
fn the_words_of_a_rule_are_known_in_both_languages() {
    for (kind, text) in [
        ("label", "看样子，这件事让您很担心。"),
        ("label", "It appears that this has worn you out."),
        ("question", "还要多久，您才算得到了答复？"),
        ("no_oriented", "现在打扰您，会不会太冒昧？"),
        ("no_oriented", "Have you given up on this?"),
        ("admitted", "这一点晚了17天，我们向您赔礼。"),
        ("contested", "从您的角度，我们是在拖。"),
        ("contested", "As you see it, we stall."),
        ("unknown", "这一点我们正在核查。"),
        ("unknown", "We will look into it."),
    ] {
        assert!(draft(kind, text).is_empty(), "{text}: {:?}", draft(kind, text));
    }
    for (kind, text, found) in [
        ("label", "听起来，我们理解您的心情。", "no_first_person: 我们理解"),
        ("label", "It sounds as though, in our view, you were hurt.", "no_first_person: in our view"),
        ("question", "怎样处理，您能否接受？", "no_closed_question: 能否"),
        ("question", "What a day, doesn’t it hurt?", "no_closed_question: doesn’t"),
        ("question", "您怎么不早点来？", "no_why: 您怎么不"),
        ("question", "What made you wait, and how?", "no_why: what made you"),
        ("plain", "他就是胡搅蛮缠。", "no_label_on_person: 胡搅蛮缠"),
        ("plain", "She is a habitual complainer.", "no_label_on_person: habitual complainer"),
        ("plain", "一个老太太打来的。", "no_protected_trait: 老太太"),
        ("plain", "He is a pensioner.", "no_protected_trait: pensioner"),
        ("plain", "过了今天，方案就没有了。", "no_false_scarcity: 过了今天"),
        ("plain", "Act now.", "no_false_scarcity: act now"),
        ("plain", "投诉也没用。", "no_odds: 投诉也没用"),
        ("plain", "The ombudsman will not help you.", "no_odds: the ombudsman will not"),
    ] {
        assert_eq!(draft(kind, text), [found], "{text}");
    }
}

/// A refusal with these scores, weighed for somebody.
fn refusal(audience: &str, scores: [&str; 4], interest: &str) -> Value {
    let scored = |score: &str, text: &str| json!({"score": score, "evidence": [{"zh": text, "en": text}]});
    check(json!({"persuasion": {
        "audience": audience,
        "credibility": scored(scores[0], "independent"), "reason": scored(scores[1], "clause"),
        "feeling": scored(scores[2], "heard"), "interest": scored(scores[3], interest),
    }}))["persuasion"]
        .clone()
}

#[test]
fn a_refusal_is_sent_only_when_nothing_is_missing_and_the_sum_is_enough() {
    let routes = "调解、仲裁、诉讼的费用和时间";
    let of = |audience: &str, scores: [&str; 4]| refusal(audience, scores, routes);
    let enough = of("plain", ["3", "3", "3", "3"]);
    assert_eq!((&enough["rated"]["score"], &enough["send"]), (&json!("60"), &json!(true)));
    let little = of("plain", ["3", "3", "3", "2.9"]);
    assert_eq!((&little["rated"]["score"], &little["send"]), (&json!("59.5"), &json!(false)));
    // The same scores weigh differently for whom they are written.
    let cool = ["3", "5", "2", "2"];
    assert_eq!(of("central", cool)["rated"]["score"], json!("66"));
    assert_eq!(of("distressed", cool)["rated"]["score"], json!("56"));
    assert_eq!(
        (&of("central", cool)["send"], &of("distressed", cool)["send"]),
        (&json!(true), &json!(false))
    );
    let cold = of("plain", ["5", "5", "1.9", "5"]);
    assert_eq!(
        (&cold["rated"]["band"], &cold["send"]),
        (&json!("enough"), &json!(false)),
        "no sum makes up for it"
    );
    assert_eq!(cold["missing"][0]["id"], "feeling");
    assert!(cold["missing"][0]["title"]["zh"].as_str().is_some_and(|text| text.contains("感受")));
    assert_eq!(cold["missing"].as_array().map(Vec::len), Some(1));
}

#[test]
fn odds_are_no_evidence_and_a_score_without_evidence_is_none() {
    let odds = refusal("plain", ["5", "5", "5", "5"], "去法院也没有胜算");
    assert_eq!(odds["send"], json!(false));
    assert_eq!(breaches(&odds), ["no_odds: 胜算"]);
    let scored = |score: &str| json!({"score": score, "evidence": []});
    let bare = json!({"as_of": "2026-03-20", "review": {"persuasion": {
        "credibility": scored("0"), "reason": scored("1"), "feeling": scored("0"), "interest": scored("0"),
    }}});
    let error = call("talk.check", &bare).expect_err("no evidence");
    assert_eq!(error.code(), ErrorCode::InvalidField);
    assert_eq!(error.detail().path.as_deref(), Some("review.persuasion.reason.evidence"));
}

#[test]
fn listening_is_scored_by_the_moves_that_keep_to_their_rules() {
    let facts =
        json!([{"id": "q1", "kind": "quote", "text": {"zh": "你们还在推", "en": "you keep stalling"}}]);
    let heard = |moves: Value| check(json!({"facts": facts, "moves": moves}))["listening"].clone();
    let all = heard(json!([
        {"skill": "minimal", "text": "嗯，我在听"}, {"skill": "open_question", "text": "后来怎样了？"},
        {"skill": "reflection", "text": "还在推？"}, {"skill": "label", "text": "听起来，您很失望。"},
        {"skill": "paraphrase"}, {"skill": "i_message"}, {"skill": "pause"}, {"skill": "summary"},
    ]));
    assert_eq!((&all["rated"]["score"], &all["rated"]["band"]), (&json!("65"), &json!("fair")));
    let none = heard(json!([
        {"skill": "open_question", "text": "您为什么不早说？"}, {"skill": "label", "text": "我觉得您太激动了"},
        {"skill": "minimal", "text": "这个我们公司有规定的您知道吧"}, {"skill": "reflection", "text": "您要钱？"},
    ]));
    assert_eq!(none["rated"]["score"], json!("0"), "{none}");
    assert!(none["moves"].as_array().is_some_and(|moves| moves.iter().all(|made| made["counts"] == false)));
    // One skill over and over is not listening: each has its limit.
    let labels = vec![json!({"skill": "label", "text": "看起来，您很着急。"}); 30];
    assert_eq!(heard(json!(labels))["rated"]["score"], json!("20"));
}

#[test]
fn points_without_an_answer_are_listed() {
    let point = |text: &str, place: Option<&str>| match place {
        Some(place) => json!({"text": {"zh": text, "en": text}, "answered_in": place}),
        None => json!({"text": {"zh": text, "en": text}}),
    };
    let answer = check(json!({"points": [point("a", Some("2")), point("b", Some(" ")), point("c", None)]}));
    assert_eq!((&answer["points"]["raised"], &answer["points"]["answered"]), (&json!(3), &json!(1)));
    let open: Vec<&str> = answer["points"]["open"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|x| x["zh"].as_str())
        .collect();
    assert_eq!(open, ["b", "c"]);
    let twice = json!({"as_of": "2026-03-20", "review": {"points": [point("a", None), point("a", None)]}});
    assert_eq!(call("talk.check", &twice).expect_err("twice").code(), ErrorCode::DuplicateId);
}

/// Each text is looked at against each other: there are only so many, and each is only so long.
#[test]
fn a_review_is_no_larger_than_a_talk() {
    let refused = |review: Value| {
        let error =
            call("talk.check", &json!({"as_of": "2026-03-20", "review": review})).expect_err("too much");
        (error.code(), error.detail().path.clone().unwrap_or_default())
    };
    let draft = |text: &str| json!({"kind": "plain", "text": text});
    let path = |path: &str| (ErrorCode::OutOfRange, path.to_owned());
    assert_eq!(refused(json!({"drafts": vec![draft("x"); 101]})), path("review.drafts"));
    assert_eq!(
        refused(json!({"drafts": [draft("x"), draft(&"x".repeat(301))]})),
        path("review.drafts[1].text")
    );
    assert_eq!(refused(json!({"moves": [{"skill": "label", "text": " "}]})), path("review.moves[0].text"));
    let label = json!({"zh": "a", "en": "a"});
    let long = "x".repeat(301);
    assert_eq!(
        refused(json!({"points": [{"text": label, "answered_in": long}]})),
        path("review.points[0].answered_in")
    );
    assert_eq!(
        refused(json!({"facts": [{"id": long, "kind": "quote", "text": label}]})),
        path("review.facts[0].id")
    );
}
