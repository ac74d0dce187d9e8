//! What the browser brings: the tables of Unicode.

use alloc::{string::String, vec::Vec};

use spin::Mutex;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["String", "prototype", "normalize"], js_name = call)]
    fn normalize(text: &str, form: &str) -> String;
    #[wasm_bindgen(js_namespace = ["String", "prototype", "toLowerCase"], js_name = call)]
    fn to_lower_case(text: &str) -> String;
}

/// Characters in order, each with what it comes to.
static KNOWN: Mutex<Vec<(char, String)>> = Mutex::new(Vec::new());

/// The compatibility decomposition of a character in lower case. The browser is asked once for each character there is.
pub(crate) fn decompose(character: char, out: &mut dyn FnMut(char)) {
    let mut known = KNOWN.lock();
    let at = known.partition_point(|(known, _)| *known < character);
    if known.get(at).is_none_or(|(known, _)| *known != character) {
        let parts = to_lower_case(&normalize(character.encode_utf8(&mut [0; 4]), "NFKD"));
        known.insert(at, (character, parts));
    }
    if let Some((_, parts)) = known.get(at) {
        parts.chars().for_each(out);
    }
}
