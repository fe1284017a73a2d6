//! Where a CSV parser has to look, found 64 bytes at a time: commas, quotes, ends of lines, and NUL bytes.

const BLOCK: usize = 64;
const MARKS: [u8; 5] = [b',', b'"', b'\n', b'\r', 0];

/// The places of the marks in some bytes, in their order.
pub(super) struct Marks<'d> {
    data: &'d [u8],
    block: usize,
    /// The marks of the block at `block` that were not handed out yet.
    bits: u64,
}

impl<'d> Marks<'d> {
    /// The marks from `at` on.
    pub(super) fn from(data: &'d [u8], at: usize) -> Self {
        Self { data, block: at, bits: bits_at(data, at) }
    }

    /// The place of the next mark.
    #[inline]
    pub(super) fn next(&mut self) -> Option<usize> {
        if self.bits == 0 && !self.next_block() {
            return None;
        }
        let at = self.block + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(at)
    }

    /// Goes on to the next block that has marks.
    #[inline(never)]
    fn next_block(&mut self) -> bool {
        while self.bits == 0 {
            if self.block >= self.data.len() {
                return false;
            }
            self.block += BLOCK;
            self.bits = bits_at(self.data, self.block);
        }
        true
    }
}

#[inline]
fn bits_at(data: &[u8], at: usize) -> u64 {
    let rest = data.get(at..).unwrap_or_default();
    if let Some(block) = rest.first_chunk() {
        return bits(block);
    }
    let mut padded = [b' '; BLOCK];
    padded.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    bits(&padded)
}

/// One bit for each byte that is a mark. Written so that the compiler makes vector instructions of it.
#[inline]
fn bits(block: &[u8; BLOCK]) -> u64 {
    /// Moves the lowest bit of byte `i` to bit `56 + i`.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let mut found = [0_u8; BLOCK];
    for (found, &byte) in found.iter_mut().zip(block) {
        *found = MARKS.iter().fold(0, |found, &mark| found | u8::from(byte == mark));
    }
    let mut bits = 0;
    for word in found.as_chunks().0.iter().rev() {
        bits = (bits << 8) | (u64::from_le_bytes(*word).wrapping_mul(GATHER) >> 56);
    }
    bits
}
