//! How strained a case is: whether its consumer may go elsewhere soon.
//!
//! The weights are drawn up by this project; nothing was measured. It is there for training. It orders no
//! queue, chooses nobody and lowers no amount: who is paid or heard by it pays for patience.

use serde::{Deserialize, Serialize};

use crate::{
    Error, ErrorCode,
    bargain::tactic::{decimal, real},
    error::Result,
    model::Decimal,
};

/// What strains, by the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strain {
    /// How often the consumer had to get in touch.
    pub contacts: u32,
    /// Since the complaint was received.
    pub days_open: u32,
    /// How strongly it is felt, from 0 to 100.
    pub intensity: u32,
    /// What was promised and not done.
    pub broken_promises: u32,
    /// In how many places it was lodged.
    pub channels: u32,
}

/// What follows from a strain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Escalation {
    /// The weighted sum.
    pub z: Decimal,
    /// `1 / (1 + e^−z)`, to two places, as the weights give no more.
    pub likelihood: Decimal,
}

impl Strain {
    /// How likely it is that the consumer goes elsewhere.
    ///
    /// ```
    /// use ombud::bargain::estimate::Strain;
    /// let strain = Strain { contacts: 4, days_open: 22, intensity: 62, broken_promises: 1, channels: 2 };
    /// let escalation = strain.escalation()?;
    /// assert_eq!((escalation.z.to_string(), escalation.likelihood.to_string()), ("2.56".into(), "0.93".into()));
    /// # Ok::<(), ombud::Error>(())
    /// ```
    ///
    /// # Errors
    /// `out_of_range` for an intensity past 100.
    pub fn escalation(&self) -> Result<Escalation> {
        if self.intensity > 100 {
            let error = Error::new(ErrorCode::OutOfRange).path("intensity");
            return Err(error.expected("a number from 0 to 100").found(self.intensity));
        }
        // In hundredths: −3 + 0.25, 0.06, 0.02, 0.8 and 0.6 of each. Five 32-bit numbers times 80 fit.
        let weighted = [
            (self.contacts, 25),
            (self.days_open, 6),
            (self.intensity, 2),
            (self.broken_promises, 80),
            (self.channels, 60),
        ];
        let hundredths = weighted.into_iter().fold(-300_i128, |sum, (count, weight)| {
            sum.saturating_add(i128::from(count).saturating_mul(weight))
        });
        let z = Decimal::from_billionths(hundredths.saturating_mul(10_000_000));
        let z = z.ok_or_else(|| Error::new(ErrorCode::OutOfRange).path("contacts"))?;
        let likelihood = 1.0 / (1.0 + libm::exp(-real(z)));
        Ok(Escalation { z, likelihood: decimal((likelihood * 100.0).round() / 100.0) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_held() {
        let most = u32::MAX;
        let strain =
            |n, intensity| Strain { contacts: n, days_open: n, intensity, broken_promises: n, channels: n };
        assert_eq!(strain(0, 0).escalation().unwrap().likelihood.to_string(), "0.05");
        assert_eq!(strain(most, 100).escalation().unwrap().likelihood.to_string(), "1");
        assert_eq!(strain(0, 101).escalation().unwrap_err().detail().path.as_deref(), Some("intensity"));
    }
}
