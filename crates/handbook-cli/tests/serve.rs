//! `serve`: the site from memory, what follows a change, and how it ends.

mod support;

use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
};

use support::Folder;
use tests::{
    served,
    server::{Events, Server, change},
};

/// The starter handbook under a server, with a page open that knows the state.
fn opened(page: &str) -> (Folder, Server, Events) {
    let folder = Folder::starter();
    let server = Server::start(folder.command());
    let mut events = server.events_on(page);
    events.next_state();
    (folder, server, events)
}

#[test]
fn pages_come_with_their_types_and_the_script_that_reloads_them() {
    let folder = Folder::starter();
    let server = Server::start(folder.command());
    let home = server.get("/");
    assert_eq!(home.status, 200);
    assert!(
        home.head.contains("content-type: text/html; charset=utf-8"),
        "{}",
        home.head
    );
    let (head, _) = home.body.split_once("</head>").expect("a head");
    let script = head
        .split("src=\"/__handbook/")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let script = server.get(&format!(
        "/__handbook/{}",
        script.expect("the script is in the head")
    ));
    assert!(
        script.status == 200 && script.head.contains("content-type: text/javascript"),
        "{}",
        script.head
    );
    assert_eq!(server.get("/__handbook/reload.css").status, 200);
    let styles = home
        .body
        .split("href=\"")
        .find(|rest| rest.split('"').next().is_some_and(|href| href.ends_with(".css")));
    let styles = styles
        .and_then(|rest| rest.split('"').next())
        .expect("a style sheet");
    let styles = server.get(styles);
    assert!(
        styles.status == 200 && styles.head.contains("content-type: text/css"),
        "{}",
        styles.head
    );
    assert_eq!(server.get("/sitemap.xml").status, 200);
    assert!(!folder.join("target").exists(), "serving writes nothing");
}

#[test]
fn a_folder_has_one_canonical_address() {
    let folder = Folder::starter();
    let server = Server::start(folder.command());
    assert_eq!(server.get("/onboarding/").status, 200);
    let redirect = server.get("/onboarding/first-week?a=b");
    assert_eq!(redirect.status, 307);
    assert!(
        redirect.head.contains("location: /onboarding/first-week/?a=b"),
        "{}",
        redirect.head
    );
    let redirect = server.get("/onboarding/index.html");
    assert!(
        redirect.head.contains("location: /onboarding/"),
        "{}",
        redirect.head
    );
    assert_eq!(server.get("/%6fnboarding/").status, 200);
}

#[test]
fn only_reading_is_allowed() {
    let folder = Folder::starter();
    let server = Server::start(folder.command());
    let head = server.request("HEAD", "/");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert!(head.head.contains("content-type: text/html"), "{}", head.head);
    assert_eq!(server.request("POST", "/").status, 405);
    assert_eq!(server.request("DELETE", "/onboarding/").status, 405);
}

#[test]
fn a_wrong_address_gets_the_handbooks_own_page() {
    let folder = Folder::starter();
    let server = Server::start(folder.command());
    let page = server.get("/nowhere/at/all");
    assert_eq!(page.status, 404);
    assert!(
        page.body.contains("Our handbook") && page.body.contains("/__handbook/reload.js"),
        "{}",
        page.body
    );
}

#[test]
fn nothing_outside_the_site_is_served() {
    let folder = Folder::starter();
    folder.write("secret.txt", "the secret");
    folder.write("content/../outside.txt", "the secret");
    let server = Server::start(folder.command());
    let attempts = [
        "/../secret.txt",
        "/onboarding/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/..%252fsecret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "//secret.txt",
        "/secret.txt",
        "/handbook.yaml",
        "/content/_index.md",
        "/%00secret.txt",
        "/%",
        "/%zz",
        "//etc/passwd",
        "/../../../../../../etc/passwd",
        "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/__handbook/../secret.txt",
        "/__handbook/../../secret.txt",
    ];
    for attempt in attempts {
        let response = server.get(attempt);
        assert!(
            [400, 404].contains(&response.status),
            "{attempt}: {}",
            response.status
        );
        assert!(
            !response.body.contains("the secret") && !response.body.contains("root:"),
            "{attempt}"
        );
    }
}

#[test]
fn only_this_machines_own_names_are_answered() {
    let folder = Folder::starter();
    let server = Server::start(folder.command());
    let ask = |path: &str, host: &str| {
        let mut stream = server.connect();
        write!(stream, "GET {path} HTTP/1.1\r\n{host}Connection: close\r\n\r\n").expect("it can be sent");
        let mut response = String::new();
        stream.read_to_string(&mut response).expect("it can be read");
        response
    };
    let (_, port) = server.address.split_once(':').expect("a port");
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        for name in [host.to_owned(), format!("{host}:{port}")] {
            let response = ask("/", &format!("Host: {name}\r\n"));
            assert!(response.starts_with("HTTP/1.1 200"), "{name}: {response}");
        }
    }
    for path in ["/", "/__handbook/events", "/__handbook/reload.js", "/nowhere"] {
        for host in [
            &format!("Host: evil.example:{port}\r\n"),
            "Host: 127.0.0.1.evil.example\r\n",
            "",
        ] {
            let response = ask(path, host);
            let status = response.split(' ').nth(1).unwrap_or_default();
            assert!(["400", "421"].contains(&status), "{path} {host}: {response}");
            assert!(!response.contains("Our handbook"), "{path} {host}");
        }
    }
    let refused = ask("/", "Host: evil.example\r\n");
    assert!(
        refused.contains("answers only to 127.0.0.1, localhost and [::1]"),
        "{refused}"
    );
}

#[test]
fn a_change_is_told_to_the_open_pages_that_it_is_about() {
    let folder = Folder::starter();
    let server = Server::start(folder.command());
    // A page that is shown before everything was read lacks what leads to it, and gets it then: here all was read.
    assert_eq!(server.get("/sitemap.xml").status, 200);
    let mut home = server.events_on("/");
    let mut other = server.events_on("/policy/leave/");
    let first = home.next_event();
    assert_eq!(first.0, "state", "what was just loaded is not sent again");
    assert!(first.1.contains("\"mistakes\": []"), "{}", first.1);
    other.next_state();
    // What the page leads to stays, since pages show what leads to them.
    let home_text = fs::read_to_string(folder.join("content/_index.md")).expect("a home page");
    folder.write("content/_index.md", format!("{home_text}\nA changed text.\n"));
    let page = home.wait("page", |_| true);
    assert!(
        page.contains("A changed text.") && page.contains("\"content\": \"page-"),
        "{page}"
    );
    let state = home.next_state();
    assert!(change(&state) > change(&first.1), "{state}");
    assert!(server.get("/").body.contains("A changed text."));
    let (event, _) = other.next_event();
    assert_eq!(event, "state", "a page that is as it was is not sent");

    // As editors save: a new file renamed over the old one, in a folder that is new as well.
    folder.write("content/new/.page.md.swp", "");
    folder.write("content/new/page.md~", "---\ntitle: A page\n---\n\nText.\n");
    fs::rename(
        folder.join("content/new/page.md~"),
        folder.join("content/new/page.md"),
    )
    .expect("it can be renamed");
    home.wait_for(|_| server.get("/new/page/").status == 200);
    folder.write("handbook.yaml", "title: Another name\n");
    home.wait("page", |page| page.contains("Another name"));
    other.wait("page", |page| page.contains("Another name"));
    folder.write(
        "themes/handbook/templates/404.html",
        "<html><head></head>Not found, by our own theme",
    );
    home.wait_for(|_| server.get("/nowhere").body.contains("by our own theme"));
}

#[test]
fn a_page_that_comes_goes_or_moves_is_loaded_anew() {
    let (folder, server, mut events) = opened("/late/");
    folder.write("content/late.md", "---\ntitle: Late\n---\n\nText.\n");
    events.wait("reload", |_| true);
    let mut events = server.events_on("/late/");
    events.next_state();
    fs::rename(folder.join("content/late.md"), folder.join("content/later.md")).expect("it can be renamed");
    events.wait("reload", |_| true);
    assert_eq!(
        (server.get("/late/").status, server.get("/later/").status),
        (404, 200)
    );
}

#[test]
fn a_file_that_is_removed_and_written_again_was_never_gone() {
    let (folder, _server, mut events) = opened("/onboarding/first-week/");
    let path = "content/onboarding/first-week.md";
    let text = folder.read(path);
    fs::remove_file(folder.join(path)).expect("it can be removed");
    folder.write(path, text + "\nAnother line.\n");
    let (event, data) = events.next_event();
    assert!(
        event == "page" && data.contains("Another line."),
        "{event}: {data}"
    );
}

#[test]
fn pages_are_told_which_pictures_are_new() {
    let (folder, _server, mut events) = opened("/");
    folder.write("content/plan.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    assert_eq!(events.wait("files", |_| true), "[\"plan.svg\"]");
}

#[test]
fn an_edit_of_a_declared_calculator_is_on_its_page() {
    let folder = Folder::starter();
    let server = Server::start(folder.command());
    let mut events = server.events();
    events.next_state();
    assert!(!server.get("/policy/leave/").body.contains("Enjoy this leave: "));
    let rules = folder.read("content/policy/leave.yaml");
    let edited = rules.replace("You can take this leave: ", "Enjoy this leave: ");
    assert_ne!(rules, edited);
    folder.write("content/policy/leave.yaml", edited);
    events.wait_for(|_| server.get("/policy/leave/").body.contains("Enjoy this leave: "));
}

#[test]
fn what_does_not_belong_to_the_handbook_builds_nothing() {
    let folder = Folder::starter();
    let mut server = Server::start(folder.command());
    let first = server.events().next_state();
    folder
        .write("content/.first-week.md.swp", "x")
        .write("content/a.md~", "x")
        .write("target/site/x.html", "x");
    folder.write("notes.txt", "x");
    assert_eq!(folder.run(&["build", "--output", "elsewhere"]).code, Some(0));
    // The next real change is the second build.
    folder.write("content/_index.md", "---\ntitle: Changed\n---\n\nText.\n");
    server.events().wait_for(|state| change(state) != change(&first));
    server.end("-INT");
    let mut lines = String::new();
    let mut output = server.output.take().expect("nobody reads it yet");
    output.read_to_string(&mut lines).expect("the rest can be read");
    assert_eq!(
        lines.lines().filter(|line| line.contains(" pages in ")).count(),
        2,
        "{lines}"
    );
}

#[test]
fn a_mistake_is_told_to_open_pages_until_it_is_mended() {
    let (folder, server, mut events) = opened("/");
    let good = folder.read("content/_index.md");
    folder.write(
        "content/_index.md",
        "---\ntitle: Home\n---\n\n{{< calculator \"<b>\" >}}\n\n{{< nonsense >}}\n",
    );
    let second = events.wait_for(|state| state.contains("content/_index.md:5:1"));
    assert!(
        second.contains("\"dismiss\"") && second.contains("2 errors") && !second.contains('<'),
        "{second}"
    );
    assert_eq!(server.get("/").status, 200, "there is something to be seen");
    // A page that is opened now is told as well.
    assert!(server.events().next_state().contains("content/_index.md:5:1"));
    folder.write("content/_index.md", good + "\nMore.\n");
    events.wait("page", |page| page.contains("More."));
    events.wait_for(|state| state.contains("\"mistakes\": []"));
}

#[test]
fn a_page_that_cannot_be_rendered_stays_as_it_was() {
    let (folder, server, mut events) = opened("/");
    let before = server.get("/").body;
    folder.write("themes/handbook/templates/page.html", "{% if %}");
    folder.write("themes/handbook/templates/section.html", "{% if %}");
    let state = events.wait_for(|state| state.contains("themes/handbook/templates/"));
    assert!(state.contains("this page is the last good one"), "{state}");
    assert_eq!(server.get("/").body, before);
    // This one nobody has asked for yet.
    let page = server.get("/onboarding/first-week/");
    assert_eq!(page.status, 500);
    assert!(page.body.contains("themes/handbook/templates/"), "{}", page.body);
    for name in ["page", "section"] {
        let path = folder.join(&format!("themes/handbook/templates/{name}.html"));
        fs::remove_file(path).expect("it can be removed");
    }
    let (event, _) = loop {
        let (event, data) = events.next_event();
        if event != "state" || data.contains("\"mistakes\": []") {
            break (event, data);
        }
    };
    assert_eq!(event, "state", "the page is as it was, and is not sent");
    assert_eq!(server.get("/onboarding/first-week/").status, 200);
}

#[test]
fn a_handbook_that_begins_with_a_mistake_is_shown_once_it_is_mended() {
    let folder = Folder::starter();
    for name in ["page", "section"] {
        folder.write(
            &format!("themes/handbook/templates/{name}.html"),
            "{{ \"<b>\" | nothing }}",
        );
    }
    let server = Server::start(folder.command());
    let mut events = server.events_on("/");
    events.next_state();
    for path in ["/", "/onboarding/"] {
        let page = server.get(path);
        assert_eq!(page.status, 500, "{path}");
        assert!(
            page.body.contains("themes/handbook/templates/") && page.body.contains("/__handbook/reload.js"),
            "{}",
            page.body
        );
        assert!(!page.body.contains("<b>"), "{}", page.body);
    }
    fs::remove_dir_all(folder.join("themes")).expect("it can be removed");
    events.wait("reload", |_| true);
    assert_eq!(server.get("/").status, 200);
}

#[cfg(target_os = "linux")]
#[test]
fn many_edits_do_not_grow_memory() {
    let (folder, server, mut events) = opened("/onboarding/first-week/");
    let path = "content/onboarding/first-week.md";
    let text = folder.read(path);
    let mut edit = |numbers: std::ops::Range<u32>| {
        for number in numbers {
            folder.write(path, format!("{text}\nEdit {number}.\n"));
            events.wait("page", |page| page.contains(&format!("Edit {number}.")));
        }
    };
    edit(0..60);
    let before = server.memory().expect("the system tells");
    edit(60..300);
    let after = server.memory().expect("the system tells");
    assert!(after < before + 8 * 1024, "from {before} to {after} kB");
}

#[test]
fn after_edits_of_all_kinds_pages_are_as_at_first_once_everything_is_put_back() {
    let report = served::run(
        &served::Trial {
            program: env!("CARGO_BIN_EXE_handbook").into(),
            seed: 2026,
            edits: 40,
            round: 20,
            pages: 120,
        },
        |_| {},
    );
    let report = report.unwrap_or_else(|difference| panic!("{difference}"));
    assert_eq!((report.edits, report.rounds), (40, 2));
    assert!(report.pages > 10, "{report:?}");
}

#[test]
fn a_port_in_use_is_one_clear_sentence() {
    let folder = Folder::starter();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = taken.local_addr().expect("it has an address").port().to_string();
    let run = folder.run(&["serve", "--port", &port]);
    run.fails(
        2,
        &[
            &format!("error: port {port} is in use by another program"),
            "help: ",
        ],
    );
    assert_eq!(
        (run.output.as_str(), run.errors.lines().count()),
        ("", 2),
        "{run:?}"
    );
}

#[cfg(unix)]
#[test]
fn it_ends_cleanly_with_pages_open() {
    let folder = Folder::starter();
    for signal in ["-INT", "-TERM"] {
        let mut server = Server::start(folder.command());
        let mut events = server.events();
        events.next_state();
        let idle = server.connect();
        let status = server.end(signal);
        assert_eq!(status.code(), Some(0), "{signal}: {status}");
        let mut rest = String::new();
        events.lines.read_to_string(&mut rest).expect("the stream ends");
        drop(idle);
    }
}
