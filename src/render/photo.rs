//! The bytes of a file beside the entries → those of the site's; a photo is made upright, bounded, without metadata.
//! Never keeps EXIF, so no place, device or name leaves the archive with a picture.

use crate::diag::{Diagnostic, Fault, Place};
use crate::model::asset;
use crate::plan::{File, Making};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use std::io::Cursor;

/// JPEG quality: small files whose faces and banners stay readable.
const QUALITY: u8 = 82;

/// A photo larger than this is refused before it fills the memory.
const MEMORY_LIMIT: u64 = 512 << 20;

/// The bytes of a file of the site from those of its source.
pub fn make(file: &File, bytes: Vec<u8>) -> Result<Vec<u8>, Box<Diagnostic>> {
    match file.making {
        Making::Copy => Ok(bytes),
        Making::Photo(side) => prepare(&bytes, side, asset::photo_extension(&file.source))
            .map_err(|_| Box::new(Diagnostic::new(&file.source, Place::START, Fault::PhotoUnreadable))),
    }
}

/// Decodes, turns upright, shrinks to `side` pixels at most, and encodes as JPEG or PNG.
/// `extension` is that of the output. The error says why a picture could not be read.
pub fn prepare(bytes: &[u8], side: u32, extension: &str) -> Result<Vec<u8>, String> {
    let upright = decode(bytes).map_err(|error| error.to_string())?;
    let fits = upright.width() <= side && upright.height() <= side;
    let sized = if fits { upright } else { upright.resize(side, side, FilterType::CatmullRom) };
    encode(&sized, extension).map_err(|error| error.to_string())
}

fn decode(bytes: &[u8]) -> image::ImageResult<DynamicImage> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY_LIMIT);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut image = DynamicImage::from_decoder(decoder)?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn encode(image: &DynamicImage, extension: &str) -> image::ImageResult<Vec<u8>> {
    let mut out = Vec::new();
    if extension == "jpg" {
        let rgb = DynamicImage::ImageRgb8(image.to_rgb8());
        rgb.write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY))?;
    } else {
        image.write_with_encoder(PngEncoder::new(&mut out))?;
    }
    Ok(out)
}
