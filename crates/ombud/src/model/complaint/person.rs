//! How to know a person, reach them and serve them: what they gave, and what they asked for.

use crate::model::{Moment, PartyId, worded};

record! {
    /// A paper that shows who somebody is.
    Identity {
        needs {
            /// The kind of paper.
            kind: IdentityKind,
            /// Its number.
            number: String,
        }
        may {
            /// Who checked it.
            checked_by: String,
            /// When it was checked.
            checked_at: Moment,
        }
        many {}
    }
}

worded! {
    /// A kind of identity paper.
    IdentityKind {
        ResidentCard = "resident_card", "居民身份证", "resident identity card";
        ResidencePermit = "residence_permit", "居住证或通行证", "residence or travel permit";
        Passport = "passport", "护照", "passport";
        DrivingLicence = "driving_licence", "驾驶证", "driving licence";
        CreditCode = "credit_code", "统一社会信用代码", "unified social credit code";
        RegistrationNumber = "registration_number", "登记或注册号", "registration number";
        CustomerNumber = "customer_number", "客户号", "customer number at the firm";
        Other = "other", "其他证件", "another paper";
    }
}

record! {
    /// Where somebody can be reached.
    ContactPoint {
        needs {
            /// The kind of address.
            kind: ContactPointKind,
            /// The number or address.
            value: String,
        }
        may {
            /// Whether the person asked to be reached here first.
            preferred: bool,
            /// What they asked for: hours, who may answer, not to leave a message.
            wishes: String,
        }
        many {}
    }
}

worded! {
    /// A kind of address.
    ContactPointKind {
        Mobile = "mobile", "手机", "mobile telephone";
        Telephone = "telephone", "固定电话", "telephone";
        Email = "email", "电子邮箱", "e-mail";
        Postal = "postal", "通信地址", "postal address";
        Messaging = "messaging", "即时通讯账号", "messaging account";
        App = "app", "客户端消息", "inbox of the firm's app";
        Other = "other", "其他联系方式", "another way";
    }
}

record! {
    /// What somebody needs in order to be served as well as anybody, and who told the firm.
    ///
    /// A need says what to do. It is not a type of person, and it has no degree.
    SupportNeed {
        needs {
            /// The need.
            kind: SupportKind,
            /// Who told the firm.
            source: SupportSource,
        }
        may {
            /// The party that told the firm.
            told_by: PartyId,
            /// When the firm was told.
            told_at: Moment,
            /// Whether the person agreed that it is kept.
            consent: bool,
            /// The need in the words of whoever told the firm.
            words: String,
        }
        many {}
    }
}

worded! {
    /// A need for support.
    SupportKind {
        Disability = "disability", "残障便利", "adjustments for a disability";
        Interpreter = "interpreter", "口译", "interpreter";
        SignLanguage = "sign_language", "手语", "sign language";
        Translation = "translation", "书面翻译", "written translation";
        LargePrint = "large_print", "大字版", "large print";
        Braille = "braille", "盲文", "braille";
        ReadAloud = "read_aloud", "读给本人听", "papers read aloud or recorded";
        TextOnly = "text_only", "文字沟通", "text instead of calls";
        PlainWords = "plain_words", "通俗表述", "plain words";
        MoreTime = "more_time", "更多时间", "more time";
        Companion = "companion", "信任的人陪同", "somebody they trust beside them";
        HomeVisit = "home_visit", "上门办理", "visit at home";
        StepFree = "step_free", "无障碍通行", "step-free access";
        NotOnline = "not_online", "非数字化渠道", "a way that is not online";
        SafeContact = "safe_contact", "安全的联系方式", "safe way of contact";
        Illness = "illness", "患病期间照顾", "consideration in illness";
        Bereavement = "bereavement", "丧亲期间照顾", "consideration in bereavement";
        Hardship = "hardship", "经济困难照顾", "consideration in financial hardship";
        Safety = "safety", "人身安全关切", "concern for their safety";
        Other = "other", "其他需要", "another need";
    }
}

worded! {
    /// Who told the firm of a need.
    SupportSource {
        Person = "person", "本人告知", "the person";
        Relative = "relative", "亲属告知", "a relative";
        Representative = "representative", "代理人告知", "who acts for the person";
        Staff = "staff", "工作人员记录", "noted by staff";
        Paper = "paper", "材料载明", "stated in a paper";
        Authority = "authority", "监管或其他机关告知", "a regulator or another authority";
        Other = "other", "其他来源", "another source";
    }
}
