//! What a program without the standard library brings itself: memory, and what a panic does.
//!
//! The standard library's own allocator and panic messages would be a third of the compiled calculators.

use core::panic::PanicInfo;

#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Ends the evaluation with a trap, which the browser reports as an exception.
#[panic_handler]
fn panic(_: &PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
