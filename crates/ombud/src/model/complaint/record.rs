//! What happened around a complaint: contacts, promises, evidence, links.

use crate::model::{
    ComplaintId, ContactId, EvidenceId, Moment, PartId, PartyId, PromiseId, worded, worded_sum,
};

record! {
    /// A contact between the firm and somebody in the complaint, or an attempt at one.
    Contact {
        needs {
            /// Its id in this complaint.
            id: ContactId,
            /// When it was, or began.
            at: Moment,
            /// How.
            channel: ContactChannel,
            /// Who sought it.
            direction: Direction,
        }
        may {
            /// When it ended.
            until: Moment,
            /// Who acted for the firm.
            by: String,
            /// Whether the person was reached; absent where that is not known.
            reached: bool,
            /// What was said.
            summary: String,
            /// The part it concerned; absent for all of the complaint.
            part: PartId,
        }
        many {
            /// Who was contacted, or made the contact.
            who / who: PartyId,
            /// The points the person raised, in their own words, in order.
            points_raised / point_raised: String,
            /// Recordings and papers of it.
            evidence / evidence: EvidenceId,
        }
    }
}

worded! {
    /// The means of a contact.
    ContactChannel {
        Phone = "phone", "电话", "telephone";
        InPerson = "in_person", "面谈", "in person";
        Video = "video", "视频", "video call";
        Sms = "sms", "短信", "text message";
        Messaging = "messaging", "即时通讯", "messaging";
        Email = "email", "电子邮件", "e-mail";
        Letter = "letter", "信函", "letter";
        HandDelivery = "hand_delivery", "当面送交", "handed over";
        App = "app", "客户端消息", "message in the firm's app";
        Other = "other", "其他方式", "another means";
    }
}

worded! {
    /// Who sought a contact.
    Direction {
        Inbound = "inbound", "来自投诉方", "by the person";
        Outbound = "outbound", "由机构发起", "by the firm";
    }
}

record! {
    /// Something the firm said that it would do.
    Promise {
        needs {
            /// Its id in this complaint.
            id: PromiseId,
            /// What was promised.
            text: String,
            /// Who promised it.
            by: String,
        }
        may {
            /// When it was promised.
            at: Moment,
            /// When it is to be done.
            due: Moment,
            /// What became of it; absent while that is open.
            outcome: PromiseOutcome,
            /// The contact in which it was made.
            contact: ContactId,
            /// The part it concerns; absent for all of the complaint.
            part: PartId,
        }
        many {
            /// Whom it was made to.
            to / to: PartyId,
        }
    }
}

record! {
    /// When a promise was kept, broken or taken back.
    Settled {
        needs {
            /// When.
            at: Moment,
        }
        may {
            /// What shows it, or why.
            note: String,
        }
        many {
            /// Papers that show it.
            evidence / evidence: EvidenceId,
        }
    }
}

worded_sum! {
    /// What became of a promise.
    PromiseOutcome {
        Kept(Settled) = "kept", "已履行", "kept";
        Broken(Settled) = "broken", "未履行", "broken";
        Released(Settled) = "released", "对方已同意免除", "released by the person";
    }
}

impl PromiseOutcome {
    /// Kept at this time.
    #[must_use]
    pub fn kept(at: impl Into<Moment>) -> Self {
        PromiseOutcome::Kept(Settled::new(at))
    }

    /// Broken as of this time.
    #[must_use]
    pub fn broken(at: impl Into<Moment>) -> Self {
        PromiseOutcome::Broken(Settled::new(at))
    }

    /// When, and what shows it.
    #[must_use]
    pub fn settled(&self) -> &Settled {
        match self {
            PromiseOutcome::Kept(settled)
            | PromiseOutcome::Broken(settled)
            | PromiseOutcome::Released(settled) => settled,
        }
    }
}

record! {
    /// A paper, a recording or another thing that shows something.
    Evidence {
        needs {
            /// Its id in this complaint.
            id: EvidenceId,
            /// What kind of thing it is.
            kind: EvidenceKind,
            /// What it is called.
            title: String,
        }
        may {
            /// The hash of its bytes, with its name: `sha256:…` or `sm3:…`.
            hash: String,
            /// When the firm received it.
            received_at: Moment,
            /// Whether the firm holds it or can find it in its own files (then it may not be asked for).
            held_by_firm: bool,
            /// Whether it is the original.
            original: bool,
            /// Who gave it.
            from: PartyId,
            /// The part it concerns; absent for all of the complaint.
            part: PartId,
        }
        many {}
    }
}

worded! {
    /// A kind of evidence.
    EvidenceKind {
        ComplaintLetter = "complaint_letter", "投诉材料", "the complaint in writing";
        Identity = "identity", "身份证明", "identity paper";
        Authority = "authority", "授权材料", "paper of authority";
        Succession = "succession", "继承证明", "proof of succession";
        Contract = "contract", "合同或保单", "contract or policy";
        Application = "application", "申请书或投保单", "application or proposal form";
        RiskDisclosure = "risk_disclosure", "风险提示书", "risk disclosure";
        Suitability = "suitability", "适当性评估材料", "suitability assessment";
        SaleRecording = "sale_recording", "销售双录", "recording of the sale";
        CallbackRecording = "callback_recording", "回访录音", "recording of the call-back";
        Recording = "recording", "其他录音录像", "other recording";
        Messages = "messages", "聊天记录", "messages";
        Image = "image", "照片或截图", "photograph or screenshot";
        Statement = "statement", "对账单或流水", "statement of account";
        Payment = "payment", "付款凭证或收据", "proof of payment or receipt";
        Correspondence = "correspondence", "往来函件", "correspondence";
        Medical = "medical", "医疗材料", "medical paper";
        Accident = "accident", "事故证明", "paper on an accident";
        Appraisal = "appraisal", "鉴定、检测或评估报告", "appraisal, test or assessment";
        CreditReport = "credit_report", "信用报告", "credit report";
        Police = "police", "公安机关文书", "paper of the police";
        Court = "court", "裁判或仲裁文书", "paper of a court or tribunal";
        Regulator = "regulator", "监管文书", "paper of a regulator";
        Mediation = "mediation", "调解文书", "paper of a mediation body";
        Decision = "decision", "处理决定或告知书", "the firm's decision or notice";
        Dispatch = "dispatch", "送达或发送凭证", "proof of dispatch or delivery";
        Internal = "internal", "内部系统记录", "record in the firm's systems";
        WitnessStatement = "witness_statement", "证人陈述", "statement of a witness";
        Other = "other", "其他材料", "something else";
    }
}

record! {
    /// How this complaint relates to another, and who said so.
    Link {
        needs {
            /// How.
            kind: LinkKind,
            /// The other complaint.
            to: ComplaintId,
            /// Why.
            reason: String,
            /// Who said so.
            by: String,
            /// When.
            at: Moment,
        }
        may {
            /// Who else looked and agreed.
            second: String,
            /// The part it concerns; absent for all of the complaint.
            part: PartId,
        }
        many {
            /// What shows it.
            evidence / evidence: EvidenceId,
        }
    }
}

worded! {
    /// How one complaint relates to another.
    LinkKind {
        Same = "same", "同一投诉", "the same complaint";
        Linked = "linked", "相关投诉", "linked with it";
        Reasserted = "reasserted", "就同一事项再次投诉", "the same matter raised again";
        New = "new", "含新的事实和理由", "new facts and reasons after it";
        MergedInto = "merged_into", "并入该投诉", "merged into it";
        SplitFrom = "split_from", "自该投诉拆分", "split from it";
        ReferralOf = "referral_of", "该投诉的转办件", "a referral of it";
        DuplicateOf = "duplicate_of", "重复件", "a duplicate of it";
    }
}
