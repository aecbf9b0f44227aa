//! What calculations and reviews of refusals expect and find.

pub(super) const REVIEWS: &[(&str, &str)] = &[
    (
        "`governs = \"entitlement\"` on what decides here",
        "此处起决定作用的须写明 `governs = \"entitlement\"`",
    ),
    ("a calculation, since a ground may stand in part", "计算项（有理由可能部分成立）"),
    ("{}, as {} settles it", "{}（{} 本身即已确定）"),
    ("a calculation, since a ground can only reduce", "计算项（有理由只能减少金额）"),
    ("a table that never says that the refusal stands", "从不得出“成立”的决策表"),
    ("a fact that is an amount, a decimal or a whole number", "金额、小数或者整数的事实"),
    (
        "a number above zero of which nine places can say every share",
        "大于零、且各份额可用九位小数精确表示的数",
    ),
    ("a number above zero", "大于零的数"),
    ("a number that is not below zero", "不小于零的数"),
    ("a regime with a review", "有复核规程的制度"),
    ("a rule of the table of checks", "复核项目表中的规则"),
    ("a share of one, and less than one", "不小于零、小于一的份额"),
    ("a table with the output `ground`", "有输出项 `ground` 的决策表"),
    ("an amount of money", "金额"),
    ("an item of the pack", "规则集中的条目"),
    ("as many amounts in `times` as in `over`", "`times` 与 `over` 中的金额个数相同"),
    ("at least one line", "至少一行计算"),
    (
        "grounds in the order coverage, clause, disclosure, causation",
        "理由依承保、条款、告知、因果的顺序排列",
    ),
    ("the findings that money owed by the weight of evidence rests on", "按证据权衡支付时须依据的认定"),
    ("lines of service redress and goodwill only", "只有服务补偿和通融的计算行"),
    ("lines of what is owed only", "只有应付金额的计算行"),
    ("one of `review`, `regime`", "`review`、`regime` 二者之一"),
    ("the values stands, partly, open, fails", "stands、partly、open、fails 四个取值"),
    ("what is owed first, then service redress, then goodwill", "先应付金额，再服务补偿，后通融"),
];

pub(super) const FOUND_IN_REVIEWS: &[(&str, &str)] = &[
    ("a kind that comes before", "应当在前的类别"),
    ("a line of another kind", "其他类别的计算行"),
    ("one that comes before", "应当在前的一项"),
];
