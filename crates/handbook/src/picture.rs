//! Pictures that are drawn while the site is built: SVG to PNG, with the fonts of the theme and no others, so that the same
//! input gives the same bytes wherever it is built.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use flate2::Crc;
use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{ImageHrefResolver, Options, Tree, fontdb::Database},
};
use skrifa::{
    FontRef, MetadataProvider,
    instance::{LocationRef, Size},
};
use unicode_linebreak::{BreakOpportunity, linebreaks};

/// The release that draws: another may draw the same picture in other bytes.
pub(crate) const DRAWN_BY: &str = "resvg 0.49.0";
/// What a PNG begins with.
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Stands for what is left out at the end of a text.
const ELLIPSIS: char = '…';
/// So many times the lines of a text are tried narrower: then they differ by less than a letter.
const BALANCING: usize = 6;

/// Draws pictures with these fonts.
#[derive(Debug)]
pub(crate) struct Painter {
    options: Options<'static>,
    faces: Vec<Face>,
    /// The letters that a font has.
    letters: HashSet<char>,
}

/// A font: how wide its letters are.
#[derive(Debug)]
struct Face {
    families: Vec<String>,
    weight: u16,
    /// In parts of the font's size.
    widths: HashMap<char, f32>,
}

/// What lines of text are set in: a font of this family and weight in this size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Type<'a> {
    pub(crate) family: &'a str,
    pub(crate) weight: u16,
    /// Pixels.
    pub(crate) size: f32,
}

/// How small a file is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// In a tenth of the time: for what every build makes.
    Quick,
    /// For what is made once.
    Small,
}

/// A text in lines.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Lines {
    pub(crate) lines: Vec<String>,
    /// Whether they hold all of it; else the last ends in an ellipsis.
    pub(crate) whole: bool,
}

impl Painter {
    /// Reads fonts; what is none is left out.
    pub(crate) fn new<'a>(fonts: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut database = Database::new();
        fonts.for_each(|font| database.load_font_data(font.to_vec()));
        let faces: Vec<Face> = database
            .faces()
            .map(|face| Face {
                families: face.families.iter().map(|(name, _)| name.clone()).collect(),
                weight: face.weight.0,
                widths: database
                    .with_face_data(face.id, |data, index| widths(data, index).unwrap_or_default())
                    .unwrap_or_default(),
            })
            .collect();
        let letters = faces.iter().flat_map(|face| face.widths.keys().copied());
        Self {
            letters: letters.collect(),
            faces,
            options: Options {
                fontdb: Arc::new(database),
                // Pictures are whole in themselves: nothing is read from elsewhere.
                image_href_resolver: ImageHrefResolver {
                    resolve_data: ImageHrefResolver::default_data_resolver(),
                    resolve_string: Box::new(|_, _| None),
                },
                ..Options::default()
            },
        }
    }

    /// The first letter or digit of a text that no font has.
    pub(crate) fn lacks(&self, text: &str) -> Option<char> {
        text.chars()
            .find(|letter| letter.is_alphanumeric() && !self.letters.contains(letter))
    }

    /// A text as it can be drawn: on one line, without what no font has.
    pub(crate) fn drawable(&self, text: &str) -> String {
        let known = |letter: &char| letter.is_whitespace() || self.letters.contains(letter);
        let known: String = text.chars().filter(known).collect();
        known.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Breaks a text into at most so many lines of this width, in pixels.
    pub(crate) fn wrap(&self, text: &str, set_in: Type<'_>, width: f32, most: usize) -> Lines {
        let most = most.max(1);
        let mut lines = self.lines(text, set_in, width);
        let whole = lines.len() <= most;
        if whole && lines.len() > 1 {
            lines = self.balanced(text, set_in, width, lines);
        }
        if !whole {
            // What follows shows that the last line goes on, however short it is.
            let rest = lines.split_off(most - 1).concat();
            let mut last: String = rest.trim_end().to_owned();
            while !last.is_empty() && self.width(&last, set_in) + self.width("…", set_in) > width {
                last.pop();
            }
            last.truncate(last.trim_end_matches(|mark: char| !mark.is_alphanumeric()).len());
            last.push(ELLIPSIS);
            lines.push(last);
        }
        for line in &mut lines {
            line.truncate(line.trim_end().len());
        }
        Lines { lines, whole }
    }

    /// The same number of lines, as alike in width as words let them be.
    fn balanced(&self, text: &str, set_in: Type<'_>, width: f32, mut lines: Vec<String>) -> Vec<String> {
        let mut start = 0;
        let words = linebreaks(text).map(|(end, _)| {
            let word = &text[start..end];
            start = end;
            self.width(word.trim_end(), set_in)
        });
        // No word is to be cut for it.
        let (mut narrow, mut wide) = (words.fold(0.0, f32::max), width);
        for _ in 0..BALANCING {
            let middle = (narrow + wide) / 2.0;
            let tried = self.lines(text, set_in, middle);
            if middle < wide && tried.len() <= lines.len() {
                (wide, lines) = (middle, tried);
            } else {
                narrow = middle;
            }
        }
        lines
    }

    /// All lines of a text, each with the blank behind it.
    fn lines(&self, text: &str, set_in: Type<'_>, width: f32) -> Vec<String> {
        let mut lines = vec![String::new()];
        let mut start = 0;
        for (end, opportunity) in linebreaks(text) {
            let part = &text[start..end];
            start = end;
            let Some(line) = lines.last_mut() else { break };
            let fits = |line: &str, part: &str| {
                self.width(line, set_in) + self.width(part.trim_end(), set_in) <= width
            };
            if fits(line, part) {
                line.push_str(part);
            } else {
                if !line.is_empty() {
                    lines.push(String::new());
                }
                // A word longer than a line ends where the line does.
                for letter in part.chars() {
                    let mut bytes = [0; 4];
                    let Some(line) = lines.last_mut() else { break };
                    match line.is_empty() || fits(line, letter.encode_utf8(&mut bytes)) {
                        true => line.push(letter),
                        false => lines.push(letter.to_string()),
                    }
                }
            }
            if opportunity == BreakOpportunity::Mandatory && end < text.len() {
                lines.push(String::new());
            }
        }
        lines
    }

    /// Pixels. Where the font lacks a letter, another has it.
    fn width(&self, text: &str, set_in: Type<'_>) -> f32 {
        let own = self.faces.iter().find(|face| {
            face.weight == set_in.weight && face.families.iter().any(|name| name == set_in.family)
        });
        let faces = || own.into_iter().chain(&self.faces);
        let ems = text
            .chars()
            .filter_map(|letter| faces().find_map(|face| face.widths.get(&letter)));
        ems.sum::<f32>() * set_in.size
    }

    /// What is wrong with a picture, where it cannot be drawn.
    pub(crate) fn trouble(&self, svg: &str) -> Option<String> {
        Tree::from_str(svg, &self.options)
            .err()
            .map(|error| error.to_string())
    }

    /// Draws a picture into so many pixels, width and height, and gives it as a PNG.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence without a full stop.
    pub(crate) fn draw(
        &self,
        svg: &str,
        (width, height): (u32, u32),
        effort: Effort,
    ) -> Result<Vec<u8>, String> {
        let tree = Tree::from_str(svg, &self.options).map_err(|error| error.to_string())?;
        let mut pixels = Pixmap::new(width, height).ok_or("there is no room for it")?;
        let size = tree.size();
        let scale = Transform::from_scale(width as f32 / size.width(), height as f32 / size.height());
        resvg::render(&tree, scale, &mut pixels.as_mut());
        png_of(pixels, effort).map_err(|error| error.to_string())
    }
}

/// How wide the letters of a font are.
fn widths(data: &[u8], index: u32) -> Option<HashMap<char, f32>> {
    let font = FontRef::from_index(data, index).ok()?;
    let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
    let letters = font.charmap().mappings().filter_map(|(letter, glyph)| {
        let width = metrics.advance_width(glyph)?;
        Some((char::from_u32(letter)?, width))
    });
    Some(letters.collect())
}

fn png_of(pixels: Pixmap, effort: Effort) -> Result<Vec<u8>, png::EncodingError> {
    let (width, height) = (pixels.width(), pixels.height());
    let is_opaque = pixels.pixels().iter().all(|pixel| pixel.alpha() == u8::MAX);
    let mut data = pixels.take_demultiplied();
    if is_opaque {
        let mut kept = 0;
        for at in (0..data.len()).step_by(4) {
            data.copy_within(at..at + 3, kept);
            kept += 3;
        }
        data.truncate(kept);
    }
    let mut png = Vec::new();
    let mut encoder = Encoder::new(&mut png, width, height);
    encoder.set_color(if is_opaque {
        ColorType::Rgb
    } else {
        ColorType::Rgba
    });
    encoder.set_depth(BitDepth::Eight);
    // Plain areas with a little text become smaller without a filter, but not in haste.
    let (compression, filter) = match effort {
        Effort::Quick => (Compression::Fast, Filter::Up),
        Effort::Small => (Compression::Balanced, Filter::NoFilter),
    };
    encoder.set_compression(compression);
    encoder.set_filter(filter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&data)?;
    writer.finish()?;
    Ok(png)
}

/// Whether a file is a whole PNG: each part of one carries its own sum.
pub(crate) fn is_whole(file: &[u8]) -> bool {
    let Some(mut rest) = file.strip_prefix(SIGNATURE) else {
        return false;
    };
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        // Its name, of four bytes, counts for the sum.
        let Some((named, after)) = length.checked_add(4).and_then(|end| after.split_at_checked(end)) else {
            return false;
        };
        let Some((sum, after)) = after.split_first_chunk::<4>() else {
            return false;
        };
        let mut crc = Crc::new();
        crc.update(named);
        if crc.sum() != u32::from_be_bytes(*sum) {
            return false;
        }
        if named.starts_with(b"IEND") {
            return after.is_empty();
        }
        rest = after;
    }
    false
}

/// A Windows icon of PNGs, each with the length of its sides in pixels.
pub(crate) fn ico(pictures: &[(u8, Vec<u8>)]) -> Vec<u8> {
    const HEAD: usize = 6;
    const ENTRY: usize = 16;
    let mut ico = vec![0, 0, 1, 0];
    ico.extend((pictures.len() as u16).to_le_bytes());
    let mut place = HEAD + ENTRY * pictures.len();
    for (side, png) in pictures {
        // No palette, one plane, 32 bits a pixel.
        ico.extend([*side, *side, 0, 0, 1, 0, 32, 0]);
        ico.extend((png.len() as u32).to_le_bytes());
        ico.extend((place as u32).to_le_bytes());
        place += png.len();
    }
    ico.extend(pictures.iter().flat_map(|(_, png)| png));
    ico
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLE: Type<'_> = Type {
        family: "Inter Display",
        weight: 600,
        size: 84.0,
    };

    fn painter() -> Painter {
        let fonts: [&[u8]; 2] = [
            include_bytes!("../../../themes/handbook/fonts/InterDisplay-SemiBold.ttf"),
            include_bytes!("../../../themes/handbook/fonts/Inter-Regular.ttf"),
        ];
        Painter::new(fonts.into_iter())
    }

    #[test]
    fn the_release_that_draws_is_the_one_of_the_lock_file() {
        let lock = include_str!("../../../Cargo.lock").replace("\r\n", "\n");
        let (name, version) = DRAWN_BY.split_once(' ').unwrap();
        assert!(lock.contains(&format!("name = \"{name}\"\nversion = \"{version}\"\n")));
    }

    #[test]
    fn lines_end_between_words_and_hold_the_whole_text() {
        let painter = painter();
        let wrapped = painter.wrap("Custom decks for renewals and growth", TITLE, 1030.0, 2);
        assert_eq!(wrapped.lines, ["Custom decks for", "renewals and growth"]);
        assert!(wrapped.whole);
        assert!(
            wrapped
                .lines
                .iter()
                .all(|line| painter.width(line, TITLE) <= 1030.0)
        );
    }

    #[test]
    fn lines_are_as_alike_in_width_as_words_let_them_be() {
        let painter = painter();
        let wrapped = painter.wrap("Return shown for a shorter event", TITLE, 1030.0, 2);
        assert_eq!(wrapped.lines, ["Return shown for", "a shorter event"]);
        let wrapped = painter.wrap("Donaudampfschifffahrtsgesellschaft is a word", TITLE, 1500.0, 2);
        assert_eq!(wrapped.lines, ["Donaudampfschifffahrtsgesellschaft", "is a word"]);
    }

    #[test]
    fn a_text_that_is_too_long_ends_in_an_ellipsis() {
        let painter = painter();
        let text = "Who approves a discount, and how long it takes until a quote with it may leave the house";
        let wrapped = painter.wrap(text, TITLE, 600.0, 3);
        assert_eq!(wrapped.lines.len(), 3);
        assert!(!wrapped.whole && wrapped.lines[2].ends_with('…'), "{wrapped:?}");
        assert!(
            wrapped
                .lines
                .iter()
                .all(|line| painter.width(line, TITLE) <= 600.0)
        );
        // The place where a line ends leaves no blank behind, and what is cut is a beginning of the text.
        let joined = wrapped.lines.join(" ");
        assert!(text.starts_with(joined.trim_end_matches('…')), "{joined}");
    }

    #[test]
    fn a_word_longer_than_a_line_is_cut() {
        let painter = painter();
        let wrapped = painter.wrap(&"W".repeat(40), TITLE, 600.0, 9);
        assert!(wrapped.whole && wrapped.lines.len() > 2);
        assert_eq!(wrapped.lines.concat(), "W".repeat(40));
        assert!(
            wrapped
                .lines
                .iter()
                .all(|line| painter.width(line, TITLE) <= 600.0)
        );
        let narrow = painter.wrap("Wide", TITLE, 1.0, 2);
        assert_eq!(narrow.lines.len(), 2);
        assert_eq!(painter.wrap("", TITLE, 600.0, 2).lines, [""]);
    }

    #[test]
    fn letters_without_a_font_are_told() {
        let painter = painter();
        assert_eq!(painter.lacks("Żółć, ΩЖ — 100 %"), None);
        assert_eq!(painter.lacks("Sales 契約"), Some('契'));
        assert_eq!(painter.lacks("Party 🎉"), None);
        assert_eq!(painter.drawable("Party\t🎉 \u{0}at\n 9"), "Party at 9");
    }

    #[test]
    fn a_picture_is_drawn_in_the_same_bytes_each_time_and_nothing_is_read_for_it() {
        let painter = painter();
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\"><rect width=\"5\" height=\"10\" fill=\"#f00\"/>\
                   <image href=\"/etc/hostname\" width=\"1\" height=\"1\"/></svg>";
        let png = painter.draw(svg, (20, 20), Effort::Small).unwrap();
        assert_eq!(png, painter.draw(svg, (20, 20), Effort::Small).unwrap());
        let mut decoder = png::Decoder::new(std::io::Cursor::new(&png)).read_info().unwrap();
        let mut pixels = vec![0; decoder.output_buffer_size().unwrap()];
        let info = decoder.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height), (20, 20));
        assert_eq!(&pixels[..4], [255, 0, 0, 255]);
        assert_eq!(&pixels[19 * 4..20 * 4], [0, 0, 0, 0]);
        for bad in [
            "",
            "<svg",
            "<p/>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\">&#0;</svg>",
        ] {
            assert!(
                painter.draw(bad, (20, 20), Effort::Small).is_err() && painter.trouble(bad).is_some(),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_file_that_lost_something_is_not_whole() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><rect width=\"9\" height=\"9\"/></svg>";
        let png = painter().draw(svg, (9, 9), Effort::Quick).unwrap();
        assert!(is_whole(&png));
        for end in 0..png.len() {
            assert!(!is_whole(&png[..end]), "{end}");
        }
        for at in 0..png.len() {
            let mut other = png.clone();
            other[at] ^= 4;
            assert!(!is_whole(&other), "{at}");
        }
        assert!(!is_whole(&[png.as_slice(), b"more"].concat()));
    }

    #[test]
    fn icons_name_where_their_pictures_lie() {
        let icon = ico(&[(16, vec![1, 2, 3]), (32, vec![4, 5])]);
        assert_eq!(icon.len(), 6 + 32 + 5);
        assert_eq!(&icon[..6], [0, 0, 1, 0, 2, 0]);
        assert_eq!((icon[6], icon[22]), (16, 32));
        let place = u32::from_le_bytes(icon[34..38].try_into().unwrap()) as usize;
        assert_eq!(&icon[place..], [4, 5]);
    }
}
