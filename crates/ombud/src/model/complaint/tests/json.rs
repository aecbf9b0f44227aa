//! The JSON form: what is read, what is refused, and where.

use super::*;

#[test]
fn every_object_refuses_a_field_it_does_not_know() {
    fn places(json: &Json, path: &mut Vec<String>, out: &mut Vec<Vec<String>>) {
        match json {
            Json::Map(map) => {
                out.push(path.clone());
                for (key, value) in map.iter().filter(|(key, _)| *key != "extra") {
                    path.push(key.clone());
                    places(value, path, out);
                    path.pop();
                }
            }
            Json::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    path.push(i.to_string());
                    places(item, path, out);
                    path.pop();
                }
            }
            _ => {}
        }
    }
    fn at<'a>(json: &'a mut Json, path: &[String]) -> &'a mut Json {
        path.iter().fold(json, |json, step| match json {
            Json::Map(map) => map.get_mut(step).unwrap(),
            Json::List(items) => &mut items[step.parse::<usize>().unwrap()],
            _ => panic!("no way to {step}"),
        })
    }
    let json = canon::to_json(&full()).unwrap();
    let mut all = Vec::new();
    places(&json, &mut Vec::new(), &mut all);
    assert!(all.len() > 90);
    for path in all {
        let mut changed = json.clone();
        let Json::Map(map) = at(&mut changed, &path) else { panic!("an object") };
        map.insert("anger".to_owned(), Json::Int(62));
        let error = Complaint::from_json(&changed.to_bytes()).expect_err(&path.join("."));
        assert_eq!(error.code(), ErrorCode::InvalidField, "{path:?}");
        assert!(error.detail().found.as_deref().unwrap_or_default().contains("anger"), "{error}");
    }
}

#[test]
fn the_full_complaint_survives_the_round_trip() {
    let complaint = full();
    assert_eq!(complaint.check(), []);
    let bytes = complaint.to_bytes().unwrap();
    let again = Complaint::from_json(&bytes).unwrap();
    assert_eq!(again, complaint);
    assert_eq!(again.to_bytes().unwrap(), bytes);
    assert_eq!(complaint.party(&id("p2")).unwrap().role.acts_for(), [id::<PartyId>("p0")]);
    assert_eq!(complaint.part(&id("s1")).unwrap().about, "多收利息");
    assert_eq!(complaint.evidence_item(&id("e1")).unwrap().kind, EvidenceKind::Authority);
}

#[test]
fn what_is_absent_is_left_out() {
    let complaint = Complaint::builder(id("C-1"), day("2026-03-02")).build().unwrap();
    let bytes = br#"{"format_version":1,"id":"C-1","received":"2026-03-02"}"#;
    assert_eq!(complaint.to_bytes().unwrap(), bytes);
    let party = Party::new(id::<PartyId>("p1"), Role::complainant());
    assert_eq!(canon::to_bytes(&party).unwrap(), br#"{"id":"p1","role":{"kind":"complainant"}}"#);
}

#[test]
fn a_document_is_refused_with_code_and_place() {
    let cases: &[(&str, ErrorCode, Option<&str>)] = &[
        (
            r#"{"format_version":2,"id":"C","received":"2026-03-02"}"#,
            ErrorCode::UnsupportedFormat,
            Some("format_version"),
        ),
        (
            r#"{"format_version":"1","id":"C","received":"2026-03-02"}"#,
            ErrorCode::InvalidField,
            Some("format_version"),
        ),
        (r#"{"id":"C","received":"2026-03-02"}"#, ErrorCode::InvalidField, None),
        (r#"{"format_version":1,"id":"","received":"2026-03-02"}"#, ErrorCode::InvalidId, Some("id")),
        (
            r#"{"format_version":1,"id":"C","received":"2026-02-30"}"#,
            ErrorCode::InvalidDate,
            Some("received"),
        ),
        (
            r#"{"format_version":1,"id":"C","received":"2026-03-02","parties":[{"id":"p","role":{"kind":"activist"}}]}"#,
            ErrorCode::InvalidField,
            Some("parties[0].role.kind"),
        ),
        (
            r#"{"format_version":1,"id":"C","received":"2026-03-02","channel":"carrier_pigeon"}"#,
            ErrorCode::InvalidField,
            Some("channel"),
        ),
        (
            r#"{"format_version":1,"id":"C","received":"2026-03-02","evidence":[{"id":"e","kind":"other","title":"纸","hash":"md5:00"}]}"#,
            ErrorCode::InvalidValue,
            Some("evidence[0].hash"),
        ),
        ("[]", ErrorCode::InvalidField, None),
        ("{", ErrorCode::InvalidJson, Some("line 1, column 1")),
    ];
    for (text, code, path) in cases {
        let error = Complaint::from_json(text.as_bytes()).expect_err(text);
        assert_eq!(error.code(), *code, "{text}: {error}");
        if let Some(path) = path {
            assert_eq!(error.detail().path.as_deref(), Some(*path), "{text}: {error}");
        }
    }
}

#[test]
fn a_list_never_stands_for_an_object() {
    let positional: &[(&str, Option<&str>)] = &[
        (r#"[1,"C","2026-03-02"]"#, None),
        (
            r#"{"format_version":1,"id":"C","received":"2026-03-02","parties":[["p",{"kind":"complainant"}]]}"#,
            Some("parties[0]"),
        ),
        (
            r#"{"format_version":1,"id":"C","received":"2026-03-02","parties":[{"id":"p","role":["complainant"]}]}"#,
            Some("parties[0].role"),
        ),
        (
            r#"{"format_version":1,"id":"C","received":"2026-03-02","amounts_stated":[{"money":[1,"CNY"]}]}"#,
            Some("amounts_stated[0].money"),
        ),
        (
            r#"{"format_version":1,"id":"C","received":"2026-03-02","parties":[{"id":"p","role":{"kind":"agent","acts_for":["q"],"authority":["written"]}}]}"#,
            Some("parties[0].role.authority"),
        ),
        (
            r#"{"format_version":1,"id":"C","received":"2026-03-02","parties":{"id":"p","role":{"kind":"complainant"}}}"#,
            Some("parties"),
        ),
    ];
    for (text, path) in positional {
        let error = Complaint::from_json(text.as_bytes()).expect_err(text);
        assert_eq!(
            (error.code(), error.detail().path.as_deref()),
            (ErrorCode::InvalidField, *path),
            "{error}"
        );
    }
}

#[test]
fn a_fault_inside_a_sum_is_placed() {
    let text = r#"{"format_version":1,"id":"C","received":"2026-03-02","parties":[{"id":"p","role":{"kind":"agent","acts_for":["q"],"authority":{"kind":"written","from":"2026-02-30"}}}]}"#;
    let error = Complaint::from_json(text.as_bytes()).unwrap_err();
    assert_eq!(error.detail().path.as_deref(), Some("parties[0].role.authority.from"));
    assert!(error.detail().found.as_deref().unwrap().contains("2026-02-30"), "{error}");
}

#[test]
fn a_sum_is_read_from_any_format() {
    for kind in demand_kinds() {
        let text = serde_json::to_string(&kind).unwrap();
        assert_eq!(serde_json::from_str::<DemandKind>(&text).unwrap(), kind, "{text}");
    }
    assert!(serde_json::from_str::<DemandKind>(r#"{"kind":"money","anger":62}"#).is_err());
    for (text, path, found) in [
        (r#"{"kind":"revenge"}"#, Some("kind"), "revenge"),
        (r#"{"kind":1}"#, Some("kind"), "1"),
        (r#"{}"#, Some("kind"), "nothing"),
        (r#"{"kind":"money","anger":62}"#, Some("anger"), "anger"),
        (r#"["money"]"#, None, "a list"),
        (r#""money""#, None, "the text \"money\""),
    ] {
        let error = canon::from_bytes::<DemandKind>(text.as_bytes()).unwrap_err();
        let detail = error.detail();
        assert_eq!((detail.path.as_deref(), detail.found.as_deref()), (path, Some(found)), "{text}");
    }
}
