//! The declined claims of the demonstration: which row has which story, and what is known of it.

use super::{day::Day, table::Row};

/// A made-up file of a declined claim. What was found, and the words of the papers, stand in its document.
#[derive(Debug)]
pub(super) struct Story {
    /// What the ledger says of it: product, issue, words of the complaint, demand.
    pub(super) ledger: (&'static str, &'static str, &'static str, &'static str),
    /// Findings, amounts and papers.
    pub(super) document: &'static str,
    /// Whether its refusal stands only where the notice was sent in time.
    stands: bool,
}

/// The declined claims of the Chinese ledger, in the order in which rows get them.
const CHINESE: &[Story] = &[
    Story {
        ledger: ("医疗保险", "拒赔", "对以未如实告知为由拒赔有异议", "撤销拒赔决定"),
        document: include_str!("declined/two_years.json"),
        stands: false,
    },
    Story {
        ledger: ("机动车商业保险（车损险）", "拒赔", "对以改变使用性质为由拒赔本车损失有异议", "按合同赔付"),
        document: include_str!("declined/used_for_hire.json"),
        stands: true,
    },
    Story {
        ledger: ("意外伤害保险", "理赔金额", "对伤残等级有异议,双方鉴定意见不一", "按八级伤残赔付"),
        document: include_str!("declined/grade_open.json"),
        stands: false,
    },
    Story {
        ledger: ("意外伤害保险", "理赔金额", "对伤残等级和赔付比例有异议", "重新核定"),
        document: include_str!("declined/lower_grade.json"),
        stands: false,
    },
    Story {
        ledger: ("重大疾病保险", "拒赔", "对以等待期内确诊为由拒赔有异议,称投保时没有说明", "按合同赔付"),
        document: include_str!("declined/not_explained.json"),
        stands: false,
    },
];

/// The one of the UK register.
const BRITISH: Story = Story {
    ledger: ("Home insurance", "Claim declined", "Escape of water claim declined for gradual damage.", ""),
    document: include_str!("declined/gradual_damage.json"),
    stands: false,
};

/// A row with its file.
#[derive(Debug)]
pub(super) struct Declined {
    /// The complaint's number.
    pub(super) number: String,
    pub(super) story: &'static Story,
    /// Whether the notice of refusal was sent in time, where the register says.
    pub(super) in_time: Option<bool>,
    /// The day of the assessment, where the register says.
    pub(super) assessed: Option<Day>,
}

/// Gives the declined claims of the Chinese ledger their stories, one after another. One whose notice was
/// not sent yet has none: there is nothing to look at again.
pub(super) fn chinese(rows: &mut [Row]) -> Vec<Declined> {
    let mut out = Vec::new();
    let mut stories = CHINESE.iter().cycle();
    for row in rows.iter_mut().filter(|row| row.category == "claim_declined") {
        let Some((due, status)) = notice(row) else { continue };
        let in_time = status == "met";
        let Some(story) = stories.by_ref().find(|story| in_time || !story.stands) else { continue };
        let (product, issue, words, demand) = story.ledger;
        row.set("产品/险种", product).set("投诉事由", issue).set("投诉内容", words).set("诉求", demand);
        out.push(Declined {
            number: row.get("投诉编号").map(super::Cell::text).unwrap_or_default(),
            story,
            in_time: Some(in_time),
            // The notice is due three days after it.
            assessed: Some(due.plus(-3)),
        });
    }
    out
}

/// When the notice was due and how it stands, where it was sent.
fn notice(row: &Row) -> Option<(Day, &'static str)> {
    let clock = row.truth.iter().find(|expected| expected.clock == "CN-INS-24")?;
    let sent = matches!(clock.status, "met" | "met_late");
    clock.due.filter(|_| sent).map(|due| (due, clock.status))
}

/// The first declined claim of the UK register that is still open.
pub(super) fn british(rows: &[Row]) -> Vec<Declined> {
    let (product, issue, words, _) = BRITISH.ledger;
    let is = |row: &Row, column: &str, text: &str| row.get(column).is_some_and(|cell| cell.text() == text);
    let open = |row: &&Row| {
        is(row, "product", product)
            && is(row, "issue", issue)
            && is(row, "narrative", words)
            && row.get("received").is_some()
            && row.get("final_response_sent").is_none()
            && row.get("resolution_accepted").is_none()
    };
    let declined = |row: &Row| Declined {
        number: row.get("reference").map(super::Cell::text).unwrap_or_default(),
        story: &BRITISH,
        in_time: None,
        assessed: None,
    };
    rows.iter().find(open).map(declined).into_iter().collect()
}
