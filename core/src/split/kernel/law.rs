//! The formulas of the split on vectors of doubles: why they are exact is said in [`super`].

use super::lanes::Lanes;

/// `1.5 × 2^52`: doubles beside it are 1 apart.
const C: f64 = 6_755_399_441_055_744.0;

pub(super) const AGENCY: u8 = 0;
pub(super) const CREATOR: u8 = 1;
pub(super) const SEPARATE: u8 = 2;
/// The default policy without its bias of 0, which costs an instruction where nothing fuses it.
pub(super) const UNBIASED: u8 = 3;

/// The formulas of the rulebook on vectors, as [`crate::split::parts`] has them for one row.
pub(super) struct Law<V: Lanes> {
    bias: V::Floats,
    part: V::Floats,
    c: V::Floats,
    c_bits: V::Ints,
}

impl<V: Lanes> Law<V> {
    /// # Safety
    /// The processor has what `V` needs.
    #[inline(always)]
    pub(super) unsafe fn new(bias: f64) -> Self {
        // SAFETY: by contract.
        unsafe {
            Self {
                bias: V::floats(bias),
                part: V::floats(1e-4),
                c: V::floats(C),
                c_bits: V::ints(C.to_bits().cast_signed()),
            }
        }
    }

    /// `C` and the rounded part of a base.
    #[inline(always)]
    unsafe fn rounded<const LAW: u8>(&self, base: V::Floats, rate: V::Floats) -> V::Floats {
        // SAFETY: by contract of the body.
        unsafe {
            let scaled =
                if LAW == UNBIASED { V::mul_f(base, rate) } else { V::mul_add_exact(base, rate, self.bias) };
            V::add_f(V::mul_f(scaled, self.part), self.c)
        }
    }

    /// The parts of agency, creator and manager.
    ///
    /// # Safety
    /// As many bases as `V` has lanes can be read, within the limit; the processor has what `V` needs.
    #[inline(always)]
    pub(super) unsafe fn split<const LAW: u8>(
        &self,
        bases: *const i64,
        [total, creator, share]: [V::Floats; 3],
    ) -> [V::Ints; 3] {
        // SAFETY: by contract of the body.
        unsafe {
            let base = V::float(V::load(bases));
            let (agency, commission, commission_and_c) = match LAW {
                AGENCY | UNBIASED => {
                    let (whole, own) = (self.rounded::<LAW>(base, total), self.rounded::<LAW>(base, creator));
                    let bits = V::raw(own);
                    (V::sub(V::raw(whole), bits), V::sub_f(own, self.c), bits)
                }
                CREATOR => {
                    let rest = self.rounded::<LAW>(base, V::sub_f(total, creator));
                    let whole = self.rounded::<LAW>(base, total);
                    let agency = V::sub(V::raw(rest), self.c_bits);
                    (agency, V::sub_f(whole, rest), V::sub(V::raw(whole), agency))
                }
                _ => {
                    let rest = self.rounded::<LAW>(base, V::sub_f(total, creator));
                    let own = self.rounded::<LAW>(base, creator);
                    (V::sub(V::raw(rest), self.c_bits), V::sub_f(own, self.c), V::raw(own))
                }
            };
            let shared = V::raw(self.rounded::<LAW>(commission, share));
            [agency, V::sub(commission_and_c, shared), V::sub(shared, self.c_bits)]
        }
    }
}
