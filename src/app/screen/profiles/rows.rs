//! The list of profiles.

use crate::app::Profile;
use crate::domain::order::Rank;
use crate::domain::text::harmless;
use crate::table::{Cell, Column, Lens, RowId, Rows, Spec, Tone};

/// The columns of the profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ProfileColumn {
    /// Its name.
    Profile,
    /// The proxy's URL.
    Litellm,
    /// Open WebUI's URL.
    OpenWebui,
    /// Whether anything may be written.
    Mode,
    /// Its label.
    Label,
}

impl Column for ProfileColumn {
    const LIST: &'static str = "profiles";

    fn row(self) -> Spec {
        match self {
            Self::Profile => Spec::words("PROFILE", "name", 18, 34).rank(0, 3),
            Self::Litellm => Spec::words("LITELLM", "the proxy's URL", 20, 64).rank(1, 4),
            Self::OpenWebui => Spec::words("OPEN WEBUI", "Open WebUI's URL", 20, 64).rank(4, 5),
            Self::Mode => Spec::words("MODE", "whether it may write", 10, 10).rank(2, 9),
            Self::Label => Spec::words("LABEL", "label", 10, 24).rank(3, 2),
        }
    }
}

/// The profiles of the configuration.
pub struct Profiles<'a> {
    /// All of them.
    pub all: &'a [Profile],
    /// The name of the one at work.
    pub at_work: &'a str,
}

impl Rows for Profiles<'_> {
    type Column = ProfileColumn;

    fn count(&self) -> usize {
        self.all.len()
    }

    fn id(&self, row: u32) -> Option<RowId> {
        self.all.get(row as usize).map(|profile| profile.name.as_str().into())
    }

    fn rank(&self, row: u32, column: ProfileColumn) -> Rank<'_> {
        let Some(profile) = self.all.get(row as usize) else { return Rank::Missing };
        Rank::text(match column {
            ProfileColumn::Profile => &profile.name,
            ProfileColumn::Litellm => profile.proxy_url().unwrap_or_default(),
            ProfileColumn::OpenWebui => profile.webui_url().unwrap_or_default(),
            ProfileColumn::Mode => mode(profile),
            ProfileColumn::Label => profile.label.as_deref().unwrap_or_default(),
        })
    }

    fn cell(&self, row: u32, column: ProfileColumn, _lens: &Lens) -> Cell {
        let Some(profile) = self.all.get(row as usize) else { return Cell::Nothing };
        match column {
            ProfileColumn::Profile if profile.name == self.at_work => {
                Cell::plain(format!("{} (at work)", harmless(&profile.name)))
            }
            ProfileColumn::Profile => Cell::text(Some(&profile.name)),
            ProfileColumn::Litellm => Cell::text(profile.proxy_url()),
            ProfileColumn::OpenWebui => Cell::text(profile.webui_url()),
            ProfileColumn::Mode => Cell::plain(mode(profile)),
            ProfileColumn::Label => Cell::text(profile.label.as_deref()),
        }
    }

    fn sign(&self, row: u32, _lens: &Lens) -> Option<(&'static str, Tone)> {
        let profile = self.all.get(row as usize);
        profile.filter(|profile| profile.name == self.at_work).map(|_| ("*", Tone::Plain))
    }
}

fn mode(profile: &Profile) -> &'static str {
    if profile.read_only { "read-only" } else { "read-write" }
}
