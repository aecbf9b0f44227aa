//! What was wrong with a cell or a record.

use std::{fmt, sync::Arc};

use ombud::model::{Label, Lang};
use serde::{Serialize, Serializer};

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $zh:literal, $en:literal;)*) => {
        /// Why a cell or a record is listed among the problems.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Reason { $($(#[$doc])* $variant,)* }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Reason] = &[$(Reason::$variant,)*];

            /// The stable name in files.
            #[must_use]
            pub fn name(self) -> &'static str { match self { $(Reason::$variant => $name,)* } }

            /// What it means, for a reader of `lang`.
            #[must_use]
            pub fn title(self, lang: Lang) -> &'static str {
                match (self, lang) { $((Reason::$variant, Lang::Zh) => $zh, (Reason::$variant, Lang::En) => $en,)* }
            }
        }
    };
}

reasons! {
    /// Nothing in the cell, where something is wanted.
    Blank = "blank", "未填写", "nothing is filled in";
    /// No date shape of the profile fits.
    UnreadableDate = "unreadable_date", "日期写法不在配置所列之中", "the date is written in none of the shapes of the profile";
    /// A shape fits, but there is no such day or time.
    NoSuchDay = "no_such_day", "没有这一天或这一时刻", "there is no such day or time";
    /// A time of day is wanted, and only the day is given.
    TimeMissing = "time_missing", "只有日期,缺少时刻", "only the day is given, the time of day is missing";
    /// Only the day is counted, and the cell has a time of day too.
    TimeNotCounted = "time_not_counted", "只按日计,所填时刻未计入", "only the day is counted; the time of day is not";
    /// The spelling is neither in the column's map nor in the taxonomy.
    UnknownCode = "unknown_code", "取值既不在对照表也不在分类表中", "the value is neither in the map of the column nor in the taxonomy";
    /// The value does not fit what the column fills.
    InvalidValue = "invalid_value", "取值与该列应填内容不符", "the value does not fit what the column fills";
    /// A detail of something that has no date in the row.
    DetailWithoutEvent = "detail_without_event", "填了细节,但没有该事项的日期", "a detail is filled in, but not the day of what it belongs to";
    /// Bytes that the encoding does not have.
    MalformedBytes = "malformed_bytes", "含有不合编码的字节", "bytes that the encoding does not have";
    /// NUL characters.
    NulCharacter = "nul_character", "含有空字符(NUL)", "NUL characters";
    /// Longer than is read; cut.
    CellTooLong = "cell_too_long", "内容过长,已截断", "longer than is read; cut";
    /// A list or an object where one value is wanted.
    NestedValue = "nested_value", "应为单个值,实为列表或对象", "a list or an object where one value is wanted";
    /// Two values where one is wanted.
    TwoValues = "two_values", "同一列给出两个不同的值", "two values for one column";
    /// The workbook shows an error in the cell.
    ErrorValue = "error_value", "单元格显示错误值", "the workbook shows an error in the cell";
    /// A quotation mark that is never closed.
    UnclosedQuotation = "unclosed_quotation", "引号没有收尾", "a quotation mark is never closed";
    /// The place of the column cuts a character of several bytes in two.
    CharacterHalved = "character_halved", "列的起止位置把一个字符切成了两半", "the place of the column cuts a character in two";
    /// The record ends before the place of the column does.
    RecordEnds = "record_ends", "记录在该列结束之前已经结束", "the record ends before the column does";
    /// Something stands behind the last column.
    BehindColumns = "behind_columns", "最后一列之后还有内容", "something stands behind the last column";
    /// A line end inside a record of one length.
    LineEndInside = "line_end_inside", "定长记录中有换行,请核对记录长度", "a line end within a record of one length; check the length";
    /// The trailer does not count as many records as were read.
    TrailerCount = "trailer_count", "尾记录所载笔数与读到的不符", "the trailer counts other records than were read";
    /// The trailer is not there.
    TrailerMissing = "trailer_missing", "没有尾记录,文件可能不完整", "the trailer is missing; the file may not be whole";
    /// A day from which time runs, after the day of the report or long before it.
    DateImplausible = "date_implausible", "日期晚于截至日,或早于截至日20年以上", "the day is after the day of the report, or more than 20 years before it";
    /// The clocks cannot be counted from what the row says.
    NotCounted = "not_counted", "按该行所载无法计算时限", "the clocks cannot be counted from what the row says";
    /// A claim was declined, and what the row says of it cannot be reviewed.
    NotReviewed = "not_reviewed", "按该行所载无法复核拒付", "the refusal of the claim cannot be reviewed from what the row says";
    /// Rejected: not as many fields as the header.
    WrongFieldCount = "wrong_field_count", "字段数与表头不符", "not as many fields as the header has";
    /// Rejected: the line is not one JSON object.
    NotAnObject = "not_an_object", "该行不是一个JSON对象", "the line is not one JSON object";
    /// Rejected: two rows of a workbook bear one number.
    TwoRows = "two_rows", "工作簿中两行的行号相同,无法分开", "two rows of the workbook bear one number and cannot be told apart";
    /// Rejected: the record is longer than is read.
    RecordTooLong = "record_too_long", "记录过长", "the record is longer than is read";
}

impl Reason {
    /// Both wordings.
    #[must_use]
    pub fn label(self) -> Label {
        Label::new(self.title(Lang::Zh), self.title(Lang::En))
    }

    /// Whether a record with this problem is not kept.
    #[must_use]
    pub fn rejects(self) -> bool {
        matches!(
            self,
            Reason::WrongFieldCount | Reason::NotAnObject | Reason::TwoRows | Reason::RecordTooLong
        )
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.name())
    }
}

/// One problem of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file, with the sheet where a workbook has several.
    pub file: Arc<str>,
    /// The record in that file or sheet, from 1; the header is not counted. 0 where the file as a
    /// whole is meant.
    pub row: u64,
    /// The column, as the profile names it; empty where the whole record is meant.
    pub column: Arc<str>,
    /// What was there; long values are cut.
    pub value: String,
    /// What is wrong.
    pub reason: Reason,
    /// The shape of what stands in a date column: digits as 9, letters as A and a.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shape: Option<String>,
}
