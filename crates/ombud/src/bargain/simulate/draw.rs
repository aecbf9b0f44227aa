//! Cases drawn from a seed: the same seed gives the same cases, on every machine and in every part.

use super::Stake;

/// SplitMix64: G. L. Steele, D. Lea, C. H. Flood, *Fast splittable pseudorandom number generators*,
/// OOPSLA 2014, with the constants of S. Vigna's `splitmix64.c`, which is in the public domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Generator(u64);

impl Generator {
    /// The numbers of one case of one seed: none depends on the cases before it, so that a range of seeds
    /// may be cut anywhere.
    pub(super) fn of_case(seed: u64, case: u32) -> Generator {
        let mut of_seed = Generator(seed);
        Generator(of_seed.next() ^ u64::from(case).rotate_left(32))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `count`: the upper half of a product of 128 bits. Some come oftener than others, by
    /// one in 2⁵⁰ at most for the counts that are asked for here.
    pub(super) fn below(&mut self, count: u32) -> u32 {
        let upper = u128::from(self.next()).wrapping_mul(u128::from(count)) >> 64;
        u32::try_from(upper).unwrap_or_default() // Below `count`, as the other factor is below 2⁶⁴.
    }
}

/// What is at stake in a case, in whole steps: a target from 300 to 899, a demand of 1.2 to 2.5 times it,
/// and a minimum of 0.4 to 1 of it. The ranges are those of the comparison that `benches/bargain.py` makes.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "a target below 900, 2500 thousandths at most and a step of at most 10⁴: 64 bits hold them"
)]
pub(super) fn stake(generator: &mut Generator, step: i64) -> Stake {
    let steps = 300 + i64::from(generator.below(600));
    let demand = steps * (1200 + i64::from(generator.below(1301))) / 1000;
    let minimum = steps * (400 + i64::from(generator.below(601))) / 1000;
    Stake { target: steps * step, demand: demand * step, minimum: minimum * step }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_vector() {
        let mut generator = Generator(1_234_567);
        let drawn: Vec<u64> = (0..5).map(|_| generator.next()).collect();
        assert_eq!(
            drawn,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821
            ]
        );
    }

    #[test]
    fn stakes_lie_in_their_ranges_and_fill_them() {
        let (mut lowest, mut highest) = (i64::MAX, 0);
        for case in 0..20_000 {
            let stake = stake(&mut Generator::of_case(7, case), 10);
            assert!((3000..9000).contains(&stake.target) && stake.target % 10 == 0);
            assert!(stake.demand * 10 > stake.target * 11 && stake.demand * 10 <= stake.target * 25);
            assert!(stake.minimum * 10 > stake.target * 3 && stake.minimum <= stake.target);
            (lowest, highest) = (lowest.min(stake.target), highest.max(stake.target));
        }
        assert_eq!((lowest, highest), (3000, 8990));
    }

    #[test]
    fn a_case_does_not_depend_on_its_neighbours() {
        let alone = stake(&mut Generator::of_case(3, 5), 10);
        let again = stake(&mut Generator::of_case(3, 5), 10);
        assert_eq!(alone, again);
        assert_ne!(alone, stake(&mut Generator::of_case(3, 6), 10));
        assert_ne!(alone, stake(&mut Generator::of_case(4, 5), 10));
    }
}
