//! Answers to requests: files of the published site, its own 404 page, and the few files that make pages reload.

use std::convert::Infallible;

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderValue, StatusCode, Uri, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::get,
};
use futures_util::stream::{self, Stream};
use tokio::sync::watch::Receiver;

use super::{
    address::{self, Target},
    published::Published,
};

const SCRIPT: &str = include_str!("reload.js");
const STYLES: &str = include_str!("reload.css");

#[derive(Clone)]
struct Context {
    published: Receiver<Published>,
    stopped: Receiver<bool>,
}

/// The routes. Only GET and HEAD are answered.
pub(super) fn router(published: Receiver<Published>, stopped: Receiver<bool>) -> Router {
    Router::new()
        .route("/__handbook/events", get(events))
        .route(
            "/__handbook/reload.js",
            get(|| async { file("reload.js", SCRIPT) }),
        )
        .route(
            "/__handbook/reload.css",
            get(|| async { file("reload.css", STYLES) }),
        )
        .fallback_service(get(page).with_state(Context {
            published: published.clone(),
            stopped: stopped.clone(),
        }))
        .with_state(Context { published, stopped })
}

async fn page(State(context): State<Context>, uri: Uri) -> Response {
    let published = context.published.borrow().clone();
    let Some(site) = &published.site else {
        return mistakes(&published);
    };
    match address::resolve(uri.path(), |path| site.get(path).is_some()) {
        Target::File(path) => site_file(&published, &path, StatusCode::OK),
        Target::Redirect(address) => redirect(&address, uri.query()),
        Target::Nowhere => site_file(&published, "404.html", StatusCode::NOT_FOUND),
    }
}

fn site_file(published: &Published, path: &str, status: StatusCode) -> Response {
    let Some(bytes) = published.site.as_ref().and_then(|site| site.get(path)) else {
        return (status, "not found").into_response();
    };
    if path.ends_with(".html") {
        let script = format!(
            "<script type=\"module\" src=\"/__handbook/reload.js?version={}\"></script>",
            published.version
        );
        return (status, file(path, with_script(bytes, &script))).into_response();
    }
    (status, file(path, Bytes::copy_from_slice(bytes))).into_response()
}

/// Puts `script` before the end of the page's head.
fn with_script(page: &[u8], script: &str) -> Vec<u8> {
    let end_of_head = b"</head>";
    let at = page
        .windows(end_of_head.len())
        .position(|window| window == end_of_head)
        .unwrap_or(0);
    [&page[..at], script.as_bytes(), &page[at..]].concat()
}

fn file(path: &str, body: impl Into<Bytes>) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, content_type(path)),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, body.into())
}

fn redirect(address: &str, query: Option<&str>) -> Response {
    let location = match query {
        Some(query) => format!("{address}?{query}"),
        None => address.to_owned(),
    };
    match HeaderValue::from_str(&location) {
        // Not a lasting one: another handbook may be served at this address tomorrow.
        Ok(location) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, location)]).into_response(),
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// The page that stands for every other one until there is a first good site.
fn mistakes(published: &Published) -> Response {
    let mut page = String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    escape(&mut page, &published.headline());
    page.push_str("</title>\n<link rel=\"stylesheet\" href=\"/__handbook/reload.css\">\n");
    page.push_str(&format!(
        "<script type=\"module\" src=\"/__handbook/reload.js?version={}&amp;overlay=no\"></script>\n",
        published.version
    ));
    page.push_str("</head>\n<body>\n<main class=\"handbook-mistakes\">\n<h1>");
    escape(&mut page, &published.headline());
    page.push_str("</h1>\n<ol>\n");
    for mistake in published.mistakes.iter() {
        for (tag, text) in [("<li><code>", &mistake.place), ("</code><p>", &mistake.message)] {
            page.push_str(tag);
            escape(&mut page, text);
        }
        for hint in &mistake.hints {
            page.push_str("</p><p class=\"handbook-hint\">");
            escape(&mut page, hint);
        }
        page.push_str("</p></li>\n");
    }
    page.push_str("</ol>\n</main>\n</body>\n</html>\n");
    (StatusCode::INTERNAL_SERVER_ERROR, file("mistakes.html", page)).into_response()
}

fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
}

/// The state now and after each build, until the server stops.
async fn events(State(context): State<Context>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let Context {
        mut published,
        stopped,
    } = context;
    published.mark_changed();
    let states = stream::unfold((published, stopped), |(mut published, mut stopped)| async {
        tokio::select! {
            changed = published.changed() => changed.ok()?,
            _ = stopped.wait_for(|stopped| *stopped) => return None,
        }
        let event = Event::default()
            .event("state")
            .data(published.borrow_and_update().json());
        Some((Ok(event), (published, stopped)))
    });
    Sse::new(states).keep_alive(KeepAlive::default())
}

fn content_type(path: &str) -> &'static str {
    match path
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase()
        .as_str()
    {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "wasm" => "application/wasm",
        "xml" => "application/xml; charset=utf-8",
        "txt" | "md" | "yaml" | "yml" | "csv" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_goes_to_the_end_of_the_head() {
        assert_eq!(with_script(b"<head>a</head>b", "S"), b"<head>aS</head>b");
        assert_eq!(with_script(b"no head", "S"), b"Sno head");
    }

    #[test]
    fn modules_and_their_wasm_have_the_types_that_browsers_ask_for() {
        assert_eq!(
            content_type("calculators/calculators.js"),
            "text/javascript; charset=utf-8"
        );
        assert_eq!(
            content_type("calculators/calculators_bg.wasm"),
            "application/wasm"
        );
        assert_eq!(content_type("LICENSE"), "application/octet-stream");
    }

    #[test]
    fn mistakes_are_shown_as_text() {
        let mut out = String::new();
        escape(&mut out, "<b>&\"");
        assert_eq!(out, "&lt;b&gt;&amp;&quot;");
    }
}
