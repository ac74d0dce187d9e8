//! A running `handbook serve`, and the requests and events of a browser.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::memory;

/// Long enough for any machine; no test waits this long unless it fails.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A running `handbook serve`. It ends with this value.
#[derive(Debug)]
pub struct Server {
    /// The process.
    pub child: Child,
    /// What it prints after the address; none when nobody is to read it.
    pub output: Option<BufReader<ChildStdout>>,
    /// Its name and port.
    pub address: String,
}

/// What came back for a request.
#[derive(Debug)]
pub struct Response {
    /// The code, such as 200.
    pub status: u16,
    /// The first line and the headers, in small letters.
    pub head: String,
    /// What comes behind them.
    pub body: String,
}

/// The number of the change that a state is of.
pub fn change(state: &str) -> u64 {
    let number = state.split(&[' ', ','][..]).nth(1);
    number.and_then(|number| number.parse().ok()).expect("a change")
}

impl Server {
    /// Runs the command `handbook` with `serve`; returns when it listens.
    pub fn start(mut command: Command) -> Self {
        command
            .args(["serve", "--port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        let mut output = BufReader::new(child.stdout.take().expect("standard output is piped"));
        let mut first = String::new();
        output.read_line(&mut first).expect("a line can be read");
        let address = first
            .strip_prefix("http://")
            .and_then(|rest| rest.split('/').next());
        let address = address.expect("the first line is the address").to_owned();
        assert!(address.starts_with("127.0.0.1:"), "{first}");
        Self {
            child,
            output: Some(output),
            address,
        }
    }

    /// Reads what it prints from now on, for it would wait for a reader in the end.
    pub fn let_print(&mut self) {
        if let Some(mut output) = self.output.take() {
            thread::spawn(move || io::copy(&mut output, &mut io::sink()));
        }
    }

    /// The kilobytes that it holds in memory; none where the system does not tell.
    pub fn memory(&self) -> Option<u64> {
        memory(&self.child.id().to_string())
    }

    /// A connection without a request.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("the server listens");
        stream
            .set_read_timeout(Some(PATIENCE))
            .expect("a timeout can be set");
        stream
    }

    /// Sends a request with the path exactly as it is.
    pub fn request(&self, method: &str, path: &str) -> Response {
        let mut stream = self.connect();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        )
        .expect("a request can be sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("a response can be read");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        Response {
            status: status.expect("a status"),
            head: head.to_lowercase(),
            body: body.to_owned(),
        }
    }

    /// Asks for a path.
    pub fn get(&self, path: &str) -> Response {
        self.request("GET", path)
    }

    /// Opens the stream of events without a page; the state as it is comes at once.
    pub fn events(&self) -> Events {
        self.events_of("")
    }

    /// Opens the stream of events of a page that was just loaded.
    pub fn events_on(&self, path: &str) -> Events {
        let page = self.get(path);
        let content = page.body.split("reload.js?content=").nth(1);
        let content = content.and_then(|rest| rest.split('"').next());
        self.events_of(&format!("?page={path}&content={}", content.expect("the script")))
    }

    fn events_of(&self, query: &str) -> Events {
        let mut stream = self.connect();
        write!(
            stream,
            "GET /__handbook/events{query} HTTP/1.1\r\nHost: {}\r\n\r\n",
            self.address
        )
        .expect("a request can be sent");
        Events {
            lines: BufReader::new(stream),
        }
    }

    /// Sends a signal and waits for the end.
    pub fn end(&mut self, signal: &str) -> ExitStatus {
        let kill = Command::new("kill")
            .args([signal, &self.child.id().to_string()])
            .status();
        assert!(kill.expect("kill can be run").success());
        let since = Instant::now();
        while since.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().expect("the process can be asked") {
                return status;
            }
            thread::sleep(Duration::from_millis(10));
        }
        unreachable!("the server does not end")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An open stream of events.
#[derive(Debug)]
pub struct Events {
    /// What comes, line by line.
    pub lines: BufReader<TcpStream>,
}

impl Events {
    /// The next state that fits.
    pub fn wait_for(&mut self, fits: impl Fn(&str) -> bool) -> String {
        self.wait("state", fits)
    }

    /// The data of the next event of that name that fits.
    pub fn wait(&mut self, name: &str, fits: impl Fn(&str) -> bool) -> String {
        loop {
            let (event, data) = self.next_event();
            if event == name && fits(&data) {
                return data;
            }
        }
    }

    /// The name and the data of the next event.
    pub fn next_event(&mut self) -> (String, String) {
        let since = Instant::now();
        let mut name = String::new();
        let mut line = String::new();
        while since.elapsed() < PATIENCE {
            line.clear();
            assert!(
                self.lines.read_line(&mut line).expect("events can be read") > 0,
                "the stream has ended"
            );
            let line = line.trim_end_matches('\n');
            if let Some(event) = line.strip_prefix("event: ") {
                event.clone_into(&mut name);
            } else if let Some(data) = line.strip_prefix("data: ") {
                return (name, data.to_owned());
            }
        }
        unreachable!("no event came")
    }

    /// The next state.
    pub fn next_state(&mut self) -> String {
        self.wait_for(|_| true)
    }
}
