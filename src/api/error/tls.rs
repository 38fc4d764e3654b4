//! Why there is no secure connection: in words, and what to do about it.

/// Why there is no secure connection to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsFault {
    /// No authority that is trusted here has issued its certificate.
    Untrusted {
        /// Whether the profile names a CA file.
        has_ca_file: bool,
    },
    /// Its certificate is marked as an authority (`openssl req -x509` does that), which is refused
    /// unless the CA file holds that very certificate.
    OwnAuthority {
        /// Whether the profile names a CA file.
        has_ca_file: bool,
    },
    /// Its certificate is for another host.
    Name,
    /// Its certificate has expired, or is not valid yet.
    Dates,
    /// It does not speak TLS.
    Plain,
    /// It wants a certificate of ours, or does not take the one it got.
    ClientCertificate {
        /// Whether the profile names one.
        is_given: bool,
    },
    /// Anything else; the message says what.
    Other,
}

impl TlsFault {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Untrusted { has_ca_file: false } => {
                "its certificate comes from no authority that this host trusts"
            }
            Self::Untrusted { has_ca_file: true } => {
                "its certificate is not in the CA file, and comes from no authority that is in it or \
                 that this host trusts"
            }
            Self::OwnAuthority { has_ca_file: false } => {
                "it shows a certificate that is marked as an authority"
            }
            Self::OwnAuthority { has_ca_file: true } => {
                "it shows a certificate that is marked as an authority, and that is not in the CA file"
            }
            Self::Name => "its certificate is for another host",
            Self::Dates => "its certificate is not valid now",
            Self::Plain => "it speaks plain HTTP there, and no TLS",
            Self::ClientCertificate { is_given: false } => "it wants a certificate from us",
            Self::ClientCertificate { is_given: true } => "it does not take our certificate",
            Self::Other => "no secure connection",
        }
    }

    pub(super) fn hint(self, host: &str) -> String {
        match self {
            Self::Untrusted { has_ca_file: false } => {
                "If it comes from your own authority, name that authority's file (PEM) as `ca_file` in \
                 the profile; of a certificate that signed itself, that certificate's."
            }
            Self::Untrusted { has_ca_file: true } => {
                "Put the certificate of the authority that issued it, or that very certificate, into \
                 the profile's `ca_file`."
            }
            Self::OwnAuthority { .. } => {
                "Put that very certificate into the file that the profile names as `ca_file`, or make \
                 one with basicConstraints=CA:FALSE."
            }
            Self::Name => {
                return format!(
                    "Put a host name that the certificate is for into the URL, or have one made for \
                     '{host}'."
                );
            }
            Self::Dates => "Have it renewed; if it is valid, check the clock of this host.",
            Self::Plain => {
                "Put the port that speaks https into the URL, or http:// and, for another host, \
                 `allow_http = true`."
            }
            Self::ClientCertificate { is_given: false } => {
                "Name yours as `client_cert`, and its key as `client_key`, in the profile."
            }
            Self::ClientCertificate { is_given: true } => {
                "Check that `client_cert` in the profile is valid, and issued for this server."
            }
            Self::Other => "Check the URL of the profile, and what answers there.",
        }
        .to_owned()
    }
}
