//! Both servers in one process: a LiteLLM proxy and an Open WebUI, on loopback.
//!
//! `bursar demo` runs on it, and so do nearly all tests. It behaves as LiteLLM 1.106.2 and
//! Open WebUI 0.12.4 do where the console can notice, with their statuses, their shapes of error
//! and their traps; the contract tests run against it and against the real servers. What they do
//! not pin, it does not claim. It is no port: a request is one function over plain state.
//!
//! Where it differs on purpose: spend is in the rows at once unless [`Options::spend_flush`] says
//! otherwise (the real proxy writes it every ten seconds); checks see every change at once unless
//! [`Options::key_cache`] delays `/team/block` (60 s there); passwords are not hashed; answers are
//! never compressed and connections stay open (the real proxy resets the one that follows an error
//! it did not expect); the estimated cost of a call is not reserved, so that calls in a row are not
//! refused for each other; a chat in Open WebUI is answered on the spot
//! and costs nothing at the proxy; budgets that are due are not reset.
//!
//! It imports nothing from the rest of the crate.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    thread::{self, JoinHandle},
    time::Duration,
};

use axum::{Router, middleware};
use jiff::Timestamp;
use tokio::{
    runtime::{Builder, Runtime},
    sync::oneshot,
};

mod body;
mod churn;
mod clock;
mod dice;
mod fault;
mod http;
mod listener;
pub mod litellm;
pub mod openwebui;
mod seed;
mod trouble;

pub use fault::{Fault, Faults, Server, Trouble};
pub use litellm::ProxyHandle;
pub use openwebui::WebuiHandle;
pub use trouble::SeenRequest;

use clock::Clock;
use dice::Dice;
use http::Shared;
use listener::{Cut, CuttableListener};
use trouble::{Cache, Front, RequestLog};

/// Who is on the servers when they start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Population {
    /// An invented organisation.
    Demo,
    /// Nobody, but the first admin of Open WebUI, without whom there is no API key.
    Empty,
}

/// What to start.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many people the two servers hold when joined, for [`Population::Demo`]; at least one.
    pub people: usize,
    /// Everything invented follows from it.
    pub seed: u64,
    /// 0 picks a free one.
    pub proxy_port: u16,
    /// 0 picks a free one.
    pub webui_port: u16,
    /// The time in the sandbox when it starts.
    pub now: Timestamp,
    pub population: Population,
    /// The LiteLLM release to behave like.
    pub proxy_version: String,
    /// The Open WebUI release to behave like; so far only an update before 0.9 differs.
    pub webui_version: String,
    /// How long the proxy's checks go by an old `blocked` of a team.
    pub key_cache: Duration,
    /// How long spend takes from the checks into the rows.
    pub spend_flush: Duration,
    /// How many people spend something in each second; 0 leaves the servers as they are.
    pub churn: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            people: 120,
            seed: 7,
            proxy_port: 0,
            webui_port: 0,
            now: Timestamp::now(),
            population: Population::Demo,
            proxy_version: "1.106.2".to_owned(),
            webui_version: "0.12.4".to_owned(),
            key_cache: Duration::ZERO,
            spend_flush: Duration::ZERO,
            churn: 0,
        }
    }
}

/// Both servers, running; they stop when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    proxy_url: String,
    webui_url: String,
    master_key: String,
    webui_key: String,
    proxy: ProxyHandle,
    webui: WebuiHandle,
    faults: Faults,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Sandbox {
    /// Fills and starts both servers; they answer when this returns.
    ///
    /// They run on a thread and a runtime of their own: dropping those drops every connection and
    /// every answer that is being held back, which no task of the caller's could be trusted with.
    pub async fn start(options: Options) -> io::Result<Self> {
        // Ten thousand people take a moment to invent.
        tokio::task::spawn_blocking(move || Self::build(&options))
            .await
            .map_err(io::Error::other)?
    }

    fn build(options: &Options) -> io::Result<Self> {
        let (proxy_socket, proxy_url) = bind(options.proxy_port)?;
        let (webui_socket, webui_url) = bind(options.webui_port)?;
        let mut dice = Dice::new(options.seed);
        let clock = Clock::stopped_at(options.now);
        let master_key = format!("sk-{}", dice.secret(22));
        let version = litellm::version::Version::parse(&options.proxy_version);
        let mut proxy = litellm::state::State::new(
            master_key.clone(),
            version,
            clock.clone(),
            Dice::new(options.seed ^ 1),
        );
        proxy.key_cache = options.key_cache;
        proxy.spend_flush = options.spend_flush;
        let webui_dice = Dice::new(options.seed ^ 2);
        let mut webui =
            openwebui::state::State::new(options.webui_version.clone(), clock, webui_dice);
        webui.connect_to(&proxy_url, &master_key);
        match options.population {
            Population::Empty => seed::root_account(&mut dice, &mut webui),
            Population::Demo => {
                seed::organisation(options.people, &mut dice, &mut proxy, &mut webui);
                proxy.ledger.invent(options.seed);
                webui.publish("gpt-4o-mini");
                webui.publish("campus-llama");
            }
        }
        let root = webui.primary_admin().map(|account| account.id.clone()).unwrap_or_default();
        let webui_key = webui.issue_api_key(&root);
        proxy.clock.start();
        webui.clock.start();
        let clock = proxy.clock.clone();

        let proxy = Shared::new(proxy);
        webui.provider = Some((proxy_url.clone(), proxy.clone()));
        let webui = Shared::new(webui);
        let (proxy_log, webui_log) = (RequestLog::default(), RequestLog::default());
        let faults = Faults::default();
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let front = |server, log: &RequestLog| {
            let (faults, log) = (faults.clone(), log.clone());
            Front { server, faults, log, cache: Cache::default(), clock: clock.clone() }
        };
        serve(&runtime, proxy_socket, litellm::router(&proxy), front(Server::Proxy, &proxy_log))?;
        serve(&runtime, webui_socket, openwebui::router(&webui), front(Server::Webui, &webui_log))?;
        churn::start(&runtime, &proxy, options.churn);
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name("sandbox".to_owned()).spawn(move || {
            // An error is the sender gone without a word, which means stop as well.
            runtime.block_on(stopped).ok();
        })?;
        Ok(Self {
            proxy_url,
            webui_url,
            master_key,
            webui_key,
            proxy: ProxyHandle::new(proxy, proxy_log),
            webui: WebuiHandle::new(webui, webui_log),
            faults,
            running: Some((stop, thread)),
        })
    }

    /// Where the proxy answers, `http://127.0.0.1:…`.
    pub fn proxy_url(&self) -> String {
        self.proxy_url.clone()
    }

    /// Where Open WebUI answers.
    pub fn webui_url(&self) -> String {
        self.webui_url.clone()
    }

    /// The proxy's master key.
    pub fn master_key(&self) -> &str {
        &self.master_key
    }

    /// An API key of Open WebUI's first admin.
    pub fn webui_key(&self) -> &str {
        &self.webui_key
    }

    /// The e-mail and the password of Open WebUI's first admin.
    pub fn webui_admin(&self) -> (&str, &str) {
        (seed::ROOT_EMAIL, seed::ROOT_PASSWORD)
    }

    /// The proxy from the inside.
    pub fn proxy(&self) -> &ProxyHandle {
        &self.proxy
    }

    /// Open WebUI from the inside.
    pub fn webui(&self) -> &WebuiHandle {
        &self.webui
    }

    /// What is to go wrong.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Stops both servers and waits until their ports are free.
    pub async fn shut_down(self) {
        // The only thing that can fail here is the thread, and then it has stopped, too.
        tokio::task::spawn_blocking(move || drop(self)).await.ok();
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            stop.send(()).ok();
            thread.join().ok();
        }
    }
}

fn bind(port: u16) -> io::Result<(TcpListener, String)> {
    let socket = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
        .map_err(|error| io::Error::new(error.kind(), format!("port {port}: {error}")))?;
    socket.set_nonblocking(true)?;
    let url = format!("http://{}", socket.local_addr()?);
    Ok((socket, url))
}

fn serve(runtime: &Runtime, socket: TcpListener, routes: Router, front: Front) -> io::Result<()> {
    let _inside = runtime.enter();
    let listener = CuttableListener(tokio::net::TcpListener::from_std(socket)?);
    let layer = middleware::from_fn(move |connection, request, next| {
        front.clone().pass(connection, request, next)
    });
    let service = routes.layer(layer).into_make_service_with_connect_info::<Cut>();
    runtime.spawn(async move { axum::serve(listener, service).await });
    Ok(())
}
