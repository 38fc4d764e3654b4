//! The config file as it is typed: every setting optional, no unknown ones, each with its place.

use std::collections::BTreeMap;
use std::fmt;

use secrecy::SecretString;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::keys::RawKeys;

/// The names of all settings, sorted. A test holds the structs below and the example file to it.
pub const SETTINGS: &[&str] = &[
    "allow_http",
    "ascii",
    "at_least",
    "authority",
    "band",
    "ca_file",
    "client_cert",
    "client_key",
    "color",
    "command",
    "default_profile",
    "email",
    "env",
    "escape_delay",
    "exclude",
    "file",
    "guard",
    "headers",
    "internal_user",
    "internal_user_viewer",
    "key",
    "key_header",
    "keys",
    "label",
    "listing_timeout",
    "max_in_flight",
    "mouse",
    "new_user_max_budget",
    "new_user_role",
    "none",
    "password",
    "percent",
    "profiles",
    "prompt",
    "proxy",
    "proxy_admin",
    "proxy_admin_viewer",
    "read_only",
    "refresh",
    "roles",
    "sync",
    "theme",
    "timeout",
    "ui",
    "url",
    "webui",
];

/// Names of headers and what each carries.
pub(super) type RawHeaders = BTreeMap<Spanned<String>, Spanned<RawSecret>>;

/// A setting that may be absent, with its place.
pub(super) type Typed<T> = Option<Spanned<T>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFile {
    pub(super) default_profile: Typed<String>,
    pub(super) keys: Typed<RawKeys>,
    #[serde(default)]
    pub(super) ui: RawUi,
    #[serde(default)]
    pub(super) profiles: BTreeMap<Spanned<String>, Spanned<RawProfile>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawUi {
    pub(super) theme: Typed<String>,
    pub(super) mouse: Option<bool>,
    pub(super) ascii: Option<bool>,
    pub(super) color: Typed<String>,
    pub(super) escape_delay: Typed<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProfile {
    pub(super) read_only: Option<bool>,
    pub(super) label: Typed<String>,
    pub(super) band: Typed<String>,
    pub(super) refresh: Typed<i64>,
    pub(super) proxy: Typed<RawProxy>,
    pub(super) webui: Typed<RawWebui>,
    #[serde(default)]
    pub(super) sync: RawSync,
    #[serde(default)]
    pub(super) guard: RawGuard,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProxy {
    pub(super) url: Typed<String>,
    pub(super) key: Typed<RawSecret>,
    pub(super) allow_http: Option<bool>,
    pub(super) ca_file: Typed<String>,
    pub(super) client_cert: Typed<String>,
    pub(super) client_key: Typed<String>,
    pub(super) key_header: Typed<String>,
    #[serde(default)]
    pub(super) headers: RawHeaders,
    pub(super) timeout: Typed<i64>,
    pub(super) listing_timeout: Typed<i64>,
    pub(super) max_in_flight: Typed<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWebui {
    pub(super) url: Typed<String>,
    pub(super) key: Typed<RawSecret>,
    pub(super) email: Typed<String>,
    pub(super) password: Typed<RawSecret>,
    pub(super) allow_http: Option<bool>,
    pub(super) ca_file: Typed<String>,
    pub(super) client_cert: Typed<String>,
    pub(super) client_key: Typed<String>,
    pub(super) key_header: Typed<String>,
    #[serde(default)]
    pub(super) headers: RawHeaders,
    pub(super) timeout: Typed<i64>,
    pub(super) listing_timeout: Typed<i64>,
    pub(super) max_in_flight: Typed<i64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSync {
    pub(super) authority: Typed<String>,
    #[serde(default)]
    pub(super) exclude: Vec<Spanned<String>>,
    pub(super) new_user_role: Typed<String>,
    pub(super) new_user_max_budget: Typed<RawMoney>,
    #[serde(default)]
    pub(super) roles: RawRoles,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRoles {
    pub(super) proxy_admin: Typed<String>,
    pub(super) proxy_admin_viewer: Typed<String>,
    pub(super) internal_user: Typed<String>,
    pub(super) internal_user_viewer: Typed<String>,
    pub(super) none: Typed<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGuard {
    pub(super) percent: Typed<i64>,
    pub(super) at_least: Typed<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReference {
    pub(super) env: Typed<String>,
    pub(super) command: Typed<Vec<String>>,
    pub(super) file: Typed<String>,
    pub(super) prompt: Typed<bool>,
}

/// A secret, or where it is.
pub(super) enum RawSecret {
    Inline(SecretString),
    Reference(RawReference),
}

// Not `#[serde(untagged)]`: that gives up the place and the reason of a mistake inside.
impl<'de> Deserialize<'de> for RawSecret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = RawSecret;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "one of { env = \"NAME\" }, { command = [\"…\"] }, { file = \"…\" }, \
                     { prompt = true } or a string",
                )
            }

            fn visit_str<E: Error>(self, secret: &str) -> Result<RawSecret, E> {
                Ok(RawSecret::Inline(SecretString::from(secret)))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawSecret, A::Error> {
                RawReference::deserialize(MapAccessDeserializer::new(map)).map(RawSecret::Reference)
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// An amount as a number or as a word, in the form a person types.
pub(super) struct RawMoney(pub(super) String);

impl<'de> Deserialize<'de> for RawMoney {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = RawMoney;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount in dollars or \"unlimited\"")
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<RawMoney, E> {
                Ok(RawMoney(word.to_owned()))
            }

            fn visit_i64<E: Error>(self, dollars: i64) -> Result<RawMoney, E> {
                Ok(RawMoney(dollars.to_string()))
            }

            fn visit_f64<E: Error>(self, dollars: f64) -> Result<RawMoney, E> {
                Ok(RawMoney(dollars.to_string()))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// A deserialiser that only notes which fields a struct asks for.
    struct Fields<'a>(&'a mut BTreeSet<&'static str>);

    impl<'de> Deserializer<'de> for Fields<'_> {
        type Error = serde::de::value::Error;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
            Err(Error::custom("only structs"))
        }

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            _: V,
        ) -> Result<V::Value, Self::Error> {
            self.0.extend(fields);
            Err(Error::custom("noted"))
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
            unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
        }
    }

    #[test]
    fn the_list_of_settings_names_every_field_of_every_struct() {
        let mut names = BTreeSet::new();
        let noted = [
            RawFile::deserialize(Fields(&mut names)).is_err(),
            RawUi::deserialize(Fields(&mut names)).is_err(),
            RawProfile::deserialize(Fields(&mut names)).is_err(),
            RawProxy::deserialize(Fields(&mut names)).is_err(),
            RawWebui::deserialize(Fields(&mut names)).is_err(),
            RawSync::deserialize(Fields(&mut names)).is_err(),
            RawRoles::deserialize(Fields(&mut names)).is_err(),
            RawGuard::deserialize(Fields(&mut names)).is_err(),
            RawReference::deserialize(Fields(&mut names)).is_err(),
        ];
        assert_eq!(noted, [true; 9]);
        assert_eq!(names.into_iter().collect::<Vec<_>>(), SETTINGS);
    }
}
