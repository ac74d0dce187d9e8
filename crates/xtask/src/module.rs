//! The compiled module, made small: what nothing calls is left out, and what it shares with the JavaScript has short
//! names.

use std::collections::BTreeMap;

use walrus::{ElementItems, FunctionId, Module, ModuleFunctions, passes};

/// How the names of the functions begin through which JavaScript calls closures. `js-sys` has one for every kind of
/// closure that any of its functions takes; wasm-bindgen reads them from the table of functions, and they stay in it. Only
/// JavaScript calls such a function, and what it calls is exported.
const CLOSURES: &str = "wasm_bindgen::convert::closures::";

/// A note of the compiler to other tools.
const FEATURES: &str = "target_features";

/// What the module is called that the generated module imports from, and the first of the short names.
pub(crate) const SHORT_IMPORTED: &str = "a";

/// Generated names that the module and its JavaScript share, each with its short one.
#[derive(Default)]
pub(crate) struct Names {
    /// What the module imports.
    pub(crate) imports: BTreeMap<String, String>,
    /// What it exports, apart from names that were chosen by hand.
    pub(crate) exports: BTreeMap<String, String>,
}

/// Leaves out what neither the module itself nor its JavaScript calls, and renames the rest.
pub(crate) fn slim(module: &mut Module, glue: &str) -> Names {
    module.customs.remove_raw(FEATURES);
    let exports = module.exports.iter();
    let unused: Vec<_> = exports
        .filter(|export| !glue.contains(&export.name))
        .map(|export| export.id())
        .collect();
    for export in unused {
        module.exports.delete(export);
    }
    for element in module.elements.iter_mut() {
        if let ElementItems::Functions(slots) = &mut element.items {
            leave_out_closures(slots, &module.funcs);
        }
    }
    passes::gc::run(module);

    let mut names = Names::default();
    for (number, import) in module.imports.iter_mut().enumerate() {
        SHORT_IMPORTED.clone_into(&mut import.module);
        shorten(&mut import.name, number, &mut names.imports);
    }
    let exports = module.exports.iter_mut();
    for (number, export) in exports.filter(|export| export.name.contains("__")).enumerate() {
        shorten(&mut export.name, number, &mut names.exports);
    }
    names
}

/// Puts another function into the slots that nothing calls.
fn leave_out_closures(slots: &mut [FunctionId], functions: &ModuleFunctions) {
    let is_called = |slot: &FunctionId| {
        let name = functions.get(*slot).name.as_deref();
        !name.is_some_and(|name| name.starts_with(CLOSURES))
    };
    if let Some(called) = slots.iter().copied().find(is_called) {
        for slot in slots.iter_mut().filter(|slot| !is_called(slot)) {
            *slot = called;
        }
    }
}

fn shorten(name: &mut String, number: usize, names: &mut BTreeMap<String, String>) {
    let short = short_name(number);
    names.insert(std::mem::replace(name, short.clone()), short);
}

/// A name of one or two letters for the thing with this number.
pub(crate) fn short_name(number: usize) -> String {
    let letter = |index: usize| char::from(b'a' + u8::try_from(index % 26).unwrap_or(0));
    match number / 26 {
        0 => letter(number).to_string(),
        rest => format!("{}{}", letter(rest - 1), letter(number)),
    }
}

#[cfg(test)]
mod tests {
    use walrus::{ConstExpr, ElementKind, FunctionBuilder, RefType, ir::Value};

    use super::*;

    fn function(module: &mut Module, name: &str) -> FunctionId {
        let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
        builder.name(name.to_owned());
        builder.finish(Vec::new(), &mut module.funcs)
    }

    #[test]
    fn what_nothing_calls_is_left_out_and_what_is_shared_has_short_names() {
        let mut module = Module::default();
        let slots = [
            "wasm_bindgen::convert::closures::_::invoke",
            "called",
            "wasm_bindgen::convert::closures::x",
        ]
        .map(|name| function(&mut module, name));
        let table = module.tables.add_local(false, 3, None, RefType::FUNCREF);
        let start = ConstExpr::Value(Value::I32(0));
        let kind = ElementKind::Active { table, offset: start };
        let element = module.elements.add(kind, ElementItems::Functions(slots.to_vec()));
        module.tables.get_mut(table).elem_segments.insert(element);
        module.exports.add("__table", table);
        module.exports.add("attach", slots[0]);
        module.exports.add("__unused", slots[2]);

        let names = slim(&mut module, "wasm.attach(wasm.__table)");
        let exported: Vec<&str> = module.exports.iter().map(|export| export.name.as_str()).collect();
        assert_eq!(exported, ["a", "attach"]);
        assert_eq!(names.exports, [("__table".to_owned(), "a".to_owned())].into());
        let left: Vec<_> = module
            .funcs
            .iter()
            .filter_map(|function| function.name.as_deref())
            .collect();
        assert_eq!(left, ["wasm_bindgen::convert::closures::_::invoke", "called"]);
    }

    #[test]
    fn short_names_differ() {
        let names: std::collections::BTreeSet<_> = (0..700).map(short_name).collect();
        assert_eq!(names.len(), 700);
    }
}
