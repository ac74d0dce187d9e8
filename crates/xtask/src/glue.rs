//! The generated JavaScript, made small: what serves debugging, old browsers or other ways of loading is left out.
//!
//! Works on the text that one exact version of wasm-bindgen writes. Where that text is not as expected, the command
//! fails and says so; nothing is guessed.

use std::collections::BTreeMap;

use crate::failure::Failure;

/// From here on the generated text loads the module, in more ways than a page needs.
const LOADER: &str = "let wasmModule, wasmInstance, wasm;";

/// The function of the generated text that the loader calls.
const IMPORTS: &str = "__wbg_get_imports";

/// What takes the place of the generated loader. However often it is called, there is one instance of the module: the
/// glue keeps views of its memory.
const OWN_LOADER: &str = "\
let wasm, loading;
export default () => (loading ??= load());
async function load() {
const response = await fetch(new URL('calculators_bg.wasm', import.meta.url));
if (!response.ok) throw new Error(response.statusText);
const { instance } = await WebAssembly.instantiate(await response.arrayBuffer(), __wbg_get_imports());
wasm = instance.exports;
wasm.__wbindgen_start();
}
";

/// The glue without its comments and indentation, with short names for its own functions, and with a loader of a few
/// lines. Each rename is a generated name that the compiled module knows too, and its short one.
pub(crate) fn slim(generated: &str, renames: &[(String, String)]) -> Result<String, Failure> {
    let unexpected = |what: &str| Failure::new(format!("the JavaScript of wasm-bindgen has {what}"));
    let (before, _) = generated
        .split_once(LOADER)
        .ok_or_else(|| unexpected("another loader than this program knows"))?;
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    for (number, name) in before.lines().filter_map(declared).enumerate() {
        names.insert(name, format!("${}", short_name(number)));
    }
    let mut text = String::with_capacity(generated.len());
    let mut in_comment = false;
    for line in before.lines().map(str::trim).filter(|line| !line.is_empty()) {
        in_comment |= line.starts_with("/*");
        if !in_comment && !line.starts_with("//") {
            push_renamed(&mut text, line, &names);
            text.push('\n');
        }
        in_comment &= !line.ends_with("*/");
    }
    if text.contains('`') {
        return Err(unexpected("a template string, whose lines must not be touched"));
    }
    for (generated, short) in renames {
        if text.matches(generated.as_str()).count() != 1 {
            return Err(unexpected(&format!("not one `{generated}`")));
        }
        text = text.replace(generated.as_str(), short);
    }
    Ok(text + OWN_LOADER)
}

/// The name that a line at the outermost level declares for the glue itself.
fn declared(line: &str) -> Option<&str> {
    let rest = ["function ", "let ", "const "]
        .into_iter()
        .find_map(|word| line.strip_prefix(word))?;
    let end = rest.find(|character| !is_of_a_name(character))?;
    rest.get(..end).filter(|name| name.len() > 4 && *name != IMPORTS)
}

/// Appends a line with other names; what follows a point is somebody else's property.
fn push_renamed(text: &mut String, line: &str, names: &BTreeMap<&str, String>) {
    let mut rest = line;
    while !rest.is_empty() {
        let name_end = rest
            .find(|character| !is_of_a_name(character))
            .unwrap_or(rest.len());
        let (name, after) = rest.split_at(name_end);
        match names.get(name).filter(|_| !text.ends_with('.')) {
            Some(short) => text.push_str(short),
            None => text.push_str(name),
        }
        let between = after.find(is_of_a_name).unwrap_or(after.len());
        text.push_str(&after[..between]);
        rest = &after[between..];
    }
}

fn is_of_a_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || character == '$'
}

/// A name of one or two letters for the import with this number.
pub(crate) fn short_name(number: usize) -> String {
    let letter = |index: usize| char::from(b'a' + u8::try_from(index % 26).unwrap_or(0));
    match number / 26 {
        0 => letter(number).to_string(),
        rest => format!("{}{}", letter(rest - 1), letter(number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GENERATED: &str = "
/**
 * Words.
 */
export function attach() {
    // why
    const isLocal = { g_1: makeLong0('a'), x: a.makeLong0 };
    return isLocal;
}
function makeLong0(x) {
}
let wasmModule, wasmInstance, wasm;
more();
";

    #[test]
    fn comments_indentation_long_names_and_the_loader_are_left_out() {
        let renames = [("g_1".to_owned(), "b".to_owned())];
        let slimmed = slim(GENERATED, &renames).ok();
        let expected = "export function attach() {
const isLocal = { b: $a('a'), x: a.makeLong0 };
return isLocal;
}
function $a(x) {
}
";
        assert_eq!(slimmed, Some(format!("{expected}{OWN_LOADER}")));
    }

    #[test]
    fn an_unexpected_text_is_refused() {
        assert!(slim("no loader", &[]).is_err());
        assert!(slim(GENERATED, &[("h_1".to_owned(), "a".to_owned())]).is_err());
        assert!(slim(&format!("let text = `\n`;\n{LOADER}"), &[]).is_err());
    }

    #[test]
    fn short_names_differ() {
        let names: std::collections::BTreeSet<_> = (0..700).map(short_name).collect();
        assert_eq!(names.len(), 700);
    }
}
