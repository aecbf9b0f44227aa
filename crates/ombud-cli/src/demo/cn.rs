//! The ledger of an invented Chinese bank and an invented insurer, for the packed profile `cn-ledger`.
//!
//! Nobody in it exists. Every row is one planted situation; what must come out of it is worked out
//! here, from the plan, in calendar days.

use super::{
    day::Day,
    random::Random,
    table::{Cell, Row, settle},
};

/// The clock that every complaint has.
const MAIN: &str = "CN-CM-018a";

/// The columns of the workbook.
pub(super) const COLUMNS: &[&str] = &[
    "投诉编号",
    "收到时间",
    "来源渠道",
    "类别",
    "公司",
    "机构",
    "部门",
    "经办人",
    "产品/险种",
    "产品细类",
    "投诉事由",
    "投诉原因",
    "投诉内容",
    "诉求",
    "地区",
    "投诉人",
    "首次联系时间",
    "首次联系方式",
    "收到转办时间",
    "转办编号",
    "转办机关",
    "转办期限",
    "首次联系期限",
    "回复转办日期",
    "延期登记日期",
    "延期情形",
    "延期理由",
    "延期批准人",
    "延期告知日期",
    "二次延期登记日期",
    "二次延期情形",
    "二次延期理由",
    "二次延期批准人",
    "二次延期告知日期",
    "鉴定开始",
    "鉴定事项",
    "鉴定机构",
    "鉴定文书",
    "鉴定告知日期",
    "鉴定结束",
    "鉴定结论文书",
    "调解开始",
    "双方申请调解",
    "调解机构",
    "调解文书",
    "调解结束",
    "调解结果",
    "重复投诉日期",
    "重复投诉有新事实",
    "重复投诉有新理由",
    "约定期限日期",
    "约定截止日",
    "约定文书",
    "约定时已说明法定期限",
    "撤回日期",
    "撤回方式",
    "撤回材料",
    "撤回人",
    "回访确认日期",
    "回访记录",
    "回访人",
    "告知决定日期",
    "处理结果",
    "决定文书",
    "决定机构层级",
    "收到决定日期",
    "理赔申请日期",
    "理赔情形复杂",
    "赔案号",
    "核定日期",
    "属于保险责任",
    "拒赔通知日期",
];

/// Situations, and how often each is drawn once every one has occurred.
const SITUATIONS: &[(&str, i64)] = &[
    ("answered_in_time", 30),
    ("answered_on_the_last_day", 6),
    ("answered_late", 8),
    ("open", 30),
    ("due_today", 3),
    ("overdue", 8),
    ("extended", 8),
    ("extended_and_answered", 6),
    ("extended_without_reason", 4),
    ("extended_too_late", 3),
    ("specially_extended_without_the_first", 3),
    ("specially_extended_after_the_first", 4),
    ("extended_without_a_ground", 3),
    ("appraisal_closed", 5),
    ("appraisal_open", 3),
    ("appraisal_without_papers", 3),
    ("mediation_closed", 5),
    ("mediation_open", 3),
    ("mediation_without_both_applying", 3),
    ("withdrawn_confirmed", 5),
    ("withdrawn_unconfirmed", 3),
    ("repeat_as_its_own_row", 5),
    ("repeat_merged", 3),
    ("repeat_with_new_facts", 3),
    ("regulator_referral", 16),
    ("regulator_referral_answered", 8),
    ("period_agreed", 3),
    ("period_agreed_without_telling", 3),
    ("claim", 10),
    ("claim_declined", 6),
    ("make_up_working_day", 3),
    ("spring_festival", 4),
    ("received_blank", 3),
    ("received_unreadable", 4),
];

const BANK: &str = "示例银行股份有限公司";
const INSURER: &str = "示例保险股份有限公司";
const BANK_BRANCHES: &[&str] = &["东城支行", "西湖支行", "滨江支行", "高新支行", "信用卡中心"];
const INSURER_BRANCHES: &[&str] = &["一分公司", "二分公司", "三分公司", "电话销售中心"];

/// The four families of card complaints: issue, what causes it, and words of the complaint.
const CARD: &[(&str, &str, &str, &str)] = &[
    ("征信", "业务规则", "称还款后剩余几元尾款被记逾期,要求更正征信记录", "更正征信记录"),
    ("征信", "业务规则", "称从未激活的卡因年费产生逾期记录", "撤销逾期记录并退年费"),
    ("息费", "收费", "对全额计息有异议,称账单未写明计息方式", "退还多收利息"),
    ("息费", "收费", "称不知情开通了增值服务并按月扣费", "退还服务费"),
    ("分期", "营销宣传", "称来电推销分期时未说明实际年化费率", "取消分期并退手续费"),
    ("分期", "信息披露不充分", "提前结清分期仍被收取全部手续费", "退还剩余手续费"),
    ("催收", "催收方式和手段", "称外包催收人员一天多次致电家人", "停止联系第三方"),
    ("催收", "催收", "希望协商个性化还款方案,称多次未得到答复", "协商还款方案"),
];

const BANKING: &[(&str, &str, &str, &str, &str)] = &[
    ("个人贷款", "提前还款", "业务规则", "对提前还款违约金有异议", "减免违约金"),
    ("理财产品", "收益", "收益", "称实际收益低于宣传的业绩比较基准", "说明情况并补偿"),
    ("储蓄存款", "账户管控", "业务规则与流程", "账户被限制非柜面交易,称未收到通知", "解除限制"),
    ("储蓄存款", "服务", "服务态度", "称柜面等候时间过长且解释不清", "道歉"),
];

const INSURANCE: &[(&str, &str, &str, &str, &str)] = &[
    ("年金保险", "退保", "销售误导", "称购买时被告知是存款,要求全额退保", "全额退保"),
    ("医疗保险", "续保", "信息披露不充分", "称续保时保费上涨未提前告知", "按原价续保"),
    ("意外伤害保险", "扣费", "强制搭售", "称贷款时被搭售保险", "退还保费"),
    ("机动车辆保险", "定损", "业务规则", "对定损金额有异议", "重新定损"),
];

const CLAIMS: &[(&str, &str, &str, &str)] = &[
    ("重大疾病保险", "理赔时效", "称提交理赔材料后迟迟没有结果", "尽快赔付"),
    ("医疗保险", "拒赔", "对以未如实告知为由拒赔有异议", "撤销拒赔决定"),
    ("机动车辆保险", "拒赔", "对以改变使用性质为由拒赔有异议", "按合同赔付"),
    ("意外伤害保险", "理赔金额", "对伤残等级和赔付比例有异议", "重新核定"),
];

const CHANNELS: &[&str] = &["柜面", "客服热线", "APP", "来信", "微信公众号", "来访", "邮件"];

/// Makes the rows, in order of receipt.
pub(super) fn rows(random: &mut Random, count: usize, as_of: Day) -> Vec<Row> {
    let mut plan: Vec<&str> = Vec::with_capacity(count);
    let total: i64 = SITUATIONS.iter().map(|(_, weight)| weight).sum();
    for index in 0..count {
        plan.push(match SITUATIONS.get(index) {
            Some((situation, _)) => situation,
            None => {
                let mut left = random.range(1, total);
                SITUATIONS
                    .iter()
                    .find(|(_, weight)| {
                        left -= weight;
                        left <= 0
                    })
                    .map_or("open", |(situation, _)| situation)
            }
        });
    }
    random.shuffle(&mut plan);
    let mut rows: Vec<Row> = Vec::with_capacity(count);
    let mut people = 0;
    for situation in plan {
        people += 1;
        rows.push(Maker { random, as_of }.row(situation, people));
    }
    // A sort that keeps the order of equal days: the numbers below depend on it.
    rows.sort_by_key(|row| row.order);
    for (index, row) in rows.iter_mut().enumerate() {
        row.set("投诉编号", format!("TS2026{:05}", index + 1));
    }
    rows
}

struct Maker<'a> {
    random: &'a mut Random,
    as_of: Day,
}

impl Maker<'_> {
    /// The day so many days before the day of the report.
    fn ago(&mut self, from: i64, to: i64) -> Day {
        let days = self.random.range(from, to);
        self.as_of.plus(-days)
    }

    /// A date in one of the shapes that people type, or as the workbook's own date.
    fn date(&mut self, day: Day) -> Cell {
        let (y, m, d) = day.parts();
        Cell::Text(match self.random.range(0, 9) {
            0 => format!("{y}-{m}-{d}"),
            1 => format!("{y}/{m}/{d}"),
            2 => format!("{y}.{m}.{d}"),
            3 => format!("{y}年{m}月{d}日"),
            4 => format!("{y:04}{m:02}{d:02}"),
            5 => return Cell::Date(day),
            6 => {
                let (hour, minute) = (self.random.range(8, 17), self.random.range(0, 59));
                format!("{y:04}-{m:02}-{d:02} {hour:02}:{minute:02}")
            }
            7 => {
                let (hour, minute) = (self.random.range(10, 17), self.random.range(0, 59));
                format!("{y}/{m}/{d} {hour:02}:{minute:02}")
            }
            _ => day.to_string(),
        })
    }

    fn stamp(&mut self, row: &mut Row, column: &'static str, day: Day) {
        let cell = self.date(day);
        row.set(column, cell);
    }

    fn row(&mut self, situation: &'static str, person: usize) -> Row {
        let mut row = self.situation(situation);
        self.describe(&mut row, person);
        row
    }

    /// A row received on a day.
    fn received(&mut self, category: &'static str, day: Day) -> Row {
        let mut row = Row::new(category, day);
        self.stamp(&mut row, "收到时间", day);
        row
    }

    fn decided(&mut self, row: &mut Row, day: Day) {
        self.stamp(row, "告知决定日期", day);
        row.set("处理结果", self.random.pick(&["支持", "部分支持", "不予支持", "协商一致"]));
        let number = self.random.range(100, 999);
        row.set("决定文书", format!("答复〔2026〕{number}号"));
    }

    /// The main clock of a row with this last day.
    fn main(&self, row: &mut Row, due: Day, done: Option<Day>) {
        row.expect(MAIN, settle(due, done, self.as_of), Some(due));
    }

    #[expect(clippy::too_many_lines, reason = "one arm a situation, each a few lines")]
    fn situation(&mut self, situation: &'static str) -> Row {
        let today = self.as_of;
        match situation {
            "answered_in_time" => {
                let day = self.ago(16, 70);
                let done = day.plus(self.random.range(2, 14));
                let mut row = self.received(situation, day);
                self.decided(&mut row, done);
                self.main(&mut row, day.plus(15), Some(done));
                row
            }
            "answered_on_the_last_day" => {
                let day = self.ago(16, 60);
                let mut row = self.received(situation, day);
                self.decided(&mut row, day.plus(15));
                self.main(&mut row, day.plus(15), Some(day.plus(15)));
                row
            }
            "answered_late" => {
                let day = self.ago(31, 70);
                let done = day.plus(self.random.range(16, 30));
                let mut row = self.received(situation, day);
                self.decided(&mut row, done);
                self.main(&mut row, day.plus(15), Some(done));
                row
            }
            "due_today" => {
                let mut row = self.received(situation, today.plus(-15));
                self.main(&mut row, today, None);
                row
            }
            "overdue" => {
                let day = self.ago(16, 40);
                let mut row = self.received(situation, day);
                self.main(&mut row, day.plus(15), None);
                row
            }
            "extended" | "extended_and_answered" => {
                let answered = situation == "extended_and_answered";
                let day = if answered { self.ago(32, 60) } else { self.ago(15, 28) };
                let mut row = self.received(situation, day);
                let on = day.plus(self.random.range(8, 15));
                self.extension(&mut row, on, "情况复杂", Some("涉及两家机构,需调取录音"));
                let done = answered.then(|| day.plus(self.random.range(20, 31)));
                if let Some(done) = done {
                    self.decided(&mut row, done);
                }
                self.main(&mut row, day.plus(30), done);
                row
            }
            "extended_without_reason" => {
                let day = self.ago(17, 28);
                let mut row = self.received(situation, day);
                let on = day.plus(self.random.range(8, 15));
                // The article asks for no reason.
                self.extension(&mut row, on, "情况复杂", None);
                self.main(&mut row, day.plus(30), None);
                row
            }
            "extended_too_late" => {
                let day = self.ago(22, 28);
                let mut row = self.received(situation, day);
                self.extension(&mut row, day.plus(17), "情况复杂", Some("补充核实"));
                self.main(&mut row, day.plus(15), None);
                row
            }
            "specially_extended_without_the_first" => {
                let day = self.ago(17, 40);
                let mut row = self.received(situation, day);
                let on = day.plus(12);
                self.extension(&mut row, on, "情况特别复杂", Some("需境外核实"));
                row.set("延期批准人", "总公司高管01");
                self.stamp(&mut row, "延期告知日期", on);
                self.main(&mut row, day.plus(15), None);
                row
            }
            "specially_extended_after_the_first" => {
                let day = self.ago(31, 70);
                let mut row = self.received(situation, day);
                let on = day.plus(self.random.range(8, 15));
                self.extension(&mut row, on, "情况复杂", Some("涉及两家机构,需调取录音"));
                let again = day.plus(self.random.range(20, 30));
                self.stamp(&mut row, "二次延期登记日期", again);
                row.set("二次延期情形", "情况特别复杂").set("二次延期理由", "需境外核实");
                row.set("二次延期批准人", "总公司高管01");
                self.stamp(&mut row, "二次延期告知日期", again);
                self.main(&mut row, day.plus(60), None);
                row
            }
            "extended_without_a_ground" => {
                let day = self.ago(17, 28);
                let mut row = self.received(situation, day);
                let on = day.plus(10);
                self.extension(&mut row, on, "", Some("材料较多"));
                self.main(&mut row, day.plus(15), None);
                row
            }
            "appraisal_closed" => {
                let day = self.ago(30, 50);
                let (from, length) = (day.plus(self.random.range(3, 8)), self.random.range(5, 14));
                let mut row = self.received(situation, day);
                self.appraisal(&mut row, from, true);
                self.stamp(&mut row, "鉴定结束", from.plus(length));
                row.set("鉴定结论文书", "鉴定意见书01");
                let done = self.random.chance(1, 2).then(|| from.plus(length + 4));
                if let Some(done) = done {
                    self.decided(&mut row, done);
                }
                self.main(&mut row, day.plus(15 + length), done);
                row
            }
            "appraisal_open" => {
                let day = self.ago(12, 40);
                let from = day.plus(self.random.range(3, 10));
                let mut row = self.received(situation, day);
                self.appraisal(&mut row, from, true);
                row.expect(MAIN, "paused", None);
                row
            }
            "appraisal_without_papers" => {
                let day = self.ago(17, 40);
                let from = day.plus(self.random.range(3, 10));
                let mut row = self.received(situation, day);
                self.appraisal(&mut row, from, false);
                self.main(&mut row, day.plus(15), None);
                row
            }
            "mediation_closed" => {
                let day = self.ago(32, 50);
                let (from, length) = (day.plus(self.random.range(4, 10)), self.random.range(6, 15));
                let mut row = self.received(situation, day);
                self.mediation(&mut row, from, "是");
                self.stamp(&mut row, "调解结束", from.plus(length));
                let agreed = self.random.chance(1, 2);
                row.set("调解结果", if agreed { "达成协议" } else { "调解不成" });
                let done = agreed.then(|| from.plus(length + 2));
                if let Some(done) = done {
                    self.decided(&mut row, done);
                }
                self.main(&mut row, day.plus(15 + length), done);
                row
            }
            "mediation_open" => {
                let day = self.ago(12, 40);
                let from = day.plus(self.random.range(4, 10));
                let mut row = self.received(situation, day);
                self.mediation(&mut row, from, "是");
                row.expect(MAIN, "paused", None);
                row
            }
            "mediation_without_both_applying" => {
                let day = self.ago(17, 40);
                let from = day.plus(self.random.range(4, 10));
                let mut row = self.received(situation, day);
                self.mediation(&mut row, from, "否");
                self.main(&mut row, day.plus(15), None);
                row
            }
            "withdrawn_confirmed" | "withdrawn_unconfirmed" => {
                let confirmed = situation == "withdrawn_confirmed";
                let day = self.ago(14, 45);
                let on = day.plus(self.random.range(3, 10));
                let mut row = self.received(situation, day);
                self.stamp(&mut row, "撤回日期", on);
                row.set("撤回方式", "书面").set("撤回材料", "撤回申请01").set("撤回人", "投诉人本人");
                if confirmed {
                    self.stamp(&mut row, "回访确认日期", on.plus(2));
                    row.set("回访记录", "回访录音01").set("回访人", "回访专员01");
                    row.expect(MAIN, "cancelled", Some(day.plus(15)));
                } else {
                    self.main(&mut row, day.plus(15), None);
                }
                row
            }
            "repeat_as_its_own_row" => {
                // The same matter entered again: a row of its own, with a period of its own.
                let day = self.ago(2, 30);
                let mut row = self.received(situation, day);
                row.set("投诉内容", "客户称此前已就同一事项投诉,再次来电要求答复");
                self.main(&mut row, day.plus(15), None);
                row
            }
            "repeat_merged" => {
                let day = self.ago(16, 25);
                let mut row = self.received(situation, day);
                self.stamp(&mut row, "重复投诉日期", day.plus(6));
                row.set("重复投诉有新事实", "否").set("重复投诉有新理由", "否");
                self.main(&mut row, day.plus(15), None);
                row
            }
            "repeat_with_new_facts" => {
                let day = self.ago(14, 24);
                let again = day.plus(self.random.range(5, 12));
                let mut row = self.received(situation, day);
                self.stamp(&mut row, "重复投诉日期", again);
                row.set("重复投诉有新事实", "是").set("重复投诉有新理由", "是");
                self.main(&mut row, again.plus(15), None);
                row
            }
            "regulator_referral" | "regulator_referral_answered" => {
                let answered = situation == "regulator_referral_answered";
                let day = if answered { self.ago(14, 50) } else { self.ago(4, 25) };
                let passed = day.plus(self.random.range(0, 3));
                let deadline = passed.plus(self.random.range(7, 12));
                let mut row = self.received(situation, day);
                row.set("来源渠道", self.random.pick(&["12378转办", "监管转办", "信访转办"]));
                self.stamp(&mut row, "收到转办时间", passed);
                let number = self.random.range(1000, 9999);
                row.set("转办编号", format!("ZB2026{number}")).set("转办机关", "示例金融监管分局");
                self.stamp(&mut row, "转办期限", deadline);
                self.stamp(&mut row, "首次联系期限", passed.plus(2));
                let done = answered.then(|| passed.plus(self.random.range(3, 10)));
                if let Some(done) = done {
                    self.decided(&mut row, done);
                    self.stamp(&mut row, "回复转办日期", done);
                }
                self.main(&mut row, day.plus(15), done);
                row.expect("CN-CM-REG-2", settle(passed.plus(15), done, today), Some(passed.plus(15)));
                row.expect("CN-CM-REG-2.deadline", settle(deadline, done, today), Some(deadline));
                row
            }
            "period_agreed" | "period_agreed_without_telling" => {
                let told = situation == "period_agreed";
                let day = self.ago(16, 30);
                let until = day.plus(self.random.range(20, 40));
                let mut row = self.received(situation, day);
                self.stamp(&mut row, "约定期限日期", day.plus(6));
                self.stamp(&mut row, "约定截止日", until);
                row.set("约定文书", "期限约定书01");
                row.set("约定时已说明法定期限", if told { "是" } else { "否" });
                // The legal date stays beside the agreed one, which decides what is late.
                let last = if told { until } else { day.plus(15) };
                row.expect(MAIN, settle(last, None, today), Some(day.plus(15)));
                row
            }
            "claim" | "claim_declined" => {
                let declined = situation == "claim_declined";
                let day = self.ago(3, 30);
                let claimed = day.plus(-self.random.range(10, 25));
                let mut row = self.received(situation, day);
                self.stamp(&mut row, "理赔申请日期", claimed);
                let number = self.random.range(10_000, 99_999);
                row.set("赔案号", format!("PA{number}"));
                let complex = self.random.chance(1, 2);
                if complex {
                    row.set("理赔情形复杂", "是");
                }
                let assessed = declined.then(|| day.plus(-self.random.range(1, 9)));
                if let Some(assessed) = assessed {
                    self.stamp(&mut row, "核定日期", assessed);
                    row.set("属于保险责任", "否");
                    let sent = assessed.plus(self.random.range(0, 5));
                    if sent <= today {
                        self.stamp(&mut row, "拒赔通知日期", sent);
                    }
                    let sent = (sent <= today).then_some(sent);
                    row.expect("CN-INS-24", settle(assessed.plus(3), sent, today), Some(assessed.plus(3)));
                }
                self.main(&mut row, day.plus(15), None);
                // Thirty days are for complex claims; for the others they are the outer limit.
                let assess = if complex { "CN-INS-23a" } else { "CN-INS-23a.latest" };
                row.expect(assess, settle(claimed.plus(30), assessed, today), Some(claimed.plus(30)));
                row
            }
            "make_up_working_day" => {
                // Weekend days of early 2026 on which China worked; received on one, or due on one.
                let days = [Day::ymd(2026, 1, 4), Day::ymd(2026, 2, 28), Day::ymd(2026, 2, 14)];
                self.fixed(situation, &days, false)
            }
            "spring_festival" => {
                // Received in, or running out in, the holiday of 15 to 23 February 2026.
                let days = [Day::ymd(2026, 2, 17), Day::ymd(2026, 2, 20), Day::ymd(2026, 2, 3)];
                self.fixed(situation, &days, true)
            }
            "received_blank" => {
                let order = self.ago(5, 40);
                let mut row = Row::new(situation, order);
                row.expect(MAIN, "undetermined", None);
                row
            }
            "received_unreadable" => {
                let order = self.ago(5, 40);
                let mut row = Row::new(situation, order);
                row.set(
                    "收到时间",
                    self.random.pick(&["2026年2月30日", "上周三", "2026-13-05", "3.5", "待补录"]),
                );
                row.expect(MAIN, "undetermined", None);
                row
            }
            _ => {
                let day = self.ago(0, 14);
                let mut row = self.received("open", day);
                self.main(&mut row, day.plus(15), None);
                row
            }
        }
    }

    /// A row received on one of these days, or on any day where they still lie ahead.
    fn fixed(&mut self, situation: &'static str, days: &[Day], answer: bool) -> Row {
        let past: Vec<&Day> = days.iter().filter(|day| day.plus(14) <= self.as_of).collect();
        let day = if past.is_empty() { self.ago(20, 40) } else { *self.random.pick(&past) };
        let mut row = self.received(situation, day);
        let done = (answer && self.random.chance(1, 2)).then(|| day.plus(14));
        if let Some(done) = done {
            self.decided(&mut row, done);
        }
        self.main(&mut row, day.plus(15), done);
        row
    }

    fn extension(&mut self, row: &mut Row, on: Day, ground: &'static str, reason: Option<&'static str>) {
        self.stamp(row, "延期登记日期", on);
        if !ground.is_empty() {
            row.set("延期情形", ground);
        }
        if let Some(reason) = reason {
            row.set("延期理由", reason);
        }
    }

    fn appraisal(&mut self, row: &mut Row, from: Day, papers: bool) {
        self.stamp(row, "鉴定开始", from);
        row.set("鉴定事项", "鉴定");
        if papers {
            row.set("鉴定机构", "示例司法鉴定中心").set("鉴定文书", "委托书01");
            self.stamp(row, "鉴定告知日期", from);
        }
    }

    fn mediation(&mut self, row: &mut Row, from: Day, consented: &'static str) {
        self.stamp(row, "调解开始", from);
        row.set("双方申请调解", consented)
            .set("调解机构", "示例金融纠纷调解中心")
            .set("调解文书", "调解申请01");
    }

    /// Fills in what the situation leaves open: who, where, about what.
    fn describe(&mut self, row: &mut Row, person: usize) {
        let claim = row.get("理赔申请日期").is_some();
        if claim || self.random.chance(2, 5) {
            row.set("公司", INSURER);
            let branch = self.random.pick(INSURER_BRANCHES);
            row.set("机构", branch);
            let (product, issue, cause, words, demand) = if claim {
                let (product, issue, words, demand) = self.one(CLAIMS);
                (product, issue, "业务规则与流程", words, demand)
            } else {
                self.one(INSURANCE)
            };
            self.about(row, product, "", issue, cause, words, demand);
        } else {
            row.set("公司", BANK);
            let card = self.random.chance(3, 5);
            let branch = if card { "信用卡中心" } else { self.random.pick(BANK_BRANCHES) };
            row.set("机构", branch);
            if card {
                let (family, cause, words, demand) = self.one(CARD);
                self.about(row, "信用卡", family, family, cause, words, demand);
            } else {
                let (product, issue, cause, words, demand) = self.one(BANKING);
                self.about(row, product, "", issue, cause, words, demand);
            }
        }
        if row.get("来源渠道").is_none() && !self.random.chance(1, 30) {
            row.set("来源渠道", self.random.pick(CHANNELS));
        }
        match self.random.range(1, 20) {
            1 | 2 => {}
            3 => {
                row.set("类别", "未说明");
            }
            4 => {
                row.set("类别", "信访件");
            }
            5 => {
                row.set("类别", "举报");
            }
            6 => {
                row.set("类别", "咨询");
            }
            _ => {
                row.set("类别", "投诉");
            }
        }
        if !self.random.chance(1, 25) {
            let handler = self.random.range(1, 12);
            row.set("经办人", format!("经办{handler:02}"));
        }
        row.set("部门", "消费者权益保护部").set("投诉人", format!("客户{person:04}"));
        row.set("地区", self.random.pick(&["示例省", "示例市", "示例自治区"]));
        let contacted = row.order.plus(self.random.range(0, 4));
        if row.get("收到时间").is_some() && row.category != "received_unreadable" && contacted <= self.as_of
        {
            match self.random.range(1, 20) {
                1 => {
                    row.set("首次联系时间", "已联系");
                }
                2..=14 => {
                    self.stamp(row, "首次联系时间", contacted);
                    row.set("首次联系方式", self.random.pick(&["电话", "短信", "面谈"]));
                }
                _ => {}
            }
        }
        if row.get("告知决定日期").is_some() {
            row.set("决定机构层级", self.random.pick(&["分支机构", "总公司"]));
        }
    }

    fn one<T: Copy>(&mut self, items: &[T]) -> T {
        let items: Vec<&T> = items.iter().collect();
        *self.random.pick(&items)
    }

    #[expect(clippy::too_many_arguments, reason = "one argument a column")]
    fn about(
        &mut self,
        row: &mut Row,
        product: &'static str,
        sub: &'static str,
        issue: &'static str,
        cause: &'static str,
        words: &'static str,
        demand: &'static str,
    ) {
        row.set("产品/险种", product).set("投诉事由", issue).set("投诉原因", cause).set("诉求", demand);
        if !sub.is_empty() {
            row.set("产品细类", sub);
        }
        if row.get("投诉内容").is_none() {
            row.set("投诉内容", words);
        }
    }
}
