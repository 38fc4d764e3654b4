//! What the kernel says of a process.

use std::fs;

/// Memory and wake-ups of a process so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Use {
    /// Resident now, in KiB.
    pub(crate) resident: u64,
    /// Resident at most, in KiB.
    pub(crate) peak: u64,
    /// How often one of its threads gave the processor away, which is how often one woke up.
    pub(crate) wake_ups: u64,
}

impl Use {
    /// All zero where there is no `/proc`.
    pub(crate) fn of(id: u32) -> Self {
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let threads = fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten();
        let of_thread = |thread: fs::DirEntry| {
            let status = fs::read_to_string(thread.path().join("status")).unwrap_or_default();
            field(&status, "voluntary_ctxt_switches")
        };
        Self {
            resident: field(&status, "VmRSS"),
            peak: field(&status, "VmHWM"),
            wake_ups: threads.flatten().map(of_thread).sum(),
        }
    }
}

fn field(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
