//! What to do next about a failed request.

use super::{Delivery, ErrorKind, Service, ServiceError};

impl ServiceError {
    /// What the operator can do now, as a sentence.
    pub fn hint(&self) -> String {
        let service = self.service;
        match &self.kind {
            ErrorKind::Setup => "Check the URL and the certificates in the profile.".to_owned(),
            ErrorKind::Unreachable => {
                format!(
                    "Check that {service} runs at {} and that this host may reach it.",
                    self.host
                )
            }
            ErrorKind::Dns => format!("Check the host name '{}' in the profile.", self.host),
            ErrorKind::Tls { fault } => fault.hint(&self.host),
            ErrorKind::TimedOut | ErrorKind::Disconnected => self.unanswered_hint(),
            ErrorKind::Unauthorized => self.credential_hint(),
            ErrorKind::NotAdmin => match service {
                Service::Proxy => {
                    "Use the master key, or a key of a user with the role proxy_admin.".to_owned()
                }
                Service::Webui => "Use an API key or the sign-in of an admin.".to_owned(),
            },
            ErrorKind::Forbidden => self.forbidden_hint(),
            ErrorKind::NotFound => "Read again; it may have been deleted meanwhile.".to_owned(),
            ErrorKind::NoEndpoint => format!("Update {service}, or do without this."),
            ErrorKind::Conflict => "Read again and look at what is there now.".to_owned(),
            ErrorKind::Invalid => "Correct the value and try again.".to_owned(),
            ErrorKind::RateLimited { retry_after } => retry_after.map_or_else(
                || "Wait a few minutes and try again.".to_owned(),
                |wait| format!("Try again in {} s.", wait.as_secs().max(1)),
            ),
            ErrorKind::Redirected { to, is_elsewhere: false } => {
                format!("If {to} is right, put that address as the URL in the profile.")
            }
            ErrorKind::Redirected { is_elsewhere: true, .. } | ErrorKind::Gateway { .. } => {
                format!(
                    "{service} was not asked. Give what the gateway wants as `headers` or `client_cert` in \
                 the profile, or let this host pass there."
                )
            }
            ErrorKind::NotThisServer => format!("Correct the URL of {service} in the profile."),
            ErrorKind::TooLarge { .. } => {
                "Something other than a listing answers there.".to_owned()
            }
            ErrorKind::Undecodable { .. } => {
                format!("This version of {service} may be too new; please report it.")
            }
            ErrorKind::Server => format!("Look at the log of {service}, then try again."),
            ErrorKind::Licence => "Do it another way; this needs LiteLLM Enterprise.".to_owned(),
            ErrorKind::Refused { .. } => "Press w on the person to see why.".to_owned(),
        }
    }

    fn unanswered_hint(&self) -> String {
        if self.delivery == Delivery::NotSent {
            format!("Check that {} runs and that this host may reach it.", self.host)
        } else {
            "If this was a change, read again to see whether it took.".to_owned()
        }
    }

    fn credential_hint(&self) -> String {
        match self.service {
            Service::Proxy => {
                "Check the key in the profile; it may be deleted, blocked or expired. If the proxy \
                 takes keys in another header (litellm_key_header_name), name it as `key_header`."
            }
            Service::Webui => {
                "Check the key or password in the profile; a token may have expired or been revoked."
            }
        }
        .to_owned()
    }

    fn forbidden_hint(&self) -> String {
        match self.service {
            Service::Proxy => "Another administrator may be allowed to do this.",
            Service::Webui => {
                "API keys may be switched off or limited to some endpoints (Admin Settings, \
                 Authentication); the first account is protected from other admins."
            }
        }
        .to_owned()
    }
}
