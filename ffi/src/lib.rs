//! The C door: what `include/partner_campaigns.h` declares, and nothing else. It converts and calls; every rule is in the
//! core crate.
//!
//! | file | subject |
//! | --- | --- |
//! | `version`, `status` | which library this is; how a call went |
//! | `guard`, `text`, `error` | the barrier that no panic crosses; handles that the caller owns |
//! | `column_types` | columns as a pointer and a length |
//! | `memory` | checks of the caller's pointers, before anything is read or written |
//! | `policy`, `split`, `columns`, `compare`, `terms`, `explain`, `money`, `catalogue`, `check`, `campaign`, `orders`, `release` | the functions, by subject |
//!
//! Signatures are written out, since the header is generated from them; numbers from C are plain integers, since an
//! enum out of range would be undefined behaviour.
#![deny(unsafe_op_in_unsafe_fn)]
#![expect(non_camel_case_types, reason = "the types have their C names")]

pub mod status;
pub mod version;

pub mod error;
pub mod text;

pub mod policy;

pub mod split;

pub mod explain;
pub mod money;

pub mod column_types;
pub mod columns;
pub mod compare;
pub mod terms;

pub mod catalogue;

pub mod check;

pub mod campaign;
pub mod orders;

pub mod release;

mod guard;
mod memory;
