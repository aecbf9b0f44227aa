//! Structs of the Arrow C data interface made by hand, right and wrong, and read back by pointers:
//! a second opinion on both ends of the crate. The only test file with `unsafe`.
//!
//! Buffers are as long as the caller makes them, so a wrong struct must be one that says so itself.
#![allow(dead_code, unreachable_pub, reason = "each program uses some of it")]
#![allow(unsafe_code, reason = "the structs of a C interface")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test says what went wrong by failing")]

use std::{
    ffi::{CStr, CString, c_char, c_int, c_void},
    ptr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{ArrowArray, ArrowArrayStream, ArrowSchema};

/// How many structs were made, and how many of them were released.
#[derive(Debug, Default, Clone)]
pub struct Count(Arc<(AtomicUsize, AtomicUsize)>);

impl Count {
    fn make(&self) -> Count {
        self.0.0.fetch_add(1, Ordering::SeqCst);
        self.clone()
    }

    fn release(&self) {
        self.0.1.fetch_add(1, Ordering::SeqCst);
    }

    /// Every struct that was made was released: no callback ran twice, since that frees twice.
    pub fn is_even(&self) -> bool {
        self.0.0.load(Ordering::SeqCst) == self.0.1.load(Ordering::SeqCst)
    }
}

#[repr(C)]
struct RawSchema {
    format: *const c_char,
    name: *const c_char,
    metadata: *const c_char,
    flags: i64,
    n_children: i64,
    children: *mut *mut RawSchema,
    dictionary: *mut RawSchema,
    release: Option<unsafe extern "C" fn(*mut RawSchema)>,
    private_data: *mut c_void,
}

#[repr(C)]
struct RawArray {
    length: i64,
    null_count: i64,
    offset: i64,
    n_buffers: i64,
    n_children: i64,
    buffers: *mut *const c_void,
    children: *mut *mut RawArray,
    dictionary: *mut RawArray,
    release: Option<unsafe extern "C" fn(*mut RawArray)>,
    private_data: *mut c_void,
}

#[repr(C)]
struct RawStream {
    get_schema: Option<unsafe extern "C" fn(*mut RawStream, *mut RawSchema) -> c_int>,
    get_next: Option<unsafe extern "C" fn(*mut RawStream, *mut RawArray) -> c_int>,
    get_last_error: Option<unsafe extern "C" fn(*mut RawStream) -> *const c_char>,
    release: Option<unsafe extern "C" fn(*mut RawStream)>,
    private_data: *mut c_void,
}

/// A type, as told.
#[derive(Debug, Clone, Default)]
pub struct Type {
    pub format: Option<Vec<u8>>,
    pub name: Vec<u8>,
    pub children: Vec<Type>,
    pub dictionary: Option<Box<Type>>,
    /// Told instead of the number there are.
    pub n_children: Option<i64>,
}

impl Type {
    pub fn new(name: &str, format: &str) -> Self {
        Type { format: Some(format.into()), name: name.into(), ..Type::default() }
    }

    pub fn table(children: Vec<Type>) -> Self {
        Type { children, ..Type::new("", "+s") }
    }

    pub fn coded(name: &str, keys: &str, values: &str) -> Self {
        Type { dictionary: Some(Box::new(Type::new("", values))), ..Type::new(name, keys) }
    }
}

/// An array, as told.
#[derive(Debug, Clone, Default)]
pub struct Array {
    pub length: i64,
    pub null_count: i64,
    pub offset: i64,
    pub buffers: Vec<Option<Vec<u8>>>,
    pub children: Vec<Array>,
    pub dictionary: Option<Box<Array>>,
    pub n_buffers: Option<i64>,
    pub n_children: Option<i64>,
    /// The list of buffers, or of children, is a null pointer.
    pub no_buffers: bool,
    pub no_children: bool,
    /// It comes without a callback, as if it had been released.
    pub released: bool,
}

impl Array {
    /// A table of columns of one length.
    pub fn table(length: i64, children: Vec<Array>) -> Self {
        Array { length, buffers: vec![None], children, ..Array::default() }
    }
}

struct Kept<T> {
    texts: Vec<CString>,
    blocks: Vec<Option<Vec<u8>>>,
    buffers: Vec<*const c_void>,
    children: Vec<*mut T>,
    dictionary: *mut T,
    count: Count,
}

impl<T> Drop for Kept<T> {
    fn drop(&mut self) {
        for child in self.children.iter().chain(Some(&self.dictionary)).filter(|child| !child.is_null()) {
            // SAFETY: each was a box of `make_…`, and is freed here alone.
            drop(unsafe { Box::from_raw(*child) });
        }
        self.count.release();
    }
}

macro_rules! released_on_drop {
    ($($name:ident)*) => {$(
        impl Drop for $name {
            fn drop(&mut self) {
                if let Some(release) = self.release {
                    // SAFETY: it is the callback of this struct.
                    unsafe { release(self) }
                }
            }
        }
    )*};
}
released_on_drop!(RawSchema RawArray RawStream);

unsafe extern "C" fn release_schema(schema: *mut RawSchema) {
    // SAFETY: `make_schema` put the box there.
    unsafe {
        drop(Box::from_raw((*schema).private_data.cast::<Kept<RawSchema>>()));
        (*schema).release = None;
    }
}

unsafe extern "C" fn release_array(array: *mut RawArray) {
    // SAFETY: `make_array` put the box there.
    unsafe {
        drop(Box::from_raw((*array).private_data.cast::<Kept<RawArray>>()));
        (*array).release = None;
    }
}

fn make_schema(told: Type, count: &Count) -> RawSchema {
    let text = |bytes: Vec<u8>| CString::new(bytes).expect("no zero in a text");
    let boxed = |told: Type| Box::into_raw(Box::new(make_schema(told, count)));
    let n_children = told.n_children.unwrap_or(told.children.len() as i64);
    let has_format = told.format.is_some();
    let kept = Box::into_raw(Box::new(Kept {
        texts: vec![text(told.format.unwrap_or_default()), text(told.name)],
        blocks: Vec::new(),
        buffers: Vec::new(),
        children: told.children.into_iter().map(boxed).collect(),
        dictionary: told.dictionary.map_or(ptr::null_mut(), |values| boxed(*values)),
        count: count.make(),
    }));
    // SAFETY: it was a box a moment ago.
    let kept_ref = unsafe { &mut *kept };
    RawSchema {
        format: if has_format { kept_ref.texts[0].as_ptr() } else { ptr::null() },
        name: kept_ref.texts[1].as_ptr(),
        metadata: ptr::null(),
        flags: 2,
        n_children,
        children: if kept_ref.children.is_empty() { ptr::null_mut() } else { kept_ref.children.as_mut_ptr() },
        dictionary: kept_ref.dictionary,
        release: Some(release_schema),
        private_data: kept.cast(),
    }
}

fn make_array(told: Array, count: &Count) -> RawArray {
    let boxed = |told: Array| Box::into_raw(Box::new(make_array(told, count)));
    let start = |block: &Option<Vec<u8>>| block.as_ref().map_or(ptr::null(), |bytes| bytes.as_ptr().cast());
    let n_buffers = told.n_buffers.unwrap_or(told.buffers.len() as i64);
    let n_children = told.n_children.unwrap_or(told.children.len() as i64);
    let kept = Box::into_raw(Box::new(Kept {
        texts: Vec::new(),
        buffers: told.buffers.iter().map(start).collect(),
        blocks: told.buffers,
        children: told.children.into_iter().map(boxed).collect(),
        dictionary: told.dictionary.map_or(ptr::null_mut(), |values| boxed(*values)),
        count: count.make(),
    }));
    // SAFETY: it was a box a moment ago.
    let kept_ref = unsafe { &mut *kept };
    let mut array = RawArray {
        length: told.length,
        null_count: told.null_count,
        offset: told.offset,
        n_buffers,
        n_children,
        buffers: if told.no_buffers { ptr::null_mut() } else { kept_ref.buffers.as_mut_ptr() },
        children: if told.no_children { ptr::null_mut() } else { kept_ref.children.as_mut_ptr() },
        dictionary: kept_ref.dictionary,
        release: Some(release_array),
        private_data: kept.cast(),
    };
    if told.released {
        // SAFETY: nothing points to what is freed here but the struct, which says it is released.
        unsafe { release_array(&mut array) };
    }
    array
}

pub fn schema(told: Type, count: &Count) -> ArrowSchema {
    // SAFETY: both are the struct of the specification.
    unsafe { std::mem::transmute(make_schema(told, count)) }
}

pub fn array(told: Array, count: &Count) -> ArrowArray {
    // SAFETY: both are the struct of the specification.
    unsafe { std::mem::transmute(make_array(told, count)) }
}

/// What a stream gives: batches, then its end or an error.
#[derive(Debug, Clone, Default)]
pub struct Stream {
    pub schema: Type,
    pub batches: Vec<Array>,
    /// The code and the words of the error after the batches.
    pub error: Option<(c_int, Option<String>)>,
    /// The schema cannot be had.
    pub no_schema: bool,
}

struct Given {
    told: Stream,
    said: Option<CString>,
    count: Count,
}

pub fn stream(told: Stream, count: &Count) -> ArrowArrayStream {
    unsafe extern "C" fn get_schema(stream: *mut RawStream, out: *mut RawSchema) -> c_int {
        // SAFETY: `stream` put the box there; the place is one for a struct.
        unsafe {
            let given = &mut *(*stream).private_data.cast::<Given>();
            if given.told.no_schema {
                return 5;
            }
            ptr::write(out, make_schema(given.told.schema.clone(), &given.count));
        }
        0
    }
    unsafe extern "C" fn get_next(stream: *mut RawStream, out: *mut RawArray) -> c_int {
        // SAFETY: as above.
        unsafe {
            let given = &mut *(*stream).private_data.cast::<Given>();
            if given.told.batches.is_empty() {
                if let Some((code, said)) = given.told.error.take() {
                    given.said = said.and_then(|said| CString::new(said).ok());
                    return code;
                }
                (*out).release = None;
                return 0;
            }
            let batch = given.told.batches.remove(0);
            ptr::write(out, make_array(batch, &given.count));
        }
        0
    }
    unsafe extern "C" fn get_last_error(stream: *mut RawStream) -> *const c_char {
        // SAFETY: as above.
        let given = unsafe { &*(*stream).private_data.cast::<Given>() };
        given.said.as_ref().map_or(ptr::null(), |said| said.as_ptr())
    }
    unsafe extern "C" fn release(stream: *mut RawStream) {
        // SAFETY: as above.
        unsafe {
            let given = Box::from_raw((*stream).private_data.cast::<Given>());
            given.count.release();
            (*stream).release = None;
        }
    }
    let given = Box::new(Given { told, said: None, count: count.make() });
    let raw = RawStream {
        get_schema: Some(get_schema),
        get_next: Some(get_next),
        get_last_error: Some(get_last_error),
        release: Some(release),
        private_data: Box::into_raw(given).cast(),
    };
    // SAFETY: both are the struct of the specification.
    unsafe { std::mem::transmute(raw) }
}

/// A table that was read: the columns' names and formats, and the lines of each batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lines {
    pub columns: Vec<(String, String)>,
    pub batches: Vec<Vec<Vec<Option<String>>>>,
}

impl Lines {
    pub fn all(&self) -> Vec<&Vec<Option<String>>> {
        self.batches.iter().flatten().collect()
    }

    /// The cells of one column.
    pub fn column(&self, name: &str) -> Vec<Option<&str>> {
        let at = self.columns.iter().position(|(known, _)| known == name).expect(name);
        self.batches.iter().flatten().map(|line| line[at].as_deref()).collect()
    }
}

/// Reads a stream to its end by the callbacks alone; the error's words where there is one.
pub fn read(stream: ArrowArrayStream) -> Result<Lines, String> {
    // SAFETY: both are the struct of the specification; what its pointers lead to is read as the
    // specification says.
    unsafe {
        let mut stream: RawStream = std::mem::transmute(stream);
        let raw = &raw mut stream;
        let (get_schema, get_next) =
            (stream.get_schema.expect("a callback"), stream.get_next.expect("a callback"));
        let last_error = stream.get_last_error.expect("a callback");
        let mut out = Lines::default();
        let mut schema: RawSchema = std::mem::transmute(ArrowSchema::empty());
        assert_eq!(get_schema(raw, &mut schema), 0);
        assert_eq!(CStr::from_ptr(schema.format).to_str(), Ok("+s"));
        for at in 0..schema.n_children as usize {
            let child = &**schema.children.add(at);
            let text = |text: *const c_char| CStr::from_ptr(text).to_str().expect("UTF-8").to_owned();
            out.columns.push((text(child.name), text(child.format)));
        }
        drop(schema);
        loop {
            let mut array: RawArray = std::mem::transmute(ArrowArray::empty());
            if get_next(raw, &mut array) != 0 {
                return Err(CStr::from_ptr(last_error(raw)).to_str().expect("UTF-8").to_owned());
            }
            if array.release.is_none() {
                assert!(last_error(raw).is_null());
                return Ok(out);
            }
            assert_eq!(array.n_children as usize, out.columns.len());
            let mut lines = vec![Vec::new(); array.length as usize];
            for (at, (_, format)) in out.columns.iter().enumerate() {
                let child = &**array.children.add(at);
                assert_eq!(child.length, array.length);
                for (row, line) in lines.iter_mut().enumerate() {
                    line.push(cell(child, format, row));
                }
            }
            out.batches.push(lines);
        }
    }
}

/// # Safety
/// The array is one of this format, and has the row.
unsafe fn cell(array: &RawArray, format: &str, row: usize) -> Option<String> {
    // SAFETY: as the caller promises.
    unsafe {
        let buffer = |at: usize| *array.buffers.add(at);
        let valid = buffer(0).cast::<u8>();
        if !valid.is_null() && *valid.add(row / 8) >> (row % 8) & 1 == 0 {
            return None;
        }
        Some(match format {
            "l" | "tss:UTC" => (*buffer(1).cast::<i64>().add(row)).to_string(),
            "tdD" => (*buffer(1).cast::<i32>().add(row)).to_string(),
            "u" => {
                let offsets = buffer(1).cast::<i32>();
                let (from, to) = (*offsets.add(row) as usize, *offsets.add(row + 1) as usize);
                let bytes = match to - from {
                    0 => &[],
                    length => std::slice::from_raw_parts(buffer(2).cast::<u8>().add(from), length),
                };
                std::str::from_utf8(bytes).expect("UTF-8").to_owned()
            }
            other => panic!("a column of format {other}"),
        })
    }
}

/// The batches of a stream, unread.
pub fn batches(stream: ArrowArrayStream) -> Vec<ArrowArray> {
    // SAFETY: both are the struct of the specification.
    let mut stream: RawStream = unsafe { std::mem::transmute(stream) };
    let get_next = stream.get_next.expect("a callback");
    let mut out = Vec::new();
    loop {
        // SAFETY: both are the struct of the specification.
        let mut array: RawArray = unsafe { std::mem::transmute(ArrowArray::empty()) };
        // SAFETY: the stream is live, and the place is one for a struct.
        assert_eq!(unsafe { get_next(&mut stream, &mut array) }, 0);
        if array.release.is_none() {
            return out;
        }
        // SAFETY: both are the struct of the specification.
        out.push(unsafe { std::mem::transmute::<RawArray, ArrowArray>(array) });
    }
}

/// How many rows there are, and the sum of the days in their first column.
pub fn sum_of_days(batches: Vec<ArrowArray>) -> (usize, i64) {
    let (mut rows, mut sum) = (0, 0);
    for batch in batches {
        // SAFETY: both are the struct of the specification, and the column is one of days.
        unsafe {
            let batch: RawArray = std::mem::transmute(batch);
            let column = &**batch.children;
            let (valid, days) =
                (*column.buffers.cast::<*const u8>(), *column.buffers.add(1).cast::<*const i32>());
            for row in 0..column.length as usize {
                if valid.is_null() || *valid.add(row / 8) >> (row % 8) & 1 == 1 {
                    sum += i64::from(*days.add(row));
                }
            }
            rows += column.length as usize;
        }
    }
    (rows, sum)
}
