//! The generated JavaScript, made small: what serves debugging, old browsers or other ways of loading is left out.
//!
//! Works on the text that one exact version of wasm-bindgen writes. Where that text is not as expected, the command
//! fails and says so; nothing is guessed.

use std::collections::BTreeMap;

use crate::{
    failure::Failure,
    module::{Names, SHORT_IMPORTED, short_name},
    wasm::Door,
};

/// From here on the generated text loads the module, in more ways than a page needs.
const LOADER: &str = "let wasmModule, wasmInstance, wasm;";

/// What takes the place of the generated loader. However often it is called, there is one instance of the module: the
/// glue keeps views of its memory. `NAME` is the crate's.
const OWN_LOADER: &str = "\
let wasm, loading;
export default () => (loading ??= load());
async function load() {
const response = await fetch(new URL('NAME_bg.wasm', import.meta.url));
if (!response.ok) throw new Error(response.statusText);
const { instance } = await WebAssembly.instantiate(await response.arrayBuffer(), __wbg_get_imports());
wasm = instance.exports;
wasm.__wbindgen_start();
}
";

/// The same for what holds the closures that a page has.
const CLOSURES: (&str, &str) = (
    "(typeof FinalizationRegistry === 'undefined')
? { register: () => {}, unregister: () => {} }
: new",
    "new",
);

/// What the generated text does for old browsers and for long texts, and the same in fewer words for browsers that know
/// reference types, without which the module does not run at all.
const FEWER_WORDS: [(&str, &str); 3] = [
    (
        "cachedDataViewMemory0 === null || cachedDataViewMemory0.buffer.detached === true || \
(cachedDataViewMemory0.buffer.detached === undefined && cachedDataViewMemory0.buffer !== wasm.memory.buffer)",
        "cachedDataViewMemory0?.buffer !== wasm.memory.buffer",
    ),
    (
        "if (realloc === undefined) {
const buf = cachedTextEncoder.encode(arg);
const ptr = malloc(buf.length, 1) >>> 0;
getUint8ArrayMemory0().subarray(ptr, ptr + buf.length).set(buf);
WASM_VECTOR_LEN = buf.length;
return ptr;
}
let len = arg.length;
let ptr = malloc(len, 1) >>> 0;
const mem = getUint8ArrayMemory0();
let offset = 0;
for (; offset < len; offset++) {
const code = arg.charCodeAt(offset);
if (code > 0x7F) break;
mem[ptr + offset] = code;
}
if (offset !== len) {
if (offset !== 0) {
arg = arg.slice(offset);
}
ptr = realloc(ptr, len, len = offset + arg.length * 3, 1) >>> 0;
const view = getUint8ArrayMemory0().subarray(ptr + offset, ptr + len);
const ret = cachedTextEncoder.encodeInto(arg, view);
offset += ret.written;
ptr = realloc(ptr, len, offset, 1) >>> 0;
}
WASM_VECTOR_LEN = offset;
return ptr;
",
        "const buf = cachedTextEncoder.encode(arg);
const ptr = malloc(buf.length, 1) >>> 0;
getUint8ArrayMemory0().set(buf, ptr);
WASM_VECTOR_LEN = buf.length;
return ptr;
",
    ),
    (
        "cachedTextDecoder.decode();
const MAX_SAFARI_DECODE_BYTES = 2146435072;
let numBytesDecoded = 0;
function decodeText(bytes) {
numBytesDecoded += bytes.length;
if (numBytesDecoded >= MAX_SAFARI_DECODE_BYTES) {
cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
cachedTextDecoder.decode();
numBytesDecoded = bytes.length;
}
",
        "function decodeText(bytes) {
",
    ),
];

/// The arguments through which a text in memory could grow, which the few words do not do.
const GROWING: &str = ", wasm.__wbindgen_realloc)";

/// The part of the generated text that is kept, without comments, indentation and what only old browsers need.
pub(crate) fn kept(generated: &str, door: &Door) -> Result<String, Failure> {
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
    let closures = door.has_closures.then_some(CLOSURES);
    for (generated, few) in FEWER_WORDS.into_iter().chain(closures) {
        text = replaced(&text, generated, few)?;
    }
    Ok(text.replace(GROWING, ")") + &OWN_LOADER.replace("NAME", door.name))
}

/// The kept text with short names: for what the module knows too, and for the text's own functions.
pub(crate) fn renamed(kept: &str, names: &Names, door: &Door) -> Result<String, Failure> {
    // The module from which the generated module says that it imports.
    let imported = format!("./{}_bg.js", door.name);
    let text = replaced(kept, &imported, SHORT_IMPORTED)?;
    if let Some(import) = names.imports.keys().find(|import| !text.contains(*import)) {
        return Err(unexpected(&format!("no `{import}`")));
    }
    let mut own: BTreeMap<&str, String> = BTreeMap::new();
    for (number, name) in text.lines().filter_map(declared).enumerate() {
        own.insert(name, format!("${}", short_name(number)));
    }
    let mut short = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let name_end = rest
            .find(|character| !is_of_a_name(character))
            .unwrap_or(rest.len());
        let (name, after) = rest.split_at(name_end);
        // What follows another point is somebody else's property.
        let other = if short.ends_with("wasm.") {
            names.exports.get(name)
        } else if short.ends_with('.') {
            None
        } else {
            own.get(name).or_else(|| names.imports.get(name))
        };
        short.push_str(other.map_or(name, String::as_str));
        let between = after.find(is_of_a_name).unwrap_or(after.len());
        short.push_str(&after[..between]);
        rest = &after[between..];
    }
    Ok(short)
}

fn unexpected(what: &str) -> Failure {
    Failure::new(format!("the JavaScript of wasm-bindgen has {what}"))
}

/// The text with something else in the one place of some words.
fn replaced(text: &str, words: &str, others: &str) -> Result<String, Failure> {
    match text.split_once(words) {
        Some((before, after)) if !after.contains(words) => Ok([before, others, after].concat()),
        _ => Err(unexpected(&format!("not one `{words}`"))),
    }
}

/// The name that a line declares for the text itself.
fn declared(line: &str) -> Option<&str> {
    let rest = ["function ", "let ", "const "]
        .into_iter()
        .find_map(|word| line.strip_prefix(word))?;
    let end = rest.find(|character| !is_of_a_name(character))?;
    rest.get(..end).filter(|name| name.len() > 4)
}

fn is_of_a_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || character == '$'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasm::{CALCULATORS, FINDER};

    const GENERATED: &str = "
/**
 * Words.
 */
export function attach() {
    // why
    const isLocal = { g_1: makeLong0('a'), x: a.makeLong0 };
    return wasm.__attach(isLocal, wasm.__wbindgen_realloc);
}
        function makeLong0(x) {
        }
return { './calculators_bg.js': isLocal };
";

    /// Generated text with everything that this program has fewer words for.
    fn generated() -> String {
        let all = FEWER_WORDS.iter().chain([&CLOSURES]);
        let many: Vec<&str> = all.map(|(generated, _)| *generated).collect();
        format!("{GENERATED}{}{LOADER}\nmore();\n", many.join("\n"))
    }

    #[test]
    fn comments_indentation_long_names_and_the_loader_are_left_out() {
        let names = Names {
            imports: [("g_1".to_owned(), "b".to_owned())].into(),
            exports: [("__attach".to_owned(), "c".to_owned())].into(),
        };
        let kept = kept(&generated(), &CALCULATORS).unwrap_or_default();
        let slimmed = renamed(&kept, &names, &CALCULATORS).unwrap_or_default();
        let expected = "export function attach() {
const $a = { b: $b('a'), x: a.makeLong0 };
return wasm.c($a);
}
function $b(x) {
}
return { 'a': $a };
";
        assert!(slimmed.starts_with(expected), "{slimmed}");
        assert!(!slimmed.contains("realloc === undefined"), "{slimmed}");
        assert!(slimmed.ends_with("wasm.__wbindgen_start();\n}\n"), "{slimmed}");
    }

    #[test]
    fn an_unexpected_text_is_refused() {
        assert!(kept("no loader", &FINDER).is_err());
        assert!(kept(GENERATED, &FINDER).is_err());
        assert!(kept(&format!("{GENERATED}{LOADER}"), &FINDER).is_err());
        assert!(kept(&generated().replace("why", "why\nlet text = `\n`;"), &CALCULATORS).is_err());
        assert!(
            kept(
                &generated().replace("typeof FinalizationRegistry", "no"),
                &CALCULATORS
            )
            .is_err()
        );
        assert!(renamed("imports nothing", &Names::default(), &FINDER).is_err());
    }
}
