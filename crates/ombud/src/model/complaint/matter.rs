//! What a complaint is about and what it asks for: kind, channels, codes, demands, amounts, parts.

use crate::model::{
    CodeId, DemandId, EvidenceId, Moment, Money, PartId, PartyId, TaxonomyId, UnitId, worded, worded_sum,
};

worded! {
    /// What a letter or the person who registered it says that it is. Not stated is not a kind.
    MatterKind {
        Complaint = "complaint", "投诉", "complaint";
        Report = "report", "举报", "report of a violation";
        Petition = "petition", "信访", "petition";
        Inquiry = "inquiry", "咨询", "inquiry";
    }
}

worded! {
    /// How the complaint reached the firm.
    Channel {
        Branch = "branch", "营业网点现场", "at a branch";
        Hotline = "hotline", "客服热线", "the firm's hotline";
        Letter = "letter", "信函", "letter";
        Email = "email", "电子邮件", "e-mail";
        Website = "website", "官方网站", "the firm's website";
        App = "app", "手机客户端", "the firm's app";
        Messaging = "messaging", "公众号或即时通讯", "messaging account";
        Visit = "visit", "来访", "visit to the firm's offices";
        SocialMedia = "social_media", "社交媒体", "social media";
        Platform = "platform", "第三方投诉平台", "complaint platform";
        News = "news", "新闻媒体", "news media";
        RegulatorHotline = "regulator_hotline", "监管热线", "the regulator's hotline";
        RegulatorReferral = "regulator_referral", "监管转办", "regulator's referral";
        GovernmentHotline = "government_hotline", "政务服务热线", "government service hotline";
        PetitionOffice = "petition_office", "信访部门转送", "passed on by a petition office";
        ConsumerBody = "consumer_body", "消费者组织转送", "passed on by a consumer body";
        Mediator = "mediator", "调解组织转送", "passed on by a mediation body";
        Ombudsman = "ombudsman", "金融申诉专员机构转送", "passed on by an ombudsman";
        Partner = "partner", "合作机构转送", "passed on by a partner firm";
        Other = "other", "其他渠道", "another channel";
    }
}

worded! {
    /// Where the business complained about was done, which is not how the complaint arrived.
    BusinessChannel {
        Branch = "branch", "营业现场", "at a branch";
        SelfService = "self_service", "自助机具", "self-service machine";
        Web = "web", "网上渠道", "website";
        Phone = "phone", "电话渠道", "telephone";
        App = "app", "移动客户端", "app";
        PublicPlatform = "public_platform", "网络公众平台", "public account on a platform";
        Sms = "sms", "短信", "text message";
        OtherElectronic = "other_electronic", "其他电子渠道", "another electronic channel";
        ThirdParty = "third_party", "第三方渠道", "third party";
        Agent = "agent", "个人代理人或经纪人", "individual agent or broker";
        OtherFront = "other_front", "其他前台渠道", "another front-office channel";
        BackOffice = "back_office", "中、后台业务渠道", "middle or back office";
    }
}

record! {
    /// A code of a taxonomy.
    #[derive(Hash, PartialOrd, Ord)]
    Code {
        needs {
            /// The taxonomy.
            taxonomy: TaxonomyId,
            /// The code in it.
            code: CodeId,
        }
        may {}
        many {}
    }
}

record! {
    /// A number by which the business is found in the firm's own records.
    Reference {
        needs {
            /// What it numbers.
            kind: ReferenceKind,
            /// The number.
            number: String,
        }
        may {
            /// The part it belongs to; absent for all of the complaint.
            part: PartId,
        }
        many {}
    }
}

worded! {
    /// What a number numbers.
    ReferenceKind {
        Account = "account", "账号", "account";
        Card = "card", "卡号", "card";
        Loan = "loan", "贷款合同号", "loan";
        Policy = "policy", "保单号", "policy";
        Claim = "claim", "理赔案件号", "insurance claim";
        Transaction = "transaction", "交易流水号", "transaction";
        WorkOrder = "work_order", "工单号", "work order";
        Referral = "referral", "转办编号", "referral";
        Platform = "platform", "平台投诉编号", "number at a platform";
        Other = "other", "其他编号", "another number";
    }
}

record! {
    /// Something the person asks for.
    Demand {
        needs {
            /// Its id in this complaint.
            id: DemandId,
            /// What is asked for.
            kind: DemandKind,
        }
        may {
            /// The demand in the person's own words.
            words: String,
            /// The part it belongs to; absent for all of the complaint.
            part: PartId,
            /// Who asks, where several complain.
            by: PartyId,
        }
        many {}
    }
}

worded_sum! {
    /// What a demand asks for. Amounts stand apart: [`StatedAmount`] and [`FoundAmount`].
    DemandKind {
        Money {} = "money", "支付款项", "money";
        Correction {} = "correction", "纠正差错", "correction of an error";
        Apology {} = "apology", "道歉", "apology";
        Explanation {} = "explanation", "说明解释", "explanation";
        Surrender(Surrender) = "surrender", "退保", "surrender of a policy";
        Refund {} = "refund", "退款", "refund";
        RecordCorrection(RecordCorrection) = "record_correction", "更正记录", "correction of a record";
        StopContact(StopContact) = "stop_contact", "停止联系", "stop of contact";
        RepaymentPlan {} = "repayment_plan", "延期或分期还款", "repayment plan";
        Performance {} = "performance", "办理业务或履行合同", "performance of a service or contract";
        Accountability {} = "accountability", "追究人员责任", "holding staff to account";
        Other {} = "other", "其他诉求", "another demand";
    }
}

macro_rules! demands {
    ($($name:ident),*) => {$(
        impl From<$name> for DemandKind {
            fn from(demand: $name) -> Self { DemandKind::$name(demand) }
        }
    )*};
}

demands!(Surrender, RecordCorrection, StopContact);

record! {
    /// A demand to end a policy.
    #[derive(Default)]
    Surrender {
        needs {}
        may {
            /// What is to be paid back.
            refund: SurrenderRefund,
        }
        many {}
    }
}

worded! {
    /// What is to be paid back on surrender.
    SurrenderRefund {
        FullPremium = "full_premium", "全额退还保费", "the full premium";
        CashValue = "cash_value", "现金价值", "the cash value";
        Partial = "partial", "部分退还", "a part";
    }
}

record! {
    /// A demand to put a record right.
    #[derive(Default)]
    RecordCorrection {
        needs {}
        may {
            /// Which record.
            record: RecordKind,
        }
        many {}
    }
}

worded! {
    /// A record that is to be put right.
    RecordKind {
        CreditFile = "credit_file", "征信记录", "credit file";
        PersonalData = "personal_data", "个人信息", "personal data";
        AccountEntries = "account_entries", "账务记录", "entries of an account";
        PolicyDetails = "policy_details", "保单信息", "details of a policy";
        Other = "other", "其他记录", "another record";
    }
}

record! {
    /// A demand to be left alone, or to leave others alone.
    #[derive(Default)]
    StopContact {
        needs {}
        may {
            /// Who is no longer to be contacted, where they are no party (relatives, employer).
            others: String,
        }
        many {
            /// The parties who are no longer to be contacted; none for the one who asks.
            parties / party: PartyId,
        }
    }
}

record! {
    /// An amount that somebody states. It proves nothing of what is owed.
    StatedAmount {
        needs {
            /// How much.
            money: Money,
        }
        may {
            /// The demand it belongs to.
            demand: DemandId,
            /// The part it belongs to; absent for all of the complaint.
            part: PartId,
            /// Who states it.
            by: PartyId,
            /// When it was stated.
            at: Moment,
            /// What it is for, in the person's own words.
            words: String,
        }
        many {}
    }
}

record! {
    /// An amount that a named person found, on evidence. It never overwrites a stated one.
    FoundAmount {
        needs {
            /// How much.
            money: Money,
            /// Who found it.
            by: String,
            /// When.
            at: Moment,
            /// What shows it; at least one.
            evidence: Vec<EvidenceId>,
        }
        may {
            /// The demand it answers.
            demand: DemandId,
            /// The part it belongs to; absent for all of the complaint.
            part: PartId,
            /// How it was worked out.
            basis: String,
        }
        many {}
    }
}

record! {
    /// A part of one letter that has clocks of its own.
    Part {
        needs {
            /// Its id in this complaint.
            id: PartId,
            /// What it is about.
            about: String,
        }
        may {
            /// What it is stated to be; absent where nobody stated it.
            kind: MatterKind,
        }
        many {
            /// Who raised it; none for all who complain.
            raised_by / raiser: PartyId,
            /// The product or service.
            product / product: Code,
            /// What is complained of.
            issue / issue: Code,
            /// Why it happened, as found.
            cause / cause: Code,
        }
    }
}

record! {
    /// One arrival of the complaint, where it arrived more than once or at another's desk first.
    Receipt {
        needs {
            /// When it arrived.
            at: Moment,
            /// Who received it.
            receiver: Receiver,
        }
        may {
            /// The receiver's name.
            name: String,
            /// The receiving unit of the firm.
            unit: UnitId,
            /// How it arrived there.
            channel: Channel,
            /// The number it was given there.
            number: String,
            /// The part that arrived; absent for all of it.
            part: PartId,
        }
        many {}
    }
}

worded! {
    /// Who received a complaint.
    Receiver {
        Firm = "firm", "本机构", "the firm";
        Branch = "branch", "分支机构", "a branch of the firm";
        Partner = "partner", "合作机构", "a partner firm";
        Regulator = "regulator", "监管部门", "a regulator";
        Mediator = "mediator", "调解组织", "a mediation body";
        Ombudsman = "ombudsman", "金融申诉专员机构", "an ombudsman";
        PetitionOffice = "petition_office", "信访部门", "a petition office";
        ConsumerBody = "consumer_body", "消费者组织", "a consumer body";
        Platform = "platform", "第三方投诉平台", "a complaint platform";
        Other = "other", "其他接收方", "somebody else";
    }
}
