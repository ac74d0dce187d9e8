//! Who may ask: only a browser that means this machine.
//!
//! A page of another site can have its own name lead to 127.0.0.1 (DNS rebinding) and would then read the handbook as if it were
//! its own. The name that was asked for travels with each request, so such a request is told apart by it.

use axum::{
    extract::Request,
    http::{StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

const REFUSED: &str = "handbook serve answers only to 127.0.0.1, localhost and [::1]. \
    Open the address that it printed when it began.\n";

/// Refuses what was asked of another host.
pub(super) async fn guard(request: Request, next: Next) -> Response {
    let named = request.headers().get(header::HOST);
    let named = named.and_then(|host| host.to_str().ok());
    if is_ours(named, request.uri()) {
        next.run(request).await
    } else {
        (StatusCode::MISDIRECTED_REQUEST, REFUSED).into_response()
    }
}

fn is_ours(named: Option<&str>, uri: &Uri) -> bool {
    named.is_some_and(is_this_machine)
        && uri
            .authority()
            .is_none_or(|authority| is_this_machine(authority.as_str()))
}

/// Whether a host, with or without a port, is this machine by a name that no other site can have.
fn is_this_machine(host: &str) -> bool {
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| {
        let (start, port) = host.split_at_checked(name.len()).unwrap_or(("", host));
        let is_port = |port: &str| port.parse::<u16>().is_ok();
        start.eq_ignore_ascii_case(name) && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for host in [
            "127.0.0.1",
            "127.0.0.1:8000",
            "localhost",
            "LOCALHOST:80",
            "[::1]",
            "[::1]:8000",
        ] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "evil.example:8000",
            "127.0.0.1.evil.example",
            "localhost.evil.example:8000",
            "localhost:8000.evil.example",
            "evil@localhost",
            "localhost:",
            "0.0.0.0:8000",
            "127.0.0.2",
            "[::1]x",
            "été",
        ] {
            assert!(!is_this_machine(host), "{host}");
        }
    }

    #[test]
    fn both_names_of_a_request_are_looked_at() {
        let plain = Uri::from_static("/a/");
        assert!(is_ours(Some("localhost"), &plain));
        assert!(!is_ours(None, &plain));
        let absolute = Uri::from_static("http://evil.example/a/");
        assert!(!is_ours(Some("localhost"), &absolute));
    }
}
