//! Where records stand in the listings of a snapshot.

use std::num::NonZero;

/// A row of a listing, in four bytes also where there may be none: four billion people are not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RowIndex(NonZero<u32>);

impl RowIndex {
    pub(super) fn new(index: usize) -> Self {
        let number = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
        Self(NonZero::new(number).unwrap_or(NonZero::<u32>::MAX))
    }

    pub(super) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// Some rows of one listing, in its order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Subset<'a>(pub(super) &'a [RowIndex]);

impl Subset<'_> {
    /// How many.
    pub fn len(self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The row of the listing at a place of these.
    pub fn row(self, place: u32) -> Option<u32> {
        self.0.get(place as usize).and_then(|row| u32::try_from(row.index()).ok())
    }

    /// The place of a row of the listing among these.
    pub fn place_of(self, row: u32) -> Option<u32> {
        let place = self.0.binary_search_by_key(&(row as usize), |row| row.index()).ok()?;
        u32::try_from(place).ok()
    }
}

/// What rows of one listing belong to each row of another: a user's keys, an account's groups.
#[derive(Debug, Default)]
pub(super) struct Belongings {
    /// Where the rows of each owner end in `rows`, and those of the next begin.
    ends: Box<[u32]>,
    rows: Box<[RowIndex]>,
}

impl Belongings {
    /// Of pairs of an owner and a row, the rows of each of so many owners, in their order.
    pub(super) fn new(owned: &[(RowIndex, RowIndex)], owners: usize) -> Self {
        let mut ends = vec![0_u32; owners];
        for (owner, _) in owned {
            ends[owner.index()] += 1;
        }
        let mut begin = 0;
        for end in &mut ends {
            (begin, *end) = (begin + *end, begin);
        }
        // Each end stands where its owner's rows begin, and moves behind each that is put there.
        let mut rows = vec![RowIndex::new(0); owned.len()];
        for (owner, row) in owned {
            let end = &mut ends[owner.index()];
            rows[*end as usize] = *row;
            *end += 1;
        }
        Self { ends: ends.into(), rows: rows.into() }
    }

    /// The rows of an owner, if there is one.
    pub(super) fn of(&self, owner: Option<RowIndex>) -> &[RowIndex] {
        let Some((owner, end)) = owner.and_then(|row| Some((row, self.ends.get(row.index())?)))
        else {
            return &[];
        };
        let before = owner.index().checked_sub(1).and_then(|before| self.ends.get(before));
        let begin = before.copied().unwrap_or_default();
        self.rows.get(begin as usize..*end as usize).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn everybody_has_what_is_theirs(owned in proptest::collection::vec((0_usize..9, 0_usize..50), 0..40)) {
            let pairs: Vec<_> = owned.iter().map(|&(a, b)| (RowIndex::new(a), RowIndex::new(b))).collect();
            let belongings = Belongings::new(&pairs, 9);
            for owner in 0..9 {
                let of: Vec<usize> = belongings.of(Some(RowIndex::new(owner))).iter().map(|row| row.index()).collect();
                let wanted: Vec<usize> = owned.iter().filter(|(a, _)| *a == owner).map(|&(_, b)| b).collect();
                proptest::prop_assert_eq!(of, wanted);
            }
            proptest::prop_assert!(belongings.of(Some(RowIndex::new(9))).is_empty());
        }
    }
}
