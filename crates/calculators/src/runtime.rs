//! What a program without the standard library brings itself: memory, and what a panic does.
//!
//! The standard library's own allocator and panic messages would be a quarter of the compiled calculators.

use core::panic::PanicInfo;

use lol_alloc::{FreeListAllocator, LockedAllocator};

#[global_allocator]
static ALLOCATOR: LockedAllocator<FreeListAllocator> = LockedAllocator::new(FreeListAllocator::new());

/// Ends the evaluation with a trap, which the browser reports as an exception.
#[panic_handler]
fn panic(_: &PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
