//! Answers to requests: files of the site as it is now, its own 404 page, and the few files that make pages follow.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderValue, StatusCode, Uri, header},
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use tokio::{sync::watch::Receiver, task};

use super::{
    events::{self, Content},
    host,
    pages::{File, Found, Pages},
    published::{Behind, Published},
};

const SCRIPT: &str = include_str!("reload.js");
const MORPH: &str = include_str!("morph.js");
const STYLES: &str = include_str!("reload.css");

/// What the routes share.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) pages: Arc<Pages>,
    pub(super) published: Receiver<Published>,
    pub(super) stopped: Receiver<bool>,
}

/// The routes. Only GET and HEAD are answered, and only to this machine's own names.
pub(super) fn router(context: Context) -> Router {
    Router::new()
        .route("/__handbook/events", get(events::events))
        .route(
            "/__handbook/reload.js",
            get(|| async { file("reload.js", SCRIPT) }),
        )
        .route("/__handbook/morph.js", get(|| async { file("morph.js", MORPH) }))
        .route(
            "/__handbook/reload.css",
            get(|| async { file("reload.css", STYLES) }),
        )
        .fallback_service(get(page).with_state(context.clone()))
        .layer(middleware::from_fn(host::guard))
        .with_state(context)
}

async fn page(State(context): State<Context>, uri: Uri) -> Response {
    let mut published = context.published.clone();
    if !published.borrow().is_ready() {
        if let Some(file) = preview(&context.pages, uri.path()).await {
            return site_file(file);
        }
        if published.wait_for(Published::is_ready).await.is_err() {
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    }
    match find(&context.pages, uri.path()).await {
        Some(Found::File(file)) => site_file(file),
        Some(Found::Redirect(address)) => redirect(&address, uri.query()),
        Some(Found::Nothing) => {
            let _ = published
                .wait_for(|published| published.settled == published.applied)
                .await;
            let html = mistakes(&published.borrow());
            let content = Content::of_mistakes(html.as_bytes());
            let page = with_script(html.as_bytes(), &content);
            (StatusCode::INTERNAL_SERVER_ERROR, file("mistakes.html", page)).into_response()
        }
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// What there is at an address. Rendering takes a while, so it does not stand in the way of other connections.
pub(super) async fn find(pages: &Arc<Pages>, path: &str) -> Option<Found> {
    let (pages, path) = (Arc::clone(pages), path.to_owned());
    task::spawn_blocking(move || pages.find(&path)).await.ok()
}

async fn preview(pages: &Arc<Pages>, path: &str) -> Option<File> {
    let (pages, path) = (Arc::clone(pages), path.to_owned());
    task::spawn_blocking(move || pages.preview(&path)).await.ok()?
}

fn site_file(found: File) -> Response {
    let status = if found.is_there {
        StatusCode::OK
    } else {
        StatusCode::NOT_FOUND
    };
    let bytes = if found.path.ends_with(".html") {
        with_script(&found.bytes, &Content::of(&found))
    } else {
        found.bytes.to_vec()
    };
    (status, file(&found.path, bytes)).into_response()
}

/// Puts the script that follows the server at the beginning of the page's head: it has to see the page before other scripts do.
///
/// A page that only leads elsewhere is left at once, and its policy allows no script.
fn with_script(page: &[u8], content: &Content) -> Vec<u8> {
    let script = format!(
        "<script type=\"module\" src=\"/__handbook/reload.js?content={}\"></script>",
        content.as_str()
    );
    let find = |tag: &[u8]| page.windows(tag.len()).position(|window| window == tag);
    let end_of_head = find(b"</head>");
    if find(b"http-equiv=\"refresh\"").is_some_and(|at| end_of_head.is_some_and(|end| at < end)) {
        return page.to_vec();
    }
    let at = find(b"<head>").map(|at| at + b"<head>".len());
    let at = at.or(end_of_head).unwrap_or(page.len());
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

/// The page that stands for one that cannot be rendered and was not rendered before.
pub(super) fn mistakes(published: &Published) -> String {
    let headline = published.headline(Behind::Nothing);
    let mut page = String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    escape(&mut page, &headline);
    page.push_str("</title>\n<link rel=\"stylesheet\" href=\"/__handbook/reload.css\">\n");
    page.push_str("</head>\n<body>\n<main class=\"handbook-mistakes\">\n<h1>");
    escape(&mut page, &headline);
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
    page.push_str("</ol>\n<p>");
    escape(&mut page, &published.more());
    page.push_str("</p>\n</main>\n</body>\n</html>\n");
    page
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
        "webmanifest" => "application/manifest+json",
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
    fn the_script_goes_to_the_beginning_of_the_head() {
        let content = Content::of_mistakes(b"");
        let script = String::from_utf8_lossy(&with_script(b"", &content)).into_owned();
        let check = |page: &str, before: &str, after: &str| {
            let page = with_script(page.as_bytes(), &content);
            assert_eq!(String::from_utf8_lossy(&page), format!("{before}{script}{after}"));
        };
        check("<head>a</head>b", "<head>", "a</head>b");
        check("<head lang=en>a</head>b", "<head lang=en>a", "</head>b");
        check("<!doctype html>no head", "<!doctype html>no head", "");
        let leads = b"<head><meta http-equiv=\"refresh\" content=\"0; url=/a/\"></head>";
        assert_eq!(with_script(leads, &content), leads);
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
