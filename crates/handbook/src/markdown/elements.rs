//! What may pass of raw HTML: elements and attributes of text, never scripts, styles or forms. Names that are no elements
//! are placeholders of the author (`<customer>`) and become text.

/// What happens to an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It passes.
    Passes,
    /// Its tags go, its content stays.
    Unwrapped,
    /// It goes with all that it holds.
    Removed,
    /// It is no element: its tag is text.
    Text,
}

/// What happens to elements of this name.
pub(super) fn fate(name: &str) -> Fate {
    match name {
        "a" | "abbr" | "address" | "article" | "aside" | "audio" | "b" | "bdi" | "bdo" | "blockquote"
        | "br" | "caption" | "center" | "cite" | "code" | "col" | "colgroup" | "data" | "dd" | "del"
        | "details" | "dfn" | "div" | "dl" | "dt" | "em" | "figcaption" | "figure" | "font" | "footer"
        | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "header" | "hr" | "i" | "iframe" | "img" | "ins"
        | "kbd" | "li" | "main" | "mark" | "nav" | "ol" | "p" | "picture" | "pre" | "q" | "rp" | "rt"
        | "ruby" | "s" | "samp" | "section" | "small" | "source" | "span" | "strike" | "strong" | "sub"
        | "summary" | "sup" | "table" | "tbody" | "td" | "tfoot" | "th" | "thead" | "time" | "tr"
        | "track" | "tt" | "u" | "ul" | "var" | "video" | "wbr" => Fate::Passes,
        "script" | "style" | "noscript" | "template" | "object" | "applet" | "svg" | "math" | "select"
        | "textarea" | "title" | "head" | "frameset" | "xmp" | "noembed" | "noframes" => Fate::Removed,
        "html" | "body" | "form" | "input" | "button" | "label" | "fieldset" | "legend" | "option"
        | "link" | "meta" | "base" | "embed" | "param" | "frame" | "area" | "map" => Fate::Unwrapped,
        _ => Fate::Text,
    }
}

/// Whether an element never has content.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Whether a paragraph ends where such an element starts.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "ul"
    )
}

/// Whether an element may end without a closing tag.
pub(super) fn may_stay_open(name: &str) -> bool {
    matches!(
        name,
        "p" | "li" | "td" | "th" | "tr" | "thead" | "tbody" | "tfoot" | "dt" | "dd" | "option" | "colgroup"
    )
}

/// The elements that end where one of this name starts, and those that they do not reach out of.
pub(super) fn ended_by(name: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match name {
        "li" => (&["li", "p"], &["ul", "ol"]),
        "dt" | "dd" => (&["dt", "dd", "p"], &["dl"]),
        "td" | "th" => (&["td", "th", "p"], &["table"]),
        "tr" => (&["tr", "td", "th", "p"], &["table"]),
        "thead" | "tbody" | "tfoot" => (
            &["thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup"],
            &["table"],
        ),
        name if is_block(name) => (&["p"], &["td", "th", "caption"]),
        _ => (&[], &[]),
    }
}

/// Whether an attribute may pass. `href` and `src` are looked at by the caller.
pub(super) fn attribute_passes(name: &str) -> bool {
    matches!(
        name,
        "abbr"
            | "align"
            | "alt"
            | "class"
            | "colspan"
            | "controls"
            | "datetime"
            | "dir"
            | "headers"
            | "height"
            | "hidden"
            | "id"
            | "kind"
            | "label"
            | "lang"
            | "loading"
            | "muted"
            | "name"
            | "open"
            | "reversed"
            | "role"
            | "rowspan"
            | "scope"
            | "span"
            | "srclang"
            | "start"
            | "tabindex"
            | "title"
            | "type"
            | "valign"
            | "value"
            | "width"
    ) || name.starts_with("aria-")
}

/// Whether an address may pass: not one that runs code.
pub(crate) fn address_passes(address: &str) -> bool {
    const RUNNING: [&str; 4] = ["javascript:", "vbscript:", "data:", "file:"];
    // Browsers leave out blanks and control characters, and letters count in either case.
    let is_plain = |letter: &char| !letter.is_whitespace() && !letter.is_control();
    let letters = || address.chars().filter(is_plain).flat_map(char::to_lowercase);
    let Some(first) = letters().next() else {
        return true;
    };
    !RUNNING
        .iter()
        .filter(|scheme| scheme.starts_with(first))
        .any(|scheme| letters().take(scheme.len()).eq(scheme.chars()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_elements_of_text_pass() {
        assert_eq!(
            [fate("span"), fate("script"), fate("form"), fate("customer")],
            [Fate::Passes, Fate::Removed, Fate::Unwrapped, Fate::Text]
        );
        assert!(!attribute_passes("onclick") && !attribute_passes("style") && attribute_passes("class"));
    }

    #[test]
    fn addresses_that_run_code_do_not_pass() {
        for bad in [
            "javascript:alert(1)",
            " JaVa\nScript:x",
            "data:text/html,x",
            "\u{1}javascript:x",
        ] {
            assert!(!address_passes(bad), "{bad}");
        }
        assert!(address_passes("https://example.com") && address_passes("/handbook/"));
    }
}
