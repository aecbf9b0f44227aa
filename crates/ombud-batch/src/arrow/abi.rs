//! The structs of the Arrow C data and stream interfaces: taken over from a producer, and made for
//! a consumer. The only file of this crate with `unsafe`.
//!
//! What a struct says is checked where it can be: signs, counts, null pointers, the order of
//! offsets. That a buffer is as long as its format demands cannot be: the interface carries no
//! lengths. Whoever made a struct of these types has promised it, and that what its pointers lead
//! to stays as it is until the struct is released.
//!
//! The fields are private, so that safe code cannot make a struct that breaks the promise. A caller
//! from C moves its own in through a pointer (`std::ptr::replace` with [`ArrowArray::empty`]).
#![expect(unsafe_code, reason = "the structs of a C interface: pointers, and callbacks of others")]

use std::{
    ffi::{CStr, CString, c_char, c_int, c_void},
    ops::Deref,
    ptr,
    sync::Arc,
};

use ombud::{Error, ErrorCode, error::Result};
use ombud_doors::contained;

use super::{
    column::{Column, Values},
    field::{Field, Layout},
    made::{Block, Made, Shape, Source},
    malformed,
};

/// `struct ArrowSchema`: the type of an array. Released when dropped.
#[repr(C)]
#[derive(Debug)]
pub struct ArrowSchema {
    format: *const c_char,
    name: *const c_char,
    metadata: *const c_char,
    flags: i64,
    n_children: i64,
    children: *mut *mut ArrowSchema,
    dictionary: *mut ArrowSchema,
    release: Option<unsafe extern "C" fn(*mut ArrowSchema)>,
    private_data: *mut c_void,
}

/// `struct ArrowArray`: the data of an array. Released when dropped.
#[repr(C)]
#[derive(Debug)]
pub struct ArrowArray {
    length: i64,
    null_count: i64,
    offset: i64,
    n_buffers: i64,
    n_children: i64,
    buffers: *mut *const c_void,
    children: *mut *mut ArrowArray,
    dictionary: *mut ArrowArray,
    release: Option<unsafe extern "C" fn(*mut ArrowArray)>,
    private_data: *mut c_void,
}

/// `struct ArrowArrayStream`: arrays of one type, one after the other. Released when dropped.
#[repr(C)]
#[derive(Debug)]
pub struct ArrowArrayStream {
    get_schema: Option<unsafe extern "C" fn(*mut ArrowArrayStream, *mut ArrowSchema) -> c_int>,
    get_next: Option<unsafe extern "C" fn(*mut ArrowArrayStream, *mut ArrowArray) -> c_int>,
    get_last_error: Option<unsafe extern "C" fn(*mut ArrowArrayStream) -> *const c_char>,
    release: Option<unsafe extern "C" fn(*mut ArrowArrayStream)>,
    private_data: *mut c_void,
}

macro_rules! owned {
    ($($name:ident)*) => {$(
        impl $name {
            /// Whether nothing is in it, as in one that was moved out or released.
            #[must_use]
            pub fn is_released(&self) -> bool {
                self.release.is_none()
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                if let Some(release) = self.release {
                    // SAFETY: the struct is alive, and its maker set the callback for it. What was
                    // moved out or released before has none.
                    unsafe { release(self) }
                }
            }
        }

        // SAFETY: the interface lets a consumer move a struct to another thread and release it
        // there; nothing here uses one from two threads at once.
        unsafe impl Send for $name {}
    )*};
}

owned!(ArrowSchema ArrowArray ArrowArrayStream);

impl ArrowSchema {
    /// One in which nothing is.
    #[must_use]
    pub const fn empty() -> Self {
        ArrowSchema {
            format: ptr::null(),
            name: ptr::null(),
            metadata: ptr::null(),
            flags: 0,
            n_children: 0,
            children: ptr::null_mut(),
            dictionary: ptr::null_mut(),
            release: None,
            private_data: ptr::null_mut(),
        }
    }

    /// The names of the columns that it describes.
    ///
    /// # Errors
    /// `invalid_argument` where it breaks the rules; `unsupported_column`.
    pub fn names(&self) -> Result<Vec<String>> {
        Ok(self.fields()?.0.into_iter().map(|field| field.name).collect())
    }

    /// The columns that it describes, and whether it is one bare column and no table.
    pub(super) fn fields(&self) -> Result<(Vec<Field>, bool)> {
        if self.is_released() {
            return Err(released("the schema"));
        }
        if self.text(self.format, "format")? != "+s" {
            return Ok((vec![self.field()?], true));
        }
        let count = usize::try_from(self.n_children).map_err(|_| count("n_children", self.n_children))?;
        let mut fields = Vec::new();
        for child in 0..count {
            // SAFETY: the maker promises `n_children` pointers, each null or to a live struct.
            let child = unsafe { pointee(self.children, child) };
            fields.push(child.ok_or_else(|| null("children of the schema"))?.field()?);
        }
        Ok((fields, false))
    }

    fn field(&self) -> Result<Field> {
        if self.is_released() {
            return Err(released("a column of the schema"));
        }
        let (format, name) = (self.text(self.format, "format")?, self.text(self.name, "name")?);
        // SAFETY: the maker promises a pointer that is null or to a live struct.
        let dictionary = match unsafe { self.dictionary.as_ref() } {
            Some(values) if values.is_released() => return Err(released("a dictionary of the schema")),
            Some(values) if values.dictionary.is_null() => Some(values.text(values.format, "format")?),
            Some(_) => Some("a dictionary of a dictionary"),
            None => None,
        };
        Ok(Field::new(name, format, dictionary))
    }

    fn text(&self, text: *const c_char, what: &str) -> Result<&str> {
        if text.is_null() {
            return if what == "name" { Ok("") } else { Err(null(what)) };
        }
        // SAFETY: the maker promises text that ends in a zero and lives as long as the struct.
        let text = unsafe { CStr::from_ptr(text) };
        text.to_str().map_err(|_| Error::new(ErrorCode::InvalidUtf8).path(what).found("other bytes"))
    }

    pub(super) fn made(shape: Shape) -> Self {
        struct Kept {
            format: CString,
            name: CString,
            children: Vec<*mut ArrowSchema>,
        }
        unsafe extern "C" fn release(schema: *mut ArrowSchema) {
            // SAFETY: whoever calls it hands in a struct that `made` filled and nobody released.
            unsafe {
                let kept = Box::from_raw((*schema).private_data.cast::<Kept>());
                kept.children.iter().for_each(|child| drop(Box::from_raw(*child)));
                (*schema).release = None;
            }
        }
        const NULLABLE: i64 = 2;
        // A name is a text of the spec or of the stream before, which ends at its first zero.
        let text = |text: String| CString::new(text.replace('\0', "")).unwrap_or_default();
        let children: Vec<_> = shape
            .children
            .into_iter()
            .map(|child| Box::into_raw(Box::new(ArrowSchema::made(child))))
            .collect();
        let kept =
            Box::into_raw(Box::new(Kept { format: text(shape.format), name: text(shape.name), children }));
        let mut schema = ArrowSchema::empty();
        // SAFETY: `kept` was a box a moment ago, and nothing else holds it.
        unsafe {
            schema.format = (*kept).format.as_ptr();
            schema.name = (*kept).name.as_ptr();
            schema.n_children = signed((*kept).children.len());
            schema.children = (*kept).children.as_mut_ptr();
        }
        schema.flags = if shape.nullable { NULLABLE } else { 0 };
        schema.release = Some(release);
        schema.private_data = kept.cast();
        schema
    }
}

impl ArrowArray {
    /// One in which nothing is.
    #[must_use]
    pub const fn empty() -> Self {
        ArrowArray {
            length: 0,
            null_count: 0,
            offset: 0,
            n_buffers: 0,
            n_children: 0,
            buffers: ptr::null_mut(),
            children: ptr::null_mut(),
            dictionary: ptr::null_mut(),
            release: None,
            private_data: ptr::null_mut(),
        }
    }

    pub(super) fn made(made: Made) -> Self {
        struct Kept {
            _blocks: Vec<Block>,
            buffers: Vec<*const c_void>,
            children: Vec<*mut ArrowArray>,
        }
        unsafe extern "C" fn release(array: *mut ArrowArray) {
            // SAFETY: whoever calls it hands in a struct that `made` filled and nobody released. A
            // child that was moved out has no callback any more, and its drop does nothing.
            unsafe {
                let kept = Box::from_raw((*array).private_data.cast::<Kept>());
                kept.children.iter().for_each(|child| drop(Box::from_raw(*child)));
                (*array).release = None;
            }
        }
        let mut array = ArrowArray::empty();
        array.length = signed(made.length);
        array.null_count = signed(made.nulls);
        let buffers: Vec<_> = made.blocks.iter().map(Block::start).collect();
        let children: Vec<_> =
            made.children.into_iter().map(|child| Box::into_raw(Box::new(ArrowArray::made(child)))).collect();
        let kept = Box::into_raw(Box::new(Kept { _blocks: made.blocks, buffers, children }));
        // SAFETY: `kept` was a box a moment ago, and nothing else holds it.
        unsafe {
            array.n_buffers = signed((*kept).buffers.len());
            array.buffers = (*kept).buffers.as_mut_ptr();
            array.n_children = signed((*kept).children.len());
            array.children = (*kept).children.as_mut_ptr();
        }
        array.release = Some(release);
        array.private_data = kept.cast();
        array
    }

    /// Length, offset and the sum of both, where they are such.
    fn extent(&self) -> Result<Extent> {
        let length = usize::try_from(self.length).map_err(|_| count("length", self.length))?;
        let offset = usize::try_from(self.offset).map_err(|_| count("offset", self.offset))?;
        let end = length.checked_add(offset).filter(|end| *end < isize::MAX as usize);
        let end = end.ok_or_else(|| count("length", self.length))?;
        if self.null_count > self.length || self.null_count < -1 {
            return Err(count("null_count", self.null_count));
        }
        Ok(Extent { length, offset, end })
    }
}

#[derive(Clone, Copy)]
struct Extent {
    length: usize,
    offset: usize,
    end: usize,
}

/// An array of a producer that is read and no longer changed; released with its last buffer.
#[derive(Debug)]
struct Owner(ArrowArray);

// SAFETY: it is only read, and released by whoever lets go of it last.
unsafe impl Sync for Owner {}

/// Memory of a producer, kept alive.
#[derive(Debug, Clone)]
pub(super) struct Buffer {
    start: *const u8,
    length: usize,
    /// None for no memory at all.
    _owner: Option<Arc<Owner>>,
}

// SAFETY: it is memory that nobody writes, kept by an owner that may be shared.
unsafe impl Send for Buffer {}
// SAFETY: as above.
unsafe impl Sync for Buffer {}

impl Buffer {
    const EMPTY: Buffer = Buffer { start: ptr::null(), length: 0, _owner: None };

    /// The same as integers; `None` where they do not lie as the machine wants them.
    pub(super) fn integers(&self) -> Option<&[i32]> {
        // SAFETY: every pattern of bits is an integer.
        match unsafe { self.align_to::<i32>() } {
            ([], integers, _) => Some(integers),
            _ => None,
        }
    }
}

impl Deref for Buffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        if self.length == 0 {
            return &[];
        }
        // SAFETY: it is not null (`Reading::buffer`), the maker promises the length, and the owner
        // keeps it.
        unsafe { std::slice::from_raw_parts(self.start, self.length) }
    }
}

/// A batch as its columns: those that are wanted.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) rows: usize,
    /// Where the table itself has rows that are null.
    pub(super) valid: Option<Column>,
    pub(super) columns: Vec<Option<Column>>,
}

/// Takes the wanted columns of a batch over.
pub(super) fn take(array: ArrowArray, fields: &[Field], bare: bool, wanted: &[bool]) -> Result<Taken> {
    if array.is_released() {
        return Err(released("a batch"));
    }
    let owner = Arc::new(Owner(array));
    let table = &owner.0;
    let extent = table.extent()?;
    let mut columns = Vec::new();
    let is_wanted = |column: usize| wanted.get(column).copied().unwrap_or(false);
    if bare {
        let field = fields.first().ok_or_else(|| null("the schema"))?;
        let column = Reading { owner: &owner, array: table, field }.column(&field.layout)?;
        columns.push(is_wanted(0).then_some(column));
        return Ok(Taken { rows: extent.length, valid: None, columns });
    }
    if usize::try_from(table.n_children) != Ok(fields.len()) {
        return Err(count("n_children", table.n_children));
    }
    if table.n_buffers != 1 {
        return Err(count("n_buffers", table.n_buffers));
    }
    let whole = Field::new("", "n", None);
    let reading = Reading { owner: &owner, array: table, field: &whole };
    let valid = reading.validity(extent)?;
    let rows = Column::new(extent.offset, extent.length, valid, Values::Rows);
    for (at, field) in fields.iter().enumerate() {
        if !is_wanted(at) {
            columns.push(None);
            continue;
        }
        // SAFETY: the maker promises `n_children` pointers, each null or to a live struct, for as
        // long as the owner lives.
        let child = unsafe { pointee(table.children, at) };
        let array = child.ok_or_else(|| null("children of a batch"))?;
        let column = Reading { owner: &owner, array, field }.column(&field.layout)?;
        if column.length() < extent.end {
            let error = malformed(&field.name).path("length");
            return Err(error.expected("as many rows as the batch has").found(column.length()));
        }
        columns.push(Some(column.starting(extent.offset, extent.length)));
    }
    Ok(Taken { rows: extent.length, valid: rows.has_nulls().then_some(rows), columns })
}

/// One array of a batch.
struct Reading<'a> {
    owner: &'a Arc<Owner>,
    array: &'a ArrowArray,
    field: &'a Field,
}

impl Reading<'_> {
    fn column(&self, layout: &Layout) -> Result<Column> {
        if self.array.is_released() {
            return Err(self.of(released("a column")));
        }
        let extent = self.array.extent().map_err(|error| self.of(error))?;
        let (count, end) = (self.array.n_buffers, extent.end);
        let fits = match layout {
            Layout::Unsupported => return Err(self.field.unsupported()),
            Layout::None => count == 0 || count == 1,
            Layout::Bits | Layout::Fixed(_) | Layout::Dictionary { .. } => count == 2,
            Layout::Offsets(_) => count == 3,
            Layout::Views => count >= 2,
        };
        if !fits {
            return Err(self.of(self::count("n_buffers", count)));
        }
        let valid = match layout {
            Layout::None => None,
            _ => self.validity(extent)?,
        };
        let values = match layout {
            Layout::None | Layout::Unsupported => Values::None,
            Layout::Bits => Values::Bits(self.buffer(1, Some(end.div_ceil(8)))?),
            Layout::Fixed(width) => Values::Fixed(self.buffer(1, end.checked_mul(*width))?),
            Layout::Offsets(width) => self.texts(extent, *width)?,
            Layout::Views => self.views(extent)?,
            Layout::Dictionary { width, values } => {
                let keys = self.buffer(1, end.checked_mul(*width))?;
                // SAFETY: the maker promises a pointer that is null or to a live struct.
                let array = unsafe { self.array.dictionary.as_ref() };
                let array = array.ok_or_else(|| self.of(null("dictionary")))?;
                let reading = Reading { owner: self.owner, array, field: self.field };
                Values::Dictionary(keys, Box::new(reading.column(values)?))
            }
        };
        Ok(Column::new(extent.offset, extent.length, valid, values))
    }

    fn validity(&self, extent: Extent) -> Result<Option<Buffer>> {
        if self.array.null_count == 0 || self.array.n_buffers == 0 {
            return Ok(None);
        }
        match self.pointer(0)? {
            None if self.array.null_count > 0 => Err(self.of(null("buffers[0]"))),
            None => Ok(None),
            Some(_) => self.buffer(0, Some(extent.end.div_ceil(8))).map(Some),
        }
    }

    /// Offsets that never go back, and the bytes up to the last.
    fn texts(&self, extent: Extent, width: usize) -> Result<Values> {
        if extent.length == 0 {
            return Ok(Values::Texts { offsets: Buffer::EMPTY, width, bytes: Buffer::EMPTY });
        }
        let size = extent.end.checked_add(1).and_then(|count| count.checked_mul(width));
        let offsets = self.buffer(1, size)?;
        let number = |bytes: &[u8]| match *bytes {
            [a, b, c, d] => Some(i64::from(i32::from_ne_bytes([a, b, c, d]))),
            _ => bytes.try_into().ok().map(i64::from_ne_bytes),
        };
        let mut last = 0;
        for offset in offsets.chunks_exact(width).skip(extent.offset).filter_map(number) {
            if offset < last {
                let error = self.of(malformed(&self.field.name)).path("buffers[1]");
                return Err(error.expected("offsets that never go back").found(offset));
            }
            last = offset;
        }
        let bytes = self.buffer(2, usize::try_from(last).ok())?;
        Ok(Values::Texts { offsets, width, bytes })
    }

    /// Views, and the buffers that they point into; their lengths stand in the last buffer.
    fn views(&self, extent: Extent) -> Result<Values> {
        let views = self.buffer(1, extent.end.checked_mul(16))?;
        let several = usize::try_from(self.array.n_buffers).unwrap_or(0).saturating_sub(3);
        let lengths = match several {
            0 => Buffer::EMPTY,
            _ => self.buffer(several.saturating_add(2), several.checked_mul(8))?,
        };
        let lengths = lengths.chunks_exact(8).map(|bytes| bytes.try_into().map_or(-1, i64::from_ne_bytes));
        let buffers = lengths.enumerate().map(|(at, length)| {
            let length = usize::try_from(length).map_err(|_| self.of(count("length", length)))?;
            self.buffer(at.saturating_add(2), Some(length))
        });
        Ok(Values::Views { views, buffers: buffers.collect::<Result<_>>()? })
    }

    /// Buffer `at`, of so many bytes: the promise of the struct's maker.
    fn buffer(&self, at: usize, length: Option<usize>) -> Result<Buffer> {
        let length = length.filter(|length| isize::try_from(*length).is_ok());
        let length = length.ok_or_else(|| self.of(count("length", self.array.length)))?;
        if length == 0 {
            return Ok(Buffer::EMPTY);
        }
        let start = self.pointer(at)?.ok_or_else(|| self.of(null(&format!("buffers[{at}]"))))?;
        Ok(Buffer { start, length, _owner: Some(Arc::clone(self.owner)) })
    }

    fn pointer(&self, at: usize) -> Result<Option<*const u8>> {
        if self.array.buffers.is_null() {
            return Err(self.of(null("buffers")));
        }
        // SAFETY: the maker promises `n_buffers` pointers; `column` has looked that `at` is less.
        let start = unsafe { *self.array.buffers.add(at) };
        Ok((!start.is_null()).then_some(start.cast()))
    }

    fn of(&self, error: Error) -> Error {
        if self.field.name.is_empty() { error } else { error.item(&self.field.name) }
    }
}

impl ArrowArrayStream {
    /// One in which nothing is.
    #[must_use]
    pub const fn empty() -> Self {
        ArrowArrayStream {
            get_schema: None,
            get_next: None,
            get_last_error: None,
            release: None,
            private_data: ptr::null_mut(),
        }
    }

    /// What its arrays are made of.
    ///
    /// # Errors
    /// `invalid_argument` where the stream was released; `stream_failed` where its maker gives an error.
    pub fn schema(&mut self) -> Result<ArrowSchema> {
        if self.is_released() {
            return Err(released("the stream"));
        }
        let get = self.get_schema.ok_or_else(|| null("get_schema"))?;
        let mut schema = ArrowSchema::empty();
        // SAFETY: the stream is live, and its maker promises that the callback fills the struct.
        let code = unsafe { get(self, &mut schema) };
        if code == 0 {
            return Ok(schema);
        }
        // What a callback that failed left in the struct is nothing to release.
        std::mem::forget(schema);
        Err(self.failure("get_schema", code))
    }

    pub(super) fn next(&mut self) -> Result<Option<ArrowArray>> {
        let get = self.get_next.ok_or_else(|| null("get_next"))?;
        let mut array = ArrowArray::empty();
        // SAFETY: as above; a released array is the end.
        let code = unsafe { get(self, &mut array) };
        match code {
            0 if array.is_released() => Ok(None),
            0 => Ok(Some(array)),
            _ => {
                std::mem::forget(array);
                Err(self.failure("get_next", code))
            }
        }
    }

    /// What its maker says of a callback that failed.
    fn failure(&mut self, callback: &str, code: c_int) -> Error {
        let said = match self.get_last_error {
            // SAFETY: the stream is live; its maker promises null or text that ends in a zero and
            // stays until the next call.
            Some(get) => unsafe {
                let text = get(self);
                (!text.is_null()).then(|| CStr::from_ptr(text).to_string_lossy().into_owned())
            },
            None => None,
        };
        let error = Error::new(ErrorCode::StreamFailed).path(callback).expected(0);
        match said.filter(|said| !said.is_empty()) {
            Some(said) => error.found(format_args!("{code}: {said}")),
            None => error.found(code),
        }
    }

    pub(super) fn made(source: Box<dyn Source>) -> Self {
        struct Kept {
            source: Box<dyn Source>,
            said: CString,
            over: bool,
        }
        const FAILED: c_int = 5;
        unsafe extern "C" fn get_schema(stream: *mut ArrowArrayStream, out: *mut ArrowSchema) -> c_int {
            // SAFETY: whoever calls it hands in a stream that `made` filled and nobody released,
            // and a place for a struct.
            unsafe {
                let kept = &mut *(*stream).private_data.cast::<Kept>();
                // A panic must not run into the caller, whose language has none.
                match contained(|| Ok::<_, Error>(kept.source.shape())) {
                    Ok(shape) => ptr::write(out, ArrowSchema::made(shape)),
                    Err(error) => return kept.fail(&error.path("get_schema")),
                }
            }
            0
        }
        unsafe extern "C" fn get_next(stream: *mut ArrowArrayStream, out: *mut ArrowArray) -> c_int {
            // SAFETY: as above.
            unsafe {
                let kept = &mut *(*stream).private_data.cast::<Kept>();
                if kept.over {
                    ptr::write(out, ArrowArray::empty());
                    return if kept.said.is_empty() { 0 } else { FAILED };
                }
                // As above; a fault inside has its place, an error that was told has its own.
                let next = contained(|| kept.source.next()).map_err(|error: Error| {
                    let inside = error.code() == ErrorCode::Internal && error.detail().path.is_none();
                    if inside { error.path("get_next") } else { error }
                });
                match next {
                    Ok(Some(made)) => ptr::write(out, ArrowArray::made(made)),
                    Ok(None) => {
                        kept.over = true;
                        ptr::write(out, ArrowArray::empty());
                    }
                    Err(error) => return kept.fail(&error),
                }
            }
            0
        }
        unsafe extern "C" fn get_last_error(stream: *mut ArrowArrayStream) -> *const c_char {
            // SAFETY: as above.
            let kept = unsafe { &*(*stream).private_data.cast::<Kept>() };
            if kept.said.is_empty() { ptr::null() } else { kept.said.as_ptr() }
        }
        unsafe extern "C" fn release(stream: *mut ArrowArrayStream) {
            // SAFETY: as above.
            unsafe {
                drop(Box::from_raw((*stream).private_data.cast::<Kept>()));
                (*stream).release = None;
            }
        }
        impl Kept {
            /// Nothing comes after an error.
            fn fail(&mut self, error: &Error) -> c_int {
                self.over = true;
                self.said = CString::new(error.to_string().replace('\0', "")).unwrap_or_default();
                FAILED
            }
        }
        let mut stream = ArrowArrayStream::empty();
        stream.get_schema = Some(get_schema);
        stream.get_next = Some(get_next);
        stream.get_last_error = Some(get_last_error);
        stream.release = Some(release);
        stream.private_data =
            Box::into_raw(Box::new(Kept { source, said: CString::default(), over: false })).cast();
        stream
    }
}

/// What the pointer at a place of a list of pointers leads to.
///
/// # Safety
/// The list is null or has that place, and what stands there is null or leads to a live struct.
unsafe fn pointee<'a, T>(list: *mut *mut T, at: usize) -> Option<&'a T> {
    if list.is_null() {
        return None;
    }
    // SAFETY: as the caller promises.
    unsafe { (*list.add(at)).as_ref() }
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn null(what: &str) -> Error {
    malformed("").path(what).expected("a pointer").found("null")
}

fn released(what: &str) -> Error {
    malformed("").path(what).expected("one that is not released").found("one that is released")
}

fn count(what: &str, found: i64) -> Error {
    malformed("").path(what).expected("a count that fits its format").found(found)
}
