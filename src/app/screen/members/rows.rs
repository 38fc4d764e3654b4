//! The members of one team as a list: read on demand, since no listing has them.

use jiff::Timestamp;

use super::Members;
use crate::app::Remote;
use crate::app::filter::Filter;
use crate::app::worded::Worded;
use crate::domain::order::Rank;
use crate::domain::{Email, ListedMember, TeamMember, Text};
use crate::roster::{PersonRef, Roster};
use crate::table::{Amounts, Cell, Column, Lens, Money, Purse, RowId, Rows, Spec, Tone};

/// The columns of the list of members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum MemberColumn {
    /// Who.
    User,
    /// Their id at the proxy.
    Id,
    /// Their role in the team.
    Role,
    /// Spend against the budget; sorts as percent.
    Bar,
    /// The same in percent.
    Percent,
    /// The spend.
    Spend,
    /// The limit.
    Budget,
    /// When the spend is set back.
    Resets,
    /// Whose limit that is: their own, or the team's for everybody without their own.
    Whose,
}

impl Column for MemberColumn {
    const LIST: &'static str = "members";

    fn row(self) -> Spec {
        if let Some(spec) = Money::spec_of(self) {
            return spec;
        }
        match self {
            Self::User => Spec::words("MEMBER", "who", 16, 40).rank(0, 3),
            Self::Id => Spec::words("USER ID", "id at the proxy", 12, 36).rank(9, 4),
            Self::Role => Spec::words("ROLE", "role in the team", 5, 8).rank(8, 9),
            _ => {
                let words = "whether the limit is their own, or the team's default";
                Spec::words("LIMIT IS", words, 7, 7).rank(5, 9)
            }
        }
    }
}

/// The members that were read.
pub struct MemberRows<'a> {
    roster: &'a Roster,
    members: &'a [ListedMember],
}

impl<'a> MemberRows<'a> {
    /// As far as they were.
    pub fn new(roster: &'a Roster, members: &'a Remote<Members>) -> Self {
        Self { roster, members: members.last().map_or(&[], |members| members) }
    }

    /// The member of that row.
    pub fn get(&self, row: u32) -> Option<&'a ListedMember> {
        self.members.get(row as usize)
    }

    fn person(&self, member: &ListedMember) -> Option<PersonRef<'a>> {
        self.roster.by_user(&member.place.user)
    }
}

impl Rows for MemberRows<'_> {
    type Column = MemberColumn;

    fn count(&self) -> usize {
        self.members.len()
    }

    fn id(&self, row: u32) -> Option<RowId> {
        self.get(row).map(|member| member.place.user.text().clone())
    }

    fn row_of(&self, id: &str) -> Option<u32> {
        let id_of = |member: &'_ ListedMember| member.place.user.raw().cmp(id);
        u32::try_from(self.members.binary_search_by(id_of).ok()?).ok()
    }

    fn rank(&self, row: u32, column: MemberColumn) -> Rank<'_> {
        let Some(member) = self.get(row) else { return Rank::Missing };
        let place = &member.place;
        if let Some(money) = Money::of(column) {
            return Purse::new(place.spend, &place.budget).rank(money);
        }
        match column {
            MemberColumn::User => Rank::text(match self.person(member) {
                Some(person) => person.email().unwrap_or(person.name()),
                None => member.email.as_ref().map_or(place.user.raw(), Email::raw),
            }),
            MemberColumn::Id => Rank::text(place.user.raw()),
            MemberColumn::Role => Rank::text(member.role.as_ref().map_or("", Text::raw)),
            _ => Rank::text(whose(place)),
        }
    }

    fn cell(&self, row: u32, column: MemberColumn, lens: &Lens) -> Cell {
        let Some(member) = self.get(row) else { return Cell::Nothing };
        let place = &member.place;
        if let Some(money) = Money::of(column) {
            return Purse::new(place.spend, &place.budget).cell(money, lens);
        }
        match column {
            MemberColumn::User => match (self.person(member), &member.email) {
                (Some(person), _) => Cell::plain(person.label()),
                (None, Some(email)) => Cell::text(Some(email.raw())),
                (None, None) => Cell::muted(place.user.to_string()),
            },
            MemberColumn::Id => Cell::muted(place.user.to_string()),
            MemberColumn::Role => Cell::text(member.role.as_ref().map(Text::raw)),
            _ => match whose(place) {
                "own" => Cell::Words("own".into(), Tone::Active),
                whose => Cell::muted(whose),
            },
        }
    }

    fn amounts(&self, row: u32) -> Option<Amounts> {
        self.get(row).map(|member| Purse::new(member.place.spend, &member.place.budget).amounts())
    }
}

impl Worded for MemberRows<'_> {
    fn is_held_by(&self, row: u32, filter: &Filter, now: Timestamp) -> bool {
        let Some(member) = self.get(row) else { return false };
        let (place, person) = (&member.place, self.person(member));
        filter.holds(&[
            place.user.raw(),
            member.email.as_ref().map_or("", Email::raw),
            person.and_then(PersonRef::email).unwrap_or_default(),
            person.map_or("", PersonRef::name),
            member.role.as_ref().map_or("", Text::raw),
            whose(place),
            Purse::new(place.spend, &place.budget).state(now).words(),
        ])
    }
}

/// Whose limit it is that holds for a member.
pub fn whose(place: &TeamMember) -> &'static str {
    match (place.is_default, &place.default) {
        (false, _) => "own",
        (true, Some(_)) => "default",
        (true, None) => "none",
    }
}
