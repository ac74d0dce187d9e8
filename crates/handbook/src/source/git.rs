//! Calls of git: started alike everywhere, and never waited for longer than they are worth.

use std::{
    ffi::OsStr,
    io::{self, Read},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

/// What a shell or a hook may have set, by which git would look at another repository than that of the folder.
const ELSEWHERE: [&str; 6] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
];
/// Programs and settings of the machine that would change what git prints, or start others.
const SETTINGS: [&str; 4] = [
    "core.quotepath=off",
    "core.fsmonitor=false",
    "log.showRoot=true",
    "log.showSignature=false",
];
/// Bytes that are read at a time, and how many such pieces wait for who reads them.
const PIECE: usize = 64 << 10;
const PIECES: usize = 8;
/// So much of what git complains about is read.
const MOST_COMPLAINED: usize = 16 << 10;

/// A call of git in a folder: without a pager, without questions, without taking locks, in English, and of the repository
/// that the folder lies in.
pub fn command<'a>(
    folder: &Path,
    words: impl IntoIterator<Item = &'a (impl AsRef<OsStr> + ?Sized + 'a)>,
) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder);
    command.args(["--no-pager", "--no-optional-locks"]);
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    command.args(words);
    for name in ELSEWHERE {
        command.env_remove(name);
    }
    command
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        // Large files that are kept elsewhere hold no policy.
        .env("GIT_LFS_SKIP_SMUDGE", "1");
    command
}

/// Why there is no answer of git.
#[derive(Debug)]
pub(super) enum Trouble {
    /// There is no program `git`.
    Missing,
    /// It cannot be started or read.
    Machine(io::Error),
    /// It was not done in time.
    Slow,
    /// It said more than anybody reads.
    TooMuch,
    /// It was not content, and said this last.
    Refused(String),
}

/// Runs a call and hands what it prints to `take`, piece by piece, at most `most` bytes. Whatever git does, this is over
/// soon after `limit`.
pub(super) fn run(
    mut command: Command,
    limit: Duration,
    most: usize,
    mut take: impl FnMut(&[u8]),
) -> Result<(), Trouble> {
    let deadline = Instant::now() + limit;
    let started = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let child = started.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Trouble::Missing,
        _ => Trouble::Machine(error),
    })?;
    let mut running = Running(child);
    let said = pieces(running.0.stdout.take(), usize::MAX);
    let complained = pieces(running.0.stderr.take(), MOST_COMPLAINED);
    let mut left = most;
    while let Some(piece) = next(&said, deadline)? {
        left = left.checked_sub(piece.len()).ok_or(Trouble::TooMuch)?;
        take(&piece);
    }
    let mut complaint = Vec::new();
    while let Some(piece) = next(&complained, deadline)? {
        complaint.extend(piece);
    }
    let status = loop {
        match running.0.try_wait().map_err(Trouble::Machine)? {
            Some(status) => break status,
            None if Instant::now() >= deadline => return Err(Trouble::Slow),
            None => thread::sleep(Duration::from_millis(1)),
        }
    };
    match status.success() {
        true => Ok(()),
        false => Err(Trouble::Refused(last_line(&complaint))),
    }
}

/// A process that ends with this value at the latest.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended cannot be ended again, and that is what was wanted.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Reads on a thread of its own, which nobody has to wait for: a process may leave others behind that hold its output open.
fn pieces(from: Option<impl Read + Send + 'static>, most: usize) -> Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = mpsc::sync_channel(PIECES);
    let read = move || {
        let Some(mut from) = from else { return };
        let mut left = most;
        let mut buffer = vec![0; PIECE];
        loop {
            match from.read(&mut buffer) {
                Ok(0) => return,
                Ok(count) => {
                    let piece = buffer.get(..count.min(left)).unwrap_or_default();
                    left -= piece.len();
                    if !piece.is_empty() && sender.send(Ok(piece.to_vec())).is_err() {
                        return;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    // Nobody may be there to be told.
                    let _ = sender.send(Err(error));
                    return;
                }
            }
        }
    };
    // Without the thread there is nobody to send, and what is read ends at once.
    let _ = thread::Builder::new().spawn(read);
    receiver
}

fn next(pieces: &Receiver<io::Result<Vec<u8>>>, deadline: Instant) -> Result<Option<Vec<u8>>, Trouble> {
    let left = deadline.saturating_duration_since(Instant::now());
    match pieces.recv_timeout(left) {
        Ok(piece) => piece.map(Some).map_err(Trouble::Machine),
        Err(RecvTimeoutError::Disconnected) => Ok(None),
        Err(RecvTimeoutError::Timeout) => Err(Trouble::Slow),
    }
}

/// The last thing that git complained about.
fn last_line(complaint: &[u8]) -> String {
    let text = String::from_utf8_lossy(complaint);
    let mut lines = text
        .lines()
        .filter(|line| line.starts_with("fatal: ") || line.starts_with("error: "));
    let line = lines.next_back().or_else(|| text.lines().next_back());
    let line = line.map_or("", |line| {
        line.trim_start_matches("fatal: ").trim_start_matches("error: ")
    });
    match line.trim() {
        "" => "it does not say why".to_owned(),
        line => line
            .chars()
            .filter(|letter| !letter.is_control())
            .take(300)
            .collect(),
    }
}
