//! Made-up rows, and plain words for them.
#![allow(dead_code, unreachable_pub, reason = "each test uses some of it")]

use std::collections::BTreeMap;

use ombud::{
    Duty, Engine, Entry,
    clock::Obligation,
    model::{Date, Label, Lang},
};
use ombud_intake::report::{About, Item, Report, Trouble, Words};

pub type Done = Result<(), Box<dyn std::error::Error>>;

pub struct Made {
    pub number: u64,
    pub id: Option<String>,
    pub fields: BTreeMap<String, String>,
    pub kind: Option<&'static str>,
    pub duties: Vec<Duty>,
    pub troubles: Vec<Trouble<'static>>,
}

pub fn add(report: &mut Report, made: &Made, words: &dyn Words) -> Done {
    let duties: Vec<&Obligation> = made.duties.iter().map(Duty::obligation).collect();
    report.add(&item(made, &duties), words)?;
    Ok(())
}

pub fn item<'a>(made: &'a Made, duties: &'a [&'a Obligation]) -> Item<'a> {
    Item {
        number: made.number,
        id: made.id.as_deref(),
        fields: &made.fields,
        kind: made.kind,
        duties,
        outlook: None,
        passed_over: &[],
        troubles: &made.troubles,
    }
}

pub fn as_of() -> Date {
    Date::from_ymd(2026, 3, 10).unwrap_or(Date::MIN)
}

pub fn about(engine: &Engine, lang: Lang) -> About {
    let mut about = About::new(lang, as_of());
    about.files = vec!["投诉台账2026.xlsx".to_owned()];
    about.source = Some(Label::new("投诉台账(含监管转办)", "Complaint ledger with referrals"));
    for id in ["cn-complaints-2020", "cn-insurance-law"] {
        if let Ok(regime) = engine.regime(id) {
            about.regimes.push((regime.id().clone(), regime.def().title.clone()));
        }
    }
    about.bundle = engine.bundle_hash().to_owned();
    if let Ok(calendar) = engine.calendar("cn") {
        about.calendars = vec![(calendar.def().title.clone(), calendar.def().version.clone())];
    }
    about
}

/// Sixty or so rows of a bank and insurer that does not exist.
pub fn rows(engine: &Engine, count: u64) -> Result<Vec<Made>, Box<dyn std::error::Error>> {
    let handlers = ["李敏", "王芳", "陈建国", "赵蕾", ""];
    let branches = ["上海分公司", "杭州中心支公司", "北京分公司", "成都分公司"];
    let products = ["重大疾病保险", "车险", "信用卡", "年金保险", "意外险", "个人贷款"];
    let kinds = [Some("投诉"), Some("投诉"), Some("投诉"), Some("举报"), Some("信访"), None, Some("咨询")];
    let mut out = Vec::new();
    for n in 1..=count {
        let back = i64::try_from(n * 7 % 23)?;
        let received = as_of().add_days(-back)?;
        let complaints = engine.regime("cn-complaints-2020")?;
        let mut inquiry = if n % 19 == 0 { complaints.inquiry() } else { complaints.received(received) };
        let mut claims = engine.regime("cn-insurance-law")?.inquiry();
        if n % 7 != 4 {
            inquiry = inquiry.fact("matter.kind", "complaint")?;
            claims = claims.fact("matter.kind", "complaint")?;
        }
        let later = |days: i64| received.add_days(days);
        if n % 4 == 0 {
            inquiry = inquiry.event("first_contact", &Entry::on(later(1)?))?;
        }
        if n % 3 == 0 {
            inquiry = inquiry.event("decision_notified", &Entry::on(later(i64::try_from(n % 20)?)?))?;
        }
        if n % 5 == 0 {
            let deadline = later(9)?.to_string();
            let entry = Entry::on(later(1)?).set("number", format!("转{n:04}")).set("deadline", deadline);
            inquiry = inquiry.event("referral_received", &entry)?;
        }
        if n % 11 == 0 {
            let entry = Entry::on(later(4)?).set("ground", "complex").set("reason", "须向医院调取病历");
            inquiry = inquiry.event("extended", &entry)?;
        }
        if n % 13 == 0 {
            inquiry = inquiry.event("extended", &Entry::on(later(4)?).set("ground", "complex"))?;
        }
        if n % 17 == 0 {
            let entry = Entry::on(later(3)?)
                .set("body", "市司法鉴定中心")
                .set("document", "委托书〔2026〕12号")
                .set("notified_on", later(3)?.to_string());
            inquiry = inquiry.event("appraisal_started", &entry)?;
            if n % 2 == 0 {
                inquiry = inquiry.event("appraisal_ended", &Entry::on(later(8)?))?;
            }
        }
        let mut duties = inquiry.due(as_of())?;
        if n % 6 < 2 {
            if n % 12 != 0 {
                claims = claims.event("claim_received", &Entry::on(later(-20)?))?;
            }
            duties.extend(claims.due(as_of())?);
        }
        let mut fields = BTreeMap::new();
        let pick = |list: &[&str]| {
            list.get(usize::try_from(n).unwrap_or(0) % list.len()).copied().unwrap_or("").to_owned()
        };
        fields.insert("handler".to_owned(), pick(&handlers));
        fields.insert("branch".to_owned(), pick(&branches));
        fields.insert("product".to_owned(), pick(&products));
        fields.insert("channel".to_owned(), pick(&["12378热线", "柜面", "监管转办"]));
        fields.insert("narrative".to_owned(), "SECRET-NARRATIVE".to_owned());
        let trouble = |reason, column, shape| Trouble { column: Some(column), reason, shape };
        let troubles = match n % 9 {
            0 => vec![trouble("日期读不出", "收到时间", Some("99.99.99"))],
            1 => vec![trouble("单元格空白", "经办人", None)],
            _ => Vec::new(),
        };
        let id = (n % 29 != 0).then(|| format!("TS2026{:05}", n * 37 % 1000));
        let kind = kinds.get(usize::try_from(n)? % kinds.len()).copied().flatten();
        out.push(Made { number: n, id, fields, kind, duties, troubles });
    }
    Ok(out)
}
