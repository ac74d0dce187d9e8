//! Addresses: where a page is found on the site and where its file lies in the output.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

/// The address of a page on the site, without the base path: `/handbook/sales/`. It starts and ends with a slash.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Permalink(String);

impl Permalink {
    /// The address of the Markdown file at `path` (below `content/`): `handbook/sales/_index.md` is `/handbook/sales/`,
    /// and so are `handbook/sales/index.md`, `handbook/sales.md` and the older `handbook/sales/index.html.md`. That of a path
    /// is made of its file, `paths/sales.yaml`, in the same way.
    pub fn of_source(path: &str) -> Self {
        let path = crate::paths::stem(path).unwrap_or(path);
        let stem = path.strip_suffix(".md").unwrap_or(path);
        let stem = stem.strip_suffix(".html").unwrap_or(stem);
        let folder = match stem.rsplit_once('/') {
            Some((folder, "_index" | "index")) => folder,
            None if stem == "_index" || stem == "index" => "",
            _ => stem,
        };
        Self::of_parts(folder.split('/'))
    }

    /// The address made of these parts.
    pub fn of_parts<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut text = String::from("/");
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            text.push_str(part);
            text.push('/');
        }
        Self(text)
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address one level up; none above the home page.
    pub fn parent(&self) -> Option<Permalink> {
        let inner = self.0.strip_suffix('/')?;
        let slash = inner.rfind('/')?;
        Some(Self(inner[..=slash].to_owned()))
    }

    /// Its last part: `sales` of `/handbook/sales/`, nothing for the home page.
    pub fn last(&self) -> &str {
        self.0
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default()
    }

    /// How many parts it has: 0 for the home page.
    pub fn depth(&self) -> usize {
        self.0.matches('/').count() - 1
    }

    /// The file that a browser gets for it.
    pub fn output(&self) -> OutputPath {
        OutputPath(format!("{}index.html", &self.0[1..]))
    }
}

/// An address is looked up by its text.
impl std::borrow::Borrow<str> for Permalink {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Permalink {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The place of a file in the output folder, such as `handbook/sales/index.html`. It never leads out of the folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(String);

impl OutputPath {
    /// Takes a path with `/` between its parts; none when a part is empty, `.` or `..`, or holds a control character or
    /// a backslash.
    pub fn new(path: &str) -> Option<Self> {
        let fine = |part: &str| {
            !matches!(part, "" | "." | "..") && !part.contains('\\') && !part.chars().any(char::is_control)
        };
        path.split('/').all(fine).then(|| Self(path.to_owned()))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The address of the whole site, split into where it is (`https://handbook.example.com`) and the path below
/// (`/sales`, or nothing).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    origin: String,
    path: String,
}

impl Base {
    /// The root of a site whose host is not known.
    pub fn root() -> Self {
        Self {
            origin: String::new(),
            path: String::new(),
        }
    }

    /// Reads `https://host`, `https://host/path/` or a path alone (`/path/`, for a site whose host is not known).
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.contains(char::is_whitespace) || text.contains(['"', '<', '>', '?', '#', '\\']) {
            return None;
        }
        let (origin, path) = match text.split_once("://") {
            Some((scheme @ ("http" | "https"), rest)) => {
                let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                if host.is_empty() {
                    return None;
                }
                (format!("{scheme}://{}", host.to_lowercase()), path)
            }
            Some(_) => return None,
            None if text.starts_with('/') && !text.starts_with("//") => (String::new(), text),
            None => return None,
        };
        if path.split('/').any(|part| part == "." || part == "..") {
            return None;
        }
        let path = Permalink::of_parts(path.split('/')).0;
        Some(Self {
            origin,
            path: path.trim_end_matches('/').to_owned(),
        })
    }

    /// `https://handbook.example.com`, or nothing when only a path is known.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// `/sales`, or nothing: what stands before every root-relative address.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The host of the site, with its port.
    pub fn host(&self) -> Option<&str> {
        self.origin.split_once("://").map(|(_, host)| host)
    }

    /// The whole address of something on the site: `https://handbook.example.com/sales/handbook/`.
    pub fn absolute(&self, address: &str) -> String {
        format!("{}{}{address}", self.origin, self.path)
    }
}

/// Bytes that stand in an address as they are: letters, digits and marks, those of queries, fragments and of encoding too.
const PLAIN: [bool; 256] = plain(b"-._~!$&'()*+,;=:@/?#%[]");
/// Bytes that stand in a path as they are: those of [`PLAIN`] without the marks of queries, fragments and of encoding.
const PLAIN_IN_PATH: [bool; 256] = plain(b"-._~!$&'()*+,;=:@/[]");

const fn plain(marks: &[u8]) -> [bool; 256] {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        plain[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    let mut mark = 0;
    while mark < marks.len() {
        plain[marks[mark] as usize] = true;
        mark += 1;
    }
    plain
}

/// Writes `text` with everything percent-encoded that may not stand in the path, query or fragment of an address. What is encoded already stays.
pub(crate) fn encode(text: &str, out: &mut String) {
    encode_all_but(&PLAIN, text, out);
}

/// Writes a path with everything percent-encoded that may not stand in one: marks of queries, fragments and of encoding too.
pub(crate) fn encode_path(path: &str, out: &mut String) {
    encode_all_but(&PLAIN_IN_PATH, path, out);
}

fn encode_all_but(plain: &[bool; 256], text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let is_plain = |byte: &u8| plain[usize::from(*byte)];
    let mut rest = text;
    // What is plain is ASCII, so an address can be cut on either side of it; most are plain as a whole.
    while let Some(at) = rest.bytes().position(|byte| !is_plain(&byte)) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let coded = after.bytes().position(|byte| is_plain(&byte));
        let (coded, after) = after.split_at(coded.unwrap_or(after.len()));
        for byte in coded.bytes() {
            out.push('%');
            out.push(HEX[usize::from(byte >> 4)] as char);
            out.push(HEX[usize::from(byte & 15)] as char);
        }
        rest = after;
    }
    out.push_str(rest);
}

/// Undoes percent-encoding; what is not valid UTF-8 afterwards stays as it was.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = |offset: usize| bytes.get(at + offset).and_then(|b| (*b as char).to_digit(16));
        match (byte, hex(1), hex(2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permalink(path: &str) -> String {
        Permalink::of_source(path).0
    }

    #[test]
    fn files_have_the_address_of_their_folder() {
        assert_eq!(permalink("_index.md"), "/");
        assert_eq!(permalink("handbook/sales/_index.md"), "/handbook/sales/");
        assert_eq!(permalink("handbook/sales/index.md"), "/handbook/sales/");
        assert_eq!(permalink("handbook/sales/smb.md"), "/handbook/sales/smb/");
        assert_eq!(permalink("handbook/sales/index.html.md"), "/handbook/sales/");
        assert_eq!(permalink("handbook/sales.html.md"), "/handbook/sales/");
    }

    #[test]
    fn parents_end_at_the_home_page() {
        let page = Permalink::of_source("a/b.md");
        assert_eq!(page.parent().map(|p| p.0), Some("/a/".to_owned()));
        assert_eq!(Permalink::of_source("_index.md").parent(), None);
        assert_eq!((page.depth(), Permalink::of_source("_index.md").depth()), (2, 0));
    }

    #[test]
    fn an_output_path_never_leads_out() {
        for bad in ["../a", "a/../b", "/a", "a//b", "", "a\\b", "a/\0"] {
            assert_eq!(OutputPath::new(bad), None, "{bad}");
        }
        assert!(OutputPath::new("a/b.html").is_some());
    }

    #[test]
    fn a_base_address_may_have_a_path() {
        let base = Base::parse("https://Example.com/sales/").expect("valid");
        assert_eq!(
            (base.origin(), base.path(), base.host()),
            ("https://example.com", "/sales", Some("example.com"))
        );
        assert_eq!(base.absolute("/a/"), "https://example.com/sales/a/");
        assert_eq!(Base::parse("/only/").map(|b| b.path), Some("/only".to_owned()));
        for bad in [
            "ftp://x",
            "https://",
            "example.com",
            "//x",
            "https://a b",
            "https://a/../b",
        ] {
            assert_eq!(Base::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn percent_encoding_round_trips() {
        let mut encoded = String::new();
        encode("日本 a", &mut encoded);
        assert_eq!(encoded, "%E6%97%A5%E6%9C%AC%20a");
        assert_eq!(decode(&encoded), "日本 a");
        assert_eq!(decode("%ff%zz%"), "%ff%zz%");
        let mut path = String::new();
        encode_path("/100%? #1/", &mut path);
        assert_eq!(path, "/100%25%3F%20%231/");
    }
}
