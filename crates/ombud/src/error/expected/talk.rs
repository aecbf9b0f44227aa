//! What a talk expects of what is given for it.

/// English and Chinese, as in the list beside it.
pub(super) const TALK: &[(&str, &str)] = &[
    ("at most {} entries", "至多{}项"),
    ("an id that no other fact has", "没有其他事实使用的标识"),
    ("the id of a fact", "某一事实的标识"),
    ("1 to 5", "1至5"),
    ("0 to 1", "0至1"),
    ("0 to 5", "0至5"),
    ("1 to {} characters", "1至{}个字符"),
    ("at most {} characters", "至多{}个字符"),
    ("words that ask for no withdrawal, silence or deletion", "不要求撤诉、保密或者删帖的文字"),
    ("a fact of kind finding, of what is admitted", "承认的事项须写明种类为finding的事实"),
    ("what will be checked, of what is unknown", "不清楚的事项须写明核对什么"),
    ("nothing shown and nothing to check, of what is contested", "有争议的事项不写查实依据和核对内容"),
    ("the disputed amount beside it", "同时写明争议金额"),
    ("an amount from {} to {}", "{}至{}之间的金额"),
    ("somebody who approves", "审批人"),
    ("what happened", "发生了什么"),
    ("each point once", "每个要点只列一次"),
    ("evidence for a score above zero", "得分大于零的依据"),
];
