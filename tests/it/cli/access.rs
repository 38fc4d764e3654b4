//! Servers that cannot be reached, are others, or do not let us in: what, where, what next.

use std::io::{Read, Write};
use std::net::TcpListener;

use super::{Desk, Ran, profile};

/// A port on which nobody listens.
fn closed() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// With this profile neither a read nor a write does anything but say why.
fn refused(desk: &Desk, config: &str) -> Ran {
    desk.configure(config);
    let block = desk.run(&["reset", "ana", "--yes"]).exits(1);
    assert_eq!(block.out, "");
    desk.is_untouched();
    desk.run(&["users"]).exits(1)
}

/// The same with the other server left out, so that nothing answers.
fn only(desk: &Desk, server: &str, url: &str, key: &str) -> Ran {
    let section = format!("[profiles.campus.{server}]\nurl = \"{url}\"\nkey = \"{key}\"\n");
    refused(desk, &section)
}

#[test]
fn a_server_that_is_not_there_is_named_with_its_address() {
    let desk = Desk::open();
    let url = closed();
    let host = url.strip_prefix("http://").unwrap();
    only(&desk, "proxy", &url, "sk-x-12345678")
        .says("bursar: LiteLLM (")
        .says(host)
        .says("nothing answers there")
        .says("Check that");
    only(&desk, "webui", &url, "sk-x-12345678").says("bursar: Open WebUI (").says(host);
    let both = refused(&desk, &profile((&url, "sk-x-12345678"), (&url, "sk-y-12345678")));
    both.says("LiteLLM (").says("Open WebUI (").prints_nothing();
}

#[test]
fn a_wrong_key_is_told_from_one_without_the_right() {
    let desk = Desk::open();
    let (proxy, webui) = (desk.sandbox.proxy_url(), desk.sandbox.webui_url());
    only(&desk, "proxy", &proxy, "sk-wrong-12345678")
        .says("the credential is not accepted")
        .says("Check the key in the profile");
    only(&desk, "webui", &webui, "sk-wrong-12345678").says("the credential is not accepted");

    let users = desk.sandbox.proxy().add_key("id-ana", "ana-admin");
    only(&desk, "proxy", &proxy, &users)
        .says("the credential is not an administrator's")
        .says("Use the master key");
    let key = "sk-5d7bd2ee0c1d4b6f8a0e3c9b7f6a1d2e".to_owned();
    desk.sandbox.webui().with(|s| s.api_keys.insert(key.clone(), "id-ben".to_owned()));
    only(&desk, "webui", &webui, &key).says("Open WebUI (").says("dmin");
}

#[test]
fn a_server_that_is_another_one_is_recognised() {
    let desk = Desk::open();
    let (proxy, webui) = (desk.sandbox.proxy_url(), desk.sandbox.webui_url());
    let (master, key) = (desk.sandbox.master_key().to_owned(), desk.sandbox.webui_key().to_owned());
    only(&desk, "proxy", &webui, &master).says("is this URL really a LiteLLM proxy?");
    only(&desk, "webui", &proxy, &key).says("is this URL really an Open WebUI server?");
    let swapped = refused(&desk, &profile((&webui, &master), (&proxy, &key)));
    swapped.says("really a LiteLLM proxy?").says("really an Open WebUI server?");
    let page = html_server();
    only(&desk, "proxy", &page, &master).says("really a LiteLLM proxy?");
    only(&desk, "webui", &page, &key).says("really an Open WebUI server?");
}

/// Answers every request with a sign-in page, until the test ends.
fn html_server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let page = "<!doctype html><title>Please sign in</title>";
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\
             connection: close\r\n\r\n{page}",
            page.len()
        );
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut request = [0; 4096];
            if stream.read(&mut request).is_ok() {
                stream.write_all(answer.as_bytes()).ok();
            }
        }
    });
    url
}

#[test]
fn a_plain_port_behind_https_is_said_to_be_one() {
    let desk = Desk::open();
    let tls = |url: String| url.replace("http://", "https://");
    let (proxy, webui) = (tls(desk.sandbox.proxy_url()), tls(desk.sandbox.webui_url()));
    only(&desk, "proxy", &proxy, "sk-x-12345678").says("it speaks plain HTTP there");
    only(&desk, "webui", &webui, "sk-x-12345678").says("it speaks plain HTTP there");
}

#[test]
fn half_of_the_servers_is_enough_to_look_and_never_to_block() {
    let desk = Desk::open();
    let key = desk.sandbox.webui_key().to_owned();
    let proxy = desk.sandbox.proxy_url();
    let master = desk.sandbox.master_key().to_owned();
    desk.configure(&profile((&proxy, &master), (&closed(), &key)));
    desk.run(&["users"]).exits(1).prints("ana@x.edu").says("incomplete: Open WebUI (");
    desk.run(&["block", "ana", "--yes"]).exits(1).says("a part of an id or e-mail names nobody");
    desk.run(&["block", "id-ana", "--yes"]).exits(4).prints("only half of this person");
    desk.run(&["sync", "--yes"]).exits(1).prints("nothing to do");
    desk.run(&["reset", "nobody"]).exits(1).says("a listing is incomplete");
    desk.is_untouched();
}

#[test]
fn no_key_is_shown_whatever_goes_wrong() {
    let desk = Desk::open();
    let secret = "sk-Zq9XvK3WpL8TnJhYw5";
    for url in [desk.sandbox.proxy_url(), desk.sandbox.webui_url(), closed(), html_server()] {
        for server in ["proxy", "webui"] {
            let config =
                format!("[profiles.campus.{server}]\nurl = \"{url}\"\nkey = \"{secret}\"\n");
            desk.configure(&config);
            let ran = desk.run(&["-vv", "users"]).exits(1);
            assert!(!ran.err.contains("Zq9XvK3") && !ran.out.contains("Zq9XvK3"), "{}", ran.err);
        }
    }
}
