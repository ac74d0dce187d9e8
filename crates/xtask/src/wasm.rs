//! The calculators and the search for the browser: compiled, given their JavaScript glue, put where the `handbook` command
//! embeds them.

use std::path::Path;

use wasm_bindgen_cli_support::{Bindgen, EncodeInto};

use crate::{
    failure::Failure,
    glue, machine, module,
    stages::{Stage, Stages},
    workspace::{WASM, Workspace, write_when_different},
};

/// A crate for the browser.
pub(crate) struct Door {
    /// The name of the crate, of its glue and of its module.
    pub(crate) name: &'static str,
    /// Where the glue and the module are put. Not `target/wasm`: that is the folder of the profile.
    pub(crate) folder: &'static str,
    /// Whether it hands closures to the page.
    pub(crate) has_closures: bool,
}

/// Policy for the calculators of a page.
pub(crate) const CALCULATORS: Door = Door {
    name: "calculators",
    folder: "target/calculators",
    has_closures: true,
};

/// Search in the page.
pub(crate) const FINDER: Door = Door {
    name: "finder",
    folder: "target/search",
    has_closures: false,
};

/// Two stages: the target, and the code for it.
pub(crate) fn stages(workspace: &Workspace, stages: &mut Stages) -> Result<(), Failure> {
    stages.run("WebAssembly target", |stage| {
        machine::wasm_target(workspace, stage)
    })?;
    stages.run("calculators and search", |stage| {
        compile(workspace, stage)?;
        let mut note = "unchanged";
        for door in [&CALCULATORS, &FINDER] {
            if put(workspace, door)? {
                note = "written";
            }
        }
        Ok((note.to_owned(), ()))
    })
}

/// What LLVM leaves out or does in fewer bytes: its work on loops that run a handful of times, and copies as one
/// instruction in place of pairs of loads and stores. Together they save three in a hundred bytes of what travels.
const FEWER_BYTES: [&str; 6] = [
    "-disable-lsr",
    "-disable-machine-cse",
    "-disable-machine-licm",
    "-enable-pre=0",
    "-max-store-memcpy=1",
    "-simplifycfg-sink-common=0",
];

fn compile(workspace: &Workspace, stage: &Stage) -> Result<(), Failure> {
    let mut cargo = workspace.cargo(&["build", "--target", WASM, "--profile", "wasm"]);
    cargo.args(["-p", CALCULATORS.name, "-p", FINDER.name]);
    let flags = FEWER_BYTES.map(|flag| format!("-Cllvm-args={flag}"));
    stage.program(
        cargo
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env("RUSTFLAGS", flags.join(" ")),
    )?;
    Ok(())
}

/// Puts the glue and the module of a compiled crate into its folder; says whether they are others than before.
fn put(workspace: &Workspace, door: &Door) -> Result<bool, Failure> {
    let name = door.name;
    let compiled = workspace.path("target").join(WASM).join("wasm");
    let (glue, module) = bind(&compiled.join(format!("{name}.wasm")), door)?;
    let folder = workspace.path(door.folder);
    let wrote_glue = write_when_different(&folder.join(format!("{name}.js")), glue.as_bytes())?;
    let wrote_module = write_when_different(&folder.join(format!("{name}_bg.wasm")), &module)?;
    Ok(wrote_glue || wrote_module)
}

/// Makes the JavaScript glue for a compiled module; returns both as they travel.
fn bind(compiled: &Path, door: &Door) -> Result<(String, Vec<u8>), Failure> {
    let failed = |error| Failure::new(format!("wasm-bindgen, {}: {error:#}", door.name));
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(compiled)
        .typescript(false)
        .encode_into(EncodeInto::Always)
        .remove_name_section(true)
        .remove_producers_section(true)
        .web(true)
        .map_err(failed)?;
    let mut output = bindgen.generate_output().map_err(failed)?;
    let glue = glue::kept(output.js(), door)?;
    let module = output.wasm_mut();
    let names = module::slim(module, &glue);
    Ok((glue::renamed(&glue, &names, door)?, module.emit_wasm()))
}
