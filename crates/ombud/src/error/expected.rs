//! What was expected and what was found, in Chinese.
//!
//! Code says in English what it expected; a reader of Chinese is owed the same. Errors must have
//! their words before any pack is loaded, so these stand here and not among the phrases.

mod bargaining;
mod columns;
mod found;
mod offers;
mod readers;
mod reviews;
mod talk;

use std::cmp::Reverse;

use self::{
    bargaining::BARGAINING,
    columns::COLUMNS,
    found::{FOUND, ITEMS, PLACES},
    offers::OFFERS,
    readers::READERS,
    reviews::{FOUND_IN_REVIEWS, REVIEWS},
    talk::TALK,
};

/// The Chinese for what was expected; the English where it names only codes and numbers.
pub(super) fn in_chinese(expected: &str) -> String {
    let words = || {
        WORDS.iter().chain(READERS).chain(COLUMNS).chain(BARGAINING).chain(OFFERS).chain(REVIEWS).chain(TALK)
    };
    let exact = words().find(|(en, _)| *en == expected);
    if let Some((_, zh)) = exact {
        return (*zh).to_owned();
    }
    // Of patterns that fit, the one that says most: "at most {} rounds" before "at most {}".
    let fitting = words().filter(|(en, _)| en.contains("{}"));
    let filled = fitting.filter_map(|(en, zh)| Some((en.len(), fill(en, zh, expected, in_chinese)?)));
    filled.min_by_key(|(said, _)| Reverse(*said)).map_or_else(|| expected.to_owned(), |(_, zh)| zh)
}

/// The Chinese for what was found, where code says it in words.
pub(super) fn found_in_chinese(found: &str) -> Option<String> {
    said(FOUND, found).or_else(|| said(FOUND_IN_REVIEWS, found))
}

/// The Chinese for a place in a document; names of fields are the same in every language.
pub(super) fn place_in_chinese(place: &str) -> String {
    said(PLACES, place).unwrap_or_else(|| place.to_owned())
}

/// The Chinese for an item of the program itself; other items are names.
pub(super) fn item_in_chinese(item: &str) -> String {
    said(ITEMS, item).unwrap_or_else(|| item.to_owned())
}

fn said(words: &[(&str, &str)], text: &str) -> Option<String> {
    let exact = words.iter().find(|(en, _)| *en == text);
    if let Some((_, zh)) = exact {
        return Some((*zh).to_owned());
    }
    let mut patterns = words.iter().filter(|(en, _)| en.contains("{}"));
    // What fills a place is a text of the document.
    patterns.find_map(|(en, zh)| fill(en, zh, text, str::to_owned))
}

/// The words of another program, as such.
pub(super) fn foreign_in_chinese(speaker: &str, text: &str) -> String {
    format!("{speaker}原话“{text}”")
}

/// The Chinese of a pattern, where the text follows its English. What stands in back quotes is a name.
fn fill(en: &str, zh: &str, text: &str, inside: fn(&str) -> String) -> Option<String> {
    let mut places = en.split("{}");
    let mut before = places.next()?;
    let mut rest = text.strip_prefix(before)?;
    let mut zh = zh.split("{}");
    let mut out = zh.next()?.to_owned();
    let mut places = places.peekable();
    while let Some(after) = places.next() {
        let end = match places.peek() {
            None => rest.len().checked_sub(after.len()).filter(|_| rest.ends_with(after))?,
            Some(_) => rest.find(after)?,
        };
        let filled = rest.get(..end)?;
        if before.ends_with('`') {
            out.push_str(filled)
        } else {
            out.push_str(&inside(filled))
        }
        out.push_str(zh.next()?);
        rest = rest.get(end..)?.strip_prefix(after)?;
        before = after;
    }
    rest.is_empty().then_some(out)
}

/// English and Chinese; `{}` stands for what differs from case to case.
const WORDS: &[(&str, &str)] = &[
    ("--received WHEN, or an --event", "--received WHEN，或者一个 --event"),
    ("--regime ID, as the profile names none", "--regime ID（源文件格式没有写明适用规定）"),
    ("--regime ID, as the life is {}", "--regime ID（个案主线是 {}）"),
    // What the check of workflows expects, with the name of the check.
    ("{} (E{})", "{}（E{}）"),
    ("a reminder before the deadline", "早于期限的提醒"),
    ("a role that may do it", "可以办理的角色"),
    ("a role that somebody has", "有人担任的角色"),
    ("a rule that a timer waits for", "某个定时器所等待的规则"),
    ("a role of an act that sends `{}`", "发出 `{}` 的行为所写明的角色"),
    ("a role that may take `{}` in `{}`", "可以办理 `{}` 的角色（流程 `{}`）"),
    ("an event that an act sends", "有行为发出的事件"),
    ("a name without spaces or control characters", "没有空格和控制字符的名称"),
    ("words without control characters", "没有控制字符的文字"),
    ("a delay of at most {}", "最长{}的时长"),
    ("XML in UTF-8 that is whole, without a DTD", "完整的、UTF-8编码的、不含DTD的XML"),
    ("a condition", "条件"),
    ("a name, a value or a bracket", "名称、值或者括号"),
    ("a name, a value or an operator", "名称、值或者运算符"),
    ("brackets and signs nested at most {} deep", "括号和符号最多嵌套{}层"),
    ("a value of type {}", "类型为{}的值"),
    ("xmlns=\"{}\"", "xmlns=\"{}\""),
    ("a run in which each region comes to its end", "各并行区域都能到达终点的运行"),
    ("a run in which the timer fires", "该定时器能够到点的运行"),
    ("a run that takes the transition", "采取该迁移的运行"),
    ("a step that comes to an end", "能够结束的步骤"),
    ("a transition that answers when the time is up", "到点时有迁移响应"),
    ("a way into the state", "通往该状态的途径"),
    ("a way out for a role that somebody has", "有人担任的角色可以走的出路"),
    ("a way out that somebody or a timer can take", "由人或者定时器可以走的出路"),
    ("a way to an end", "通往终点的途径"),
    ("a workflow that can be proved sound", "可以证明无误的流程"),
    ("a clock that goes on, or is stopped", "恢复计时或者停止的时限"),
    ("a clock that is stopped, or whose time is up", "已停止或者已到期的时限"),
    ("an answer for every case", "每种情形都有响应"),
    (
        "guards that exclude each other, or a last transition without one",
        "互相排斥的条件，或者最后一个迁移不写条件",
    ),
    ("no timer that runs at the end", "到终点时没有仍在计时的定时器"),
    ("one region that writes the field in a step", "一步之中只有一个区域写该字段"),
    (
        "option to complete, proper completion, no dead transitions",
        "总能完成、完成时无遗留、没有永不发生的迁移",
    ),
    ("somebody left to do it in `{}`", "在 `{}` 中还有人可以办理"),
    ("somebody with the role", "有人担任该角色"),
    ("somebody with the role who has done none of it", "有一名担任该角色而没有办理过前项的人员"),
    ("timers that take time", "需要经过时间的定时器"),
    ("at most {} bytes of answers in one call", "一次调用的答复合计最多{}字节"),
    ("at most {} timers at a time", "同时最多{}个定时器"),
    ("0 or more", "0或者更大"),
    ("0 to 3", "0至3"),
    ("1 or more", "1或者更大"),
    ("1 to 1000000", "1至1000000"),
    ("1 to {} bytes without spaces or control characters", "1至{}字节，没有空格和控制字符"),
    ("1 to {} units", "1至{}个单位"),
    ("2026-03-02 or 2026-03-02T09:30:00+08:00", "2026-03-02 或者 2026-03-02T09:30:00+08:00 的写法"),
    ("FACT=VALUE or PART/FACT=VALUE", "FACT=VALUE 或者 PART/FACT=VALUE"),
    (
        "RFC 3339 with an offset, such as 2026-03-02T09:30:00+08:00",
        "带时差的 RFC 3339 时间，例如 2026-03-02T09:30:00+08:00",
    ),
    ("TOML files of a pack", "规则包的 TOML 文件"),
    ("`combine` beside limbs", "`limb` 之外还要有 `combine`"),
    ("`{}` in manifest.replaces, or another id", "在 manifest.replaces 中写明 `{}`，或者换一个编号"),
    ("`{}`, which is read here, in `from` of `{}`", "这里读取的 `{}` 写进 `{}` 的 `from`"),
    ("a [regime] table beside its rules", "规则之外还要有 [regime] 表"),
    ("a bundle", "规则包合集"),
    ("a calendar of the pack", "规则包中的日历"),
    ("a calendar with working hours", "写明工作时间的日历"),
    ("a clock of the file with steps of its own", "同一文件中自有步骤的时限"),
    ("a clock of the regime", "同一规定中的时限"),
    ("a clock of the workflow", "流程中的时限"),
    ("a clock that runs once", "只计一次的时限"),
    ("a code that does not stand above itself", "不以自己为上级的代码"),
    ("a condition, but for the last way", "条件（最后一条除外）"),
    ("a currency code and an amount, such as CNY 500.00", "币种代码和金额，例如 CNY 500.00"),
    ("a date in the years 1 to 9999", "1年至9999年之间的日期"),
    ("a date or instant field of `{}`", "`{}` 的日期或者时刻字段"),
    ("a day after `from`, {}", "晚于 `from`（{}）的日期"),
    ("a day not before {}", "不早于{}的日期"),
    ("a day on which a version is in force", "有版本生效的日期"),
    (
        "a decimal of at most 9 places, in the range of 64-bit integers",
        "最多9位小数、不超出64位整数范围的十进制数",
    ),
    ("a delay such as 2d, 36h, 90m, 45s or 500ms", "时长，例如 2d、36h、90m、45s、500ms"),
    ("a delimiter only for csv", "只有 csv 才写分隔符"),
    ("a directory", "目录"),
    ("a directory where no input would be written over", "不会覆盖输入文件的目录"),
    ("a duration such as 2d, 36h, 90m or 45s", "时长，例如 2d、36h、90m、45s"),
    ("a fact of the catalogue", "目录中的事实"),
    ("a fact of the catalogue, such as {}", "目录中的事实，例如{}"),
    ("an event type of the catalogue, such as {}", "目录中的事件类型，例如{}"),
    ("a fact whose producer is `{}`", "由 `{}` 产生的事实"),
    ("a fact with one producer", "只有一个产生者的事实"),
    ("a field of `{}`", "`{}` 的字段"),
    ("a field of `{}` that names somebody", "`{}` 中写明人员的字段"),
    ("a field of the data", "数据中的字段"),
    (
        "a field of the data, event.…, events.….by, now, actor or a fact of the catalogue",
        "数据字段、event.…、events.….by、now、actor 或者目录中的事实",
    ),
    ("a field of the event", "事件的字段"),
    ("a file", "文件"),
    ("a file name, once", "文件名，只写一次"),
    ("a header", "表头"),
    ("a header line", "表头行"),
    ("a directory of its own that is empty or not there yet", "单独的目录，为空或者尚不存在"),
    ("a known function", "已知的函数"),
    ("a map of tests", "由检验组成的表"),
    ("a new file", "新文件"),
    ("an instant such as {}", "时刻，例如 {}"),
    ("an instant from {} to {}", "{} 至 {} 之间的时刻"),
    ("a name", "名称"),
    ("a name of letters, digits and plain signs", "由字母、数字和普通符号组成的姓名或者编号"),
    ("a name that is no word of conditions", "不与条件用词相同的名称"),
    ("a name that nothing else has", "没有被别处使用的名称"),
    ("a name without spaces", "没有空格的名称"),
    ("a number", "数"),
    ("a period that is counted, with `n` and `unit`", "用 `n` 和 `unit` 计算的期间"),
    ("a phrase that code uses", "程序用到的用语"),
    ("a place for a file", "可以写文件的位置"),
    ("a product of at most nine places", "最多九位小数的积"),
    ("a regime of the pack", "规则包中的规定"),
    ("a role of the workflow", "流程中的角色"),
    ("a row of the index that the condition was compiled with", "与编译条件时相同的索引中的一行"),
    ("a rule of the pack", "规则包中的规则"),
    ("a sheet only for xlsx", "只有 xlsx 才写工作表"),
    ("a stage of a workflow that it is worked by in", "采用该清单的流程中的一个环节"),
    ("a state beside the history states", "历史状态之外还要有状态"),
    ("a state inside", "其中的一个状态"),
    (
        "events.….by, events.….on, events.….FIELD, now or a fact of the catalogue",
        "events.….by、events.….on、events.….字段、now 或者目录中的事实",
    ),
    ("a state of the workflow", "流程中的状态"),
    ("a state with states in it, not parallel", "含有状态、不并行的状态"),
    ("a supplied fact (level 0)", "直接提供的事实（0级）"),
    ("a target, or type `ignore`", "填入的目标，或者类型 `ignore`"),
    ("a type with a JSON form", "可以写成 JSON 的类型"),
    ("a timer of the workflow", "流程中的定时器"),
    ("a timer that runs", "正在计时的定时器"),
    ("a trigger that is an event", "以事件起算"),
    ("a value after the operator", "运算符之后的值"),
    ("a value of `{}`", "`{}` 的一个值"),
    (
        "a workflow that a case lives by: this one runs beside a life",
        "作为个案主线的流程（此流程只在主线之外进行）",
    ),
    ("a value, or nothing at all", "一个值，或者不写"),
    ("a version without spaces", "没有空格的版本号"),
    ("a weekend day of the year", "该年的周末日"),
    ("a whole gzip file", "完整的 gzip 文件"),
    ("a whole number, or a decimal as a text", "整数，或者写成文本的小数"),
    ("a workbook whose cells have addresses within a sheet", "单元格地址都在工作表范围内的工作簿"),
    ("a year from 1 to 9999", "1至9999之间的年份"),
    ("a zone, or a regime that has one", "时区，或者有时区的规定"),
    ("a zone of the IANA database {}", "IANA 时区数据库{}中的时区"),
    ("a zone of the time-zone database", "时区数据库中的时区"),
    ("amounts of one currency", "同一币种的金额"),
    ("an .xlsx workbook", ".xlsx 工作簿"),
    ("an ISO 4217 code such as CNY", "ISO 4217 币种代码，例如 CNY"),
    ("an array of at least one expression", "至少一个表达式的数组"),
    ("an array of at least one fact", "至少一个事实的数组"),
    ("an array of at least one map", "至少一个表的数组"),
    ("an event of the workflow", "流程中的事件"),
    ("an event type of the catalogue", "目录中的事件类型"),
    ("an event, as it is somebody's to do", "要有事件，因为这是由人来做的"),
    ("an expression", "表达式"),
    ("an id that `ombud packs list {}` prints", "`ombud packs list {}` 列出的编号"),
    ("an id that `ombud packs list` prints", "`ombud packs list` 列出的编号"),
    ("an id that `pack.list` gives", "`pack.list` 给出的编号"),
    ("an instance of this workflow", "本流程的实例"),
    ("an instance of {}", "{}的实例"),
    ("an instrument of the pack", "规则包中的规范文件"),
    ("an instrument of the pack, then `/` and the place in it", "规则包中的规范文件，`/`，再写条款位置"),
    ("an integer of 64 bits", "64位整数"),
    ("an obligation with a due date", "有到期日的义务"),
    ("another code of the taxonomy", "分类中的另一个代码"),
    ("another extension of this clock", "本时限的另一个延期"),
    ("assessment, as what it is derived from", "assessment（其来源就是评估）"),
    ("at least one citation", "至少一个出处"),
    ("at least one clock", "至少一个时限"),
    ("at least one code", "至少一个代码"),
    ("at least one column", "至少一列"),
    ("at least one pack", "至少一个规则包"),
    ("at least one published year", "至少一个已公布的年份"),
    ("at least one regime", "至少一项规定"),
    ("at least one shape of dates for the columns of dates", "有日期列时至少写明一种日期写法"),
    ("at least one state", "至少一个状态"),
    ("at least one test", "至少一项检验"),
    ("at least one value", "至少一个值"),
    ("at most 200 years", "最多200年"),
    ("at most {} answers of states to events", "各状态对事件的响应合计最多{}个"),
    ("at most {} configurations", "最多{}种状态组合"),
    ("at most {} levels of states", "状态最多嵌套{}层"),
    ("at most {} levels", "最多{}层"),
    ("at most {} attributes of an element", "一个元素最多{}个属性"),
    ("at most {} namespaces in force in one place", "同一处最多有{}个命名空间生效"),
    ("at most {} roles", "最多{}个角色"),
    ("at most {} timers", "最多{}个定时器"),
    ("at most {} transitions and effects", "迁移和动作合计最多{}个"),
    ("calendar_day, business_day, week, month or year", "calendar_day、business_day、week、month 或者 year"),
    ("clocks that do not depend on each other in a ring", "互不循环依赖的时限"),
    ("conditions nested at most {} deep", "条件最多嵌套{}层"),
    ("date or instant; moment is for fields of events", "date 或者 instant；moment 只用于事件的字段"),
    ("date, for the time of an event", "date（事件的时间）"),
    ("days in order, within the year", "按先后排列、在该年之内的日期"),
    ("each code once", "每个代码只写一次"),
    ("each day listed once", "每一天只列一次"),
    ("each fact once", "每个事实只写一次"),
    ("each field once", "每个字段只写一次"),
    ("each header once", "每个表头只写一次"),
    ("each id once", "每个编号只写一次"),
    ("each key once", "每个键只写一次"),
    ("each once", "每项只写一次"),
    ("each place once", "每个地点只写一次"),
    ("each regime once", "每项规定只写一次"),
    ("each spelling once in the taxonomy", "每种写法在分类中只出现一次"),
    ("each spelling once", "每种写法只出现一次"),
    ("each step once", "每个步骤只写一次"),
    ("each target once", "每个目标只填一次"),
    ("each day of the week once", "一周的每一天只写一次"),
    ("each {} once", "每个{}只写一次"),
    ("either `to`, or `n` with `unit`", "`to`，或者 `n` 和 `unit`，二者择一"),
    (
        "either `zone` and `calendar`, or `place_fact` and places",
        "`zone` 和 `calendar`，或者 `place_fact` 和各地点，二者择一",
    ),
    ("either a clock or a provision", "时限或者条文，二者择一"),
    ("either a rule or not a rule", "或者是规则，或者不是规则"),
    ("either after or clock", "after 或者 clock，二者择一"),
    ("event.{} to be {} in every event here", "这里每个事件的 event.{} 都是{}"),
    ("exactly one of `event`, `expired`, `met`", "`event`、`expired`、`met` 中恰好一个"),
    ("exactly one of: `n` with `unit`, `until`, `prompt`", "恰好一种：`n` 和 `unit`、`until`、`prompt`"),
    (
        "exactly one of: `trigger` with `period`, `limb`, `derive`",
        "恰好一种：`trigger` 和 `period`、`limb`、`derive`",
    ),
    ("facts not derived from themselves", "不由自身推导的事实"),
    (
        "from before to, at most 24:00, after the interval before it",
        "起点早于终点、不晚于24:00、在前一段之后",
    ),
    ("instrument-id/locator or instrument-id", "规范文件编号/条款，或者规范文件编号"),
    (
        "kind:id of an item that this pack and one below both have",
        "本规则包与下层规则包都有的条目（kind:id）",
    ),
    ("less nesting", "更少的嵌套"),
    ("letters, digits, `_`, `-` and `.`", "字母、数字、`_`、`-` 和 `.`"),
    ("limbs beside `combine`", "`combine` 之外还要有 `limb`"),
    ("no fields", "没有字段"),
    ("no name that every event has of itself", "每个事件自带的名称之外的名称"),
    ("no states in a final or history state", "终止状态和历史状态中没有状态"),
    ("no values beside the type {}", "类型 {} 不写取值"),
    ("nothing to do in a final state", "终止状态中没有要做的事"),
    ("one ASCII sign", "一个 ASCII 字符"),
    ("one JSON object a line", "每行一个 JSON 对象"),
    ("one [manifest] table in the pack", "规则包中一个 [manifest] 表"),
    ("one [source]", "一个 [source]"),
    ("one column", "一列"),
    ("one of `effective_from`, `in_force_by`", "`effective_from` 和 `in_force_by` 中的一个"),
    ("one of {}", "下列之一：{}"),
    ("only beside `event`", "只与 `event` 同时使用"),
    ("records and findings, and nothing derived from an assessment", "记录和认定，且不由评估推导"),
    ("secondary or unverified where nothing is cited", "没有出处时为 secondary 或者 unverified"),
    ("seven rest days", "七天休息日"),
    ("shapes that read a text as one day only", "同一文本只能读成一天的写法"),
    ("stated_timely=true or stated_timely=false", "stated_timely=true 或者 stated_timely=false"),
    ("signals that are taken before the last", "最后一个之前的信号都被接受"),
    ("states in a parallel state", "并行状态中要有状态"),
    ("states that can be active together", "可以同时处于的状态"),
    ("steps only on a clock with one trigger and one period", "只有一个起算和一个期间的时限才有步骤"),
    ("supplied facts (level 0)", "直接提供的事实（0级）"),
    ("taxonomy:code of the pack", "规则包中的 分类:代码"),
    ("text in {}", "{}编码的文本"),
    ("the body that a route leads to", "救济途径所指的机构"),
    ("the change that follows step {}", "接在第{}步之后的变更"),
    ("the columns {}", "列：{}"),
    ("the name of a fact", "事实的名称"),
    ("the same day again", "再写同一天"),
    ("values beside the type {}", "类型 {} 要写明取值"),
    ("values that can be reckoned together", "可以一起计算的值"),
    ("versions of one rule that follow each other without overlap", "同一规则的各版本先后相接、互不重叠"),
    ("what SCXML has the like of", "SCXML 有对应写法的内容"),
    ("what a workflow has the like of", "流程有对应写法的内容"),
    ("what the notice must contain", "告知须写明的内容"),
    ("whole days", "整天"),
    ("wording in both zh and en", "中英文两种文字"),
    ("zh or en", "zh 或者 en"),
    ("{} as in the pack below, or a class that decides less", "与下层规则包相同的{}，或者作用更小的类别"),
    ("{} or up to {} days later", "{}，或者之后{}天之内"),
    ("{} transitions", "{}个迁移"),
    ("{}, or a TOML file", "{}，或者 TOML 文件"),
    ("WORKFLOW/STATE of the pack", "规则包中的 流程/状态"),
    (
        "`body`, `window`, `binding` and `cost` on a route only",
        "只有救济途径才写 `body`、`window`、`binding`、`cost`",
    ),
    (
        "`event` and one of `to` (a period), `add`; `after` if it follows another",
        "`event`，加上 `to`（期间）或者 `add` 之一；接在另一项之后的写 `after`",
    ),
    (
        "`event`, and `confirmed_by` if another event must confirm it",
        "`event`；须经另一事件确认的，写 `confirmed_by`",
    ),
    ("`{}`, of the same type, in `{}` too", "同一类型的 `{}` 也在 `{}` 之中"),
    ("`from` and `to`, both events", "`from` 和 `to`，都是事件"),
    ("`second_person = true` beside it", "同时写 `second_person = true`"),
    ("`{}`, a field of `{}`, among them", "其中要有 `{}`，即 `{}` 的一个字段"),
    ("a `party` beside it", "同时写 `party`"),
    ("a band of the scorecard", "评分表中的档次"),
    ("a case in which the rule counts", "存在使该规则起作用的情形"),
    ("a case whose score lies in the band", "存在得分落在该档的情形"),
    ("a decimal fact", "十进制数类型的事实"),
    ("a fact of type int or decimal", "类型为 int 或者 decimal 的事实"),
    ("a fact that somebody supplies", "由人提供的事实"),
    (
        "a field of the data of a workflow that the act sends to, of one type in all of them",
        "该行为所发往的流程的数据字段，在各流程中类型相同",
    ),
    ("a group of the scorecard", "评分表中的组"),
    ("a JSON object of fields", "由字段组成的 JSON 对象"),
    ("a list", "列表"),
    ("a map", "表"),
    ("a role that a workflow declares", "流程写明的角色"),
    ("a rule or a default for every case", "每种情形都有规则或者默认结果"),
    ("a text", "文本"),
    ("a title, or a fact", "标题，或者事实"),
    ("a value for `n`", "`n` 的值"),
    ("a whole number from {} to {}", "{}至{}之间的整数"),
    ("a whole number, or a decimal as a string", "整数，或者写成字符串的小数"),
    ("a workflow of the pack", "规则包中的流程"),
    ("an aggregate only under hit collect", "只有 collect 才写汇总方式"),
    ("an enum test: {}", "枚举检验：{}"),
    ("a bool test: {}", "是非检验：{}"),
    (
        "a text test: {}; a text that begins like an operator stands in an array, as {}",
        "文本检验：{}；以运算符开头的文本写在数组中，例如{}",
    ),
    (
        "a set test: \"contains a\"; several of them under any or all",
        "集合检验：\"contains a\"；有多个时写在 any 或者 all 之下",
    ),
    ("a test of {}: {}", "{} 的检验：{}"),
    ("an interval such as {}, the low end first", "区间，例如{}，小的一端在前"),
    ("an event of `{}` that somebody does", "`{}` 中由人来做的事件"),
    (
        "an order of priority only under hit priority or output_order",
        "只有 priority 和 output_order 才写优先次序",
    ),
    ("an output of the table", "决策表的一个结果"),
    ("an output that can be gathered so", "可以如此汇总的结果"),
    ("an output with an order of priority", "有优先次序的结果"),
    ("any, all and not nested at most {} deep", "any、all、not 最多嵌套{}层"),
    ("at least {}, the level of `{}`", "至少{}，即 `{}` 的级别"),
    ("at least one band", "至少一个档次"),
    ("at least one factor", "至少一个因素"),
    ("at least one output", "至少一个结果"),
    ("at least one rule", "至少一条规则"),
    ("at least one working day a week", "每周至少一个工作日"),
    ("at most {} rows", "最多{}行"),
    ("at most {} date shapes", "最多{}种日期写法"),
    ("at most {} parts in the container", "容器内最多{}个部件"),
    ("at most {} bytes unpacked", "解压后最多{}字节"),
    ("at most {} bytes of texts, styles and names", "文字、样式和名称最多{}字节"),
    ("at most {} bytes of texts that cells share", "各单元格共用的文字最多{}字节"),
    ("at most {} bytes in one cell", "一个单元格最多{}字节"),
    ("at most {} brackets in one pattern", "一个数字格式最多{}个方括号"),
    ("at most {} bytes in one name", "一个名称最多{}字节"),
    ("at most {} bytes in a part that is no XML", "不是 XML 的部件最多{}字节"),
    ("at most {} bytes", "最多{}字节"),
    ("at most {} parts", "最多{}个部分"),
    ("at most {}", "最多{}"),
    ("at least {}", "至少{}"),
    ("complaint. and one of {}", "complaint. 加下列之一：{}"),
    ("day between {} and {}", "{}至{}之间的日"),
    ("exactly one output", "恰好一个结果"),
    ("for `does = {}`, one of {}", "`does = {}` 时，下列之一：{}"),
    (
        "id, complaint.FIELD, event:TYPE, event:TYPE.FIELD, fact:ID, stated:timely or extra:NAME; the second to ninth event of a type is TYPE#2 to TYPE#9",
        "id、complaint.字段、event:类型、event:类型.字段、fact:编号、stated:timely 或者 extra:名称；同一类型的第二至第九个事件写 类型#2 至 类型#9",
    ),
    ("more than the band before", "大于前一档"),
    ("no first score on the lowest band", "最低一档不写起始分"),
    (
        "no title, type or values beside a fact: they are the catalogue's",
        "写明事实的，不再写标题、类型和取值：以目录为准",
    ),
    (
        "one form: when and points; fact and steps; or fact, weight, least and most",
        "三种写法之一：when 和 points；fact 和 steps；fact、weight、least 和 most",
    ),
    ("rules that can be proved sound", "可以证明无误的规则"),
    ("rules that do not contradict each other", "互不矛盾的规则"),
    ("second_person and reason, which this act must have", "second_person 和 reason，这一行为必须具备"),
    ("strict: the other is for what was imported", "strict（另一种只用于导入的流程）"),
    ("tests that know every value that is given", "检验须涵盖给出的每个取值"),
    ("the same places in zh and en: {}", "中英文的占位相同：{}"),
    ("the opening of a case", "个案的开立"),
    ("one opening", "只开立一次"),
    ("number {} of {}", "第{}号事件（个案{}）"),
    ("at least one regime with a zone", "至少一项写明时区的规定"),
    ("a record or a finding", "记录或者认定"),
    ("the packs that decided the case, at hand", "作出决定时所用的规则包"),
    ("a workflow that begins", "可以开始的流程"),
    ("a part of the complaint", "投诉的一个部分"),
    ("{} or later", "{}或者更晚"),
    ("{} or earlier", "{}或者更早"),
    ("true or false", "true 或者 false"),
    ("years in order, without gaps", "年份按先后排列，中间不缺"),
    ("rules under which complaints have a life", "规定有相应处理流程的规则"),
    ("rules with a time zone", "有时区的规则"),
    ("an instant such as 2026-03-02T09:30:00+08:00", "时刻，如2026-03-02T09:30:00+08:00"),
    ("a document of 64-bit integers that does not hold itself", "由64位整数构成、不包含自身的文档"),
    ("an amount of 64 bits", "64位整数以内的金额"),
    ("an instant in the years 1 to 9999", "1年至9999年之间的时刻"),
    ("the person's own words, for a demand of no known kind", "本人原话（诉求不属于已知种类时）"),
    ("the id of a contact of this complaint", "本投诉中一次联系的编号"),
    ("a namespace of a-z, 0-9, _ and -, not {}", "由 a-z、0-9、_ 和 - 组成、不是 {} 的命名空间"),
    ("no values", "没有取值"),
    ("{} in lower case with _, and no other braces", "小写字母和 _ 组成的{}，没有别的花括号"),
    ("values beside an enum or a set, and only there", "枚举和集合要写取值，其他类型不写"),
    ("facts only from a table that has one answer", "只有单一结果的决策表才产生事实"),
    (
        "money(), date(), timestamp() or duration() of one text",
        "money()、date()、timestamp() 或者 duration()，括号中是一个文本",
    ),
    ("enum of {}", "枚举，取值 {}"),
    ("set of {}", "集合，取值 {}"),
    ("a document", "文档"),
    ("a list of events", "事件列表"),
    ("a pointer", "指针"),
    ("a pointer aligned to its type", "按类型对齐的指针"),
    ("a size that memory can have", "内存可容纳的大小"),
    ("a number of ombud_workflow_event()", "ombud_workflow_event() 给出的编号"),
    ("a number below {}", "小于 {} 的编号"),
    ("an array of its own", "单独的数组"),
    ("a day of the years 1 to 9999", "1年至9999年中的某一日"),
    ("a day of the years 1 to 9999, or OMBUD_NO_DATE", "1年至9999年中的某一日，或 OMBUD_NO_DATE"),
    ("either bundle or files", "bundle 或 files 二者之一"),
    ("either workflow or scxml", "workflow 或 scxml 二者之一"),
    ("a workflow of the packs, such as {}", "规则集中的流程，例如 {}"),
    ("a file that no other process holds", "没有被其他进程占用的文件"),
    ("nothing, as the act has no use for it", "不写（这一行为用不到）"),
    ("the file that was read", "原来读取的文件"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_wording_has_one_chinese() {
        for words in [[WORDS, READERS, COLUMNS].concat(), FOUND.to_vec(), ITEMS.to_vec(), PLACES.to_vec()] {
            let mut known = BTreeSet::new();
            let twice: Vec<&str> = words.iter().map(|(en, _)| *en).filter(|en| !known.insert(*en)).collect();
            assert!(twice.is_empty(), "{twice:?}");
        }
    }
}
