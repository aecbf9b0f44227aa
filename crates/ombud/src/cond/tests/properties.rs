//! Laws, over random conditions written as trees of their own (`Spec`), with an evaluator that
//! shares nothing with the engine's.

use std::cmp::Ordering;

use proptest::prelude::*;

use super::*;

/// A condition as the test knows it.
#[derive(Debug, Clone)]
enum Spec {
    All(Vec<Spec>),
    Any(Vec<Spec>),
    Not(Box<Spec>),
    Known(&'static str),
    Equals(&'static str, Value),
    Differs(&'static str, Value),
    OneOf(&'static str, Vec<Value>),
    Compare(&'static str, &'static str, Value),
    /// Low end, whether it counts, high end, whether it counts.
    Between(&'static str, (Value, bool), (Value, bool)),
    Contains(&'static str, &'static str),
    /// One of [`RELATIONS`], and its sign.
    Relation(usize, &'static str),
}

/// A relation of two terms, with the facts it uses and what each side comes to: nothing where it
/// leaves its range.
type Sides = fn(&dyn Fn(&str) -> Value) -> Option<Ordering>;
const RELATIONS: [(&str, &str, &[&str], Sides); 5] = [
    ("f.int + 1", "f.int * 2", &["f.int"], |of| {
        let Value::Int(n) = of("f.int") else { return None };
        Some(n.checked_add(1)?.cmp(&n.checked_mul(2)?))
    }),
    ("f.date + duration(\"2d\")", "f.date", &["f.date"], |of| {
        let Value::Date(date) = of("f.date") else { return None };
        Some((date.days() + 2).cmp(&date.days())).filter(|_| date < "9999-12-30".parse().unwrap())
    }),
    ("f.instant - f.instant", "f.duration", &["f.instant", "f.duration"], |of| {
        let Value::Duration(duration) = of("f.duration") else { return None };
        Some(0.cmp(&duration.seconds()))
    }),
    ("f.money + f.money", "f.money - money(\"CNY 5.00\")", &["f.money"], |of| {
        let Value::Money(money) = of("f.money") else { return None };
        let five = (money.currency().as_str() == "CNY").then_some(500)?;
        Some(money.minor().checked_add(money.minor())?.cmp(&money.minor().checked_sub(five)?))
    }),
    ("f.decimal + 0.5", "f.decimal - (f.decimal - 3)", &["f.decimal"], |of| {
        let Value::Decimal(decimal) = of("f.decimal") else { return None };
        let text = decimal.to_string();
        // Half more and three less stay in range but for the two ends.
        let end = text.starts_with("9223372036854775807") || text.starts_with("-9223372036854775808");
        (!end).then(|| decimal.cmp(&"2.5".parse().unwrap()))
    }),
];

/// What the naive evaluator finds: nothing means an error.
type Found = Option<Truth>;

impl Spec {
    fn json(&self) -> Json {
        let entry = |key: &str, value: Json| Json::Map([(key.to_owned(), value)].into());
        let list = |parts: &[Spec]| Json::List(parts.iter().map(Spec::json).collect());
        match self {
            Spec::All(parts) => entry("all", list(parts)),
            Spec::Any(parts) => entry("any", list(parts)),
            Spec::Not(inner) => entry("not", inner.json()),
            Spec::Known(fact) => entry("known", Json::List(vec![Json::Text((*fact).to_owned())])),
            // An array of one is always literal.
            Spec::Equals(fact, value) => entry(fact, Json::List(vec![canon::to_json(value).unwrap()])),
            Spec::Differs(fact, value) => entry(fact, Json::Text(format!("!= {value}"))),
            Spec::OneOf(fact, values) => entry(fact, canon::to_json(values).unwrap()),
            Spec::Compare(fact, sign, value) => entry(fact, Json::Text(format!("{sign}{value}"))),
            Spec::Between(fact, low, high) => {
                let (open, close) = (if low.1 { '[' } else { '(' }, if high.1 { ']' } else { ')' });
                entry(fact, Json::Text(format!("{open}{}..{}{close}", low.0, high.0)))
            }
            Spec::Contains(fact, member) => entry(fact, Json::Text(format!("contains {member}"))),
            Spec::Relation(which, sign) => {
                let (left, right, ..) = RELATIONS[*which];
                entry("where", Json::List(vec![Json::Text(format!("{left} {sign} {right}"))]))
            }
        }
    }

    fn naive(&self, facts: &Facts) -> Found {
        let with = |fact: &str, test: &dyn Fn(&Value) -> Option<bool>| -> Found {
            match facts.value(&fact.parse().unwrap()) {
                None => Some(Truth::Unknown),
                Some(value) => test(value).map(Truth::from),
            }
        };
        match self {
            Spec::All(parts) => {
                let found: Vec<Found> = parts.iter().map(|part| part.naive(facts)).collect();
                if found.contains(&Some(Truth::False)) {
                    Some(Truth::False)
                } else if found.contains(&None) {
                    None
                } else if found.contains(&Some(Truth::Unknown)) {
                    Some(Truth::Unknown)
                } else {
                    Some(Truth::True)
                }
            }
            Spec::Any(parts) => {
                let opposite =
                    Spec::All(parts.iter().map(|part| Spec::Not(Box::new(part.clone()))).collect());
                flip(opposite.naive(facts))
            }
            Spec::Not(inner) => flip(inner.naive(facts)),
            Spec::Known(fact) => Some(facts.value(&fact.parse().unwrap()).is_some().into()),
            Spec::Equals(fact, literal) => with(fact, &|v| Some(order(v, literal)? == Ordering::Equal)),
            Spec::Differs(fact, literal) => with(fact, &|v| Some(order(v, literal)? != Ordering::Equal)),
            Spec::OneOf(fact, literals) => with(fact, &|v| {
                literals
                    .iter()
                    .map(|l| order(v, l))
                    .try_fold(false, |sum, o| Some(sum || o? == Ordering::Equal))
            }),
            Spec::Compare(fact, sign, literal) => with(fact, &|v| {
                let found = order(v, literal)?;
                Some(match *sign {
                    "<" => found == Ordering::Less,
                    "<=" => found != Ordering::Greater,
                    ">" => found == Ordering::Greater,
                    _ => found != Ordering::Less,
                })
            }),
            Spec::Between(fact, low, high) => with(fact, &|v| {
                let (l, h) = (order(v, &low.0)?, order(v, &high.0)?);
                let inside = l == Ordering::Greater && h == Ordering::Less;
                Some(inside || (l == Ordering::Equal && low.1) || (h == Ordering::Equal && high.1))
            }),
            Spec::Contains(fact, member) => with(fact, &|v| match v {
                Value::Set(set) => Some(set.iter().any(|m| m == member)),
                _ => None,
            }),
            Spec::Relation(which, sign) => {
                let (.., facts_used, sides) = RELATIONS[*which];
                let value = |fact: &str| facts.value(&fact.parse().unwrap()).cloned();
                if facts_used.iter().any(|fact| value(fact).is_none()) {
                    return Some(Truth::Unknown);
                }
                let order = sides(&|fact| value(fact).unwrap())?;
                Some(Truth::from(match *sign {
                    "==" => order.is_eq(),
                    "!=" => order.is_ne(),
                    "<" => order.is_lt(),
                    "<=" => order.is_le(),
                    ">" => order.is_gt(),
                    _ => order.is_ge(),
                }))
            }
        }
    }
}

fn flip(found: Found) -> Found {
    found.map(|truth| match truth {
        Truth::True => Truth::False,
        Truth::False => Truth::True,
        Truth::Unknown => Truth::Unknown,
    })
}

fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Decimal(a), Value::Decimal(b)) => Some(a.cmp(b)),
        (Value::Money(a), Value::Money(b)) if a.currency() == b.currency() => Some(a.minor().cmp(&b.minor())),
        (Value::Date(a), Value::Date(b)) => Some(a.days().cmp(&b.days())),
        (Value::Instant(a), Value::Instant(b)) => Some(a.unix_seconds().cmp(&b.unix_seconds())),
        (Value::Duration(a), Value::Duration(b)) => Some(a.seconds().cmp(&b.seconds())),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

const PLAIN: [&str; 3] = ["f.bool", "f.text", "f.enum"];
const ORDERED: [&str; 6] = ["f.int", "f.decimal", "f.money", "f.date", "f.instant", "f.duration"];

/// Values of the fact from a domain small enough that tests and facts often meet. Amounts of facts
/// are sometimes in dollars, those of tests never.
fn value(fact: &'static str, of_fact: bool) -> BoxedStrategy<Value> {
    let texts: Vec<&str> = match fact {
        "f.bool" => vec!["true", "false"],
        "f.text" => return prop_oneof![3 => "[a ]{0,2}", 1 => "[<>=!\\[(a 中.]{0,4}", 1 => Just("contains a".to_owned())].prop_map(Value::Text).boxed(),
        "f.enum" => vec!["a", "b", "c", "(d"],
        "f.set" => vec!["", "a", "b,c", "a,(d"],
        "f.int" => vec!["-1", "0", "3", "9223372036854775807", "-9223372036854775808"],
        "f.decimal" => vec!["-0.5", "0", "0.000000001", "3", "9223372036854775807", "-9223372036854775808"],
        "f.money" if of_fact => vec!["CNY -0.01", "CNY 0.00", "CNY 5.00", "CNY 12.34", "USD 5.00"],
        "f.money" => vec!["CNY -0.01", "CNY 0.00", "CNY 5.00", "CNY 12.34", "CNY -92233720368547758.08"],
        "f.date" => vec!["0001-01-01", "2024-02-29", "2024-03-01", "9999-12-31"],
        "f.instant" => vec!["2024-02-29T08:00:00+08:00", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"],
        _ => vec!["-1s", "0s", "60m", "1h", "2d"],
    };
    let kind = catalogue().fact(fact).unwrap().kind;
    let choices = catalogue().fact(fact).unwrap().values.clone();
    let values: Vec<Value> =
        texts.iter().map(|text| Value::from_text(text, kind, &choices).unwrap()).collect();
    prop::sample::select(values).boxed()
}

fn any_fact() -> impl Strategy<Value = &'static str> {
    prop::sample::select([&PLAIN[..], &ORDERED[..], &["f.set"][..]].concat())
}

fn leaf(with_known: bool) -> BoxedStrategy<Spec> {
    let comparable = || prop::sample::select([&PLAIN[..], &ORDERED[..]].concat());
    let ordered = || prop::sample::select(ORDERED.to_vec());
    let equality = comparable().prop_flat_map(|fact| {
        prop_oneof![
            value(fact, false).prop_map(move |v| Spec::Equals(fact, v)),
            value(fact, false).prop_map(move |v| Spec::Differs(fact, v)),
            prop::collection::vec(value(fact, false), 1..4).prop_map(move |v| Spec::OneOf(fact, v)),
        ]
    });
    let compare = ordered().prop_flat_map(|fact| {
        (prop::sample::select(vec!["<", "<=", ">", ">="]), value(fact, false))
            .prop_map(move |(sign, v)| Spec::Compare(fact, sign, v))
    });
    let between = ordered().prop_flat_map(|fact| {
        (value(fact, false), value(fact, false), any::<[bool; 2]>()).prop_map(move |(a, b, [low, high])| {
            match order(&a, &b).unwrap() {
                Ordering::Less => Spec::Between(fact, (a, low), (b, high)),
                Ordering::Equal => Spec::Between(fact, (a, true), (b, true)),
                Ordering::Greater => Spec::Between(fact, (b, low), (a, high)),
            }
        })
    });
    let contains = prop::sample::select(vec!["a", "b", "c", "(d"]).prop_map(|m| Spec::Contains("f.set", m));
    let known = any_fact().prop_map(Spec::Known);
    let relation = (0..RELATIONS.len(), prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]))
        .prop_map(|(which, sign)| Spec::Relation(which, sign));
    prop_oneof![4 => equality, 2 => compare, 2 => between, 1 => contains, 1 => relation, u32::from(with_known) => known]
        .boxed()
}

fn spec(with_known: bool) -> impl Strategy<Value = Spec> {
    leaf(with_known).prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Spec::All),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Spec::Any),
            inner.prop_map(|part| Spec::Not(Box::new(part))),
        ]
    })
}

fn some_facts() -> impl Strategy<Value = Facts> {
    let pair = any_fact().prop_flat_map(|fact| value(fact, true).prop_map(move |value| (fact, value)));
    prop::collection::vec(pair, 0..12).prop_map(|pairs| {
        let mut facts = Facts::new();
        pairs.into_iter().for_each(|(fact, value)| learn(&mut facts, fact, value));
        facts
    })
}

fn every_fact() -> impl Strategy<Value = Facts> {
    let values = [&PLAIN[..], &ORDERED[..], &["f.set"]].concat();
    let values: Vec<_> = values.into_iter().map(|fact| (Just(fact), value(fact, true))).collect();
    values.prop_map(|pairs| {
        let mut facts = Facts::new();
        pairs.into_iter().for_each(|(fact, value)| learn(&mut facts, fact, value));
        facts
    })
}

fn learn(facts: &mut Facts, fact: &str, value: Value) {
    let (_, known) = catalogue().parse_fact("f.bool", "true").unwrap();
    facts.insert(fact.parse().unwrap(), Fact { value, ..known });
}

fn parsed(spec: &Spec) -> Condition {
    Condition::parse(&spec.json(), &catalogue()).unwrap_or_else(|errors| panic!("{spec:?}: {errors:?}"))
}

fn found(condition: &Condition, facts: &Facts) -> Found {
    condition.evaluate(facts).ok().map(|outcome| outcome.truth)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_reads_back_the_same(spec in spec(true)) {
        let condition = parsed(&spec);
        let bytes = condition.print().to_bytes();
        let again = Condition::parse(&Json::parse(&bytes).unwrap(), &catalogue()).unwrap();
        prop_assert_eq!(&again, &condition);
        prop_assert_eq!(again.print().to_bytes(), bytes);
        let expression = condition.to_string();
        let spelled = Condition::parse_expression(&expression, &catalogue());
        prop_assert_eq!(spelled.as_ref(), Ok(&condition), "{}", expression);
        prop_assert_eq!(canon::to_json(&condition).unwrap().to_bytes(), condition.print().to_bytes());
    }

    #[test]
    fn evaluation_is_kleenes(spec in spec(true), facts in some_facts()) {
        prop_assert_eq!(found(&parsed(&spec), &facts), spec.naive(&facts));
    }

    #[test]
    fn compiled_is_direct(a in spec(true), b in spec(true), facts in some_facts()) {
        let (a, b) = (parsed(&a), parsed(&b));
        let index = FactIndex::new([&a, &b]);
        let row = index.row(&facts);
        for condition in [a, b] {
            prop_assert_eq!(condition.compile(&index).unwrap().evaluate(&row), condition.evaluate(&facts));
        }
    }

    #[test]
    fn learning_a_fact_never_turns_true_and_false(
        spec in spec(false), facts in some_facts(),
        (fact, value) in any_fact().prop_flat_map(|fact| (Just(fact), value(fact, true))),
    ) {
        let condition = parsed(&spec);
        let id = fact.parse().unwrap();
        prop_assume!(facts.value(&id).is_none());
        let before = found(&condition, &facts);
        let mut more = facts;
        learn(&mut more, fact, value);
        if matches!(before, Some(Truth::True | Truth::False)) {
            prop_assert_eq!(found(&condition, &more), before);
        }
    }

    #[test]
    fn needs_are_unknown_sorted_and_enough(
        spec in spec(false), facts in some_facts(), complete in every_fact(),
    ) {
        let condition = parsed(&spec);
        let Ok(outcome) = condition.evaluate(&facts) else { return Ok(()) };
        prop_assert_eq!(outcome.needs.is_empty(), outcome.truth != Truth::Unknown);
        prop_assert!(outcome.needs.is_sorted_by(|a, b| a < b));
        let mut learned = facts.clone();
        for fact in &outcome.needs {
            prop_assert!(facts.value(fact).is_none());
            prop_assert!(condition.facts().any(|used| used == fact));
            learned.insert(fact.clone(), complete.get(fact).unwrap().clone());
        }
        prop_assert_ne!(found(&condition, &learned), Some(Truth::Unknown));
    }

    #[test]
    fn negation_laws(a in spec(true), b in spec(true), facts in some_facts()) {
        let (a, b) = (parsed(&a), parsed(&b));
        prop_assert_eq!(!!a.clone(), a.clone());
        prop_assert_eq!(found(&!a.clone(), &facts), flip(found(&a, &facts)));
        // De Morgan.
        let both = Condition::all([a.clone(), b.clone()]).unwrap();
        let neither = Condition::any([!a.clone(), !b.clone()]).unwrap();
        prop_assert_eq!(found(&!both.clone(), &facts), found(&neither, &facts));
        // Order and repetition play no role.
        prop_assert_eq!(Condition::all([b.clone(), a.clone(), b.clone()]).unwrap(), both);
        let either = Condition::any([a.clone(), b.clone()]).unwrap();
        prop_assert_eq!(Condition::any([b.clone(), a, b]).unwrap(), either);
    }
}
