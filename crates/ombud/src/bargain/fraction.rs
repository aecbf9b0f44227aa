//! Fractions on the way from an opening to the whole.

use crate::model::Fraction;

const BILLION: i128 = 1_000_000_000;

impl Fraction {
    /// Where one stands after `step` of `steps` from here to the whole, each `shrink` times the one before:
    /// `r₀ + (1 − r₀)(1 − q^k) / (1 − q^n)`, multiplied out so that nothing is divided on the way.
    pub(super) fn towards_one(self, shrink: Fraction, step: u32, steps: u32) -> Option<Fraction> {
        let (a, b) = (shrink.over, shrink.under);
        let left = steps.checked_sub(step)?;
        let end = b.checked_pow(steps)?.checked_sub(a.checked_pow(steps)?)?;
        let here =
            b.checked_pow(steps)?.checked_sub(a.checked_pow(step)?.checked_mul(b.checked_pow(left)?)?)?;
        let open = self.under.checked_sub(self.over)?;
        let over = self.over.checked_mul(end)?.checked_add(open.checked_mul(here)?)?;
        Fraction::new(over, self.under.checked_mul(end)?)
    }

    /// This fraction, from nothing to the whole, to a power; or its root, cut off after nine places.
    pub(super) fn bent(self, power: u32, root: u32) -> Option<Fraction> {
        let (over, under) = (self.over.checked_pow(power)?, self.under.checked_pow(power)?);
        if root == 1 {
            return Fraction::new(over, under);
        }
        let scaled = BILLION.checked_pow(root)?.checked_mul(over)?.checked_div(under)?;
        let (mut low, mut high) = (0, BILLION);
        while low < high {
            let middle = low.checked_add(high)?.checked_add(1)?.checked_div(2)?;
            if middle.checked_pow(root)? <= scaled {
                low = middle;
            } else {
                high = middle.checked_sub(1)?;
            }
        }
        Fraction::new(low, BILLION)
    }

    /// In billionths, a half to the even one.
    pub(super) fn of_billion(self) -> Option<i128> {
        self.of(1_000_000_000, 1).map(i128::from)
    }

    /// `self + (1 − self) · part`.
    pub(super) fn rising_by(self, part: Fraction) -> Option<Fraction> {
        let under = self.under.checked_mul(part.under)?;
        let open = self.under.checked_sub(self.over)?.checked_mul(part.over)?;
        Fraction::new(self.over.checked_mul(part.under)?.checked_add(open)?, under)
    }
}
