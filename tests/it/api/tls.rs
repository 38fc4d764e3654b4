//! Secure connections to servers whose certificates nobody has heard of.

use std::path::PathBuf;
use std::sync::Arc;

use bursar::api::{ClientOptions, Delivery, ErrorKind, ServiceError, TlsFault, litellm as proxy};
use pretty_assertions::assert_eq;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rstest::rstest;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::{KEY, quick};

type Issuer = CertifiedIssuer<'static, KeyPair>;

/// Marked as an authority, as `openssl req -x509` does, or not; signed by itself.
fn self_signed(host: &str, is_ca: bool, years: (i32, i32)) -> Issuer {
    let mut params = CertificateParams::new([host.to_owned()]).unwrap();
    if is_ca {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    (params.not_before, params.not_after) =
        (date_time_ymd(years.0, 1, 1), date_time_ymd(years.1, 1, 1));
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn ours(is_ca: bool) -> Issuer {
    self_signed("127.0.0.1", is_ca, (2020, 2100))
}

/// An HTTPS server that answers every request with an empty list. With `clients`, only those whom
/// that authority vouches for.
struct Server {
    folder: TempDir,
    url: url::Url,
}

impl Server {
    async fn with(shown: &Issuer, clients: Option<&Issuer>) -> Self {
        let key = PrivateKeyDer::try_from(shown.key().serialize_der()).unwrap();
        Self::of(shown.der().clone(), key, clients).await
    }

    async fn of(
        shown: CertificateDer<'static>,
        key: PrivateKeyDer<'static>,
        clients: Option<&Issuer>,
    ) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap();
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(issuer) => {
                let mut roots = RootCertStore::empty();
                roots.add(issuer.der().clone()).unwrap();
                let verifier =
                    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
                builder.with_client_cert_verifier(verifier.build().unwrap())
            }
        };
        let config = builder.with_single_cert(vec![shown], key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap()).parse().unwrap();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let mut stream = acceptor.accept(stream).await?;
                    let _asked = stream.read(&mut [0; 4096]).await?;
                    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
                    let rest = "content-length: 2\r\nconnection: close\r\n\r\n[]";
                    stream.write_all(format!("{head}{rest}").as_bytes()).await?;
                    stream.shutdown().await
                });
            }
        });
        Self { folder: TempDir::new().unwrap(), url }
    }

    fn file(&self, text: &str) -> PathBuf {
        let path = self.folder.path().join("ca.pem");
        std::fs::write(&path, text).unwrap();
        path
    }

    async fn ask(&self, options: &ClientOptions) -> Result<(), ServiceError> {
        let reader = proxy::Reader::new(&self.url, KEY.to_owned().into(), options)?;
        reader.customers(None).await.map(|listing| assert!(listing.is_complete()))
    }

    async fn trusting(&self, pem: &str) -> Result<(), ServiceError> {
        self.ask(&ClientOptions { ca_file: Some(self.file(pem)), ..quick() }).await
    }
}

fn fault(error: &ServiceError) -> Option<TlsFault> {
    assert_eq!(error.delivery(), Delivery::NotSent, "{error}");
    if let ErrorKind::Tls { fault } = error.kind() { Some(*fault) } else { None }
}

#[rstest]
#[case(true)]
#[case(false)]
#[tokio::test]
async fn a_certificate_that_is_exactly_the_servers_is_trusted(#[case] is_ca: bool) {
    let shown = ours(is_ca);
    let server = Server::with(&shown, None).await;
    let other = ours(true);
    server.trusting(&shown.pem()).await.unwrap();
    let among_others = format!("{}{}{}", other.pem(), shown.key().serialize_pem(), shown.pem());
    server.trusting(&among_others.replace('\n', "\r\n")).await.unwrap();
    assert!(server.trusting(&other.pem()).await.is_err(), "another of the same name");
}

#[tokio::test]
async fn a_certificate_whose_issuer_is_not_at_hand_is_trusted_by_itself_or_by_its_issuer() {
    let (issuer, key) = (ours(true), KeyPair::generate().unwrap());
    let shown = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let shown = shown.signed_by(&key, &issuer).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let server = Server::of(shown.der().clone(), key, None).await;
    server.trusting(&issuer.pem()).await.unwrap();
    server.trusting(&shown.pem()).await.unwrap();
}

#[tokio::test]
async fn what_nobody_vouches_for_is_said_with_a_way_out_that_is_no_circle() {
    let (marked, plain) = (ours(true), ours(false));
    let server = Server::with(&marked, None).await;
    let error = server.ask(&quick()).await.unwrap_err();
    assert_eq!(fault(&error), Some(TlsFault::OwnAuthority { has_ca_file: false }));
    assert!(error.hint().starts_with("Put that very certificate into the file"), "{error}");
    let error = server.trusting(&plain.pem()).await.unwrap_err();
    assert_eq!(fault(&error), Some(TlsFault::OwnAuthority { has_ca_file: true }));
    assert!(error.to_string().contains("and that is not in the CA file"), "{error}");

    let server = Server::with(&plain, None).await;
    let error = server.ask(&quick()).await.unwrap_err();
    assert_eq!(fault(&error), Some(TlsFault::Untrusted { has_ca_file: false }));
    let error = server.trusting(&marked.pem()).await.unwrap_err();
    assert_eq!(fault(&error), Some(TlsFault::Untrusted { has_ca_file: true }));
}

#[rstest]
#[case(true)]
#[case(false)]
#[tokio::test]
async fn trust_in_a_certificate_is_for_its_host_and_its_time(#[case] is_ca: bool) {
    let shown = self_signed("chat.example.edu", is_ca, (2020, 2100));
    let server = Server::with(&shown, None).await;
    let error = server.trusting(&shown.pem()).await.unwrap_err();
    assert_eq!(fault(&error), Some(TlsFault::Name));
    assert!(error.to_string().ends_with("another host: it is for chat.example.edu"), "{error}");

    let shown = self_signed("127.0.0.1", is_ca, (2020, 2021));
    let server = Server::with(&shown, None).await;
    let error = server.trusting(&shown.pem()).await.unwrap_err();
    assert_eq!(fault(&error), Some(TlsFault::Dates));
}

#[rstest]
#[case("", "ca.pem' is empty")]
#[case("\n", "ca.pem' is empty")]
#[case("not a certificate", "ca.pem' holds no certificate")]
#[case("-----BEGIN CERTIFICATE-----\n", "ca.pem' is no PEM")]
#[case("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "cannot be used")]
#[tokio::test]
async fn a_ca_file_that_vouches_for_nothing_is_said(#[case] text: &str, #[case] says: &str) {
    let server = Server::with(&ours(true), None).await;
    let error = server.trusting(text).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Setup);
    assert!(error.to_string().contains(says), "{error}");
}

#[tokio::test]
async fn a_certificate_of_ours_is_shown_to_a_server_that_wants_one() {
    let (shown, issuer) = (ours(true), ours(true));
    let server = Server::with(&shown, Some(&issuer)).await;
    let own = |issuer: &Issuer| {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(["ops.example.edu".to_owned()]).unwrap();
        let pem = params.signed_by(&key, issuer).unwrap().pem();
        format!("{pem}{}", key.serialize_pem())
    };
    let ca_file = Some(server.file(&shown.pem()));
    let options = ClientOptions { ca_file, ..quick() };
    let showing =
        |pem: String| ClientOptions { client_identity: Some(pem.into()), ..options.clone() };
    server.ask(&showing(own(&issuer))).await.unwrap();
    let error = server.ask(&options).await.unwrap_err();
    assert_eq!(fault(&error), Some(TlsFault::ClientCertificate { is_given: false }));
    let error = server.ask(&showing(own(&ours(true)))).await.unwrap_err();
    assert_eq!(fault(&error), Some(TlsFault::ClientCertificate { is_given: true }));
    let error = server.ask(&showing(issuer.pem())).await.unwrap_err();
    assert!(error.to_string().contains("holds no key"), "{error}");
}
