//! Columns as C hands them over: a pointer and a length.

use crate::text::pc_str;

/// A column to be read. `data` may be NULL where `length` is 0. This struct never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_i64_column {
    /// The first value.
    pub data: *const i64,
    /// How many values, not bytes.
    pub length: usize,
}

/// A column to be read. `data` may be NULL where `length` is 0. This struct never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_u16_column {
    /// The first value.
    pub data: *const u16,
    /// How many values, not bytes.
    pub length: usize,
}

/// A column to be read. `data` may be NULL where `length` is 0. This struct never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_u32_column {
    /// The first value.
    pub data: *const u32,
    /// How many values, not bytes.
    pub length: usize,
}

/// A column to be read. `data` may be NULL where `length` is 0. This struct never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_u8_column {
    /// The first value.
    pub data: *const u8,
    /// How many values.
    pub length: usize,
}

/// A column of texts to be read, each UTF-8 without a need for a NUL; `data` of a text may be NULL where its `length` is 0.
/// `data` may be NULL where `length` is 0. This struct never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_text_column {
    /// The first text.
    pub data: *const pc_str,
    /// How many texts, not bytes.
    pub length: usize,
}

/// A column to be written; it need not be initialised. `data` may be NULL where `length` is 0. This struct never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_u16_buffer {
    /// Where the first value goes.
    pub data: *mut u16,
    /// How many values fit, not bytes.
    pub length: usize,
}

/// A column to be written; it need not be initialised. `data` may be NULL where `length` is 0. This struct never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_i64_buffer {
    /// Where the first value goes.
    pub data: *mut i64,
    /// How many values fit, not bytes.
    pub length: usize,
}

/// A column to be written; it need not be initialised. `data` may be NULL where `length` is 0. This struct never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_u8_buffer {
    /// Where the first value goes.
    pub data: *mut u8,
    /// How many values fit.
    pub length: usize,
}
