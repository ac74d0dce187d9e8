//! The calculators for the browser: compiled, given their JavaScript glue, put where the `handbook` command embeds them.

use std::path::Path;

use wasm_bindgen_cli_support::{Bindgen, EncodeInto};

use crate::{
    failure::Failure,
    glue, machine, module,
    stages::{Stage, Stages},
    workspace::{WASM, Workspace, write_when_different},
};

/// Where the glue and the module are put. Not `target/wasm`: that is the folder of the profile.
pub(crate) const FOLDER: &str = "target/calculators";

/// Two stages: the target, and the calculators.
pub(crate) fn stages(workspace: &Workspace, stages: &mut Stages) -> Result<(), Failure> {
    stages.run("WebAssembly target", |stage| {
        machine::wasm_target(workspace, stage)
    })?;
    stages.run("calculators", |stage| build(workspace, stage))
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

fn build(workspace: &Workspace, stage: &Stage) -> Result<(String, ()), Failure> {
    let mut cargo = workspace.cargo(&[
        "build",
        "-p",
        "calculators",
        "--target",
        WASM,
        "--profile",
        "wasm",
    ]);
    let flags = FEWER_BYTES.map(|flag| format!("-Cllvm-args={flag}"));
    stage.program(
        cargo
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env("RUSTFLAGS", flags.join(" ")),
    )?;
    let (glue, module) = bind(&workspace.path("target").join(WASM).join("wasm/calculators.wasm"))?;
    let folder = workspace.path(FOLDER);
    let wrote_glue = write_when_different(&folder.join("calculators.js"), glue.as_bytes())?;
    let wrote_module = write_when_different(&folder.join("calculators_bg.wasm"), &module)?;
    let note = if wrote_glue || wrote_module {
        "written"
    } else {
        "unchanged"
    };
    Ok((note.to_owned(), ()))
}

/// Makes the JavaScript glue for a compiled module; returns both as they travel.
fn bind(compiled: &Path) -> Result<(String, Vec<u8>), Failure> {
    let failed = |error| Failure::new(format!("wasm-bindgen: {error:#}"));
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
    let glue = glue::kept(output.js())?;
    let module = output.wasm_mut();
    let names = module::slim(module, &glue);
    Ok((glue::renamed(&glue, &names)?, module.emit_wasm()))
}
