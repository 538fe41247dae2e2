//! Smallest sets that do something.

/// Every set of statements, out of `count`, that hits all `masks`, and of which no part does. A mask has a bit for each
/// statement that a request breaks: a set that hits the masks of all requests is one that no request satisfies.
#[must_use]
pub fn hitting_sets(masks: &[u64], count: usize) -> Vec<Vec<usize>> {
    /// Larger sets explain nothing to anybody.
    const LARGEST: usize = 4;
    let mut found: Vec<u64> = Vec::new();
    for size in 1..=LARGEST.min(count) {
        let mut chosen = Vec::new();
        combine(0, size, count, &mut chosen, &mut |chosen: &[usize]| {
            let set = chosen.iter().fold(0, |set, &statement| set | 1 << statement);
            let is_minimal = found.iter().all(|&smaller| smaller & set != smaller);
            if is_minimal && masks.iter().all(|mask| mask & set != 0) {
                found.push(set);
            }
        });
    }
    let members = |set: &u64| (0..count).filter(|statement| set >> statement & 1 == 1).collect();
    found.iter().map(members).collect()
}

fn combine(from: usize, size: usize, count: usize, chosen: &mut Vec<usize>, visit: &mut dyn FnMut(&[usize])) {
    if chosen.len() == size {
        return visit(chosen);
    }
    for next in from..count {
        chosen.push(next);
        combine(next + 1, size, count, chosen, visit);
        chosen.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::hitting_sets;

    #[test]
    fn only_smallest_sets_are_found() {
        assert_eq!(hitting_sets(&[0b011, 0b110, 0b010], 3), [vec![1]]);
        assert_eq!(hitting_sets(&[0b001, 0b110], 3), [vec![0, 1], vec![0, 2]]);
        assert_eq!(hitting_sets(&[0b000, 0b110], 3), Vec::<Vec<usize>>::new());
    }
}
