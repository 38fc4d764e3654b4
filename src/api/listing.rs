//! Listings: complete, or saying why not.

use std::collections::HashSet;
use std::future::Future;
use std::hash::Hash;

use futures_util::{StreamExt, stream};

use super::decode::Page;
use super::http::{Call, Client};
use super::redact::excerpt;
use super::{Delivery, ErrorKind, ServiceError};
use crate::domain::Listing;

/// Pages read of one listing at most: a server that never ends must not fill the memory.
pub(super) const MOST_PAGES: usize = 20_000;

/// Rows kept of one listing at most, for the same reason: five times the people bursar is made for.
pub(super) const MOST_ROWS: usize = 500_000;

/// Told how many rows are read, of how many.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Send + Sync);

/// One listing's way of reading pages.
pub(super) struct Pages<'a, T, I> {
    /// What the rows are, in the plural: `users`.
    pub(super) what: &'static str,
    /// Page on a full page.
    pub(super) size: usize,
    /// Pages at once.
    pub(super) in_flight: usize,
    /// What makes a row one row.
    pub(super) id: fn(&T) -> I,
    pub(super) progress: Option<Progress<'a>>,
}

/// What the pages of one pass gave.
struct Pass<T> {
    rows: Vec<T>,
    bad: Vec<String>,
    total: usize,
    failed: Option<String>,
}

impl<T, I: Eq + Hash> Pages<'_, T, I> {
    /// Reads all pages, the first alone (it tells how many there are). Page that come twice count
    /// once; when the number does not match what the server counts, everything is read once more,
    /// because somebody may have been added or removed meanwhile. Fails only when the first page
    /// does.
    pub(super) async fn read<F, Fut>(&self, fetch: F) -> Result<Listing<T>, ServiceError>
    where
        F: Fn(usize) -> Fut,
        Fut: Future<Output = Result<Page<T>, ServiceError>>,
    {
        let mut pass = self.pass(&fetch).await?;
        if pass.failed.is_none() && !pass.is_whole() {
            pass = self.pass(&fetch).await?;
        }
        Ok(self.conclude(pass))
    }

    async fn pass<F, Fut>(&self, fetch: &F) -> Result<Pass<T>, ServiceError>
    where
        F: Fn(usize) -> Fut,
        Fut: Future<Output = Result<Page<T>, ServiceError>>,
    {
        let first = fetch(1).await?;
        let total = first.total.unwrap_or(first.rows.len());
        let last_page = total.div_ceil(self.size).min(MOST_PAGES);
        let mut seen = HashSet::new();
        let mut pass = Pass { rows: Vec::new(), bad: Vec::new(), total, failed: None };
        self.take(&mut pass, &mut seen, first);
        let mut pages = stream::iter(2..=last_page).map(fetch).buffered(self.in_flight.max(1));
        while let Some(page) = pages.next().await {
            match page {
                // The count was wrong, or rows went meanwhile: nothing comes after the end.
                Ok(page) if page.rows.is_empty() && page.bad.is_empty() => break,
                Ok(page) => {
                    let before = seen.len() + pass.bad.len();
                    if before + page.rows.len() + page.bad.len() > MOST_ROWS {
                        pass.failed = Some(format!("more than {MOST_ROWS} rows are not read"));
                        break;
                    }
                    self.take(&mut pass, &mut seen, page);
                    // A page of nothing but repeats: the server does not page, or never ends.
                    if seen.len() + pass.bad.len() == before {
                        break;
                    }
                }
                Err(error) => {
                    pass.failed = Some(error.to_string());
                    break;
                }
            }
        }
        Ok(pass)
    }

    fn take(&self, pass: &mut Pass<T>, seen: &mut HashSet<I>, page: Page<T>) {
        for row in page.rows {
            if seen.insert((self.id)(&row)) {
                pass.rows.push(row);
            }
        }
        pass.bad.extend(page.bad);
        if let Some(progress) = self.progress {
            progress(pass.rows.len(), pass.total);
        }
    }

    fn conclude(&self, pass: Pass<T>) -> Listing<T> {
        let is_whole = pass.is_whole();
        let Pass { rows, bad, total, failed } = pass;
        let what = self.what;
        let problem = if let Some(failed) = failed {
            Some(format!("{} of {total} {what} were read, then: {failed}", rows.len()))
        } else if !is_whole {
            let read = rows.len() + bad.len();
            Some(format!("the server counts {total} {what} but lists {read}, twice in a row"))
        } else {
            None
        };
        finish(rows, &bad, problem)
    }
}

impl<T> Pass<T> {
    fn is_whole(&self) -> bool {
        self.rows.len() + self.bad.len() == self.total
    }
}

/// A listing of `rows`, incomplete when any row was bad or there is a `problem`.
pub(super) fn finish<T>(rows: Vec<T>, bad: &[String], problem: Option<String>) -> Listing<T> {
    // They stay for long, and what a growing list holds in reserve may be as much again.
    let mut rows = rows;
    rows.shrink_to_fit();
    let bad = bad.first().map(|first| {
        let words = if bad.len() == 1 { "1 row" } else { &format!("{} rows", bad.len()) };
        format!("{words} could not be read: {}", excerpt(first, &[]))
    });
    match (problem, bad) {
        (None, None) => Listing::complete(rows),
        (Some(problem), None) | (None, Some(problem)) => Listing::incomplete(rows, problem),
        (Some(problem), Some(bad)) => Listing::incomplete(rows, format!("{problem}; {bad}")),
    }
}

impl Client {
    /// One row of a listing, for whoever is to `find` it. What is not found in one that is not whole
    /// is not known to be absent: an error.
    pub(super) fn find_in<T>(
        &self,
        find: &str,
        listing: Listing<T>,
        is_it: impl Fn(&T) -> bool,
    ) -> Result<Option<T>, ServiceError> {
        let Listing { rows, problem } = listing;
        match (rows.into_iter().find(is_it), problem) {
            (None, Some(problem)) => {
                let kind = ErrorKind::Undecodable { path: "the listing".into() };
                Err(self.error(&Call::get(find, &[]), kind, Delivery::Answered, &problem))
            }
            (found, _) => Ok(found),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_listing_that_never_ends_is_given_up() {
        let pages =
            Pages { what: "rows", size: 1, in_flight: 4, id: String::clone, progress: None };
        let fetch = async |page: usize| {
            assert!(page <= MOST_PAGES, "it never stops");
            Ok(Page { rows: vec![page.to_string()], bad: Vec::new(), total: Some(usize::MAX) })
        };
        let listing = pages.read(fetch).await.unwrap();
        assert_eq!(listing.rows.len(), MOST_PAGES);
        assert!(!listing.is_complete());
    }
}
