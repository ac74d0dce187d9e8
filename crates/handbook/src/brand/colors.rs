//! Colours as a screen shows them, and how well they stand on each other by WCAG 2.2.

use color::{DynamicColor, OpaqueColor, Srgb, parse_color};

/// An opaque colour of sRGB, eight bits a channel: what `#rrggbb` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Color([u8; 3]);

/// Why a text is no colour for a brand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoColor {
    /// It does not read as one.
    Unknown,
    /// What is behind it would shine through.
    Transparent,
}

impl Color {
    pub(super) const BLACK: Self = Self([0; 3]);
    pub(crate) const WHITE: Self = Self([255; 3]);

    /// Reads a colour as CSS writes it: `#063`, `rgb()`, `hsl()`, `oklch()`, a name. What no screen of sRGB shows is led to
    /// the nearest that it does.
    pub(super) fn parse(text: &str) -> Result<Self, NoColor> {
        let color: DynamicColor = parse_color(text.trim()).map_err(|_| NoColor::Unknown)?;
        let rgba = color.to_alpha_color::<Srgb>().to_rgba8();
        match rgba.a {
            255 => Ok(Self([rgba.r, rgba.g, rgba.b])),
            _ => Err(NoColor::Transparent),
        }
    }

    /// As CSS and SVG write it: `#006375`.
    pub(crate) fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// How well this colour and another can be told apart: from 1 to 21, as WCAG counts it.
    pub(super) fn contrast(self, other: Self) -> f32 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// The colour that lies `share` hundredths of the way to another.
    pub(super) fn toward(self, other: Self, share: u8) -> Self {
        let share = f32::from(share.min(100)) / 100.0;
        let (one, other) = (self.srgb().convert(), other.srgb().convert());
        Self::of(OpaqueColor::<color::Oklab>::lerp_rect(one, other, share).convert())
    }

    /// The colour of the same hue, as little lighter or darker as possible, of which `passes` holds.
    pub(super) fn nearest(self, passes: impl Fn(Self) -> bool) -> Option<Self> {
        let own = self.srgb();
        let lighter_by = |by: f32| Self::of(own.map_lightness(|lightness| (lightness + by).clamp(0.0, 1.0)));
        let steps = (1..=STEPS).map(|step| f32::from(step) / f32::from(STEPS));
        let mut tried = steps.flat_map(|by| [lighter_by(by), lighter_by(-by)]);
        tried.find(|color| passes(*color)).or_else(|| {
            [Self::BLACK, Self::WHITE]
                .into_iter()
                .find(|color| passes(*color))
        })
    }

    fn luminance(self) -> f32 {
        self.srgb().relative_luminance()
    }

    fn srgb(self) -> OpaqueColor<Srgb> {
        let [red, green, blue] = self.0;
        OpaqueColor::from_rgb8(red, green, blue)
    }

    fn of(color: OpaqueColor<Srgb>) -> Self {
        let rgba = color.to_rgba8();
        Self([rgba.r, rgba.g, rgba.b])
    }
}

/// So finely lighter and darker colours are tried.
const STEPS: u16 = 500;

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        Color::parse(text).unwrap()
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        // The last three stand on either side of 4.5, as every tool for WCAG counts them.
        for (one, other, ratio) in [
            ("#000", "#fff", 21.0),
            ("#fff", "#fff", 1.0),
            ("#777", "#fff", 4.478),
            ("#767676", "#fff", 4.542),
            ("#f00", "#fff", 3.998),
            ("#00f", "#fff", 8.592),
            ("#0f0", "#000", 15.304),
        ] {
            let found = color(one).contrast(color(other));
            assert!((found - ratio).abs() < 0.005, "{one} on {other}: {found}");
            assert_eq!(found, color(other).contrast(color(one)));
        }
    }

    #[test]
    fn colors_are_read_as_css_writes_them() {
        for (text, hex) in [
            ("#063", "#006633"),
            ("#006375", "#006375"),
            ("rgb(0 99 117)", "#006375"),
            ("rgb(0, 99, 117)", "#006375"),
            ("hsl(189.2 100% 22.9%)", "#006375"),
            ("oklch(62.796% 0.25768 29.234)", "#ff0000"),
            ("rebeccapurple", "#663399"),
            ("oklch(90% 0.4 140)", "#00ff00"),
        ] {
            assert_eq!(color(text).hex(), hex, "{text}");
        }
        assert_eq!(Color::parse("#12"), Err(NoColor::Unknown));
        assert_eq!(Color::parse("petrol"), Err(NoColor::Unknown));
        assert_eq!(Color::parse(""), Err(NoColor::Unknown));
        assert_eq!(Color::parse("#00637580"), Err(NoColor::Transparent));
        assert_eq!(Color::parse("transparent"), Err(NoColor::Transparent));
    }

    #[test]
    fn the_nearest_color_passes_and_keeps_its_hue() {
        let passes = |found: Color| found.contrast(Color::WHITE) >= 4.5;
        let found = color("#00a5c2").nearest(passes).unwrap();
        assert!(
            passes(found) && found.contrast(Color::WHITE) < 4.7,
            "{}",
            found.hex()
        );
        let [red, green, blue] = found.0;
        assert!(red < green && green < blue, "{}", found.hex());
        assert_eq!(color("#abc").nearest(|_| false), None);
    }

    #[test]
    fn a_color_goes_toward_another() {
        assert_eq!(color("#006375").toward(Color::WHITE, 0).hex(), "#006375");
        assert_eq!(color("#006375").toward(Color::WHITE, 100).hex(), "#ffffff");
        assert_eq!(Color::BLACK.toward(Color::WHITE, 50).hex(), "#636363");
    }
}
