//! What each column may fill, and why.

use std::collections::{HashMap, HashSet};

use ombud::{
    model::{Label, Value, ValueType},
    pack::{ColumnDef, ColumnType, SourceDef, Target},
};

use super::{
    Guessed, Shape, Sure,
    days::Candidate,
    names::{Meaning, Names},
    sample::{Sample, Sampled},
    seen::{Seen, Share},
};
use crate::{
    fold::fold,
    profile::{amount, kind_name, ungrouped},
};

/// A column of the file, and its column in the draft where it has one.
pub(super) type Proposed = (Guessed, Option<ColumnDef>);

pub(super) struct Proposals<'a> {
    pub(super) names: &'a Names<'a>,
    pub(super) nearest: Vec<usize>,
    pub(super) sample: &'a Sample,
    pub(super) columns: Vec<Proposed>,
}

impl Proposals<'_> {
    pub(super) fn all(&mut self, def: &SourceDef, seen: &[Seen<'_>], candidates: &[Candidate]) {
        let mut headers: HashMap<String, usize> = HashMap::new();
        for seen in seen {
            let count = headers.entry(fold(&seen.column.name)).or_default();
            *count = count.saturating_add(1);
        }
        let mut targets: HashSet<String> = HashSet::new();
        for seen in seen {
            let name = seen.column.name.as_str();
            let mut guessed = Guessed {
                name: name.to_owned(),
                to: None,
                sure: Sure::Open,
                why: Vec::new(),
                values: seen.column.values.len(),
                blank: seen.column.values.len().saturating_sub(seen.filled),
                distinct: seen.values.len(),
                shapes: shapes_of(seen, candidates),
                start: seen.column.place.map(|place| place.start),
                width: seen.column.place.map(|place| place.width),
            };
            let known = headers.get(&fold(name)).copied().unwrap_or(0);
            if known > 1 || fold(name).is_empty() {
                guessed.why.push(match known {
                    2.. => Label::new(
                        format!("这个表头有{known}列,配置无法分辨,没有写进去;请先改名"),
                        format!("{known} columns have this header, and a profile cannot tell them apart; rename them first"),
                    ),
                    _ => Label::new("没有表头,没有写进去", "it has no header and is left out"),
                });
                self.columns.push((guessed, None));
                continue;
            }
            let mut column = self.propose(def, seen, &mut guessed);
            if column.to.as_ref().is_some_and(|to| targets.contains(to)) {
                guessed.why.push(Label::new(
                    format!("{}已由前面的列填入", column.to.as_deref().unwrap_or("")),
                    format!("{} is filled by a column before it", column.to.as_deref().unwrap_or("")),
                ));
                keep(&mut column, &mut guessed);
            }
            targets.extend(column.to.clone());
            self.columns.push((guessed, Some(column)));
        }
        self.details(&targets);
        if !targets.contains("id") {
            self.id(seen);
        }
        for (guessed, column) in &mut self.columns {
            guessed.to = column.as_ref().and_then(|column| column.to.clone());
        }
    }

    fn propose(&self, def: &SourceDef, seen: &Seen<'_>, guessed: &mut Guessed) -> ColumnDef {
        let mut column = plain(seen.column);
        let meaning = match self.sample.no_header || seen.column.place.is_some() {
            true => None,
            false => self.names.meaning(&seen.column.name, &self.nearest),
        };
        match meaning {
            Some(Meaning::Header(source, known, near)) => {
                column.to.clone_from(&known.to);
                column.kind = known.kind;
                column.map.clone_from(&known.map);
                column.blank.clone_from(&known.blank);
                column.problem = known.problem;
                column.required =
                    known.required && matches!(known.to.as_deref(), Some("id" | "event:received"));
                guessed.sure = if near { Sure::Sure } else { Sure::Likely };
                guessed.why.push(Label::new(
                    format!("来源配置{}有这个表头", source.id),
                    format!("the profile {} has this header", source.id),
                ));
            }
            Some(Meaning::Several(of)) => {
                let of = of
                    .iter()
                    .map(|(source, known)| format!("{}: {}", source.id, known.to.as_deref().unwrap_or("")));
                let of = of.collect::<Vec<_>>().join(", ");
                guessed.why.push(Label::new(
                    format!("别的文件的来源配置有这个表头,含义如下,请核对后取其一: {of}"),
                    format!("profiles of other files have this header, check and choose one: {of}"),
                ));
            }
            Some(Meaning::Label(to, kind)) => {
                column.to = Some(to);
                column.kind = kind;
                guessed.sure = Sure::Likely;
                guessed.why.push(Label::new("目录中有这个名称", "the catalogue has this name"));
            }
            Some(Meaning::Like(known)) => {
                let to = known.to.as_deref().unwrap_or("");
                guessed.why.push(Label::new(
                    format!(
                        "表头近似“{}”;如果就是,写 to = \"{to}\"、type = \"{}\"",
                        known.name,
                        kind_name(known.kind)
                    ),
                    format!(
                        "the header is much like \"{}\"; if that is what it is: to = \"{to}\", type = \"{}\"",
                        known.name,
                        kind_name(known.kind)
                    ),
                ));
            }
            None => guessed.why.push(Label::new(
                "看不出填的是什么,照原样保留",
                "nothing says what it is; it is kept as it stands",
            )),
        }
        self.values(def, seen, &mut column, guessed);
        column
    }

    /// What the values say, and whether they fit what the header says.
    fn values(&self, def: &SourceDef, seen: &Seen<'_>, column: &mut ColumnDef, guessed: &mut Guessed) {
        let day = seen.day_share();
        let money = seen.share(|value| amount(value, def.currency.or_else(|| "CNY".parse().ok())).is_some());
        let signed = seen.share(|value| value.contains(['.', ',', '¥', '￥', '$', '£', '€', '元']));
        let whole = seen.share(|value| ungrouped(value).is_some_and(|plain| plain.parse::<i64>().is_ok()));
        let bools = seen.share(|value| {
            Value::from_text(&fold(value), ValueType::Bool, &[]).is_ok() || is_yes_or_no(value)
        });
        let said = [
            (day, "日期", "dates"),
            (if signed.at_least(50) { money } else { Share(0, 0) }, "金额", "amounts"),
            (
                if day.at_least(50) || signed.at_least(50) { Share(0, 0) } else { whole },
                "整数",
                "whole numbers",
            ),
            (bools, "是或否", "yes or no"),
        ];
        for (share, zh, en) in said.into_iter().filter(|(share, ..)| share.at_least(50)) {
            guessed.why.push(Label::new(
                format!("{}%是{zh}", share.percent()),
                format!("{}% are {en}", share.percent()),
            ));
        }
        let fits = match column.kind {
            _ if seen.filled == 0 => true,
            ColumnType::Date => day.at_least(50),
            ColumnType::Money => def.currency.is_some() && money.at_least(50),
            ColumnType::Int => whole.at_least(50),
            _ => true,
        };
        if !fits {
            let kind = kind_name(column.kind);
            let to = column.to.clone().unwrap_or_default();
            guessed.why.push(Label::new(
                format!("按表头应填 {to}(type = \"{kind}\"),但内容不像,没有采用"),
                format!("by its header it would fill {to} (type = \"{kind}\"), but the values are not such"),
            ));
            keep(column, guessed);
        } else if guessed.sure == Sure::Open && day.at_least(80) {
            guessed.why.push(Label::new(
                "如果它是收到投诉的日期,写 to = \"event:received\"、type = \"date\"",
                "if it is the day the complaint was received: to = \"event:received\", type = \"date\"",
            ));
        }
    }

    /// A detail of an event counts only where some column has its day.
    fn details(&mut self, targets: &HashSet<String>) {
        for (guessed, column) in &mut self.columns {
            let Some(column) = column else { continue };
            if let Some(Target::EventField(..)) = column.target()
                && let Some((day, _)) = column.to.clone().as_deref().and_then(|to| to.split_once('.'))
                && !targets.contains(day)
            {
                guessed.why.push(Label::new(
                    format!("没有哪一列写明{day}的日期,细节无从归属"),
                    format!("no column has the day of {day}, so this detail has nothing to belong to"),
                ));
                keep(column, guessed);
            }
        }
    }

    /// The column whose values are all there and all different numbers the complaints.
    fn id(&mut self, seen: &[Seen<'_>]) {
        let open = |(guessed, column): &Proposed| guessed.sure == Sure::Open && column.is_some();
        let Some(at) = seen.iter().zip(&self.columns).position(|(seen, column)| open(column) && seen.is_id())
        else {
            return;
        };
        if let Some((guessed, Some(column))) = self.columns.get_mut(at) {
            column.to = Some("id".to_owned());
            guessed.sure = Sure::Likely;
            guessed.why.push(Label::new(
                "每件都有且互不相同,看作编号",
                "always there and always different: taken for the number",
            ));
        }
    }
}

/// A column that is kept as it stands.
fn plain(of: &Sampled) -> ColumnDef {
    ColumnDef {
        name: of.name.clone(),
        aliases: Vec::new(),
        start: of.place.map(|place| place.start),
        width: of.place.map(|place| place.width),
        to: Some(format!("extra:{}", of.name)),
        kind: ColumnType::Text,
        required: false,
        problem: false,
        blank: Vec::new(),
        map: Vec::new(),
    }
}

/// Takes a proposal back.
pub(super) fn keep(column: &mut ColumnDef, guessed: &mut Guessed) {
    column.to = Some(format!("extra:{}", column.name));
    column.kind = ColumnType::Text;
    column.required = false;
    column.problem = false;
    column.map.clear();
    guessed.sure = Sure::Open;
}

fn is_yes_or_no(text: &str) -> bool {
    matches!(fold(text).as_str(), "是" | "否" | "有" | "无" | "y" | "n" | "yes" | "no")
}

fn shapes_of(seen: &Seen<'_>, candidates: &[Candidate]) -> Vec<Shape> {
    let shape =
        |(at, read): &(usize, usize)| Some(Shape { shape: candidates.get(*at)?.shape.clone(), read: *read });
    let mut shapes: Vec<Shape> =
        seen.days.read.iter().filter(|(_, read)| *read > 0).filter_map(shape).collect();
    shapes.sort_by_key(|shape| std::cmp::Reverse(shape.read));
    shapes
}
