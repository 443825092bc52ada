//! Whether a picture says where it was taken (EXIF, CIPA DC-008, tag 0x8825).
//! Never decodes the picture and never reads the place itself.

use image::{ImageDecoder, ImageReader};
use std::io::Cursor;

/// The tag of the pointer to the GPS fields.
const GPS_INFO: u16 = 0x8825;
/// Bytes of one field of a directory.
const FIELD: usize = 12;

/// Whether the metadata hold a place. A picture that cannot be read holds none that a reader could see.
pub fn has_place(bytes: &[u8]) -> bool {
    exif(bytes).is_some_and(|exif| names_place(&exif).unwrap_or(false))
}

fn exif(bytes: &[u8]) -> Option<Vec<u8>> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    reader.into_decoder().ok()?.exif_metadata().ok()?
}

/// Looks through the first directory of a TIFF structure.
fn names_place(tiff: &[u8]) -> Option<bool> {
    let little = tiff.starts_with(b"II");
    let short = |at: usize| {
        let pair = [*tiff.get(at)?, *tiff.get(at + 1)?];
        Some(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let (low, high) = if little { (short(4)?, short(6)?) } else { (short(6)?, short(4)?) };
    let directory = usize::from(high) << 16 | usize::from(low);
    let fields = usize::from(short(directory)?);
    Some((0..fields).any(|i| short(directory + 2 + i * FIELD) == Some(GPS_INFO)))
}
