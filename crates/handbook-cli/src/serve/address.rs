//! From the address that a browser asks for to a file of the site.

/// What an address leads to, among the files of a site.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The file of that path.
    File(String),
    /// The same page under its one canonical address.
    Redirect(String),
    /// Nothing.
    Nowhere,
}

/// Finds the target of an address's path, as it travels; `exists` knows the files of the site.
pub(super) fn resolve(path: &str, mut exists: impl FnMut(&str) -> bool) -> Target {
    let Some(decoded) = decode(path) else {
        return Target::Nowhere;
    };
    let Some(file) = decoded.strip_prefix('/') else {
        return Target::Nowhere;
    };
    if file.is_empty() || file.ends_with('/') {
        let index = format!("{file}index.html");
        return if exists(&index) {
            Target::File(index)
        } else {
            Target::Nowhere
        };
    }
    if exists(file) {
        return match file.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => Target::Redirect(encode(folder)),
            _ => Target::File(file.to_owned()),
        };
    }
    if exists(&format!("{file}/index.html")) {
        return Target::Redirect(encode(&format!("{file}/")));
    }
    Target::Nowhere
}

/// Decodes `%41` and the like; nothing when that is no text.
pub(super) fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte == b'%' {
            let (digits, after) = rest.split_at_checked(2)?;
            bytes.push(hex(digits[0])? << 4 | hex(digits[1])?);
            rest = after;
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    // A hexadecimal digit is at most 15.
    char::from(digit).to_digit(16).map(|value| value as u8)
}

/// The root-relative address of a path in the site.
fn encode(path: &str) -> String {
    let mut address = String::from("/");
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: Target) {
        let files = [
            "index.html",
            "404.html",
            "a/b/index.html",
            "a/été/index.html",
            "assets/x/main.js",
            "a b.png",
        ];
        assert_eq!(resolve(path, |file| files.contains(&file)), expected, "{path}");
    }

    #[test]
    fn an_address_leads_to_its_file() {
        check("/", Target::File("index.html".to_owned()));
        check("/a/b/", Target::File("a/b/index.html".to_owned()));
        check("/assets/x/main.js", Target::File("assets/x/main.js".to_owned()));
        check("/a%20b.png", Target::File("a b.png".to_owned()));
        check("/a/%C3%A9t%c3%a9/", Target::File("a/été/index.html".to_owned()));
    }

    #[test]
    fn a_folder_has_one_canonical_address() {
        check("/a/b", Target::Redirect("/a/b/".to_owned()));
        check("/a/b/index.html", Target::Redirect("/a/b/".to_owned()));
        check("/index.html", Target::Redirect("/".to_owned()));
        check(
            "/a/%C3%A9t%C3%A9",
            Target::Redirect("/a/%C3%A9t%C3%A9/".to_owned()),
        );
    }

    #[test]
    fn what_is_not_in_the_site_is_nowhere() {
        for path in [
            "/a/",
            "/../a/b/",
            "/%2e%2e/a/b/",
            "/a/../a/b/",
            "//a/b/",
            "/%",
            "/%zz",
            "/%4",
            "/%ff",
            "*",
            "",
            "/a%00",
        ] {
            check(path, Target::Nowhere);
        }
    }
}
