//! What `ombud-batch` expects of specs and columns.

/// English and Chinese, as in the list beside it.
pub(super) const COLUMNS: &[(&str, &str)] = &[
    ("an object", "对象"),
    ("a value", "一个值"),
    ("as many rows as the batch has", "与该批数据相同的行数"),
    ("offsets that never go back", "不会倒退的偏移量"),
    ("offsets that never go back and lie in the data", "不会倒退且位于数据范围之内的偏移量"),
    ("one that is not released", "尚未释放的结构"),
    ("a count that fits its format", "与其格式相符的数目"),
    ("a cell that lies in its buffers", "位于缓冲区之内的单元格"),
    ("a date or an instant", "日期或者时刻"),
    ("a day, or `zone` in the spec", "日期，或者在任务说明中写明 `zone`"),
    ("`zone` in the spec, for times without a zone", "在任务说明中写明 `zone`，用于不带时区的时刻"),
    ("text, a number, a date, a timestamp or a boolean", "文本、数、日期、时刻或者布尔值"),
    ("a column of the stream", "数据流中的一列"),
    ("one column of this name", "只有一列叫这个名称"),
    ("at most 2 GiB of text in a column of one batch", "一批数据的一列中文本最多2 GiB"),
    ("a name that no other column of the answer has", "结果中其他列没有用过的名称"),
    ("no other field", "没有别的字段"),
    ("due_dates, due, facts or call", "due_dates、due、facts 或者 call"),
    ("either `request` or `source`", "`request` 或者 `source` 其中之一"),
    ("`regimes` and `as_of` inside of `request`", "`regimes` 和 `as_of` 写在 `request` 之内"),
    ("a whole number from 1 to {}", "1至{}的整数"),
];
