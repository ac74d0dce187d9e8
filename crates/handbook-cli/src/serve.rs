//! `handbook serve`: the site from memory on 127.0.0.1, built anew after each change.
//!
//! One thread builds and publishes; the server only reads what was published last. Nothing is read from the disk to
//! answer a request, so nothing outside the site can be served.

mod address;
mod builder;
mod published;
mod respond;
mod watch;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use handbook::Failure;
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};
use tokio::{net::TcpListener, runtime::Runtime, sync::watch as channel};

use crate::{Outcome, arguments::Serve, project, terminal};
use builder::Builder;
use published::Published;
use watch::Changes;

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

    // Watched before the first build, so that no change in between is missed.
    let changes = Changes::watch(&root)?;
    let (publish, published) = channel::channel(Published::nothing());
    let builder = Builder::new(
        root,
        base_url,
        project::drafts(options.drafts),
        options.day,
        publish,
    );
    std::thread::spawn(move || builder.run(changes));
    runtime.block_on(serve(listener, published))?;
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

async fn serve(listener: TcpListener, mut published: channel::Receiver<Published>) -> Result<(), Failure> {
    // The first build is awaited, so that an early request gets the page and not an excuse.
    let stop = stop_signal();
    tokio::pin!(stop);
    tokio::select! {
        () = &mut stop => return Ok(()),
        _ = published.wait_for(Published::is_built) => {}
    }
    let (stopping, stopped) = channel::channel(false);
    let router = respond::router(published, stopped.clone());
    let mut graceful = stopped;
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        let _ = graceful.wait_for(|stopped| *stopped).await;
    });
    let server = server.into_future();
    tokio::pin!(server);
    tokio::select! {
        result = &mut server => return result.map_err(|error| failed("the server stopped", &error)),
        () = &mut stop => {}
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
