//! Classes of bytes, sixteen at a time.

use wide::u8x16;

/// Sixteen bytes.
pub(crate) type Lanes = u8x16;

/// Where `lanes` hold bytes from `first` to `last`: all bits of a lane, else none.
#[inline]
pub(crate) fn in_range(lanes: Lanes, first: u8, last: u8) -> Lanes {
    let above = lanes - u8x16::splat(first);
    above.min(u8x16::splat(last - first)).simd_eq(above)
}

/// Where they hold one byte.
#[inline]
pub(crate) fn equal(lanes: Lanes, byte: u8) -> Lanes {
    lanes.simd_eq(u8x16::splat(byte))
}

/// Where they hold a letter of any case.
#[inline]
pub(crate) fn letters(lanes: Lanes) -> Lanes {
    in_range(lanes | u8x16::splat(0x20), b'a', b'z')
}

/// The bytes as lanes.
#[inline]
pub(crate) fn lanes(bytes: &[u8; 16]) -> Lanes {
    u8x16::new(*bytes)
}

/// Whether all bytes are of a class.
#[inline]
pub(crate) fn all(bytes: &[u8], class: impl Fn(Lanes) -> Lanes) -> bool {
    if let Some(last) = bytes.last_chunk() {
        bytes.as_chunks().0.iter().all(|chunk| class(lanes(chunk)).all()) && class(lanes(last)).all()
    } else if let Some(first) = bytes.first() {
        let mut chunk = [*first; 16];
        chunk[..bytes.len()].copy_from_slice(bytes);
        class(lanes(&chunk)).all()
    } else {
        true
    }
}

/// Where they hold ASCII that can be seen, but for some.
#[inline]
pub(crate) fn visible_but(some: &[u8], lanes: Lanes) -> Lanes {
    some.iter().fold(in_range(lanes, b' ', b'~'), |visible, &byte| visible & !equal(lanes, byte))
}

/// How many bytes, from the first, JSON writes as they are.
#[inline]
pub(crate) fn writable_length(bytes: &[u8]) -> usize {
    length_of(bytes, |lanes| visible_but(b"\"\\", lanes))
}

/// How many bytes, from the first, are of a class.
#[inline]
pub(crate) fn length_of(bytes: &[u8], class: impl Fn(Lanes) -> Lanes) -> usize {
    let (chunks, rest) = bytes.as_chunks();
    for (index, chunk) in chunks.iter().enumerate() {
        let found = class(lanes(chunk)).to_bitmask();
        if found != 0xffff {
            return 16 * index + found.trailing_ones() as usize;
        }
    }
    let mut last = [0; 16];
    last[..rest.len()].copy_from_slice(rest);
    let length = class(lanes(&last)).to_bitmask().trailing_ones() as usize;
    bytes.len() - rest.len() + length.min(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_in_its_class_at_every_place() {
        let is_digit = |lanes| in_range(lanes, b'0', b'9');
        for length in 0..50 {
            let digits = vec![b'7'; length];
            assert!(all(&digits, is_digit), "{length}");
            for at in 0..length {
                for byte in 0..=u8::MAX {
                    let mut bytes = digits.clone();
                    bytes[at] = byte;
                    assert_eq!(all(&bytes, is_digit), byte.is_ascii_digit(), "{byte} at {at} of {length}");
                    bytes.fill(b'x');
                    bytes[at] = byte;
                    assert_eq!(
                        all(&bytes, letters),
                        byte.is_ascii_alphabetic(),
                        "{byte} at {at} of {length}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_json_writes_as_it_is_goes_up_to_the_first_other_byte() {
        for length in 0..50 {
            for byte in 0..=u8::MAX {
                let mut bytes = b"a~Z '9!".repeat(12);
                bytes[length] = byte;
                let is_writable = matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
                let expected = if is_writable { bytes.len() } else { length };
                assert_eq!(writable_length(&bytes), expected, "{byte} at {length}");
                assert_eq!(writable_length(&bytes[..length]), length);
            }
        }
    }
}
