//! The one catalogue of errors: a number that never changes, a name, wording in
//! both languages, and a detail that says where, what was expected and what was found.

mod expected;

use std::fmt;

use serde::Serialize;

use crate::model::{Label, Lang};

/// A result whose error is [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

macro_rules! catalogue {
    ($($(#[$doc:meta])* $variant:ident = $number:literal, $name:literal, $zh:literal, $en:literal;)*) => {
        /// What went wrong, as a number and a name that stay the same in every language and version.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum ErrorCode { $($(#[$doc])* $variant = $number,)* }

        impl ErrorCode {
            /// Every code, in order of number.
            pub const ALL: &'static [ErrorCode] = &[$(ErrorCode::$variant,)*];

            /// The stable number.
            #[must_use]
            pub fn number(self) -> u32 { self as u32 }

            /// The stable `snake_case` name.
            #[must_use]
            pub fn name(self) -> &'static str { match self { $(ErrorCode::$variant => $name,)* } }

            /// What it means, for a reader of `lang`.
            #[must_use]
            pub fn title(self, lang: Lang) -> &'static str {
                match (self, lang) { $((ErrorCode::$variant, Lang::Zh) => $zh, (ErrorCode::$variant, Lang::En) => $en,)* }
            }
        }
    };
}

catalogue! {
    /// The bytes are not valid UTF-8.
    InvalidUtf8 = 1001, "invalid_utf8", "不是有效的UTF-8编码", "the bytes are not valid UTF-8";
    /// The bytes are not a JSON document.
    InvalidJson = 1002, "invalid_json", "不是有效的JSON文档", "the bytes are not a valid JSON document";
    /// An object has the same key twice.
    DuplicateKey = 1003, "duplicate_key", "同一对象中键重复", "an object has the same key twice";
    /// Nested deeper than the limit.
    TooDeep = 1004, "too_deep", "嵌套层数超过上限", "the document is nested too deeply";
    /// Larger than the limit.
    TooLarge = 1005, "too_large", "文档大小超过上限", "the document is too large";
    /// A JSON number with a fraction or an exponent.
    FractionalNumber = 1006, "fractional_number", "数字不得带小数或指数,小数请写成字符串", "a number has a fraction or an exponent; write decimals as strings";
    /// A field is missing, unknown or of the wrong type.
    InvalidField = 1007, "invalid_field", "字段缺失、未知或类型不符", "a field is missing, unknown or of the wrong type";
    /// The document's `format_version` is not one this version reads.
    UnsupportedFormat = 1008, "unsupported_format", "文档格式版本不受支持", "the document's format version is not supported";
    /// The bytes are not a TOML document.
    InvalidToml = 1009, "invalid_toml", "不是有效的TOML文档", "the text is not a valid TOML document";
    /// A null where a value or nothing was expected.
    NullValue = 1010, "null_value", "不得使用null,缺省字段请省略", "null is not used; leave an absent field out";

    /// Not a date.
    InvalidDate = 1101, "invalid_date", "不是有效日期", "not a valid date";
    /// Not an instant with an offset.
    InvalidInstant = 1102, "invalid_instant", "不是带时区偏移的有效时刻", "not a valid instant with an offset";
    /// Not an amount of money.
    InvalidMoney = 1103, "invalid_money", "不是有效金额", "not a valid amount of money";
    /// Not a decimal number.
    InvalidDecimal = 1104, "invalid_decimal", "不是有效小数", "not a valid decimal number";
    /// Not an identifier.
    InvalidId = 1105, "invalid_id", "不是有效标识", "not a valid identifier";
    /// The value has the wrong type for what it stands for.
    InvalidValue = 1106, "invalid_value", "取值与定义的类型不符", "the value does not fit its definition";
    /// A number, a date or an amount outside the range of its type, read or computed.
    OutOfRange = 1107, "out_of_range", "数值超出范围", "a value is out of range";
    /// Amounts of different currencies cannot be compared or added.
    CurrencyMismatch = 1108, "currency_mismatch", "币种不同,不能比较或相加", "amounts in different currencies cannot be compared or added";
    /// The zone is not in the pinned database.
    UnknownZone = 1109, "unknown_zone", "时区不在固定的时区库中", "the zone is not in the pinned time-zone database";
    /// The document names something by an id that it does not hold.
    DanglingReference = 1110, "dangling_reference", "引用的对象在本文档中不存在", "the document does not hold what this refers to";
    /// Two things of one kind in a document have the same id.
    DuplicateId = 1111, "duplicate_id", "同类对象的标识重复", "two things of one kind have the same id";
    /// Something stands before what it must follow: a moment, an event.
    OutOfOrder = 1112, "out_of_order", "先后顺序矛盾", "something stands before what it must follow";

    /// No such fact in the catalogue.
    UnknownFact = 1201, "unknown_fact", "目录中没有该事实", "no such fact in the catalogue";
    /// No such event type, in the catalogue or in a workflow.
    UnknownEvent = 1202, "unknown_event", "没有该事件类型", "no such event type";
    /// No such regime in the loaded packs.
    UnknownRegime = 1203, "unknown_regime", "已加载的规则集中没有该制度", "no such regime in the loaded packs";
    /// No such clock in the regime.
    UnknownClock = 1204, "unknown_clock", "该制度中没有该时限", "no such clock in the regime";
    /// No such calendar in the loaded packs.
    UnknownCalendar = 1205, "unknown_calendar", "已加载的规则集中没有该日历", "no such calendar in the loaded packs";
    /// No such item in the loaded packs.
    UnknownItem = 1206, "unknown_item", "已加载的规则集中没有该条目", "no such item in the loaded packs";
    /// No such operation.
    UnknownOperation = 1207, "unknown_operation", "没有该操作", "no such operation";
    /// No such source profile.
    UnknownSource = 1208, "unknown_source", "没有该来源配置", "no such source profile";
    /// The calendar does not cover the year.
    CalendarUnpublished = 1209, "calendar_unpublished", "该年度节假日安排尚未公布", "the calendar for that year is not published";

    /// A condition cannot be read.
    InvalidCondition = 1301, "invalid_condition", "条件无法解析或类型不符", "the condition cannot be read or does not type-check";

    /// A pack has findings and was refused.
    PackRefused = 1401, "pack_refused", "规则集存在问题,已拒绝加载", "the pack has findings and was refused";
    /// The bundle's bytes do not match the hash that names it.
    HashMismatch = 1402, "hash_mismatch", "规则集内容与其哈希值不一致", "the bundle does not match its hash";
    /// Two packs give the same item and neither says that it replaces the other.
    ItemConflict = 1403, "item_conflict", "两个规则集含有同一条目", "two packs give the same item";

    /// A table has no answer for some facts.
    RuleGap = 1411, "rule_gap", "存在没有任何规则覆盖的情形", "a case that no rule covers";
    /// Rules hold together that must not.
    RuleOverlap = 1412, "rule_overlap", "多条规则在同一情形下相互冲突", "rules that contradict each other in one case";
    /// A rule can never count.
    RuleNeverFires = 1413, "rule_never_fires", "该规则永远不会生效", "a rule that never counts";
    /// A table gives a value that another, which reads it, does not know.
    UnknownOutput = 1414, "unknown_output", "后续规则表不识别该输出值", "a value that a later table does not know";
    /// No score lies in the band.
    UnreachableBand = 1415, "unreachable_band", "没有任何得分落入该档", "a band that no score reaches";
    /// The checker could not prove it within its budget or its language.
    NotProved = 1416, "not_proved", "检查器未能证明", "the checker could not prove it";

    /// A file cannot be read or written.
    FileAccess = 1501, "file_access", "文件无法读取或写入", "a file cannot be read or written";
    /// The file's header does not fit the source profile.
    HeaderMismatch = 1502, "header_mismatch", "表头与来源配置不符", "the file's header does not fit the source profile";
    /// The file cannot be decoded or is not of the stated format.
    UnreadableFile = 1503, "unreadable_file", "文件无法按所述格式或编码读取", "the file cannot be read in the stated format or encoding";

    /// A workflow has a fault.
    InvalidWorkflow = 1601, "invalid_workflow", "流程定义有误", "the workflow has a fault";
    /// The text is not an XML document.
    InvalidXml = 1602, "invalid_xml", "不是有效的XML文档", "the text is not a valid XML document";
    /// SCXML that is not taken over.
    UnsupportedScxml = 1603, "unsupported_scxml", "不支持该SCXML构造", "this construct of SCXML is not supported";

    /// An offer lies below what is owed.
    BelowEntitlement = 1701, "below_entitlement", "低于应付金额", "an offer lies below what is owed";
    /// An offer lies above what may be approved.
    AboveAuthority = 1702, "above_authority", "超出审批权限", "an offer lies above what may be approved";
    /// An offer is not above the one before it.
    FallingOffer = 1703, "falling_offer", "后一次报价没有高于前一次", "an offer is not above the one before it";
    /// A raise is not smaller than the one before it.
    GrowingRaise = 1704, "growing_raise", "加价幅度没有逐次缩小", "a raise is not smaller than the one before it";
    /// Figures may not move here, or not without what is missing.
    ModeForbidden = 1705, "mode_forbidden", "此处不得逐步报价", "figures may not be haggled over here";
    /// A raise that neither a move of the complainant nor anything heard called for.
    UnansweredRaise = 1706, "unanswered_raise", "投诉人未让步、也未倾听记录，不得连续加价", "a raise that nothing called for";
    /// Neither a like case nor a reason for the figure.
    UnequalTreatment = 1707, "unequal_treatment", "没有同类案件金额，也没有批准理由", "neither a like case nor a reason for the figure";
    /// One person does what two must do.
    SamePerson = 1708, "same_person", "须由两人办理的事项由同一人办理", "one person does what takes two";
    /// A plan is not the one that its terms give.
    PlanChanged = 1709, "plan_changed", "方案与其条件不符", "the plan is not the one that its terms give";
    /// Too few figures of the complainant to estimate anything.
    TooFewFigures = 1710, "too_few_figures", "投诉人报出的金额太少,无法估计", "the complainant has named too few figures for an estimate";
    /// More work than one request may ask for.
    TooMuchWork = 1711, "too_much_work", "一次请求的计算量超过上限,请拆分", "one request may not ask for so much work; split it";
    /// Parts of a tournament that are not of one tournament.
    PartsDoNotFit = 1712, "parts_do_not_fit", "各部分不属于同一次模拟或者不可能出现", "the parts are not of one tournament, or cannot be";
    /// An agreement asks for what no agreement may ask.
    BarredTerm = 1715, "barred_term", "协议含有不得约定的条款", "the agreement asks for what none may ask";
    /// A line of a calculation is divided by zero.
    DivisionByZero = 1720, "division_by_zero", "除数为零", "a line is divided by zero";
    /// There is no review of this regime, or more than one.
    NoSingleReview = 1721, "no_single_review", "该制度没有复核规程,或者不止一个", "there is no review of this regime, or more than one";
    /// A fact describes somebody by a label instead of what happened.
    LabelOnPerson = 1740, "label_on_person", "事实中含有对人的评价，应写发生了什么", "a fact puts a label on a person; say what happened";

    /// A pointer is null, or a size or a number is not one that the function takes.
    InvalidArgument = 1801, "invalid_argument", "参数为空指针或超出函数接受的范围", "an argument is null or not one that the function takes";
    /// Another thread is inside a call on the same handle.
    HandleBusy = 1802, "handle_busy", "该句柄正被另一线程使用", "another thread is using this handle";
    /// An earlier call on the handle ended in an internal fault.
    HandleBroken = 1803, "handle_broken", "该句柄上的先前调用发生内部错误,句柄已不可用", "an earlier call on this handle failed inside; it can only be freed";
    /// The handle was closed.
    HandleClosed = 1804, "handle_closed", "该句柄已关闭", "the handle was closed";
    /// A column of a type, or a stream of a shape, that is not read.
    UnsupportedColumn = 1805, "unsupported_column", "不支持该列的类型或数据流的结构", "a column of a type, or a stream of a shape, that is not read";
    /// A stream that was handed in gave an error of its own.
    StreamFailed = 1806, "stream_failed", "数据流的提供方报告失败", "the producer of the stream reported a failure";

    /// A fault of Ombud's own, reported instead of a panic.
    Internal = 1901, "internal", "内部错误", "an internal fault of Ombud";
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where and what: every part that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Detail {
    /// The file or pack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line in that file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The item (rule, fact, column …).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// The place inside the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What would have been right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
}

/// A bad request or a bad pack.
///
/// ```
/// use ombud::{ErrorCode, model::Date};
/// let error = "2026-02-30".parse::<Date>().unwrap_err();
/// assert_eq!(error.code(), ErrorCode::InvalidDate);
/// assert_eq!(error.detail().found.as_deref(), Some("2026-02-30"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    code: ErrorCode,
    detail: Detail,
    origin: Origin,
}

/// Which of the authored items of one name is meant: only for finding its file and line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The kind of item: the name of its table in an authored file.
    pub(crate) kind: Option<&'static str>,
    /// The regime it belongs to.
    pub(crate) regime: Option<String>,
    /// Which of the items of that name, in the order in which they are written.
    pub(crate) nth: Option<usize>,
}

impl Error {
    /// A new error with nothing known but its code.
    #[must_use]
    pub fn new(code: ErrorCode) -> Self {
        Error(Box::new(Inner { code, detail: Detail::default(), origin: Origin::default() }))
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.0.code
    }

    /// Where and what.
    #[must_use]
    pub fn detail(&self) -> &Detail {
        &self.0.detail
    }

    /// Names the file.
    #[must_use]
    pub fn file(mut self, file: impl Into<String>) -> Self {
        self.0.detail.file = Some(file.into());
        self
    }

    /// Names the line, from 1.
    #[must_use]
    pub fn line(mut self, line: u64) -> Self {
        self.0.detail.line = Some(line);
        self
    }

    /// Names the item.
    #[must_use]
    pub fn item(mut self, item: impl fmt::Display) -> Self {
        self.0.detail.item = Some(item.to_string());
        self
    }

    /// Names the place inside the document.
    #[must_use]
    pub fn path(mut self, path: impl fmt::Display) -> Self {
        self.0.detail.path = Some(path.to_string());
        self
    }

    /// Puts an outer place before the place already known.
    #[must_use]
    pub fn within(mut self, outer: impl fmt::Display) -> Self {
        self.0.detail.path = Some(match self.0.detail.path.take() {
            Some(inner) => format!("{outer}.{inner}"),
            None => outer.to_string(),
        });
        self
    }

    /// Says which kind of authored item it is.
    #[must_use]
    pub(crate) fn kind(mut self, kind: &'static str) -> Self {
        self.0.origin.kind = Some(kind);
        self
    }

    /// Says which of several authored items of one name it is, from 0.
    #[must_use]
    pub(crate) fn nth(mut self, nth: usize) -> Self {
        self.0.origin.nth = Some(nth);
        self
    }

    /// Says to which regime the item belongs.
    #[must_use]
    pub(crate) fn regime(mut self, regime: impl fmt::Display) -> Self {
        self.0.origin.regime = Some(regime.to_string());
        self
    }

    pub(crate) fn origin(&self) -> &Origin {
        &self.0.origin
    }

    /// Forgets what only served to find file and line.
    #[must_use]
    pub(crate) fn settled(mut self) -> Self {
        self.0.origin = Origin::default();
        self
    }

    /// The error that `Display` wrote, with its code, `expected` and `found`. A value that refuses
    /// its own text inside a document can hand its error on as text only.
    #[must_use]
    pub(crate) fn of_display(text: &str) -> Option<Self> {
        let (number, rest) = text.split_once(' ')?;
        let number: u32 = number.parse().ok()?;
        let code = ErrorCode::ALL.iter().copied().find(|code| code.number() == number)?;
        let rest = rest.strip_prefix(code.name())?;
        let (before, found) = match rest.split_once("; found: ") {
            Some((before, found)) => (before, Some(found)),
            None => (rest, None),
        };
        let mut error = Error::new(code);
        if let Some((_, expected)) = before.split_once("; expected: ") {
            error = error.expected(expected);
        }
        Some(match found {
            Some(found) => error.found(found),
            None => error,
        })
    }

    /// Says what would have been right.
    #[must_use]
    pub fn expected(mut self, expected: impl fmt::Display) -> Self {
        self.0.detail.expected = Some(expected.to_string());
        self
    }

    /// Says what was there; long input is cut.
    #[must_use]
    pub fn found(mut self, found: impl fmt::Display) -> Self {
        const LIMIT: usize = 200;
        let text = found.to_string();
        self.0.detail.found = Some(if text.chars().count() > LIMIT {
            text.chars().take(LIMIT).chain(['…']).collect()
        } else {
            text
        });
        self
    }

    /// What would have been right and what was there, for a reader of `lang`; nothing where one of them
    /// is not known.
    pub(crate) fn sides(&self, lang: Lang) -> Option<(String, String)> {
        let (expected, found) = (self.detail().expected.as_deref()?, self.detail().found.as_deref()?);
        Some(match lang {
            Lang::Zh => (
                expected::in_chinese(expected),
                expected::found_in_chinese(found).unwrap_or_else(|| found.to_owned()),
            ),
            Lang::En => (expected.to_owned(), found.to_owned()),
        })
    }

    /// The message for a reader of `lang`: what, where, expected, found.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let detail = self.detail();
        let mut out = String::new();
        if let Some(file) = &detail.file {
            out.push_str(file);
            if let Some(line) = detail.line {
                out.push_str(&format!(":{line}"));
            }
            out.push_str(": ");
        }
        out.push_str(self.code().title(lang));
        let (item, path, expected, found) = match lang {
            Lang::Zh => ("条目", "位置", "应为", "实为"),
            Lang::En => ("item", "at", "expected", "found"),
        };
        let said = |text: &Option<String>, zh: fn(&str) -> String| match lang {
            Lang::Zh => text.as_deref().map(zh),
            Lang::En => text.clone(),
        };
        let wanted = said(&detail.expected, expected::in_chinese);
        // Readers of other formats, the system, and producers of streams say what they found in English,
        // or in words of their own.
        let speaker = match self.code() {
            ErrorCode::InvalidToml
            | ErrorCode::InvalidXml
            | ErrorCode::FileAccess
            | ErrorCode::UnreadableFile => Some("读取程序"),
            ErrorCode::StreamFailed => Some("提供方"),
            _ => None,
        };
        let seen = detail.found.as_deref().map(|found| match (lang, speaker) {
            (Lang::En, _) => found.to_owned(),
            (Lang::Zh, Some(speaker)) if found.contains(' ') => expected::found_in_chinese(found)
                .unwrap_or_else(|| expected::foreign_in_chinese(speaker, found)),
            (Lang::Zh, _) => expected::found_in_chinese(found).unwrap_or_else(|| found.to_owned()),
        });
        let place = said(&detail.path, expected::place_in_chinese);
        let thing = said(&detail.item, expected::item_in_chinese);
        let (stop, colon) = match lang {
            Lang::Zh => ("；", "："),
            Lang::En => ("; ", ": "),
        };
        for (word, value) in [(item, &thing), (path, &place), (expected, &wanted), (found, &seen)] {
            if let Some(value) = value {
                out.push_str(&format!("{stop}{word}{colon}{value}"));
            }
        }
        // Where texts end at a zero byte they would say less: every language shows the sign for one.
        out.replace('\0', "\u{2400}")
    }

    /// The code's title in both languages.
    #[must_use]
    pub fn title(&self) -> Label {
        Label::new(self.code().title(Lang::Zh), self.code().title(Lang::En))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.code().number(), self.code().name(), self.message(Lang::En))
    }
}

impl Serialize for Error {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Out<'a> {
            code: &'static str,
            number: u32,
            message: Label,
            detail: &'a Detail,
        }
        Out {
            code: self.code().name(),
            number: self.code().number(),
            message: Label::new(self.message(Lang::Zh), self.message(Lang::En)),
            detail: self.detail(),
        }
        .serialize(serializer)
    }
}
