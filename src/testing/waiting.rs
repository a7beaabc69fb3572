//! Warm servers that wait for a test, and those that are being made.

use std::collections::HashMap;

/// Items by key; those with the same key are interchangeable.
#[derive(Debug)]
pub(super) struct Waiting<T> {
    /// How many may wait, of all keys together.
    room: usize,
    /// How often each key was requested.
    asked: HashMap<String, usize>,
    /// Those that wait, oldest first.
    ready: Vec<(String, T)>,
    /// How many of each key are being made.
    ordered: HashMap<String, usize>,
}

impl<T> Waiting<T> {
    pub fn new(room: usize) -> Self {
        Self {
            room,
            asked: HashMap::new(),
            ready: Vec::new(),
            ordered: HashMap::new(),
        }
    }

    /// Returned is everything that waited.
    pub fn set_room(&mut self, room: usize) -> Vec<(String, T)> {
        self.room = room;
        std::mem::take(&mut self.ready)
    }

    /// One that waits, if there is one, and whether to make another.
    pub fn take(&mut self, key: &str) -> (Option<T>, bool) {
        let asked = self.asked.entry(key.to_owned()).or_default();
        *asked += 1;
        let is_usual = *asked >= 2;
        let place = self.ready.iter().position(|(ready, _)| ready == key);
        let taken = place.map(|place| self.ready.remove(place).1);
        let waiting = self.ready.iter().filter(|(ready, _)| ready == key).count();
        let ordered = self.ordered.entry(key.to_owned()).or_default();
        let wants_another = is_usual && waiting + *ordered < self.room;
        *ordered += usize::from(wants_another);
        (taken, wants_another)
    }

    /// Stores what was ordered, or drops the order if it failed; returns what has to make room.
    pub fn put(&mut self, key: String, made: Option<T>) -> Vec<(String, T)> {
        if let Some(ordered) = self.ordered.get_mut(&key) {
            *ordered = ordered.saturating_sub(1);
        }
        self.ready.extend(made.map(|made| (key, made)));
        let surplus = self.ready.len().saturating_sub(self.room);
        self.ready.drain(..surplus).collect()
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    fn put(waiting: &mut Waiting<u8>, key: &str, made: Option<u8>) -> Vec<u8> {
        let surplus = waiting.put(key.to_owned(), made);
        surplus.into_iter().map(|(_, thing)| thing).collect()
    }

    #[test]
    fn what_is_asked_for_once_is_not_made_ahead() {
        let mut waiting = Waiting::<u8>::new(2);
        assert_eq!(waiting.take("a"), (None, false));
        assert_eq!(waiting.take("b"), (None, false));
    }

    #[test]
    fn what_is_asked_for_again_is_made_until_the_room_is_full() {
        let mut waiting = Waiting::<u8>::new(2);
        let orders = [(); 5].map(|()| waiting.take("a").1);
        assert_eq!(orders, [false, true, true, false, false]);
    }

    #[test]
    fn what_waits_is_given_to_one_alone_and_only_to_who_asked_for_the_like() {
        let mut waiting = Waiting::<u8>::new(2);
        assert_eq!(put(&mut waiting, "a", Some(1)), [0; 0]);
        assert_eq!(waiting.take("b").0, None);
        assert_eq!(waiting.take("a").0, Some(1));
        assert_eq!(waiting.take("a").0, None);
    }

    #[test]
    fn the_oldest_makes_room() {
        let mut waiting = Waiting::<u8>::new(2);
        assert_eq!(put(&mut waiting, "a", Some(1)), [0; 0]);
        assert_eq!(put(&mut waiting, "b", Some(2)), [0; 0]);
        assert_eq!(put(&mut waiting, "b", Some(3)), [1]);
    }

    #[test]
    fn what_could_not_be_made_is_ordered_again() {
        let mut waiting = Waiting::<u8>::new(1);
        waiting.take("a");
        assert_eq!(waiting.take("a"), (None, true));
        assert_eq!(waiting.take("a"), (None, false));
        put(&mut waiting, "a", None);
        assert_eq!(waiting.take("a"), (None, true));
    }

    #[test]
    fn without_room_nothing_waits() {
        let mut waiting = Waiting::<u8>::new(0);
        let orders = [(); 3].map(|()| waiting.take("a").1);
        assert_eq!(orders, [false; 3]);
        assert_eq!(put(&mut waiting, "a", Some(1)), [1]);
    }
}
