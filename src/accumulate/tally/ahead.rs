//! Memory asked for before it is needed.
#![allow(clippy::inline_always, reason = "what is not inlined is not compiled for the processor at hand")]

use pulp::bytemuck::cast_slice;

use crate::accumulate::Values;
use crate::accumulate::column::with_values;

/// How many rows ahead: the time it takes to add as many is well above the time memory takes.
const ROWS: usize = 1024;
/// Bytes of a line of the cache: as many rows fill whole lines, whatever their type.
pub(super) const LINE: usize = 64;

/// The columns of a scan, as bytes.
#[derive(Default)]
pub(super) struct Ahead<'a> {
    columns: Vec<(&'a [u8], usize)>,
}

impl<'a> Ahead<'a> {
    /// One more column, if its values lie side by side.
    pub(super) fn add<'b: 'a>(&mut self, column: Values<'b>) {
        self.columns.extend(bytes(column));
    }

    /// Asks for the rows a little ahead of the `LINE` rows from `start`.
    #[inline(always)]
    pub(super) fn fetch(&self, start: usize) {
        for &(bytes, width) in &self.columns {
            let from = (start + ROWS) * width;
            if let Some(lines) = bytes.get(from..from + LINE * width) {
                lines.chunks_exact(LINE).for_each(ask);
            }
        }
    }
}

/// The values as bytes and how many each has.
fn bytes(values: Values<'_>) -> Option<(&[u8], usize)> {
    with_values!(values, view => view.to_slice().and_then(|rows| {
        let bytes: &[u8] = cast_slice(rows);
        bytes.len().checked_div(rows.len()).map(|width| (bytes, width))
    }))
}

/// Asks for the line of the first byte; a processor that cannot be asked finds it by itself.
#[inline(always)]
pub(super) fn ask(line: &[u8]) {
    #[cfg(target_arch = "x86_64")]
    if let Some(sse) = pulp::core_arch::x86::Sse::try_new() {
        sse._mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(line.as_ptr().cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = line;
}
