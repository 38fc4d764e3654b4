//! A server of our own on a bare socket, for what no HTTP server would do.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What it does with each connection, once the head of a request is there.
#[derive(Clone, Copy)]
pub(super) enum Manner {
    /// Closes it with nothing said.
    Reset,
    /// Says nothing, forever.
    Hang,
    /// Announces more than it sends, and closes.
    Truncate,
    /// Sends a body that never ends.
    Endless,
}

pub(super) struct Raw {
    pub(super) url: url::Url,
    connections: Arc<AtomicUsize>,
}

impl Raw {
    pub(super) async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, manner));
            }
        });
        Self { url, connections }
    }

    /// How many requests came: one to a connection, as none is ever answered whole.
    pub(super) fn requests(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

async fn serve(mut stream: TcpStream, manner: Manner) {
    let mut head = [0; 4096];
    let _ = stream.read(&mut head).await;
    let start = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    match manner {
        Manner::Reset => {}
        Manner::Hang => std::future::pending().await,
        Manner::Truncate => {
            let _ =
                stream.write_all(format!("{start}content-length: 100\r\n\r\n[").as_bytes()).await;
        }
        Manner::Endless => {
            let head = format!("{start}transfer-encoding: chunked\r\n\r\n");
            let _ = stream.write_all(head.as_bytes()).await;
            let chunk = format!("400\r\n{}\r\n", " ".repeat(0x400));
            while stream.write_all(chunk.as_bytes()).await.is_ok() {}
        }
    }
}
