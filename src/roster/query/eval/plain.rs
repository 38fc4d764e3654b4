//! Terms whose test needs nothing but the person: amounts, counts, spans and words.

use crate::domain::{BudgetState, Key, Limit, Text, Usd};
use crate::roster::SyncStatus;
use crate::roster::query::facts::{Facts, NEVER};
use crate::roster::query::field::QueryField;
use crate::roster::query::term::{Op, Term};
use crate::roster::query::truth::{Known, Truth};
use crate::roster::query::value::{Test, Word};

/// A term whose test needs nothing but the person.
pub(super) fn plain(term: &Term, facts: Facts<'_>) -> Truth {
    match (&term.test, term.field) {
        (Test::Word(word), field) => meaning(*word, field, facts),
        (Test::State(state), _) => budget_state(facts).is(|is| is == *state),
        (Test::Sync(sync), _) => Truth::of(facts.person.sync() == *sync),
        (Test::Money(op, amount), QueryField::Spend) => {
            facts.spend().is(|spend| op.compare(spend, *amount))
        }
        (Test::Money(op, amount), _) => facts.budget().is(|budget| {
            // Unlimited is more than any amount.
            let limit = |limit: Limit| limit.amount().map_or(i64::MAX, Usd::micros);
            op.compare(limit(budget.limit), amount.micros())
        }),
        (Test::Percent(op, percent), _) => {
            facts.spend_and_limit().is(|(spend, limit)| of_budget(*op, spend, limit, *percent))
        }
        (Test::Count(op, count), _) => key_count(*op, *count, facts),
        (Test::Span(op, seconds), field) => {
            span_of(field, facts).is(|span| op.compare(span, *seconds))
        }
        // Texts have a node of their own.
        (Test::Text { .. }, _) => Truth::Unknown,
    }
}

/// `spend / limit` against a percentage, in whole numbers; a budget of zero is used up.
fn of_budget(op: Op, spend: Usd, limit: Usd, percent: i64) -> bool {
    const HUNDRED: i128 = 100_000_000;
    if limit.micros() <= 0 {
        return op.compare(HUNDRED, i128::from(percent));
    }
    let scaled = i128::from(spend.micros()) * HUNDRED;
    op.compare(scaled, i128::from(percent) * i128::from(limit.micros()))
}

fn span_of(field: QueryField, facts: Facts<'_>) -> Known<i64> {
    match field {
        QueryField::Active => facts.active(),
        QueryField::Resets => facts.resets(),
        _ => facts.created(),
    }
}

fn budget_state(facts: Facts<'_>) -> Known<BudgetState> {
    let now = facts.now;
    facts.user().and_then(|user| match user.budget.state(user.spend, now) {
        BudgetState::Unknown => Known::Unknown,
        state => Known::Is(state),
    })
}

/// Of an incomplete listing it is known only that there are no fewer.
fn key_count(op: Op, wanted: u64, facts: Facts<'_>) -> Truth {
    let count = facts.person.keys().len() as u64;
    if facts.seen.keys && !matches!(facts.user(), Known::Unknown) {
        return Truth::of(op.compare(count, wanted));
    }
    let known = match op {
        Op::Greater => (count > wanted).then_some(Truth::Yes),
        Op::AtLeast => (count >= wanted).then_some(Truth::Yes),
        Op::Less => (count >= wanted).then_some(Truth::No),
        Op::AtMost | Op::Is | Op::Equal => (count > wanted).then_some(Truth::No),
    };
    known.unwrap_or(Truth::Unknown)
}

/// What a word means for its field.
fn meaning(word: Word, field: QueryField, facts: Facts<'_>) -> Truth {
    match (word, field) {
        (Word::Yes | Word::No, _) => {
            let is_so =
                if field == QueryField::Blocked { facts.is_blocked() } else { facts.is_customer() };
            if word == Word::Yes { is_so } else { is_so.not() }
        }
        (Word::Any, _) => has_any(field, facts),
        (
            Word::None,
            QueryField::Team
            | QueryField::Group
            | QueryField::Key
            | QueryField::Role
            | QueryField::Email,
        ) => has_any(field, facts).not(),
        (Word::None, QueryField::Active) => facts.account().is_absent(),
        (Word::None, _) => facts.user().is_absent(),
        (Word::Unknown, _) => is_unknown(field, facts),
        (Word::Unlimited, _) => facts.budget().is(|budget| budget.limit == Limit::Unlimited),
        (Word::All, _) => facts.models().is(<[Text]>::is_empty),
        (Word::Never, _) => span_of(field, facts).is(|span| span == NEVER),
        (Word::Due, _) => facts.resets().is(|span| span <= 0),
        (Word::Blocked, _) => some_key(facts, |key| key.blocked),
        (Word::Expired, _) => some_key(facts, |key| key.is_expired(facts.now)),
    }
}

pub(super) fn are_keys_seen(facts: Facts<'_>) -> bool {
    facts.seen.keys && !matches!(facts.user(), Known::Unknown)
}

/// Whether that is so of a key; `None` where it could not be read of it.
fn some_key(facts: Facts<'_>, test: impl Fn(&Key) -> Option<bool>) -> Truth {
    let is_seen = || are_keys_seen(facts) && facts.person.keys().all(|key| test(key).is_some());
    if facts.person.keys().any(|key| test(key) == Some(true)) {
        Truth::Yes
    } else {
        Truth::unless_seen(is_seen())
    }
}

fn has_any(field: QueryField, facts: Facts<'_>) -> Truth {
    let (has, is_seen) = match field {
        QueryField::Team => {
            let teams = matches!(facts.teams(), Known::Is(teams) if !teams.is_empty());
            (teams, !matches!(facts.teams(), Known::Unknown))
        }
        QueryField::Group => (facts.person.groups().next().is_some(), are_groups_seen(facts)),
        QueryField::Key => (facts.person.keys().len() > 0, are_keys_seen(facts)),
        QueryField::Role => (facts.roles().next().is_some(), facts.is_whole()),
        _ => (facts.person.email().is_some(), facts.is_whole()),
    };
    if has { Truth::Yes } else { Truth::unless_seen(is_seen) }
}

pub(super) fn are_groups_seen(facts: Facts<'_>) -> bool {
    facts.seen.groups && !matches!(facts.account(), Known::Unknown)
}

/// Always yes or no: it is known what is not known.
fn is_unknown(field: QueryField, facts: Facts<'_>) -> Truth {
    match field {
        QueryField::Spend => facts.spend().is_unknown(),
        QueryField::Budget => facts.budget().is_unknown(),
        QueryField::Model => facts.models().is_unknown(),
        QueryField::Team => facts.teams().is_unknown(),
        QueryField::State => budget_state(facts).is_unknown(),
        QueryField::Active | QueryField::Created | QueryField::Resets => {
            span_of(field, facts).is_unknown()
        }
        QueryField::Sync => Truth::of(facts.person.sync() == SyncStatus::Unknown),
        QueryField::Group => Truth::of(!are_groups_seen(facts)),
        QueryField::Key | QueryField::Keys => Truth::of(!are_keys_seen(facts)),
        QueryField::Customer => Truth::of(facts.is_customer() == Truth::Unknown),
        QueryField::Blocked => Truth::of(facts.is_blocked() == Truth::Unknown),
        QueryField::Role | QueryField::Name | QueryField::Email | QueryField::Id => {
            Truth::of(!facts.is_whole())
        }
    }
}
