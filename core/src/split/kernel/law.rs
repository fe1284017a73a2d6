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

    /// The agency's part, and `C` and the commission of the creator.
    ///
    /// # Safety
    /// Bases are within the limit; the processor has what `V` needs.
    #[inline(always)]
    pub(super) unsafe fn begin<const LAW: u8>(
        &self,
        base: V::Floats,
        [total, creator]: [V::Floats; 2],
    ) -> (V::Ints, V::Floats) {
        // SAFETY: by contract of the body.
        unsafe {
            match LAW {
                AGENCY | UNBIASED => {
                    let (whole, own) = (self.rounded::<LAW>(base, total), self.rounded::<LAW>(base, creator));
                    (V::sub(V::raw(whole), V::raw(own)), own)
                }
                CREATOR => {
                    let rest = self.rounded::<LAW>(base, V::sub_f(total, creator));
                    let whole = self.rounded::<LAW>(base, total);
                    (V::sub(V::raw(rest), self.c_bits), V::add_f(V::sub_f(whole, rest), self.c))
                }
                _ => {
                    let rest = self.rounded::<LAW>(base, V::sub_f(total, creator));
                    (V::sub(V::raw(rest), self.c_bits), self.rounded::<LAW>(base, creator))
                }
            }
        }
    }

    /// The parts of creator and manager, of what [`Law::begin`] gives.
    ///
    /// # Safety
    /// The processor has what `V` needs.
    #[inline(always)]
    pub(super) unsafe fn end<const LAW: u8>(&self, own: V::Floats, share: V::Floats) -> [V::Ints; 2] {
        // SAFETY: by contract of the body.
        unsafe {
            let shared = V::raw(self.rounded::<LAW>(V::sub_f(own, self.c), share));
            [V::sub(V::raw(own), shared), V::sub(shared, self.c_bits)]
        }
    }
}
