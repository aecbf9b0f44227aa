//! What tournaments and estimates expected.

/// English and Chinese, as those of packs and commands.
pub(super) const BARGAINING: &[(&str, &str)] = &[
    ("a number from {} to {}", "从 {} 到 {} 的整数"),
    ("names, each once", "名称，每个只写一次"),
    ("one seed and one case", "一个种子和一个案例"),
    ("one case at least", "至少一个案例"),
    ("one part at least", "至少一个部分"),
    ("no number of cases beside the cases", "已列出案例时不写案例数"),
    ("no other field beside it", "不得同时写其他字段"),
    ("seeds to play, or parts", "要模拟的种子，或者各部分结果"),
    ("at most {} rounds of all sessions together", "全部场次合计不超过{}轮"),
    ("the same in every part", "各部分相同"),
    ("each seed in one part only", "每个种子只出现在一个部分中"),
    ("sums of sessions, of {} cases at most", "由实际场次得出的合计，最多{}个案例"),
    ("{} figures of the other side at least", "至少{}个对方报出的金额"),
    ("at most {} figures", "最多{}个金额"),
    ("a number of 1 or more", "1或者更大的整数"),
    ("two factors from 0 to below 1", "从0到1（不含1）的两个系数"),
    ("a range that holds {} to {}", "包含{}至{}的范围"),
    ("utilities from 0 to 1", "从0到1的效用值"),
];
