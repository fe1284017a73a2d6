//! Order lines by column, from a campaign to their parts.
#![expect(unsafe_code, reason = "the C boundary: checked pointers, unmangled names")]

use std::ffi::c_char;

use partner_campaigns::{Invalid, Management, OrderColumnsIn, OrderColumnsOut, Organisations};

use crate::campaign::pc_campaign;
use crate::column_types::{
    pc_i64_buffer, pc_i64_column, pc_text_column, pc_u8_buffer, pc_u8_column, pc_u16_buffer,
};
use crate::columns::pc_split_totals;
use crate::error::{Failure, guard, pc_error};
use crate::memory::{
    Extent, Growing, check_apart, extent, sized_input, sized_output, slice, slice_mut, text,
};
use crate::status::pc_status;

/// Order lines as columns, all as long as `base_minor`. Begin with `PC_ORDERS_INPUT_INIT`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_orders_input {
    /// `sizeof(pc_orders_input)`.
    pub size: usize,
    /// The campaign of each line.
    pub campaign_id: pc_text_column,
    /// The product of each line.
    pub product_id: pc_text_column,
    /// Who brought each line; an empty text is nobody known.
    pub creator: pc_text_column,
    /// When each order was made, in microseconds since 1970 in UTC.
    pub created_at_micros: pc_i64_column,
    /// What commission is due on, net of refunds, in minor units.
    pub base_minor: pc_i64_column,
    /// 1 where a line is void or fully refunded, so that nothing is due, else 0; `data` is NULL where none is.
    pub is_void: pc_u8_column,
    /// Tax withheld from the creator commission, in minor units; counts only where the campaign's profile takes managing
    /// shares after tax. `data` is NULL where none was.
    pub tax_minor: pc_i64_column,
}

// SAFETY: `#[repr(C)]` of numbers and raw pointers only, the first a `usize`.
unsafe impl Growing for pc_orders_input {}

/// The columns to be written, caller-owned, each as long as the input's. Begin with `PC_ORDERS_OUTPUT_INIT`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pc_orders_output {
    /// `sizeof(pc_orders_output)`.
    pub size: usize,
    /// What the sellers pay, in basis points; 0 in a row without rates.
    pub total_rate_bps: pc_u16_buffer,
    /// What the creators get out of it, in basis points; 0 in a row without rates.
    pub creator_rate_bps: pc_u16_buffer,
    /// The managers' agreed shares, in basis points; 0 where nobody manages the creator.
    pub manager_share_bps: pc_u16_buffer,
    /// 1 where that share is waived, because the campaign agency manages the creator (M001), else 0.
    pub share_waived: pc_u8_buffer,
    /// The campaign agency's parts, in minor units; 0 in a refused row.
    pub agency_minor: pc_i64_buffer,
    /// What the creators keep, in minor units; 0 in a refused row.
    pub creator_minor: pc_i64_buffer,
    /// The managing agencies' parts, in minor units; 0 in a refused row.
    pub manager_minor: pc_i64_buffer,
    /// 0, or the number of the rule that says why there are no parts: F008 where no rates held (`pc_reason_rule` gives the
    /// code).
    pub reason: pc_u8_buffer,
}

// SAFETY: `#[repr(C)]` of numbers and raw pointers only, the first a `usize`.
unsafe impl Growing for pc_orders_output {}

/// Splits order lines at the rates of the campaign that held at their time, with the managers whose agreements held then, as
/// the query `split_orders` does. A row that has no parts is marked in `reason`, and is no failure of the call.
///
/// `management` is JSON, UTF-8 of `management_length` bytes: an array of `{"creator", "agency", "share_bps", "valid_from",
/// "valid_to"}`; `organisations` likewise, of `{"name", "organisation"}`. A table of length 0 is empty. One that cannot be read
/// is `PC_STATUS_INVALID_ARGUMENT`.
///
/// Any number of threads at once, each with outputs of its own; it waits for those that execute. `campaign`, `input`, `output`
/// and `totals` must not be NULL; `error` may be. No output column may overlap another column. Nothing is written where a
/// column's length, pointer, text or overlap is refused.
///
/// # Safety
/// Each pointer is as the head of this header says, those in the structs too; `campaign` is a handle from this library that was
/// not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pc_campaign_split_orders(
    campaign: *const pc_campaign,
    input: *const pc_orders_input,
    management: *const c_char,
    management_length: usize,
    organisations: *const c_char,
    organisations_length: usize,
    output: *const pc_orders_output,
    totals: *mut pc_split_totals,
    error: *mut *mut pc_error,
) -> pc_status {
    let body = || {
        // SAFETY: by contract NULL, or a live handle.
        let campaign = unsafe { crate::memory::input(campaign, "campaign")? };
        // SAFETY: by contract NULL, or structs that begin with their size.
        let (input, output, totals) = unsafe {
            (sized_input(input, "input")?, sized_input(output, "output")?, sized_output(totals, "totals")?)
        };
        apart(input, output)?;
        // SAFETY: by contract NULL, or as long as each says.
        let (management, organisations) = unsafe {
            (
                text(management, management_length, "management")?,
                text(organisations, organisations_length, "organisations")?,
            )
        };
        let management = table(management, Management::from_json)?;
        let organisations = table(organisations, Organisations::from_json)?;
        // SAFETY: by contract each is NULL or as long as it says.
        let texts = unsafe {
            [
                texts(input.campaign_id, "campaign_id")?,
                texts(input.product_id, "product_id")?,
                texts(input.creator, "creator")?,
            ]
        };
        // SAFETY: the same.
        let orders = unsafe { columns(input, &texts)? };
        // SAFETY: the same, and `apart` has seen that they overlap neither each other nor an input.
        let out = unsafe { written(output)? };
        let sums = campaign
            .0
            .read(|campaign| campaign.split_order_columns(&orders, &management, &organisations, out))?;
        totals.write(sums?.into());
        Ok(())
    };
    // SAFETY: by contract `error` is NULL, or may be written.
    unsafe { guard(error, body) }
}

/// A table of JSON; nothing is an empty one.
fn table<T: Default>(text: &str, read: fn(&str) -> Result<T, Invalid>) -> Result<T, Failure> {
    if text.is_empty() {
        Ok(T::default())
    } else {
        read(text).map_err(|invalid| Failure::invalid(invalid.to_string()))
    }
}

fn apart(input: &pc_orders_input, output: &pc_orders_output) -> Result<(), Failure> {
    let amounts = |column: pc_i64_column, name| extent(column.data, column.length, name);
    let texts = |column: pc_text_column, name| extent(column.data, column.length, name);
    let rates = |buffer: pc_u16_buffer, name| extent(buffer.data, buffer.length, name);
    let flags = |buffer: pc_u8_buffer, name| extent(buffer.data, buffer.length, name);
    let parts = |buffer: pc_i64_buffer, name| extent(buffer.data, buffer.length, name);
    let read: [Extent; 7] = [
        texts(input.campaign_id, "campaign_id")?,
        texts(input.product_id, "product_id")?,
        texts(input.creator, "creator")?,
        amounts(input.created_at_micros, "created_at_micros")?,
        amounts(input.base_minor, "base_minor")?,
        extent(input.is_void.data, input.is_void.length, "is_void")?,
        amounts(input.tax_minor, "tax_minor")?,
    ];
    let written: [Extent; 8] = [
        rates(output.total_rate_bps, "total_rate_bps")?,
        rates(output.creator_rate_bps, "creator_rate_bps")?,
        rates(output.manager_share_bps, "manager_share_bps")?,
        flags(output.share_waived, "share_waived")?,
        parts(output.agency_minor, "agency_minor")?,
        parts(output.creator_minor, "creator_minor")?,
        parts(output.manager_minor, "manager_minor")?,
        flags(output.reason, "reason")?,
    ];
    check_apart(&written, &read)
}

/// # Safety
/// The column and each of its texts is NULL, misaligned, or good to read as much as it says, for as long as `'a`.
unsafe fn texts<'a>(column: pc_text_column, name: &str) -> Result<Vec<&'a str>, Failure> {
    // SAFETY: the same contract.
    let all = unsafe { slice(column.data, column.length, name)? };
    // SAFETY: the same, for each text.
    all.iter().map(|one| unsafe { text(one.data, one.length, name) }).collect()
}

/// # Safety
/// Each column is NULL, misaligned, or good to read as many values as it says, for as long as `'a`.
unsafe fn columns<'a>(
    input: &pc_orders_input,
    [campaign_id, product_id, creator]: &'a [Vec<&'a str>; 3],
) -> Result<OrderColumnsIn<'a>, Failure> {
    // SAFETY: the same contract.
    let (created_at_micros, base_minor, is_void, tax_minor) = unsafe {
        (
            slice(input.created_at_micros.data, input.created_at_micros.length, "created_at_micros")?,
            slice(input.base_minor.data, input.base_minor.length, "base_minor")?,
            slice(input.is_void.data, input.is_void.length, "is_void")?,
            slice(input.tax_minor.data, input.tax_minor.length, "tax_minor")?,
        )
    };
    Ok(OrderColumnsIn {
        campaign_id,
        product_id,
        creator,
        created_at_micros,
        base_minor,
        is_void: (!input.is_void.data.is_null()).then_some(is_void),
        tax_minor: (!input.tax_minor.data.is_null()).then_some(tax_minor),
    })
}

/// # Safety
/// Each column is NULL, misaligned, or good to write as many values as it says, for as long as `'a`, and overlaps nothing
/// that anybody else uses meanwhile.
unsafe fn written<'a>(output: &pc_orders_output) -> Result<OrderColumnsOut<'a>, Failure> {
    // SAFETY: the same contract, for each of them.
    let rates = |buffer: pc_u16_buffer, name| unsafe { slice_mut(buffer.data, buffer.length, name) };
    // SAFETY: the same.
    let flags = |buffer: pc_u8_buffer, name| unsafe { slice_mut(buffer.data, buffer.length, name) };
    // SAFETY: the same.
    let parts = |buffer: pc_i64_buffer, name| unsafe { slice_mut(buffer.data, buffer.length, name) };
    Ok(OrderColumnsOut {
        total_rate_bps: rates(output.total_rate_bps, "total_rate_bps")?,
        creator_rate_bps: rates(output.creator_rate_bps, "creator_rate_bps")?,
        manager_share_bps: rates(output.manager_share_bps, "manager_share_bps")?,
        share_waived: flags(output.share_waived, "share_waived")?,
        agency_minor: parts(output.agency_minor, "agency_minor")?,
        creator_minor: parts(output.creator_minor, "creator_minor")?,
        manager_minor: parts(output.manager_minor, "manager_minor")?,
        reason: flags(output.reason, "reason")?,
    })
}
