//! Columns of each type, made by hand.
#![allow(dead_code, reason = "each program uses some of it")]

use super::raw::{Array, Count, Stream, Type};

/// A column with its type.
#[derive(Debug, Clone)]
pub(crate) struct Made(pub(crate) Type, pub(crate) Array);

/// The bits of a column, and how many are not set.
fn bits<T>(cells: &[Option<T>]) -> (Option<Vec<u8>>, i64) {
    let mut bits = vec![0_u8; cells.len().div_ceil(8)];
    for (at, _) in cells.iter().enumerate().filter(|(_, cell)| cell.is_some()) {
        bits[at / 8] |= 1 << (at % 8);
    }
    let nulls = cells.iter().filter(|cell| cell.is_none()).count() as i64;
    ((nulls > 0).then_some(bits), nulls)
}

/// Cells of a fixed width.
pub(crate) fn fixed<const N: usize>(name: &str, format: &str, cells: &[Option<[u8; N]>]) -> Made {
    let (valid, null_count) = bits(cells);
    let values = cells.iter().flat_map(|cell| cell.unwrap_or([0xAA; N])).collect();
    let array = Array {
        length: cells.len() as i64,
        null_count,
        buffers: vec![valid, Some(values)],
        ..Array::default()
    };
    Made(Type::new(name, format), array)
}

pub(crate) fn days(name: &str, cells: &[Option<i32>]) -> Made {
    fixed(name, "tdD", &cells.iter().map(|cell| cell.map(i32::to_ne_bytes)).collect::<Vec<_>>())
}

pub(crate) fn longs(name: &str, format: &str, cells: &[Option<i64>]) -> Made {
    fixed(name, format, &cells.iter().map(|cell| cell.map(i64::to_ne_bytes)).collect::<Vec<_>>())
}

pub(crate) fn texts(name: &str, cells: &[Option<&str>]) -> Made {
    bytes(name, &cells.iter().map(|cell| cell.map(str::as_bytes)).collect::<Vec<_>>())
}

pub(crate) fn bytes(name: &str, cells: &[Option<&[u8]>]) -> Made {
    let (valid, null_count) = bits(cells);
    let (mut offsets, mut data) = (0_i32.to_ne_bytes().to_vec(), Vec::new());
    for cell in cells {
        data.extend(cell.unwrap_or_default());
        offsets.extend((data.len() as i32).to_ne_bytes());
    }
    let array = Array {
        length: cells.len() as i64,
        null_count,
        buffers: vec![valid, Some(offsets), Some(data)],
        ..Array::default()
    };
    Made(Type::new(name, "u"), array)
}

pub(crate) fn large_texts(name: &str, cells: &[Option<&str>]) -> Made {
    let Made(_, mut array) = texts(name, cells);
    let small = array.buffers[1].take().expect("offsets");
    let wide = small
        .chunks(4)
        .flat_map(|four| i64::from(i32::from_ne_bytes(four.try_into().expect("four"))).to_ne_bytes());
    array.buffers[1] = Some(wide.collect());
    Made(Type::new(name, "U"), array)
}

/// Views; texts past twelve bytes stand in two buffers in turn.
pub(crate) fn views(name: &str, cells: &[Option<&str>]) -> Made {
    let (valid, null_count) = bits(cells);
    let (mut views, mut buffers) = (Vec::new(), [Vec::new(), Vec::new()]);
    for (at, cell) in cells.iter().enumerate() {
        let text = cell.unwrap_or_default().as_bytes();
        let mut view = [0_u8; 16];
        view[..4].copy_from_slice(&(text.len() as i32).to_ne_bytes());
        if text.len() <= 12 {
            view[4..4 + text.len()].copy_from_slice(text);
        } else {
            let buffer: &mut Vec<u8> = &mut buffers[at % 2];
            view[4..8].copy_from_slice(&text[..4]);
            view[8..12].copy_from_slice(&((at % 2) as i32).to_ne_bytes());
            view[12..].copy_from_slice(&(buffer.len() as i32).to_ne_bytes());
            buffer.extend(text);
        }
        views.extend(view);
    }
    let lengths = buffers.iter().flat_map(|buffer| (buffer.len() as i64).to_ne_bytes()).collect();
    let [one, two] = buffers;
    let array = Array {
        length: cells.len() as i64,
        null_count,
        buffers: vec![valid, Some(views), Some(one), Some(two), Some(lengths)],
        ..Array::default()
    };
    Made(Type::new(name, "vu"), array)
}

/// Keys of one byte into the texts.
pub(crate) fn coded(name: &str, cells: &[Option<&str>]) -> Made {
    let mut known: Vec<Option<&str>> = cells.to_vec();
    known.sort();
    known.dedup();
    let key = |cell: &&str| known.iter().position(|text| text.as_ref() == Some(cell)).expect("known") as u8;
    let keys: Vec<_> = cells.iter().map(|cell| cell.as_ref().map(|cell| [key(cell)])).collect();
    let Made(_, mut array) = fixed("", "C", &keys);
    let Made(values, dictionary) = texts("", &known);
    array.dictionary = Some(Box::new(dictionary));
    let format = String::from_utf8(values.format.expect("a format")).expect("UTF-8");
    Made(Type::coded(name, "C", &format), array)
}

pub(crate) fn bools(name: &str, cells: &[Option<bool>]) -> Made {
    let (valid, null_count) = bits(cells);
    let set: Vec<Option<()>> = cells.iter().map(|cell| cell.filter(|cell| *cell).map(|_| ())).collect();
    let values = bits(&set).0.unwrap_or_else(|| vec![0xFF; cells.len().div_ceil(8)]);
    let array = Array {
        length: cells.len() as i64,
        null_count,
        buffers: vec![valid, Some(values)],
        ..Array::default()
    };
    Made(Type::new(name, "b"), array)
}

/// A stream of one batch of these columns.
pub(crate) fn table(columns: Vec<Made>) -> Stream {
    let length = columns.first().map_or(0, |column| column.1.length);
    let (types, arrays) = columns.into_iter().map(|Made(kind, array)| (kind, array)).unzip();
    Stream { schema: Type::table(types), batches: vec![Array::table(length, arrays)], ..Stream::default() }
}

/// The same, handed over.
pub(crate) fn stream(columns: Vec<Made>) -> super::ArrowArrayStream {
    super::raw::stream(table(columns), &Count::default())
}
