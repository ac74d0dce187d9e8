//! `handbook serve`: the site from memory on 127.0.0.1, each change on the open pages at once.
//!
//! One thread takes changes in; requests and open pages ask the same engine for pages as they are now. Only the engine
//! reads from the disk, so nothing outside the site can be served. What differs travels to the open page, which patches
//! itself: `morph.js` compares the page as it was served with the new one, and leaves alone what the author did not change.

mod address;
mod builder;
mod events;
mod host;
mod pages;
mod published;
mod respond;
mod watch;

use std::{
    future::pending,
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::serve::ListenerExt;
use handbook::Failure;
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};
use tokio::{
    net::TcpListener,
    runtime::Runtime,
    sync::{oneshot, watch as channel},
};

use crate::{Outcome, arguments::Serve, project, terminal};
use builder::Builder;
use pages::Pages;
use published::Published;
use respond::Context;

/// How long requests that are under way at the end may take.
const GRACE: Duration = Duration::from_millis(500);

/// Serves until it is told to stop.
pub(crate) fn run(options: Serve) -> Result<Outcome, Failure> {
    let root = project::find(&options.source.folder)?;
    let runtime = Runtime::new().map_err(|error| failed("the server cannot start", &error))?;
    let listener = runtime.block_on(bind(options.port))?;
    let address = listener
        .local_addr()
        .map_err(|error| failed("the server cannot start", &error))?;
    let base_url = format!("http://{address}/");
    terminal::output(&format!("{base_url}  (Ctrl-C ends it)\n"))?;

    let pages = Arc::new(Pages::new(
        root.clone(),
        base_url,
        project::drafts(options.drafts),
        options.day,
    ));
    let (publish, published) = channel::channel(Published::default());
    let builder = Builder::new(root, Arc::clone(&pages), publish);
    let (fail, failed) = oneshot::channel();
    std::thread::spawn(move || {
        if let Err(failure) = builder.run() {
            // Nobody is there to be told when the server has ended already.
            let _ = fail.send(failure);
        }
    });
    runtime.block_on(serve(listener, pages, published, failed))?;
    // A build that is under way or an idle connection is not waited for.
    runtime.shutdown_background();
    Ok(Outcome::Clean)
}

async fn bind(port: u16) -> Result<TcpListener, Failure> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address).await.map_err(|error| Failure {
        path: None,
        message: match error.kind() {
            io::ErrorKind::AddrInUse => format!("port {port} is in use by another program"),
            io::ErrorKind::PermissionDenied => format!("port {port} may not be used by this user"),
            _ => format!("port {port} cannot be used: {error}"),
        },
        hint: Some("choose another one with `--port N`; `--port 0` takes any that is free".to_owned()),
    })
}

async fn serve(
    listener: TcpListener,
    pages: Arc<Pages>,
    published: channel::Receiver<Published>,
    failure: oneshot::Receiver<Failure>,
) -> Result<(), Failure> {
    let (stopping, stopped) = channel::channel(false);
    let router = respond::router(Context {
        pages,
        published,
        stopped: stopped.clone(),
    });
    let mut graceful = stopped;
    // What is told to a page is small, and waits for nothing.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        let _ = graceful.wait_for(|stopped| *stopped).await;
    });
    let server = server.into_future();
    tokio::pin!(server);
    let failure = async {
        match failure.await {
            Ok(failure) => failure,
            Err(_) => pending().await,
        }
    };
    tokio::select! {
        result = &mut server => return result.map_err(|error| failed("the server stopped", &error)),
        // Pages that no longer follow the files would mislead.
        failure = failure => return Err(failure),
        () = stop_signal() => {}
    }
    let _ = stopping.send(true);
    let _ = tokio::time::timeout(GRACE, server).await;
    Ok(())
}

/// Ends when the process is asked to: Ctrl-C, or SIGTERM where there is such a thing.
async fn stop_signal() {
    #[cfg(unix)]
    if let Ok(mut terminate) = signal(SignalKind::terminate()) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    let _ = tokio::signal::ctrl_c().await;
}

fn failed(what: &str, error: &io::Error) -> Failure {
    Failure {
        path: None,
        message: format!("{what}: {error}"),
        hint: None,
    }
}
