//! Every word of the report that is not the rules' own, in both languages, in one table.

use ombud::{
    clock::{Actor, Confidence, Count, Status, Unit},
    model::{Date, Lang, Weekday},
};

use super::{Kind, Urgency};

/// The same words in Chinese and English, with `{}` for values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    zh: &'static str,
    en: &'static str,
}

impl Word {
    pub(crate) fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }

    /// The words with each `{}` replaced in turn.
    pub(crate) fn fill(self, lang: Lang, values: &[&dyn std::fmt::Display]) -> String {
        let mut out = String::new();
        let mut values = values.iter();
        for (i, piece) in self.get(lang).split("{}").enumerate() {
            if i > 0
                && let Some(value) = values.next()
            {
                out.push_str(&value.to_string());
            }
            out.push_str(piece);
        }
        out
    }
}

macro_rules! words {
    ($($name:ident = $zh:literal, $en:literal;)*) => {
        $(pub(crate) const $name: Word = Word { zh: $zh, en: $en };)*
        #[cfg(test)]
        const ALL: &[Word] = &[$($name,)*];
    };
}

words! {
    TITLE = "投诉时限台账", "Complaint deadlines";
    ANSWER_OVERDUE = "超期 {} 件", "{} overdue";
    ANSWER_PAST = "已过应办日、尚未超期 {} 件", "{} past the work-to date, not yet overdue";
    ANSWER_TODAY = "今日到期 {} 件", "{} due today";
    ANSWER_WEEK = "未来7日到期 {} 件", "{} due in the next 7 days";
    ANSWER = "截至{}：{}。", "As of {}: {}.";
    ANSWER_SEP = "，", ", ";
    SUBLINE = "文件中共 {} 件，其中 {} 件有未办结的时限（共 {} 项）。", "{} cases in the file; {} of them have something left to do ({} duties in all).";
    SUBLINE_IDLE = "{} 件没有未办结的时限：{}。", "Nothing left to do in {}: {}.";
    IDLE_DONE = "已办结或已终止 {} 件", "{} done or ended";
    IDLE_NOT_STARTED = "尚无时限起算 {} 件", "in {} no clock has started";
    IDLE_NOT_IN_FORCE = "当日尚无或已无施行中的规定 {} 件（请核对年份）", "for {} no rule was in force on the day (check the year)";
    IDLE_NONE = "没有适用的时限 {} 件", "to {} no clock applies";
    SUBLINE_UNDATED = "{} 件因缺少记录算不出日期，须先补录。", "For {} no date can be worked out until something missing is recorded.";
    SUBLINE_PASSED_OVER = "{} 件另有一套规定在所载日期尚无或已无施行（请核对年份）。", "For {} another set of rules was not in force on the day given (check the year).";
    SUBLINE_REJECTED = "{} 行无法按表头拆分，未计入。", "{} records could not be split into the columns and are not counted.";
    SUBLINE_TROUBLES = "{} 件有读不出或可疑的单元格。", "{} cases have cells that could not be read or that cannot be right.";
    SUBLINE_SHEETS = "未读取的工作表（没有所需的表头）：{}。", "Sheets that were not read (no header that fits): {}.";
    UNREAD_SHEET = "未读取的工作表（没有所需的表头）", "Sheet not read (no header that fits)";
    ONE_EACH = "一件可有多项时限；每件只按其中最急的一项计一次。", "A case may have several deadlines; it is counted once, by its most urgent one.";
    MADE_FROM = "依据文件", "Read from";
    LAYOUT = "文件格式", "Layout";
    RULES_USED = "适用规定", "Rules";
    CONTENTS = "目录", "Contents";
    SKIP = "跳到台账", "Skip to the ledger";
    DRAFT = "本表由程序依所给文件计算，供办理人员核对使用；对外使用前须经人复核。", "Worked out by a program from the file given, for the people who handle the cases; a person must check it before it leaves the house.";

    MISSING = "缺什么，补什么", "What to record";
    MISSING_NONE = "没有待补录的事项。", "Nothing is waiting for a record.";
    MISSING_NOTE = "{} 件有待补录的事项，每件每项只列一次；加粗的，补录前算不出期限，也不知道是否已经超期。", "In {} cases something is to be recorded; each thing is listed once. Without those in bold no date can be worked out, and nobody knows whether it has passed.";
    MISSING_MORE = "其余 {} 件", "{} more cases";
    MISSING_REST = "另有 {} 件未列，见 ledger.xlsx 的「缺什么、要登记什么」一栏。", "{} more cases are not listed here; see the column on what is missing in ledger.xlsx.";
    COL_RECORD = "要登记什么", "What to record";
    COL_SETTLES = "关系到哪个时限", "Which clock it settles";
    COL_BY = "何时之前", "By when it matters";
    BY_NOW = "尽快：补录前没有日期", "now: there is no date without it";
    BEFORE_HOUR = "{}前", "before {}";
    SURE = "规定核对情况：{}", "How sure the rule is: {}";

    LEDGER = "今日到期与超期台账", "Due today and overdue";
    LEDGER_NOTE = "按应办日先后排列，列出最急的 {} 项，共 {} 项；全部见 ledger.xlsx。", "In order of the date to work to: the {} most urgent of {}. All of them are in ledger.xlsx.";
    LEDGER_ALL = "按应办日先后排列，共 {} 项。", "In order of the date to work to: {} in all.";
    LEDGER_EMPTY = "没有未办结的时限。", "Nothing is left to do.";
    GROUP_ITEMS = "{} 项", "{} items";
    GROUP_SHOWN = "共 {} 项，此处列 {} 项", "{} items, {} shown here";
    FILTER_HANDLER = "经办人", "Handler";
    FILTER_BRANCH = "机构", "Branch";
    FILTER_TEXT = "编号、产品等", "Number, product …";
    FILTER_ALL = "全部", "All";
    FILTER_COUNT = "显示 {} 项", "{} shown";

    COL_URGENCY = "缓急", "Urgency";
    COL_ID = "投诉编号", "Case";
    COL_ROW = "记录序号", "Record";
    COL_HANDLER = "经办人", "Handler";
    COL_BRANCH = "机构", "Branch";
    COL_WHO = "经办人 / 机构", "Handler / branch";
    COL_PRODUCT = "产品", "Product";
    COL_PRODUCT_KIND = "产品 / 类别", "Product / kind";
    COL_KIND = "类别", "Kind";
    COL_CHANNEL = "来源渠道", "Channel";
    COL_CLOCK = "哪个时限", "Which clock";
    COL_REGIME = "适用规定", "Rules";
    COL_ACT = "须办事项", "What is owed";
    COL_ACTOR = "谁的义务", "Whose duty";
    COL_STAGE = "办理环节", "Stage";
    COL_NEXT = "下一步", "Next act";
    COL_ROLES = "由谁办", "Who must act";
    COL_STEP = "下一步 / 由谁办 / 环节", "Next act / who / stage";
    ANYBODY = "不限", "anybody";
    COL_WORK_TO = "应办日", "Work to";
    COL_LEGAL = "法定期限", "Legal date";
    COL_AGREED = "约定期限", "Agreed date";
    COL_LEFT = "剩余天数", "Days left";
    COL_STATUS = "状态", "Status";
    COL_MISSING = "缺什么、要登记什么", "What is missing or to be recorded";
    COL_CITE = "依据", "Where it stands";
    COL_CONFIDENCE = "规定核对情况", "How sure the rule is";
    IF_CONFIRMED = "如经核对属实：{}", "If confirmed: {}";
    COL_COUNT = "件数", "Cases";
    COL_DUTIES = "项数", "Duties";
    COL_OPEN_DUTIES = "未办结项数", "Open duties";
    COL_TOTAL = "合计", "Total";
    COL_REASON = "原因", "Reason";
    COL_COLUMN = "列", "Column";
    COL_SHAPE = "日期写法", "Date shape";
    COL_TIMES = "次数", "Times";
    COL_NEAREST = "最近的一件（如经核对属实）", "Nearest case, if confirmed";
    COL_SOURCE = "文本出处", "Where the text was read";
    COL_IDLE = "无未办事项", "Nothing left to do";
    COL_OPEN = "有未办事项", "Open";
    COL_TROUBLES = "读不出的单元格", "Cells not read";
    COL_VALUE = "项目", "Value";

    ROW_NUMBER = "第 {} 条", "Record {}";
    ROW_SMALL = "第{}条", "rec. {}";
    PART = "分项 {}", "part {}";
    NOT_GIVEN = "未填", "not given";
    NOTHING = "无", "nothing";
    DASH = "—", "—";

    DAYS_PAST = "已过 {} 天", "{} d past";
    DAYS_TODAY = "今天", "today";
    DAYS_LEFT = "还有 {} 天", "{} d left";
    NO_NUMBER = "规定未写天数", "no number of days in the rule";
    STANDS_STILL = "停止计时中", "standing still";
    NOT_BEFORE = "不早于 {}", "not before {}";
    NO_DATE = "暂算不出", "cannot be worked out yet";
    AGREED = "约定 {}", "agreed {}";
    PROVISIONAL = "暂定（日历中没有该年的放假安排）", "provisional (that year is not in the calendar)";

    MISSING_COULD = "补录后日期可能变化：{}", "Could change the date: {}";
    PROMPT_SHORT = "可改期至{}：最迟{}登记", "Can become {} if recorded by {}";
    PROMPT_SHORT_OPEN = "如有变更，最迟{}登记", "A change must be recorded by {}";
    TO_CONFIRM = "待核对", "to be confirmed";

    WHY_DATE = "为什么是 {}", "Why {}";
    WHY_NONE = "为什么没有日期", "Why there is no date";
    WHY_MORE = "说明", "More";
    START_EVENT = "起算：{}，{}", "Start: {}, {}";
    START_CLOCK = "起算：「{}」的期限，{}", "Start: the deadline of “{}”, {}";
    START_PLAIN = "起算：{}", "Start: {}";
    COUNT_LINE = "计 {}：{}之后起，至{}", "Count {}: from the day after {} to {}";
    COUNT_LINE_HOURS = "计 {}", "Count {}";
    RUN_START = "{}起算当日，不计入", "{}: the day it starts, not counted";
    RUN_COUNTED = "{}，第 {} 天：{}，计入", "{}, day {}: {}, counted";
    RUN_SKIPPED = "{}：{}，不计入", "{}: {}, not counted";
    RUN_RANGE = "{}至{}", "{} to {}";
    SPAN_LINE = "{}至{}，累计 {}", "{} to {}, {} so far";
    DAY_CALENDAR = "自然日", "calendar day";
    DAY_BUSINESS = "工作日", "working day";
    DAY_MAKE_UP = "调休上班（{}）", "make-up working day ({})";
    DAY_WEEKEND = "周末", "weekend";
    DAY_OTHER = "其他", "other";
    DAY_PAUSED = "暂停计时（{}）", "clock stopped ({})";
    DAY_SUSPENDED = "统一停止计时（{}）", "suspended for all ({})";
    GRID_LABEL = "计日图：数字为日期，右上小字为第几天", "Days counted: the date, with its number in the count";
    GRID_WORK = "班", "W";
    LATE_FROM = "自{}起为超期", "Late from {}";
    CLOSING = "（下班时间为假定）", "(the closing hour is assumed)";
    SOURCE_LINE = "文本出处：{}", "Text read in: {}";
    CALENDAR_LINE = "日历版本 {} · 时区 {} {}", "Calendar version {} · zone {} {}";

    STATEMENTS = "时限说明（最急的 {} 项）", "Why these dates (the {} most urgent)";
    STATEMENTS_NOTE = "其余各项的说明请在屏幕上点开查看。", "Open the others on a screen.";
    OTHERS = "投诉人和其他各方的期限", "Periods of complainants and others";
    OTHERS_NOTE = "这些不是本机构的办理期限，供提示和告知用；列最近的 {} 项。", "Not duties of the firm: shown so that people can be told in time. The nearest {}.";

    SPLIT = "收件分流单", "What came in, by kind";
    SPLIT_NOTE = "只按文件写明的类别统计，不作推断；逐件清单见 ledger.xlsx 同名工作表。", "Only as the file states it; nothing is guessed. Case by case in the sheet of the same name in ledger.xlsx.";
    SPLIT_KIND = "文件写明为咨询、举报、信访的，不因此停止或改变任何时限；由投诉改列其他类别，须经第二人确认。", "That the file calls a case an enquiry, a report or a petition stops and moves no clock: taking a complaint out of that class needs a second person.";

    COUNTS = "计数", "Counts";
    CHART_DAYS = "未来14天逐日到期项数（按应办日）", "Duties by date to work to, the next 14 days";
    CHART_DAYS_PAST = "已过", "past";
    CHART_ALT = "{}：{} 项", "{}: {}";
    COUNT_CLOCKS = "各时限的状态（项）", "Clocks by status (duties)";
    COUNT_WAITING = "尚无一件开始的时限（{} 个）", "Clocks that have not started in any case ({})";
    COUNT_REGIMES = "按适用规定", "By set of rules";
    BY_HANDLER = "按经办人（件）", "By handler (cases)";
    BY_BRANCH = "按机构（件）", "By branch (cases)";
    BY_PRODUCT = "按产品（件）", "By product (cases)";
    BY_MORE = "其余 {} 项见 ledger.xlsx。", "{} more in ledger.xlsx.";
    BY_OVERFLOW = "不同取值超过 {} 个，不列。", "More than {} different values: not listed.";

    UNCONFIRMED = "待核对的规定", "Rules to be confirmed";
    UNCONFIRMED_NOTE = "以下规定尚无人对照正式文本核对，只列出，不作为确定的日期；核对前请勿据此对外答复。", "Nobody has checked these rules against the official text. They are listed, never as a firm date; do not rely on them outside before they are confirmed.";
    UNCONFIRMED_NONE = "没有未办结的事项依据待核对的规定。", "Nothing that is open rests on an unconfirmed rule.";

    PROBLEMS = "读取中的问题", "What could not be read";
    PROBLEMS_NOTE = "读不出或空白的单元格不影响该行保留；逐格清单见 problems.csv。", "A blank or unreadable cell never drops its row. Cell by cell in problems.csv.";
    PROBLEMS_NONE = "没有问题。", "No problems.";

    HOW = "怎么看", "How to read this";
    HOW_1 = "应办日是办理时应当盯住的日子，从严计算，不会晚于法定期限；法定期限是规定的最后一天，到当日结束。", "Work to the date in the first column of dates: it is counted strictly and is never later than the legal date. The legal date is the last day allowed, until that day ends.";
    HOW_2 = "红色为已过或今日，黄色为7日以内，绿色为7日以后；颜色旁都有文字。", "Red: past or today. Amber: within 7 days. Green: later. The words say the same as the colours.";
    HOW_3 = "点开「为什么是这一天」可看逐日计算、依据和暂停、延期的手续。", "Open “Why …” to see the count day by day, where it stands, and the papers of every pause and extension.";
    HOW_4 = "「缺什么」一栏写明算出日期还缺的记录；手续不全的延期、暂停不生效。", "The column on what is missing names the records that the date still needs. An extension or pause without its papers changes nothing.";
    HOW_5 = "灰色斜体并标「待核对」的规定没有人对照正式文本核对过，不作为确定日期。", "Grey italics marked “to be confirmed”: nobody has checked the rule against the official text, so it gives no firm date.";
    HOW_6 = "一件投诉可同时有自己收到的期限、监管转办的期限和理赔的期限，各列一行。", "A case may have a clock from its own receipt, one from a regulator's referral and one from the claim: each has its own line.";

    HOW_7 = "「第 1 条」是表头下的第一条记录，表头不计；工作簿有多张工作表的，每张各自起数。", "Record 1 is the first one below the header, which is not counted. In a workbook of several sheets each counts its own.";
    HOW_8 = "环节依文件所载事项推定：文件没有记的步骤不补记。「下一步」是为办成该项须先办的一步，未逐条核对办理条件；由谁办，指可以办的岗位。", "The stage follows from what the file says has happened; steps it does not tell of are not made up. The next act is the first on the way to what is owed, before its conditions are looked at; who must act names the roles that may.";

    SMALL = "版本与编号", "Versions and numbers";
    SMALL_BUNDLE = "规则集", "Rules";
    SMALL_PROGRAM = "程序版本", "Program";
    SMALL_CALENDARS = "日历版本", "Calendars";
    SMALL_ZONES = "时区库版本", "Time-zone database";
    SMALL_IDS = "各时限的条目编号", "Numbers of the rules";

    SHEET_LEDGER = "今日到期与超期台账", "Due and overdue";
    SHEET_LEDGER_REST = "全部未办结", "All open";
    SHEET_SPLIT = "收件分流单", "Intake by kind";
    SHEET_COUNTS = "计数", "Counts";
    SHEET_PROBLEMS = "读取问题", "Problems";

    CONF_TEXT = "已对照正式文本", "read in the official text";
    CONF_SECONDARY = "二手资料一致", "agreeing secondary sources";
    KIND_COMPLAINT = "投诉", "complaint";
    KIND_REPORT = "举报", "report of a violation";
    KIND_PETITION = "信访", "petition";
    KIND_INQUIRY = "咨询", "enquiry";
    KIND_UNSTATED = "未说明", "not stated";
    KIND_OTHERS = "其他写法", "other wordings";
    ACTOR_FIRM = "本机构", "the firm";
    ACTOR_CONSUMER = "投诉人", "the complainant";
    ACTOR_REGULATOR = "监管部门", "the regulator";
    ACTOR_OTHER = "其他方", "somebody else";
    U_OVERDUE = "超期", "Overdue";
    U_PAST = "已过应办日", "Past its date";
    U_TODAY = "今日到期", "Due today";
    U_SOON = "3日内", "Within 3 days";
    U_WEEK = "7日内", "Within 7 days";
    U_LATER = "7日以后", "Later";
    U_PROMPTLY = "及时办理", "Promptly";
    U_PAUSED = "暂停计时", "Paused";
    U_UNDATED = "日期未定", "No date yet";
    U_UNCONFIRMED = "待核对", "To be confirmed";
    S_NOT_STARTED = "未开始", "not started";
    S_RUNNING = "计时中", "running";
    S_PAUSED = "暂停", "paused";
    S_MET = "按期办结", "met";
    S_MET_LATE = "逾期办结", "met late";
    S_LATE = "超期未办", "late";
    S_CANCELLED = "已终止", "ended";
    S_UNDETERMINED = "待补录", "record missing";
}

pub(crate) fn urgency(urgency: Urgency) -> Word {
    match urgency {
        Urgency::Overdue => U_OVERDUE,
        Urgency::Past => U_PAST,
        Urgency::Today => U_TODAY,
        Urgency::Soon => U_SOON,
        Urgency::Week => U_WEEK,
        Urgency::Later => U_LATER,
        Urgency::Promptly => U_PROMPTLY,
        Urgency::Paused => U_PAUSED,
        Urgency::Undated => U_UNDATED,
        Urgency::Unconfirmed => U_UNCONFIRMED,
    }
}

pub(crate) fn status(status: Status) -> Word {
    match status {
        Status::NotStarted => S_NOT_STARTED,
        Status::Running => S_RUNNING,
        Status::Paused => S_PAUSED,
        Status::Met => S_MET,
        Status::MetLate => S_MET_LATE,
        Status::Late => S_LATE,
        Status::Cancelled => S_CANCELLED,
        _ => S_UNDETERMINED,
    }
}

pub(crate) fn actor(actor: Actor) -> Word {
    match actor {
        Actor::Firm => ACTOR_FIRM,
        Actor::Consumer => ACTOR_CONSUMER,
        Actor::Regulator => ACTOR_REGULATOR,
        Actor::Other => ACTOR_OTHER,
    }
}

pub(crate) fn confidence(confidence: Confidence) -> Word {
    match confidence {
        Confidence::Text => CONF_TEXT,
        Confidence::Secondary => CONF_SECONDARY,
        Confidence::Unverified => TO_CONFIRM,
    }
}

/// The kind's wording, for the kinds that have one of ours.
pub(crate) fn kind(kind: &Kind) -> Option<Word> {
    Some(match kind {
        Kind::Complaint => KIND_COMPLAINT,
        Kind::Report => KIND_REPORT,
        Kind::Petition => KIND_PETITION,
        Kind::Inquiry => KIND_INQUIRY,
        Kind::Unstated => KIND_UNSTATED,
        Kind::Other(stated) if stated.is_empty() => KIND_OTHERS,
        Kind::Other(_) => return None,
    })
}

pub(crate) fn weekday(weekday: Weekday, lang: Lang) -> &'static str {
    match (weekday, lang) {
        (Weekday::Monday, Lang::Zh) => "周一",
        (Weekday::Tuesday, Lang::Zh) => "周二",
        (Weekday::Wednesday, Lang::Zh) => "周三",
        (Weekday::Thursday, Lang::Zh) => "周四",
        (Weekday::Friday, Lang::Zh) => "周五",
        (Weekday::Saturday, Lang::Zh) => "周六",
        (Weekday::Sunday, Lang::Zh) => "周日",
        (Weekday::Monday, Lang::En) => "Mon",
        (Weekday::Tuesday, Lang::En) => "Tue",
        (Weekday::Wednesday, Lang::En) => "Wed",
        (Weekday::Thursday, Lang::En) => "Thu",
        (Weekday::Friday, Lang::En) => "Fri",
        (Weekday::Saturday, Lang::En) => "Sat",
        (Weekday::Sunday, Lang::En) => "Sun",
    }
}

fn month(date: Date) -> &'static str {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let index = usize::try_from(date.month()).unwrap_or(1).saturating_sub(1);
    MONTHS.get(index).copied().unwrap_or_default()
}

/// `2026年3月10日` · `10 March 2026`.
pub(crate) fn long_date(date: Date, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        Lang::En => format!("{} {} {}", date.day(), month(date), date.year()),
    }
}

/// `2026年3月10日（周二）` · `Tue 10 March 2026`.
pub(crate) fn full_date(date: Date, lang: Lang) -> String {
    let day = weekday(date.weekday(), lang);
    match lang {
        Lang::Zh => format!("{}（{day}）", long_date(date, lang)),
        Lang::En => format!("{day} {}", long_date(date, lang)),
    }
}

/// `3月10日` · `10 Mar`; the year too where it is not that of `near`.
pub(crate) fn short_date(date: Date, near: Date, lang: Lang) -> String {
    let same = date.year() == near.year();
    match (lang, same) {
        (Lang::Zh, true) => format!("{}月{}日", date.month(), date.day()),
        (Lang::Zh, false) => long_date(date, lang),
        (Lang::En, true) => format!("{} {}", date.day(), month(date).get(..3).unwrap_or_default()),
        (Lang::En, false) => {
            format!("{} {} {}", date.day(), month(date).get(..3).unwrap_or_default(), date.year())
        }
    }
}

/// `15 个自然日` · `15 calendar days`.
pub(crate) fn count(count: Count, lang: Lang) -> String {
    let (zh, en) = match count.unit {
        Unit::Hour => ("小时", "hour"),
        Unit::BusinessHour => ("个工作小时", "working hour"),
        Unit::CalendarDay => ("个自然日", "calendar day"),
        Unit::BusinessDay => ("个工作日", "working day"),
        Unit::Week => ("周", "week"),
        Unit::Month => ("个月", "month"),
        Unit::Year => ("年", "year"),
        _ => ("", ""),
    };
    let plural = if count.n == 1 { "" } else { "s" };
    match lang {
        Lang::Zh => format!("{} {zh}", count.n),
        Lang::En => format!("{} {en}{plural}", count.n),
    }
}

/// `3 小时 30 分` · `3 h 30 min`.
pub(crate) fn seconds(seconds: i64, lang: Lang) -> String {
    let (hours, minutes) = (seconds.div_euclid(3600), seconds.rem_euclid(3600).div_euclid(60));
    match (lang, minutes) {
        (Lang::Zh, 0) => format!("{hours} 小时"),
        (Lang::Zh, _) => format!("{hours} 小时 {minutes} 分"),
        (Lang::En, 0) => format!("{hours} h"),
        (Lang::En, _) => format!("{hours} h {minutes} min"),
    }
}

/// Joins clauses as the language does.
pub(crate) fn join(parts: &[String], lang: Lang) -> String {
    parts.join(match lang {
        Lang::Zh => "；",
        Lang::En => "; ",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_places() {
        for word in ALL {
            assert!(!word.zh.is_empty() && !word.en.is_empty(), "{word:?}");
            assert_eq!(word.zh.matches("{}").count(), word.en.matches("{}").count(), "{word:?}");
        }
    }

    #[test]
    fn dates_read_naturally() -> Result<(), ombud::Error> {
        let date: Date = "2026-03-10".parse()?;
        let next: Date = "2027-01-02".parse()?;
        assert_eq!(full_date(date, Lang::Zh), "2026年3月10日（周二）");
        assert_eq!(full_date(date, Lang::En), "Tue 10 March 2026");
        assert_eq!(short_date(next, date, Lang::Zh), "2027年1月2日");
        assert_eq!(short_date(date, date, Lang::En), "10 Mar");
        Ok(())
    }

    #[test]
    fn values_are_filled_in_turn() {
        assert_eq!(ANSWER.fill(Lang::En, &[&"a", &"b"]), "As of a: b.");
        assert_eq!(WHY_DATE.fill(Lang::Zh, &[&"{}"]), "为什么是 {}");
    }
}
