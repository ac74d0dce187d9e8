//! What an open page is told: its own new content, the mistakes, and what it shows from other files.

use std::{
    collections::VecDeque,
    convert::Infallible,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
    time::Duration,
};

use axum::{
    extract::{RawQuery, State},
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::stream::{self, Stream};
use tokio::sync::watch::Receiver;

use super::{
    address,
    pages::{File, Found},
    published::{Behind, Published},
    respond::{self, Context},
};
use crate::json;

/// A page that is gone may come back, for some programs save by removing the file first.
const GONE: Duration = Duration::from_millis(150);

/// What a page consists of: told apart from other pages at the same address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Content(String);

impl Content {
    /// Of a page of the site, or of the one for wrong addresses.
    pub(super) fn of(file: &File) -> Self {
        Self::new(if file.is_there { "page" } else { "none" }, &file.bytes)
    }

    /// Of the page of mistakes.
    pub(super) fn of_mistakes(html: &[u8]) -> Self {
        Self::new("mistakes", html)
    }

    fn new(kind: &str, html: &[u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        html.hash(&mut hasher);
        Self(format!("{kind}-{:016x}", hasher.finish()))
    }

    /// As it stands in an address.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    fn kind(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }
}

/// An open page.
struct Connection {
    context: Context,
    published: Receiver<Published>,
    stopped: Receiver<bool>,
    /// The address of the page, as it travels; none when only the state is asked for.
    page: Option<String>,
    /// What it shows.
    content: Content,
    behind: Behind,
    /// The last change that it was told of.
    applied: u64,
    state: String,
    events: VecDeque<Event>,
}

/// The page and the state, now and after each change, until the server stops.
pub(super) async fn events(
    State(context): State<Context>,
    RawQuery(query): RawQuery,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let query = query.unwrap_or_default();
    let parameter = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(key, _)| *key == name)?;
        address::decode(value)
    };
    let mut published = context.published.clone();
    published.mark_changed();
    let applied = published.borrow().applied;
    let connection = Connection {
        published,
        stopped: context.stopped.clone(),
        page: parameter("page"),
        content: Content(parameter("content").unwrap_or_default()),
        behind: Behind::Now,
        // Of files that changed before the page was opened it need not know, but its content is to be compared.
        applied: applied.saturating_sub(1),
        state: String::new(),
        events: VecDeque::new(),
        context,
    };
    let events = stream::unfold(connection, |mut connection| async {
        let event = connection.next().await?;
        Some((Ok(event), connection))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

impl Connection {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Some(event);
            }
            tokio::select! {
                changed = self.published.changed() => changed.ok()?,
                _ = self.stopped.wait_for(|stopped| *stopped) => return None,
            }
            let published = self.published.borrow_and_update().clone();
            if published.is_ready() {
                self.follow(&published).await;
            }
        }
    }

    async fn follow(&mut self, published: &Published) {
        // The page of mistakes follows the mistakes, all others the changes.
        if published.applied > self.applied || self.behind == Behind::Nothing {
            self.tell_page(published).await;
            let files = published
                .files
                .iter()
                .filter(|(change, _)| *change > self.applied);
            let mut names = String::new();
            json::strings(&mut names, files.map(|(_, name)| name.as_str()));
            if names != "[]" {
                self.events.push_back(Event::default().event("files").data(names));
            }
            self.applied = published.applied;
        }
        if published.settled == published.applied {
            let state = published.json(self.behind);
            if state != self.state {
                self.events
                    .push_back(Event::default().event("state").data(&state));
                self.state = state;
            }
        }
    }

    async fn tell_page(&mut self, published: &Published) {
        let Some(page) = self.page.clone() else { return };
        let Some(mut shown) = self.show(&page, published).await else {
            return;
        };
        if shown.content.kind() != self.content.kind() {
            tokio::time::sleep(GONE).await;
            shown = match self.show(&page, published).await {
                Some(shown) => shown,
                None => return,
            };
        }
        self.behind = shown.behind;
        if shown.content == self.content {
            return;
        }
        let event = if shown.content.kind() == self.content.kind() {
            let mut data = String::with_capacity(shown.html.len() * 2);
            data.push_str("{\"content\": ");
            json::string(&mut data, shown.content.as_str());
            data.push_str(", \"html\": ");
            json::string(&mut data, &String::from_utf8_lossy(&shown.html));
            data.push('}');
            Event::default().event("page").data(data)
        } else {
            Event::default().event("reload").data("{}")
        };
        self.content = shown.content;
        self.events.push_back(event);
    }

    /// The page as it is now; none where the browser is to keep what it shows.
    async fn show(&mut self, page: &str, published: &Published) -> Option<Shown> {
        match respond::find(&self.context.pages, page).await? {
            Found::File(file) => Some(Shown {
                content: Content::of(&file),
                behind: file.behind,
                html: file.bytes,
            }),
            // It leads elsewhere now.
            Found::Redirect(_) => Some(Shown {
                content: Content("elsewhere".to_owned()),
                behind: Behind::Now,
                html: Arc::default(),
            }),
            Found::Nothing if self.content.kind() == "page" => {
                self.behind = Behind::LastGood;
                None
            }
            Found::Nothing => {
                let html = respond::mistakes(published).into_bytes();
                Some(Shown {
                    content: Content::of_mistakes(&html),
                    behind: Behind::Nothing,
                    html: Arc::new(html),
                })
            }
        }
    }
}

struct Shown {
    content: Content,
    behind: Behind,
    html: Arc<Vec<u8>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_told_apart_from_itself_after_a_change_and_from_a_missing_one() {
        let file = |bytes: &[u8], is_there| File {
            path: "index.html".to_owned(),
            bytes: Arc::new(bytes.to_vec()),
            is_there,
            behind: Behind::Now,
        };
        let page = Content::of(&file(b"a", true));
        assert_eq!(page, Content::of(&file(b"a", true)));
        assert_ne!(page, Content::of(&file(b"b", true)));
        assert_eq!((page.kind(), page.as_str().len()), ("page", 21));
        assert_eq!(Content::of(&file(b"a", false)).kind(), "none");
    }
}
