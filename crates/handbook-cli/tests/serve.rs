//! `serve`: the site from memory, what follows a change, and how it ends.

mod support;

use std::{fs, io::Read, net::TcpListener};

use support::{Folder, server::Server};

fn version(state: &str) -> String {
    state.split('"').nth(3).expect("a version").to_owned()
}

#[test]
fn pages_come_with_their_types_and_the_script_that_reloads_them() {
    let folder = Folder::starter();
    let server = Server::start(&folder);
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
    let server = Server::start(&folder);
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
    let server = Server::start(&folder);
    let head = server.request("HEAD", "/");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert!(head.head.contains("content-type: text/html"), "{}", head.head);
    assert_eq!(server.request("POST", "/").status, 405);
    assert_eq!(server.request("DELETE", "/onboarding/").status, 405);
}

#[test]
fn a_wrong_address_gets_the_handbooks_own_page() {
    let folder = Folder::starter();
    let server = Server::start(&folder);
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
    let server = Server::start(&folder);
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
fn a_change_is_built_and_told_to_open_pages() {
    let folder = Folder::starter();
    let server = Server::start(&folder);
    let mut events = server.events();
    let first = events.next();
    assert!(first.contains("\"mistakes\": []"), "{first}");
    folder.write("content/_index.md", "---\ntitle: Changed title\n---\n\nText.\n");
    let second = events.wait_for(|state| version(state) != version(&first));
    assert!(second.contains("\"mistakes\": []"), "{second}");
    let home = server.get("/");
    assert!(home.body.contains("Changed title"), "{}", home.body);
    assert!(
        home.body
            .contains(&format!("reload.js?version={}", version(&second))),
        "{}",
        home.body
    );

    // As editors save: a new file renamed over the old one, in a folder that is new as well.
    folder.write("content/new/.page.md.swp", "");
    folder.write("content/new/page.md~", "---\ntitle: A page\n---\n\nText.\n");
    fs::rename(
        folder.join("content/new/page.md~"),
        folder.join("content/new/page.md"),
    )
    .expect("it can be renamed");
    events.wait_for(|_| server.get("/new/page/").status == 200);
    folder.write("handbook.yaml", "title: Another name\n");
    events.wait_for(|_| server.get("/").body.contains("Another name"));
    folder.write(
        "themes/handbook/templates/404.html",
        "<html><head></head>Not found, by our own theme",
    );
    events.wait_for(|_| server.get("/nowhere").body.contains("by our own theme"));
}

#[test]
fn an_edit_of_a_declared_calculator_is_on_its_page() {
    let folder = Folder::starter();
    let server = Server::start(&folder);
    let mut events = server.events();
    events.next();
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
    let mut server = Server::start(&folder);
    let first = server.events().next();
    folder
        .write("content/.first-week.md.swp", "x")
        .write("content/a.md~", "x")
        .write("target/site/x.html", "x");
    folder.write("notes.txt", "x");
    assert_eq!(folder.run(&["build", "--output", "elsewhere"]).code, Some(0));
    // The next real change is the second build.
    folder.write("content/_index.md", "---\ntitle: Changed\n---\n\nText.\n");
    server
        .events()
        .wait_for(|state| version(state) != version(&first));
    server.end("-INT");
    let mut lines = String::new();
    server
        .output
        .read_to_string(&mut lines)
        .expect("the rest can be read");
    assert_eq!(
        lines.lines().filter(|line| line.contains(" pages in ")).count(),
        2,
        "{lines}"
    );
}

#[test]
fn a_mistake_is_told_to_open_pages_and_the_last_good_page_stays() {
    let folder = Folder::starter();
    let server = Server::start(&folder);
    let mut events = server.events();
    let first = events.next();
    let good = folder.read("content/_index.md");
    folder.write(
        "content/_index.md",
        "---\ntitle: Home\n---\n\n{{< calculator \"<b>\" >}}\n\n{{< nonsense >}}\n",
    );
    let second = events.wait_for(|state| state.contains("content/_index.md:5:1"));
    assert_eq!(version(&second), version(&first), "pages stay");
    assert!(
        second.contains("\"dismiss\"") && second.contains("2 errors") && !second.contains('<'),
        "{second}"
    );
    assert!(server.get("/").body.contains("Our handbook"));
    // A page that is opened now is told as well.
    assert_eq!(server.events().next(), second);
    folder.write("content/_index.md", &good);
    let third = events.wait_for(|state| state.contains("\"mistakes\": []"));
    assert_eq!(version(&third), version(&first), "the same site needs no reload");
    folder.write("content/_index.md", good + "\nMore.\n");
    let fourth = events.next();
    assert_ne!(version(&fourth), version(&first), "pages reload");
}

#[test]
fn a_handbook_that_begins_with_a_mistake_is_shown_once_it_is_mended() {
    let folder = Folder::starter();
    let good = folder.read("content/_index.md");
    folder.write(
        "content/_index.md",
        "---\ntitle: Home\n---\n\n{{< calculator \"<b>\" >}}\n",
    );
    let server = Server::start(&folder);
    let mut events = server.events();
    events.next();
    for path in ["/", "/onboarding/", "/anything"] {
        let page = server.get(path);
        assert_eq!(page.status, 500, "{path}");
        assert!(
            page.body.contains("content/_index.md:5:") && page.body.contains("/__handbook/reload.js"),
            "{}",
            page.body
        );
        assert!(!page.body.contains("<b>"), "{}", page.body);
    }
    folder.write("content/_index.md", good);
    events.wait_for(|state| state.contains("\"mistakes\": []"));
    assert_eq!(server.get("/").status, 200);
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
        let mut server = Server::start(&folder);
        let mut events = server.events();
        events.next();
        let idle = server.connect();
        let status = server.end(signal);
        assert_eq!(status.code(), Some(0), "{signal}: {status}");
        let mut rest = String::new();
        events.lines.read_to_string(&mut rest).expect("the stream ends");
        drop(idle);
    }
}
