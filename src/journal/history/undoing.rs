//! What of each plan was taken back, and what is left.

use std::collections::{BTreeMap, HashMap};

use super::{Record, Trace};

/// Which records are of which plan, and which take it back: the newest first, as in the history.
pub(super) struct Index<'a> {
    records: &'a [Record],
    of: HashMap<&'a str, Vec<usize>>,
    undoing: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Index<'a> {
    pub(super) fn new(records: &'a [Record]) -> Self {
        let mut index = Self { records, of: HashMap::new(), undoing: HashMap::new() };
        for (place, record) in records.iter().enumerate() {
            index.of.entry(record.plan.as_str()).or_default().push(place);
            if let Some(undone) = &record.undoes {
                index.undoing.entry(undone.as_str()).or_default().push(place);
            }
        }
        index
    }

    fn times(&self, plan: &str) -> &[usize] {
        self.of.get(plan).map_or(&[], Vec::as_slice)
    }

    /// Of each change of a plan the last time that it had or may have had an effect, in the plan's
    /// order.
    pub(super) fn effects(&self, plan: &str) -> Vec<&'a Trace> {
        let times = self.times(plan);
        if let [once] = times {
            return self.records.get(*once).into_iter().flat_map(|r| &r.traces).collect();
        }
        let mut effects: BTreeMap<u32, &Trace> = BTreeMap::new();
        let records = times.iter().rev().filter_map(|&place| self.records.get(place));
        for trace in records.flat_map(|record| &record.traces) {
            if trace.may_have_effect() || !effects.contains_key(&trace.change) {
                effects.insert(trace.change, trace);
            }
        }
        effects.into_values().collect()
    }

    /// The changes of that plan that were taken back since it last did anything, each with the
    /// plan that did; not those whose taking back was itself taken back.
    pub(super) fn taken_back(&self, plan: &str) -> HashMap<u32, &'a str> {
        self.taken_back_by(plan, self.records.len())
    }

    /// Looks at newer records at each step, so that it ends whatever the file says.
    fn taken_back_by(&self, plan: &str, newer_than: usize) -> HashMap<u32, &'a str> {
        let mut taken = HashMap::new();
        let did = |&&place: &&usize| self.records.get(place).is_some_and(Record::did_anything);
        let last = self.times(plan).iter().find(did).copied().unwrap_or(newer_than);
        let undoing = self.undoing.get(plan).map_or(&[][..], Vec::as_slice);
        for &place in undoing.iter().take_while(|place| **place < last.min(newer_than)) {
            let Some(record) = self.records.get(place) else { continue };
            let again = self.taken_back_by(&record.plan, place);
            let held = record.traces.iter().filter(|trace| {
                // What was so already is so: nothing is left to take back.
                trace.kind.is_success() && !again.contains_key(&trace.change)
            });
            for change in held.filter_map(|trace| trace.undoes) {
                taken.entry(change).or_insert(record.plan.as_str());
            }
        }
        taken
    }

    /// What a plan did and was not taken back yet, and what it may have done; or by which plan all
    /// that it did was taken back.
    pub(super) fn left(&self, plan: &str) -> Result<Vec<&'a Trace>, &'a str> {
        let mut effects = self.effects(plan);
        let taken = self.taken_back(plan);
        if taken.is_empty() {
            return Ok(effects);
        }
        effects.retain(|trace| !taken.contains_key(&trace.change));
        let is_left = effects.iter().any(|trace| trace.has_effect());
        match taken.into_values().next().filter(|_| !is_left) {
            Some(by) => Err(by),
            None => Ok(effects),
        }
    }
}
