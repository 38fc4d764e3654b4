//! Whom a secure connection trusts, what it shows of us, and why there was none.

use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme,
};
use rustls_platform_verifier::Verifier;
use secrecy::{ExposeSecret, SecretString};

use super::ClientOptions;
use crate::api::TlsFault;

/// TLS with what the system trusts and with the certificates of the CA file.
pub(super) fn config(options: &ClientOptions) -> Result<ClientConfig, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let own = match &options.ca_file {
        Some(path) => certificates(path)?,
        None => Vec::new(),
    };
    let usual = Verifier::new_with_extra_roots(own.iter().cloned(), Arc::clone(&provider))
        .map_err(|problem| match &options.ca_file {
            Some(path) => format!("'{}' cannot be used: {problem}", path.display()),
            None => problem.to_string(),
        })?;
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|problem| problem.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Trust { usual, own }));
    let mut config = match &options.client_identity {
        None => builder.with_no_client_auth(),
        Some(pem) => {
            let (chain, key) = identity(pem)?;
            builder
                .with_client_auth_cert(chain, key)
                .map_err(|problem| format!("the client certificate cannot be used: {problem}"))?
        }
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// The certificates of a PEM file; whatever else it holds is passed over.
fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    if !fs_err::metadata(path).map_err(|error| error.to_string())?.is_file() {
        return Err(format!("'{}' is not a file", path.display()));
    }
    let pem = fs_err::read(path).map_err(|error| error.to_string())?;
    let path = path.display();
    if pem.trim_ascii().is_empty() {
        return Err(format!("'{path}' is empty"));
    }
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    match found {
        Ok(certificates) if certificates.is_empty() => Err(format!(
            "'{path}' holds no certificate; it must be PEM, with a line BEGIN CERTIFICATE"
        )),
        Ok(certificates) => Ok(certificates),
        Err(problem) => Err(format!("'{path}' is no PEM: {problem}")),
    }
}

/// Chain and key of one PEM text. Says nothing of what it holds.
fn identity(
    pem: &SecretString,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), String> {
    let pem = pem.expose_secret().as_bytes();
    let chain: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|_quotes_it| "the client certificate is no PEM")?;
    if chain.is_empty() {
        return Err("the file of the client certificate holds no certificate (PEM)".to_owned());
    }
    let key = PrivateKeyDer::from_pem_slice(pem).map_err(|_quotes_it| {
        "the file of the client certificate's key holds no key (PEM, without a passphrase)"
    })?;
    Ok((chain, key))
}

/// Trusts what the system and the CA file vouch for, and a certificate that is in that file itself:
/// by the usual rules one that is marked as an authority is no server's, whoever put it there.
#[derive(Debug)]
struct Trust {
    usual: Verifier,
    own: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let usual = self.usual.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        );
        match usual {
            // Its dates were looked at before its issuer; its name is after.
            Err(error) if is_about_issuer(&error) && self.own.contains(end_entity) => {
                let parsed = ParsedCertificate::try_from(end_entity)?;
                rustls::client::verify_server_name(&parsed, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            usual => usual,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.usual.supported_verify_schemes()
    }
}

fn is_about_issuer(error: &Error) -> bool {
    is_untrusted(error) || is_own_authority(error)
}

/// A bad signature is that of another authority of the same name, such as an older certificate that
/// signed itself.
fn is_untrusted(error: &Error) -> bool {
    matches!(
        error,
        Error::InvalidCertificate(CertificateError::UnknownIssuer | CertificateError::BadSignature)
    )
}

fn is_own_authority(error: &Error) -> bool {
    let Error::InvalidCertificate(CertificateError::Other(other)) = error else { return false };
    matches!(other.0.downcast_ref(), Some(webpki::Error::CaUsedAsEndEntity))
}

/// What an error of TLS counts as, and what else there is to say of it.
pub(super) fn fault(error: &Error, options: &ClientOptions) -> (TlsFault, String) {
    let has_ca_file = options.ca_file.is_some();
    let silent = |fault| (fault, String::new());
    if is_own_authority(error) {
        return silent(TlsFault::OwnAuthority { has_ca_file });
    }
    match error {
        error if is_untrusted(error) => silent(TlsFault::Untrusted { has_ca_file }),
        Error::InvalidCertificate(CertificateError::NotValidForNameContext {
            presented, ..
        }) => {
            let names: Vec<&str> = presented.iter().map(|name| bare(name)).collect();
            let names = if names.is_empty() { "no host".to_owned() } else { names.join(", ") };
            (TlsFault::Name, format!("it is for {names}"))
        }
        Error::InvalidCertificate(CertificateError::NotValidForName) => silent(TlsFault::Name),
        Error::InvalidCertificate(
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. },
        ) => (TlsFault::Dates, error.to_string()),
        Error::InvalidMessage(_) => silent(TlsFault::Plain),
        Error::AlertReceived(alert) if is_of_our_certificate(*alert) => {
            let is_given = options.client_identity.is_some();
            (TlsFault::ClientCertificate { is_given }, error.to_string())
        }
        _ => (TlsFault::Other, error.to_string()),
    }
}

/// `a.example.edu` of `DnsName("a.example.edu")`, as rustls writes a name of a certificate.
fn bare(name: &str) -> &str {
    let inner = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    inner.unwrap_or(name).trim_matches('"')
}

/// Alerts about what we showed of us, or did not: nothing that we sent was looked at. In TLS 1.3 they
/// come after the handshake.
pub(super) fn is_refused(error: &Error) -> bool {
    matches!(error, Error::AlertReceived(alert) if is_of_our_certificate(*alert))
}

fn is_of_our_certificate(alert: AlertDescription) -> bool {
    matches!(
        alert,
        AlertDescription::CertificateRequired
            | AlertDescription::NoCertificate
            | AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::UnknownCA
            // By an authority of the right name and another key.
            | AlertDescription::DecryptError
            | AlertDescription::AccessDenied
    )
}
