//! Many requests as bytes, one after the other, for callers without Arrow.

use ombud::{Engine, Error, ErrorCode, error::Result, model::canon, ops::Registry};
use ombud_doors::contained;

/// So many bytes one call answers at most: what a caller can still hold whole. More are refused before
/// they fill the host's memory.
pub const MOST_ANSWERED: usize = 1 << 30;

/// The answers to many requests, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FlatAnswers {
    /// For each request 0, or the number of its error.
    pub codes: Vec<u32>,
    /// Where each answer begins in `data`, and where the last one ends.
    pub offsets: Vec<i64>,
    /// The answers, or the documents of the errors.
    pub data: Vec<u8>,
}

/// Calls an operation for each request: number `n` stands in `data` from `offsets[n]` to `offsets[n + 1]`.
///
/// ```
/// use ombud::{Engine, ops::Registry};
/// let (engine, registry) = (Engine::builtin()?, Registry::core());
/// let data = br#"{"calendar":"cn","from":"2026-02-12","to":"2026-02-28"}{}"#;
/// let offsets = [0, 55, 57];
/// let answers = ombud_batch::call_flat(&engine, &registry, "clock.count", &offsets, data)?;
/// assert_eq!(answers.codes, [0, 1007]);
/// # Ok::<(), ombud::Error>(())
/// ```
///
/// # Errors
/// `unknown_operation`; `invalid_argument` for offsets that go back or lie outside of `data`;
/// `too_large` with the request at which the answers come to more than [`MOST_ANSWERED`] bytes. What is
/// wrong with one request is its answer.
pub fn call_flat(
    engine: &Engine,
    registry: &Registry,
    operation: &str,
    offsets: &[i64],
    data: &[u8],
) -> Result<FlatAnswers> {
    call_within(engine, registry, operation, offsets, data, MOST_ANSWERED)
}

fn call_within(
    engine: &Engine,
    registry: &Registry,
    operation: &str,
    offsets: &[i64],
    data: &[u8],
    most: usize,
) -> Result<FlatAnswers> {
    registry.get(operation)?;
    let mut requests = Vec::new();
    for (at, pair) in offsets.windows(2).enumerate() {
        let [from, to] = pair else { continue };
        let range = usize::try_from(*from).ok().zip(usize::try_from(*to).ok());
        requests.push(range.and_then(|(from, to)| data.get(from..to)).ok_or_else(|| {
            Error::new(ErrorCode::InvalidArgument)
                .path(format_args!("offsets[{at}]"))
                .expected("offsets that never go back and lie in the data")
                .found(format_args!("{from}, {to}"))
        })?);
    }
    let mut answers = FlatAnswers { offsets: vec![0], ..FlatAnswers::default() };
    for (at, request) in requests.into_iter().enumerate() {
        let (code, answer) = match contained(|| registry.call(engine, operation, request)) {
            Ok(answer) => (0, answer),
            Err(error) => (error.code().number(), canon::to_bytes(&error)?),
        };
        let bytes = answers.data.len().saturating_add(answer.len());
        if bytes > most {
            return Err(Error::new(ErrorCode::TooLarge)
                .path(format_args!("requests[{at}]"))
                .expected(format_args!("at most {most} bytes of answers in one call"))
                .found(format_args!("{bytes} bytes")));
        }
        answers.codes.push(code);
        answers.data.extend(answer);
        answers.offsets.push(i64::try_from(answers.data.len()).unwrap_or(i64::MAX));
    }
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_that_would_fill_the_memory_are_refused_with_their_place() {
        let (engine, registry) = (Engine::builtin().unwrap(), Registry::core());
        let call = |most| call_within(&engine, &registry, "op.list", &[0, 2, 4, 6], b"{}{}{}", most);
        let each = call(usize::MAX).unwrap().data.len() / 3;
        assert_eq!(call(3 * each).unwrap().codes, [0, 0, 0]);
        let error = call(3 * each - 1).unwrap_err();
        assert_eq!(
            (error.code(), error.detail().path.as_deref()),
            (ErrorCode::TooLarge, Some("requests[2]"))
        );
    }
}
