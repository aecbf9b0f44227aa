//! Who is in a complaint. A party is described by what the papers say and what the person asked
//! for; there is no field for what anybody thinks of them, and none for the firm's own data.

use super::{ContactPoint, Identity, SupportNeed};
use crate::model::{Date, EvidenceId, Moment, PartyId, UnitId, worded, worded_sum};

record! {
    /// A person or organisation in a complaint.
    ///
    /// ```
    /// use ombud::model::{Agent, Authority, AuthorityKind, Party, PartyId, Role};
    /// let wang = Party::new(PartyId::new("p1")?, Role::complainant()).name("王某").language("zh-Hans");
    /// let lawyer = Party::new(
    ///     PartyId::new("p2")?,
    ///     Agent::new([wang.id.clone()]).authority(Authority::new(AuthorityKind::Written).original(true)),
    /// );
    /// assert!(lawyer.role.acts_for().contains(&wang.id));
    /// # Ok::<(), ombud::Error>(())
    /// ```
    Party {
        needs {
            /// Its id in this complaint.
            id: PartyId,
            /// What they are in this complaint.
            role: Role,
        }
        may {
            /// The name, as given.
            name: String,
            /// A natural person, or an organisation.
            kind: PartyKind,
            /// The language the person wants to be spoken and written to in (BCP 47, such as `zh-Hans`).
            language: String,
        }
        many {
            /// What ties them to the product or service.
            standings / standing: Standing,
            /// Papers that show who they are.
            identities / identity: Identity,
            /// Where they can be reached.
            contact_points / contact_point: ContactPoint,
            /// What they need in order to be served as well as anybody.
            support_needs / support_need: SupportNeed,
        }
    }
}

worded! {
    /// A natural person, or an organisation.
    PartyKind {
        Person = "person", "自然人", "natural person";
        Organisation = "organisation", "法人或其他组织", "legal person or other organisation";
    }
}

worded_sum! {
    /// What a party is in a complaint.
    Role {
        Complainant {} = "complainant", "投诉人", "complainant";
        Customer {} = "customer", "未亲自投诉的消费者", "consumer for whom somebody else complains";
        Agent(Agent) = "agent", "委托代理人", "authorised agent";
        Heir(Heir) = "heir", "继承人", "heir";
        StatutoryAgent(StatutoryAgent) = "statutory_agent", "法定代理人", "statutory agent";
        Representative(Representative) = "representative", "共同投诉代表人", "representative in a joint complaint";
        RespondentUnit(RespondentUnit) = "respondent_unit", "被投诉机构", "unit complained about";
        Staff(Staff) = "staff", "涉诉工作人员", "member of staff concerned";
        Partner(Partner) = "partner", "合作机构", "partner firm";
    }
}

impl Role {
    /// The complainant.
    #[must_use]
    pub fn complainant() -> Self {
        Role::Complainant {}
    }

    /// The consumer for whom somebody else complains.
    #[must_use]
    pub fn customer() -> Self {
        Role::Customer {}
    }

    /// For whom they act: empty for those who act for themselves.
    #[must_use]
    pub fn acts_for(&self) -> &[PartyId] {
        match self {
            Role::Agent(agent) => &agent.acts_for,
            Role::StatutoryAgent(agent) => &agent.acts_for,
            Role::Representative(representative) => &representative.acts_for,
            _ => &[],
        }
    }

    /// Whether they stand on the firm's side: the unit, its staff, its partner.
    #[must_use]
    pub fn is_of_the_firm(&self) -> bool {
        matches!(self, Role::RespondentUnit(_) | Role::Staff(_) | Role::Partner(_))
    }
}

macro_rules! roles {
    ($($name:ident),*) => {$(
        impl From<$name> for Role {
            fn from(role: $name) -> Self { Role::$name(role) }
        }
    )*};
}

roles!(Agent, Heir, StatutoryAgent, Representative, RespondentUnit, Staff, Partner);

record! {
    /// Somebody the consumer chose to complain for them.
    Agent {
        needs {
            /// Whom they act for.
            acts_for: Vec<PartyId>,
        }
        may {
            /// What authorises them; absent where nothing has been shown.
            authority: Authority,
            /// Why the consumer does not complain in person, as stated.
            reason: String,
        }
        many {}
    }
}

record! {
    /// What authorises an agent. What is absent is not known.
    Authority {
        needs {
            /// The form it takes.
            kind: AuthorityKind,
        }
        may {
            /// The paper that shows it.
            document: EvidenceId,
            /// Whether that paper is the original.
            original: bool,
            /// Whether the consumer signed or sealed it.
            signed_or_sealed: bool,
            /// What it covers, in its own words.
            scope: String,
            /// The first day it holds.
            from: Date,
            /// The last day it holds.
            to: Date,
        }
        many {}
    }
}

worded! {
    /// The form of an agent's authority.
    AuthorityKind {
        Written = "written", "书面授权委托书", "letter of authority";
        Notarised = "notarised", "经公证的授权委托书", "notarised power of attorney";
        Recorded = "recorded", "录音录像授权", "authority given on a recording";
        Oral = "oral", "口头授权", "authority given orally";
        Registered = "registered", "已登记的持续性代理权", "registered lasting power of attorney";
        Organisation = "organisation", "单位授权或介绍信", "an organisation's authority for its agent";
        Other = "other", "其他授权形式", "another form of authority";
    }
}

record! {
    /// Somebody who succeeds a consumer who died.
    Heir {
        needs {
            /// Whom they succeed.
            succeeds: PartyId,
        }
        may {}
        many {
            /// What shows the succession.
            proofs / proof: SuccessionProof,
        }
    }
}

record! {
    /// What shows a succession.
    SuccessionProof {
        needs {
            /// The kind of proof.
            kind: SuccessionKind,
        }
        may {
            /// The paper.
            document: EvidenceId,
        }
        many {}
    }
}

worded! {
    /// A kind of proof of succession.
    SuccessionKind {
        NotarialCertificate = "notarial_certificate", "继承权公证书", "notarial certificate of succession";
        CourtPaper = "court_paper", "法院裁判文书", "paper of a court";
        Will = "will", "遗嘱", "will";
        Kinship = "kinship", "亲属关系证明", "proof of kinship";
        DeathCertificate = "death_certificate", "死亡证明", "death certificate";
        Probate = "probate", "遗产管理或遗嘱认证文件", "grant of probate or of administration";
        Other = "other", "其他继承证明", "other proof of succession";
    }
}

record! {
    /// Somebody the law lets act: a guardian, or who represents an organisation by law.
    StatutoryAgent {
        needs {
            /// Whom they act for.
            acts_for: Vec<PartyId>,
            /// Why the law lets them act.
            ground: StatutoryGround,
        }
        may {
            /// The paper that shows it.
            document: EvidenceId,
        }
        many {}
    }
}

worded! {
    /// Why the law lets somebody act for another.
    StatutoryGround {
        Parent = "parent", "父母", "parent";
        Guardian = "guardian", "其他监护人", "other guardian";
        CourtAppointed = "court_appointed", "法院指定", "appointed by a court";
        LegalRepresentative = "legal_representative", "法定代表人或负责人", "legal representative or head of an organisation";
        Other = "other", "其他法定事由", "another ground in law";
    }
}

record! {
    /// Somebody chosen by several who complain together. How many there may be is a regime's rule.
    Representative {
        needs {
            /// Who chose them.
            acts_for: Vec<PartyId>,
        }
        may {
            /// When they were chosen.
            chosen: Moment,
            /// The paper that shows the choice.
            document: EvidenceId,
        }
        many {}
    }
}

record! {
    /// The unit of the firm that is complained about.
    #[derive(Default)]
    RespondentUnit {
        needs {}
        may {
            /// The unit, as the firm numbers it.
            unit: UnitId,
        }
        many {}
    }
}

record! {
    /// A member of staff concerned, of the firm or of a partner.
    #[derive(Default)]
    Staff {
        needs {}
        may {
            /// The unit they work in.
            unit: UnitId,
            /// The party that employs them, where it is not the firm.
            employer: PartyId,
            /// Their number at work.
            number: String,
        }
        many {}
    }
}

record! {
    /// A firm with which business is done together.
    #[derive(Default)]
    Partner {
        needs {}
        may {
            /// What it does in that business.
            business: String,
            /// The agreement with it.
            agreement: EvidenceId,
        }
        many {}
    }
}

worded! {
    /// What ties a party to the product or service.
    Standing {
        AccountHolder = "account_holder", "账户所有人", "account holder";
        Cardholder = "cardholder", "持卡人", "cardholder";
        Borrower = "borrower", "借款人", "borrower";
        Guarantor = "guarantor", "担保人", "guarantor";
        Investor = "investor", "投资人", "investor";
        Policyholder = "policyholder", "投保人", "policyholder";
        Insured = "insured", "被保险人", "insured";
        Beneficiary = "beneficiary", "受益人", "beneficiary";
        InjuredParty = "injured_party", "受害第三者", "injured third party";
        Payer = "payer", "付款人", "payer";
        Payee = "payee", "收款人", "payee";
        ProspectiveCustomer = "prospective_customer", "拟办理业务的消费者", "prospective customer";
        ContactedThirdParty = "contacted_third_party", "被联系的第三人", "third party who was contacted";
        Other = "other", "其他关系", "another tie";
    }
}
