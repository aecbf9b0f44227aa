//! Requests as bytes, without Arrow.

use ombud_batch::call_flat;

use super::{ENGINE, registry};

#[test]
fn each_request_has_its_answer() {
    let requests: [&[u8]; 5] = [b"{\"a\": 1}", b"", b"{\"really\"", b"\xFF", b"[]"];
    let (mut offsets, mut data) = (vec![0_i64], Vec::new());
    for request in requests {
        data.extend(request);
        offsets.push(data.len() as i64);
    }
    let answers = call_flat(&ENGINE, &registry(), "mine.echo", &offsets, &data).unwrap();
    assert_eq!(answers.codes, [0, 1002, 1002, 1001, 0]);
    let answer = |at: usize| &answers.data[answers.offsets[at] as usize..answers.offsets[at + 1] as usize];
    assert_eq!((answer(0), answer(4)), (&b"{\"a\":1}"[..], &b"[]"[..]));
    let error = registry().call(&ENGINE, "mine.echo", b"\xFF").unwrap_err();
    assert_eq!(answer(3), ombud::model::canon::to_bytes(&error).unwrap());
    let panics = call_flat(&ENGINE, &registry(), "mine.panic", &offsets, &data).unwrap();
    assert_eq!(panics.codes, [0, 0, 1901, 0, 0]);
}

#[test]
fn offsets_that_do_not_fit_are_refused() {
    let call = |offsets: &[i64]| call_flat(&ENGINE, &registry(), "mine.echo", offsets, b"{}");
    for offsets in [&[0, 3][..], &[-1, 2], &[2, 0], &[0, 2, 1], &[0, i64::MAX], &[i64::MIN, i64::MAX]] {
        assert_eq!(call(offsets).unwrap_err().code().name(), "invalid_argument", "{offsets:?}");
    }
    for none in [&[][..], &[0]] {
        let answers = call(none).unwrap();
        assert_eq!((answers.codes, answers.offsets, answers.data), (vec![], vec![0], vec![]));
    }
    assert_eq!(call(&[0, 0, 2]).unwrap().codes, [1002, 0]);
    let unknown = call_flat(&ENGINE, &registry(), "no.such", &[0], b"").unwrap_err();
    assert_eq!(unknown.code().name(), "unknown_operation");
}
