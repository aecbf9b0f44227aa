use super::World;
use crate::model::Lang;

fn print(name: &str, texts: &[String; 2]) { println!("### {name}\n{}\n--\n{}", texts[0], texts[1]); }

#[test]
fn dump() {
    let w = World::new();
    let r = "received 2026-03-02T09:30:00+08:00";
    for (name, clock, events, as_of) in [
        ("running", "R-15", vec![r], "2026-03-05"),
        ("late", "R-15", vec![r], "2026-03-20"),
        ("met", "R-15", vec![r, "decided 2026-03-17T15:00:00+00:00"], "2026-03-30"),
        ("met_late", "R-15", vec![r, "decided 2026-03-17T20:00:00+00:00"], "2026-03-30"),
        ("ext", "R-15", vec![r, "extended 2026-03-10 ground=complex approver=张三 notified_on=2026-03-10 document=X-1"], "2026-03-20"),
        ("extmiss", "R-15", vec![r, "extended 2026-03-10 ground=complex"], "2026-03-11"),
        ("paused", "R-15", vec![r, "appraisal_started 2026-03-10 document=J-7"], "2026-03-12"),
        ("pausedone", "R-15", vec![r, "appraisal_started 2026-03-10 document=J-7", "appraisal_ended 2026-03-13"], "2026-03-15"),
        ("withdrawn unconf", "R-15", vec![r, "withdrawn 2026-03-10"], "2026-03-12"),
        ("cancelled", "R-15", vec![r, "withdrawn 2026-03-10", "withdrawal_confirmed 2026-03-11"], "2026-03-12"),
        ("agreed", "R-15", vec![r, "agreed 2026-03-10 until=2026-03-25"], "2026-03-12"),
        ("notstarted", "R-15", vec![], "2026-03-12"),
        ("regulator", "R-BD", vec![r], "2026-03-12"),
        ("regulator late", "R-BD", vec![r], "2026-04-12"),
        ("right", "R-RIGHT", vec![r, "decided 2026-03-05"], "2026-03-12"),
        ("right late", "R-RIGHT", vec![r, "decided 2026-03-05"], "2026-05-12"),
        ("unverified", "R-UNV", vec![r], "2026-03-12"),
        ("prompt", "R-PROMPT", vec![r], "2026-03-12"),
        ("cob", "R-COB", vec![r], "2026-03-03"),
        ("hour", "R-HOUR", vec![r], "2026-03-03"),
        ("year", "R-YEAR", vec![r], "2027-04-03"),
        ("kind", "R-KIND", vec![r], "2026-03-03"),
        ("nextyear", "R-NEXTYEAR", vec![r], "2026-03-03"),
        ("expired", "R-EXPIRED", vec![r], "2026-03-19"),
        ("expired ns", "R-EXPIRED", vec![r], "2026-03-09"),
    ] {
        let o = w.ask(clock, &events, as_of);
        print(name, &w.both(&o));
    }
    println!("{}", w.book.sentence_on(&w.ask("R-15", &[r], "2026-03-20"), "2026-03-20".parse().ok(), Lang::Zh));
    for (clock, events, as_of) in [
        ("R-15", vec![r, "appraisal_started 2026-03-10 document=J-7", "appraisal_ended 2026-03-13"], "2026-03-15"),
        ("R-15", vec![r, "extended 2026-03-10 ground=complex approver=张三 notified_on=2026-03-10 document=X-1"], "2026-03-15"),
        ("R-BD", vec![r], "2026-03-15"), ("R-HOUR", vec![r], "2026-03-03"), ("R-RIGHT", vec![r, "decided 2026-03-05"], "2026-03-12"), ("R-UNV", vec![r], "2026-03-12"), ("R-EXPIRED", vec![r], "2026-03-19"),
    ] {
        let p = w.regime.prove(&w.ask(clock, &events, as_of)).unwrap();
        println!("=====\n{}\n{}", w.book.proof(&p, Lang::Zh), w.book.proof(&p, Lang::En));
    }
    let p = w.regime.prove(&w.ask("R-YEAR", &[r], "2026-03-12")).unwrap();
    std::fs::write("/tmp/year.html", w.book.proof_page(&p, Lang::En)).unwrap();
    let p = w.regime.prove(&w.ask("R-BD", &[r], "2026-03-12")).unwrap();
    std::fs::write("/tmp/bd.html", w.book.proof_page(&p, Lang::Zh)).unwrap();
}
