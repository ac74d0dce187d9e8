//! The generated JavaScript, made small: what serves debugging, old browsers or other ways of loading is left out.
//!
//! Works on the text that one exact version of wasm-bindgen writes. Where that text is not as expected, the command
//! fails and says so; nothing is guessed.

use crate::failure::Failure;

/// From here on the generated text loads the module, in more ways than a page needs.
const LOADER: &str = "let wasmModule, wasmInstance, wasm;";

/// What takes its place.
const OWN_LOADER: &str = "\
let wasm;
export default async function () {
const response = await fetch(new URL('calculators_bg.wasm', import.meta.url));
if (!response.ok) throw new Error(response.statusText);
const { instance } = await WebAssembly.instantiate(await response.arrayBuffer(), __wbg_get_imports());
wasm = instance.exports;
wasm.__wbindgen_start();
}
";

/// The glue without its comments and indentation, with a loader of a few lines and short names for the imports.
/// Each rename is an imported function's generated name and its short one.
pub(crate) fn slim(generated: &str, renames: &[(String, String)]) -> Result<String, Failure> {
    let unexpected = |what: &str| Failure::new(format!("the JavaScript of wasm-bindgen has {what}"));
    let (before, _) = generated
        .split_once(LOADER)
        .ok_or_else(|| unexpected("another loader than this program knows"))?;
    let mut text = String::with_capacity(generated.len());
    let mut in_comment = false;
    for line in before.lines().map(str::trim).filter(|line| !line.is_empty()) {
        in_comment |= line.starts_with("/*");
        if !in_comment && !line.starts_with("//") {
            text.push_str(line);
            text.push('\n');
        }
        in_comment &= !line.ends_with("*/");
    }
    if text.contains('`') {
        return Err(unexpected("a template string, whose lines must not be touched"));
    }
    for (generated, short) in renames {
        if text.matches(generated.as_str()).count() != 1 {
            return Err(unexpected(&format!("not one import `{generated}`")));
        }
        text = text.replace(generated.as_str(), short);
    }
    Ok(text + OWN_LOADER)
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

    const GENERATED: &str = "\n/**\n * Words.\n */\nexport function f() {\n    // why\n    return g_1();\n}\nlet wasmModule, wasmInstance, wasm;\nmore();\n";

    #[test]
    fn comments_indentation_and_the_loader_are_left_out() {
        let renames = [("g_1".to_owned(), "a".to_owned())];
        let slimmed = slim(GENERATED, &renames).ok();
        assert_eq!(
            slimmed,
            Some(format!("export function f() {{\nreturn a();\n}}\n{OWN_LOADER}"))
        );
    }

    #[test]
    fn an_unexpected_text_is_refused() {
        assert!(slim("no loader", &[]).is_err());
        assert!(slim(GENERATED, &[("h_1".to_owned(), "a".to_owned())]).is_err());
    }

    #[test]
    fn short_names_differ() {
        let names: std::collections::BTreeSet<_> = (0..700).map(short_name).collect();
        assert_eq!(names.len(), 700);
    }
}
