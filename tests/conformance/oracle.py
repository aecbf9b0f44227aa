#!/usr/bin/env python3
"""Independent oracle for the legal clocks. Python 3.11, standard library only.

It shares no code and no data file with the engine. It walks day by day (and month by
month through the days): no closed formula counts anything here. Each function names
what it is written from. Abbreviations in citations:
  gazette    facts/cn-gazette.md (official text, wins)
  cn-rules   facts/cn-rules.md
  practice   facts/practice.md
  world      facts/world-regimes.md
  clocks     the paragraph "Days and clocks" of the design

How to read the files (a checker of the engine should read them the same way):
  vectors.jsonl      expect.due null = there must be no date; a key that is absent is not asserted.
                     expect.late_from compares as an instant, whatever the offset it is written in.
                     `at` and `as_of` are a local date or an RFC 3339 instant. A date as `as_of` means
                     the end of that day; a dated event is in time if its date is not after the due date.
  day-counts.jsonl   expect null = the walk leaves the published years (undetermined, never guessed).
  false-claims.jsonl must_not.due must differ from the answer; or `absent`: no clock of the regime has
                     that trigger event, n and unit.

Run:  python3 oracle.py            checks vectors.jsonl, day-counts.jsonl, false-claims.jsonl
      python3 oracle.py -v         also prints every answer
Exit status is not zero when anything differs.
"""
import datetime as dt
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
DAY = dt.timedelta(days=1)
UTC = dt.timezone.utc
HORIZON = 20000          # days; a walk longer than this is a mistake of the oracle


class Unknown(Exception):
    """A business day of a year whose holidays are not published (cn-rules 9.4: fail closed)."""

    def __init__(self, day):
        super().__init__(str(day))
        self.day = day


# ---------------------------------------------------------------------------
# Zones, from the rules themselves (no tz database)
# ---------------------------------------------------------------------------

def nth_sunday(year, month, n):
    """The n-th Sunday of a month; n = -1 for the last. Walks the month."""
    d, found = dt.date(year, month, 1), []
    while d.month == month:
        if d.isoweekday() == 7:
            found.append(d)
        d += DAY
    return found[n - 1] if n > 0 else found[-1]


def offset_hours(zone, utc):
    """Hours to add to a naive UTC instant.
    Asia/Shanghai: +8, no summer time since 1991.
    Europe/London: Summer Time Order 2002: from 01:00 GMT on the last Sunday of March
    to 01:00 GMT on the last Sunday of October, +1.
    America/New_York: 15 U.S.C. 260a (Energy Policy Act 2005): from 02:00 local standard
    time on the second Sunday of March to 02:00 local summer time on the first Sunday of
    November, -4, else -5."""
    y = utc.year
    if zone == "Asia/Shanghai":
        return 8
    if zone == "Europe/London":
        a = dt.datetime.combine(nth_sunday(y, 3, -1), dt.time(1))
        b = dt.datetime.combine(nth_sunday(y, 10, -1), dt.time(1))
        return 1 if a <= utc < b else 0
    if zone == "America/New_York":
        a = dt.datetime.combine(nth_sunday(y, 3, 2), dt.time(7))
        b = dt.datetime.combine(nth_sunday(y, 11, 1), dt.time(6))
        return -4 if a <= utc < b else -5
    raise ValueError(zone)


def parse_instant(text):
    t = dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
    if t.tzinfo is None:
        raise ValueError("instant without offset: " + text)
    return t.astimezone(UTC)


def local_date(text, zone):
    """clocks: 'day 0 is the local date of receipt'. A date is taken as it stands."""
    if len(text) == 10:
        return dt.date.fromisoformat(text)
    u = parse_instant(text).replace(tzinfo=None)
    return (u + dt.timedelta(hours=offset_hours(zone, u))).date()


def local_to_utc(day, time, zone):
    """First instant whose local reading is (day, time); tried offset by offset."""
    naive = dt.datetime.combine(day, time)
    for h in (8, 1, 0, -4, -5):
        u = naive - dt.timedelta(hours=h)
        if offset_hours(zone, u) == h:
            return u.replace(tzinfo=UTC), h
    raise ValueError("no such local time")


def rfc3339(day, time, zone):
    u, h = local_to_utc(day, time, zone)
    return "%sT%s%s%02d:00" % (day.isoformat(), time.strftime("%H:%M:%S"), "-" if h < 0 else "+", abs(h))


# ---------------------------------------------------------------------------
# Calendars and counting
# ---------------------------------------------------------------------------

class Calendar:
    """cn-rules 9.3: business day if make-up day, or Monday-Friday and not off.
    Make-up days are all listed for China; England & Wales and the US have none."""

    def __init__(self, name, data):
        self.name, self.zone = name, data["zone"]
        self.years = set(data["years"])
        self.off = {dt.date.fromisoformat(x) for x in data["off"]}
        self.work = {dt.date.fromisoformat(x) for x in data["work"]}
        self.fixed = set(data.get("fixed_by_date", []))

    def is_business(self, day):
        if day.year not in self.years:
            raise Unknown(day)
        if day in self.work:
            return True
        return day.isoweekday() <= 5 and day not in self.off

    def is_rest_provisional(self, day):
        """clocks: for prudent dates only, 'where that year's holidays are not yet published,
        off weekends and holidays fixed by date'."""
        if day.year in self.years:
            return not self.is_business(day)
        return day.isoweekday() >= 6 or day.strftime("%m-%d") in self.fixed


def load_calendars():
    with open(os.path.join(HERE, "holidays.json"), encoding="utf-8") as f:
        return {k: Calendar(k, v) for k, v in json.load(f)["calendars"].items()}


CAL = load_calendars()


def in_pause(day, pauses):
    """clocks: 'pauses are half-open [start, end) local-date intervals', measured as their
    union: a day is out of the count once, however many pauses hold it. An end of None is a
    pause still open."""
    return any(s <= day and (e is None or day < e) for s, e in pauses)


def count_days(start, n, unit, cal, pauses=(), first_counts=False):
    """Civil Code 200-201 (cn-rules 9.1), DISP 1.5.1R 'after the day of receipt' (world 1.1):
    the trigger day is not counted. Walk one day at a time and count the days of the unit that
    lie in no pause; the n-th is the due day. No roll (clocks; world 10, last line).
    Returns None when an open pause swallows the rest of the count."""
    day, seen = start, 0
    if first_counts and not in_pause(day, pauses) and (unit == "calendar_day" or cal.is_business(day)):
        seen = 1
        if n == 1:
            return day
    for _ in range(HORIZON):
        day += DAY
        if any(e is None and s <= day for s, e in pauses):
            return None
        if in_pause(day, pauses):
            continue
        if unit == "calendar_day" or cal.is_business(day):
            seen += 1
            if seen == n:
                return day
    raise RuntimeError("walk too long")


def add_months(start, n):
    """Civil Code 202 (cn-rules 9.1): the period ends on the same-numbered day, or at the end
    of the month where there is none; clocks: 'months clamp'. Walks the days: past n month
    borders, then on to the same number or to the last day of that month."""
    day, borders = start, 0
    for _ in range(HORIZON):
        nxt = day + DAY
        if borders == n and (day.day == start.day or nxt.month != day.month):
            return day
        if nxt.month != day.month:
            borders += 1
        day = nxt
    raise RuntimeError("walk too long")


def count(start, n, unit, cal, pauses=()):
    if unit in ("calendar_day", "business_day"):
        return count_days(start, n, unit, cal, pauses)
    if unit == "week":
        return count_days(start, 7 * n, "calendar_day", cal, pauses)   # world 1.1, 10: 8 weeks = 56 days
    if unit == "month":
        return add_months(start, n)
    if unit == "year":
        return add_months(start, 12 * n)
    raise ValueError(unit)


def prudent(start, n, unit, cal, pauses=()):
    """practice 2 'Counting' and clocks: receipt day counted, then moved back off rest days."""
    day = count_days(start, n, unit, cal, pauses, first_counts=True)
    while day is not None and cal.is_rest_provisional(day):
        day -= DAY
    return day


# ---------------------------------------------------------------------------
# One case
# ---------------------------------------------------------------------------

ZONE = {"cn-complaints-2020": "Asia/Shanghai", "cn-insurance-sales": "Asia/Shanghai",
        "cn-insurance-law": "Asia/Shanghai",
        "uk-disp": "Europe/London", "us-cfpb": "America/New_York", "us-reg-e": "America/New_York"}
CALENDAR = {"cn-complaints-2020": "cn", "cn-insurance-sales": "cn",
            "cn-insurance-law": "cn", "uk-disp": "england-wales",
            "us-cfpb": "us-federal", "us-reg-e": "us-federal"}


class Answer:
    def __init__(self, due=None, prudent=None, status="not_started", late_from=None, late_text=None):
        self.due, self.prudent, self.status = due, prudent, status
        self.late_from, self.late_text = late_from, late_text


class Case:
    def __init__(self, regime, facts, events, as_of):
        self.regime, self.facts = regime, facts
        self.zone, self.cal = ZONE[regime], CAL[CALENDAR[regime]]
        self.as_of = as_of
        self.events = [dict(e, day=local_date(e["at"], self.zone)) for e in events
                       if not self.after_as_of(e["at"])]

    def after_as_of(self, at):
        """Events later than `as_of` are not seen. A date as `as_of` means the end of that day."""
        if len(at) > 10 and len(self.as_of) > 10:
            return parse_instant(at) > parse_instant(self.as_of)
        return local_date(at, self.zone) > local_date(self.as_of, self.zone)

    def all(self, *types):
        return [e for e in self.events if e["type"] in types]

    def first(self, *types, **fields):
        for e in self.events:
            if e["type"] in types and all(e.get(k) == v for k, v in fields.items()):
                return e
        return None

    def in_time(self, at, due, close):
        """clocks: 'a due date means until the end of that day'; `late_from` itself is late."""
        if len(at) > 10:
            return parse_instant(at) < self.late_from(due, close)[0]
        return dt.date.fromisoformat(at) <= due

    def late_from(self, due, close=None):
        """clocks: an instant. The first instant of the next local day, or, where the rule says
        close of business, 17:00 of the due day (assumed and marked)."""
        day, time = (due, close) if close else (due + DAY, dt.time(0))
        return local_to_utc(day, time, self.zone)[0], rfc3339(day, time, self.zone)

    def finish(self, due, met=None, close=None, prudent=None, paused_now=False, cancelled=False, lapses=False):
        """Status. `met` is the event that answers the clock; a right that `lapses` is closed, not late."""
        if due is None:
            return Answer(status="cancelled" if cancelled else "paused" if paused_now else "not_started")
        lf, text = self.late_from(due, close)
        if met is not None:
            status = "met" if self.in_time(met["at"], due, close) else "met_late"
        elif cancelled:
            status = "cancelled"
        else:
            if len(self.as_of) > 10:
                late = parse_instant(self.as_of) >= lf
            else:
                late = dt.date.fromisoformat(self.as_of) > due
            over = "cancelled" if lapses else "late"
            status = over if late else "paused" if paused_now else "running"
        return Answer(due, prudent, status, lf, text)


# ---------------------------------------------------------------------------
# cn-complaints-2020
# ---------------------------------------------------------------------------

def pause_list(case, until=None):
    """CN-CM-018d (gazette Art. 18 ¶2; practice 1.9): outside appraisal, told in time: body, paper
    and notice date. CN-CM-023 (gazette Art. 23; practice 1.9): the complainant agrees and both apply
    to a mediation body: body, paper, consent; in-house talks never pause. A pause lacking one of
    these changes nothing."""
    out = []
    for kind, extra in (("appraisal", "notified_on"), ("mediation", "consented")):
        opened = None
        for e in case.all(kind + "_started", kind + "_ended"):
            if until is not None and e["day"] > until:
                continue
            if e["type"].endswith("_started"):
                opened = e if e.get("body") and e.get("document") and e.get(extra) else None
            elif opened is not None:
                out.append((opened["day"], e["day"]))
                opened = None
        if opened is not None:
            out.append((opened["day"], None))
    return out


def cn_complaint(case, trigger):
    """CN-CM-018a/b/c/d/e/f, 021 ¶5, 023, 015 (gazette Arts 15, 18, 21, 23; 43: natural days).
    15 days from receipt; 30 in all when complex; a further 30 with an approver of the superior unit
    or a senior executive of the head office, and the complainant told. New facts *and* reasons
    within the period: the period starts anew on receipt. An extension counts only while the period
    it lengthens still runs (reading taken; the text speaks of extending a period)."""
    start = case.first(trigger)
    if start is None:
        return Answer()
    zero, n, agreed, met = start["day"], 15, None, None

    def due_now(upto):
        if agreed is not None:
            return agreed
        return count_days(zero, n, "calendar_day", case.cal, pause_list(case, upto))

    for e in case.events:
        if e["day"] < zero:
            continue
        limit = due_now(e["day"])
        alive = limit is None or case.in_time(e["at"], limit, None)
        if e["type"] == "decision_notified":
            met = e
            break
        if e["type"] == "extended" and alive:
            if e.get("ground") == "complex" and n == 15:
                n = 30
            elif e.get("ground") == "special" and n == 30 and e.get("approver") and e.get("notified_on"):
                told = dt.date.fromisoformat(e["notified_on"])
                if limit is None or told <= limit:
                    n = 60
        if e["type"] == "repeat_received" and alive and e.get("new_facts") and e.get("new_reasons"):
            zero, n, agreed = e["day"], 15, None
        if e["type"] == "period_agreed" and alive and e.get("document") and e.get("informed"):
            agreed = dt.date.fromisoformat(e["until"])
    pauses = pause_list(case, met["day"] if met else None)
    due = agreed if agreed is not None else count_days(zero, n, "calendar_day", case.cal, pauses)
    pr = prudent(zero, n, "calendar_day", case.cal, pauses) if agreed is None and due is not None else None
    now = local_date(case.as_of, case.zone)
    cancelled = bool(case.first("withdrawal_received")) and bool(case.first("withdrawal_confirmed"))
    if met and due is None:                       # decided while paused: in time
        return Answer(status="met")
    return case.finish(due, met, prudent=pr, paused_now=in_pause(now, pauses), cancelled=cancelled and not met)


def cn_cm_018a(case):
    return cn_complaint(case, "received")


def cn_cm_reg_2(case):
    """CN-CM-REG-2 (cn-rules 1.7; practice 2): a transferred complaint has the same periods from the
    day the institution receives the transfer. Own and transferred clocks both run."""
    return cn_complaint(case, "referral_received")


def cn_cm_reg_deadline(case):
    """practice 2 (REG-2), clocks: 'a regulator's referral carries its own deadline as an ordinary clock'."""
    e = case.first("referral_received")
    if e is None or not e.get("deadline"):
        return Answer()
    return case.finish(dt.date.fromisoformat(e["deadline"]), case.first("decision_notified"))


def cn_cm_reg_1(case):
    """CN-CM-REG-1 (gazette Art. 33, 43): 7 working days from the regulator's receipt."""
    e = case.first("regulator_received")
    if e is None:
        return Answer()
    return case.finish(count_days(e["day"], 7, "business_day", case.cal), None)


def cn_cm_020a(case):
    """CN-CM-020a (gazette Art. 20; practice 2): a branch's decision; 30 days from *receiving* it.
    A consumer's right: the told date, not rolled."""
    e = case.first("decision_received")
    if e is None or case.facts.get("decided_by") == "head_office":
        return Answer()
    return case.finish(count_days(e["day"], 30, "calendar_day", case.cal), case.first("review_requested"))


def cn_cm_020b(case):
    """CN-CM-020b (gazette Art. 20): 30 days from receiving the application for review."""
    e = case.first("review_requested")
    if e is None:
        return Answer()
    return case.finish(count_days(e["day"], 30, "calendar_day", case.cal), case.first("review_decided"),
                       prudent=prudent(e["day"], 30, "calendar_day", case.cal))


# ---------------------------------------------------------------------------
# cn-insurance-law
# ---------------------------------------------------------------------------

def supplement_pauses(case):
    """CN-INT2-15b (cn-rules 3.1): out of the count from the day the request *reaches* the claimant
    to the day the papers reach the insurer."""
    out, opened = [], None
    for e in case.all("supplement_requested", "supplement_received"):
        if e["type"] == "supplement_requested" and opened is None:
            opened = dt.date.fromisoformat(e["reached_on"]) if e.get("reached_on") else e["day"]
        elif e["type"] == "supplement_received" and opened is not None:
            out.append((opened, e["day"]))
            opened = None
    if opened is not None:
        out.append((opened, None))
    return out


def cn_ins_23a(case):
    """CN-INS-23a (cn-rules 3.1): promptly, without a number. Nobody has found complex what nobody said is."""
    if case.first("claim_received") is None or case.facts.get("complex"):
        return Answer()
    return Answer(status="met" if case.first("assessment_made") else "running")


def cn_ins_23a_latest(case):
    """The outer limit of a claim that is not complex (an inference: no claim has longer)."""
    return Answer() if case.facts.get("complex") else thirty_days(case, supplement_pauses(case))


def cn_ins_23a_complex(case):
    """CN-INS-23a, CN-INT2-15a/b (cn-rules 3.1): 30 days from the first receipt of request and papers,
    unless the contract says otherwise."""
    return complex_claim(case, supplement_pauses(case))


def cn_bs_23(case):
    """CN-BS-23 (gazette 2, Art. 23): 5 working days of the request."""
    e = case.first("claim_received")
    if e is None or case.facts.get("complex"):
        return Answer()
    return case.finish(count_days(e["day"], 5, "business_day", case.cal), case.first("assessment_made"))


def cn_bs_23_complex(case):
    """CN-BS-23 (gazette 2, Art. 23): complex, within 30 days, unless the contract says otherwise."""
    return complex_claim(case, [])


def complex_claim(case, p):
    if not case.facts.get("complex"):
        return Answer()
    contract = case.first("contract_claim_period_set")
    if contract and contract.get("document"):
        return case.finish(dt.date.fromisoformat(contract["until"]), case.first("assessment_made"))
    return thirty_days(case, p)


def thirty_days(case, p):
    e = case.first("claim_received")
    if e is None:
        return Answer()
    due = count_days(e["day"], 30, "calendar_day", case.cal, p)
    paused = in_pause(local_date(case.as_of, case.zone), p)
    return case.finish(due, case.first("assessment_made"), paused_now=paused)


def simple(trigger, n, unit, answer=None, fields=None, doc=""):
    def f(case):
        e = case.first(trigger, **(fields or {}))
        if e is None:
            return Answer()
        return case.finish(count(e["day"], n, unit, case.cal), case.first(*answer) if answer else None)
    f.__doc__ = doc
    return f


def cn_ref_16a(case):
    """CN-REF-16a (cn-rules 3.2, Insurance Law 16 ¶3): lapses 30 days after the insurer knew, in any
    case 2 years after conclusion: the earlier. The last day of the right is the due day. Nobody must
    rescind: a right that is gone is no breach."""
    ends = []
    k = case.first("knowledge")
    if k:
        ends.append(count_days(k["day"], 30, "calendar_day", case.cal))
    if case.facts.get("concluded_on"):
        ends.append(add_months(dt.date.fromisoformat(case.facts["concluded_on"]), 24))
    if not ends:
        return Answer()
    return case.finish(min(ends), lapses=True)


def cn_ins_26(case):
    """CN-INS-26 (cn-rules 3.1, Insurance Law 26): 2 years, life insurance 5, from knowledge of the
    event. A consumer's right: told date, not rolled."""
    k = case.first("knowledge")
    if k is None:
        return Answer()
    return case.finish(add_months(k["day"], 60 if case.facts.get("line") == "life" else 24))


def cn_lapse_36(case):
    """CN-LAPSE-36 (cn-rules 3.3, Insurance Law 36): cover is suspended 30 days after demand or 60 days
    after the due date of the premium; each is enough, so the earlier ends the time."""
    ends = []
    for kind, n in (("premium_demanded", 30), ("premium_due", 60)):
        e = case.first(kind)
        if e:
            ends.append(count_days(e["day"], n, "calendar_day", case.cal))
    return case.finish(min(ends)) if ends else Answer()


CN_INS = {
    "CN-INS-23a": cn_ins_23a, "CN-INS-23a.latest": cn_ins_23a_latest, "CN-INS-23a.complex": cn_ins_23a_complex,
    "CN-INS-23b": simple("benefit_agreed", 10, "calendar_day", ["benefit_paid"],
                         doc="CN-INS-23b (Insurance Law 23): paid within 10 days of the agreement"),
    "CN-INS-24": simple("assessment_made", 3, "calendar_day", ["refusal_sent"], {"covered": False},
                        doc="CN-INS-24 (Insurance Law 24; practice 2): refusal sent within 3 days of the assessment"),
    "CN-INS-25": simple("claim_received", 60, "calendar_day",
                        doc="CN-INS-25 (Insurance Law 25): 60 days, pay the part that can be fixed"),
    "CN-INS-26": cn_ins_26,
    "CN-BS-10": simple("application_received", 5, "business_day", doc="CN-BS-10 (gazette 2, Art. 10)"),
    "CN-BS-11": simple("application_received", 5, "business_day", doc="CN-BS-11 (gazette 2, Art. 11)"),
    "CN-BS-12": simple("application_received", 15, "business_day", doc="CN-BS-12 (gazette 2, Art. 12)"),
    "CN-BS-18": simple("misselling_found", 15, "business_day", doc="CN-BS-18 (gazette 2, Art. 18)"),
    "CN-BS-19": simple("servicing_requested", 2, "business_day", doc="CN-BS-19 (gazette 2, Art. 19: accepted in 2)"),
    "CN-BS-20": simple("servicing_consented", 5, "business_day", doc="CN-BS-20 (gazette 2, Art. 20: done in 5)"),
    "CN-BS-21": simple("cover_suspended", 10, "business_day", doc="CN-BS-21 (gazette 2, Art. 21)"),
    "CN-BS-23": cn_bs_23, "CN-BS-23.complex": cn_bs_23_complex,
    "CN-BS-24": simple("assessment_made", 3, "calendar_day", ["refusal_sent"], {"covered": False},
                       doc="CN-BS-24 (gazette 2, Art. 24)"),
    "CN-BS-26": simple("benefit_agreed", 10, "calendar_day", ["benefit_paid"], doc="CN-BS-26 (gazette 2, Art. 26)"),
    "CN-SUR-47": simple("surrender_notice_received", 30, "calendar_day", doc="CN-SUR-47 (Insurance Law 47)"),
    "CN-REF-16a": cn_ref_16a,
    "CN-LAPSE-36": cn_lapse_36,
    "CN-LAPSE-37": simple("cover_suspended", 2, "year", doc="CN-LAPSE-37 (Insurance Law 37): 2 years from suspension"),
    "CN-LAPSE-37-I3-8": simple("reinstatement_requested", 30, "calendar_day",
                               doc="CN-LAPSE-37 (Interp. III 8): silence of 30 days after the request = agreed"),
    "CN-COOL-H": simple("policy_signed_for", 15, "calendar_day", doc="CN-COOL-H (2019 No. 3 Art. 15): not under 15 days"),
}

def cn_cm_017(case):
    """CN-CM-017, CN-N22-2 (gazette Arts 15, 17; cn-rules 1.10): contact in time, without a number. A decision
    or a withdrawal ends the handling; neither is contact, for a decision may be posted or dialled."""
    if case.first("received") is None:
        return Answer()
    contact, decided = case.first("first_contact"), case.first("decision_notified")
    over = decided or (case.first("withdrawal_received") and case.first("withdrawal_confirmed"))
    if contact and not (decided and decided["day"] < contact["day"]):
        return Answer(status="met")
    return Answer(status="cancelled" if over else "running")


CN_CM = {
    "CN-CM-017": cn_cm_017, "CN-N22-2": cn_cm_017,
    "CN-CM-018a": cn_cm_018a, "CN-CM-020a": cn_cm_020a, "CN-CM-020b": cn_cm_020b,
    "CN-CM-REG-1": cn_cm_reg_1, "CN-CM-REG-2": cn_cm_reg_2, "CN-CM-REG-DEADLINE": cn_cm_reg_deadline,
}


# ---------------------------------------------------------------------------
# uk-disp
# ---------------------------------------------------------------------------

def uk_src(case):
    """UK.DISP.SRC (world 1.1, DISP 1.5.4R): close of business on the 3rd business day after receipt;
    a receipt on a rest day is not rolled forward."""
    e = case.first("received")
    if e is None:
        return Answer()
    return case.finish(count_days(e["day"], 3, "business_day", case.cal), case.first("src_sent"), close=dt.time(17))


def uk_final(case):
    """UK.DISP.FINAL (world 1.1, DISP 1.6.2R): 8 weeks; not for an EMD or PSD complaint (1.6.2AR)."""
    e = case.first("received")
    if e is None or case.facts.get("psd_complaint"):
        return Answer()
    met = case.first("decision_notified", "written_acceptance_received")
    if case.facts.get("product.motor_finance") == "dca" and e["day"] >= dt.date(2023, 11, 17):
        # DISP App 5.2.1R: time does not run from 11 January 2024 to 31 May 2026, both included.
        first, last, day, left = dt.date(2024, 1, 11), dt.date(2026, 5, 31), e["day"], 56
        while left:
            day += DAY
            left -= not first <= day <= last
        return case.finish(day, met)
    return case.finish(count(e["day"], 8, "week", case.cal), met)


def uk_psd(case):
    """UK.DISP.PSD.FINAL (world 1.1, DISP 1.6.2AR): 15 business days; a holding response within them,
    with reasons and a reply date, makes it 35 from receipt."""
    e = case.first("received")
    if e is None:
        return Answer()
    due = count_days(e["day"], 15, "business_day", case.cal)
    h = case.first("holding_response_sent")
    if h and h.get("reason") and h.get("reply_by") and case.in_time(h["at"], due, None):
        due = count_days(e["day"], 35, "business_day", case.cal)
    return case.finish(due, case.first("decision_notified"))


def uk_six_months(case):
    """UK.FOS.SIX_MONTHS (world 1.1, DISP 2.8.2R(1)): 6 months after the final response or SRC was sent;
    motor-finance commission (world 1.5): the later of 15 months and 29 July 2026, for responses sent
    from 12 July 2023 (discretionary) or 26 October 2024 (other), back to six months for those sent
    after 29 January 2026."""
    e = case.first("decision_notified", "src_sent")
    if e is None:
        return Answer()
    opens = {"dca": dt.date(2023, 7, 12), "none": dt.date.max}
    opens = opens.get(case.facts.get("product.motor_finance", "none"), dt.date(2024, 10, 26))
    if opens <= e["day"] <= dt.date(2026, 1, 29):
        return case.finish(max(add_months(e["day"], 15), dt.date(2026, 7, 29)))
    return case.finish(add_months(e["day"], 6))


def uk_six_three(case):
    """UK.FOS.SIX_THREE (world 1.1, DISP 2.8.2R(2)): 6 years from the event or, if later, 3 from knowledge."""
    a, k = case.first("event_occurred"), case.first("knowledge")
    if a is None:
        return Answer()
    ends = [add_months(a["day"], 72)] + ([add_months(k["day"], 36)] if k else [])
    return case.finish(max(ends))


def uk_record(case):
    """UK.DISP.RECORD (world 1.1, DISP 1.9.1R): 3 years from receipt, 5 for MiFID and UCITS management."""
    e = case.first("received")
    return case.finish(add_months(e["day"], 60 if case.facts.get("mifid") else 36)) if e else Answer()


# ---------------------------------------------------------------------------
# cn-insurance-sales
# ---------------------------------------------------------------------------

def cn_trace_13(case):
    """CN-TRACE-13 (gazette 4, Art. 13): kept from the contract's end, 5 years, 10 for terms over one year."""
    e = case.first("insurance_contract_ended")
    return case.finish(add_months(e["day"], 120 if case.facts.get("over_one_year") else 60)) if e else Answer()


def cn_trace_13_dispute(case):
    """CN-TRACE-13 (gazette 4, Art. 13): in a complaint or suit at least until 2 years after the dispute ends."""
    e = case.first("sale_dispute_ended")
    return case.finish(add_months(e["day"], 24)) if e else Answer()


CN_SALES = {
    "CN-SALE-36": simple("sales_agent_left", 30, "calendar_day", ["sales_agent_left_told"],
                         doc="CN-SALE-36 (gazette 3, Art. 36): customer told within 30 days"),
    "CN-TRACE-10": simple("recording_fault_found", 15, "business_day", ["recording_fault_mended"],
                          doc="CN-TRACE-10 (gazette 4, Art. 10): put right in 15 working days"),
    "CN-TRACE-13": cn_trace_13, "CN-TRACE-13.dispute": cn_trace_13_dispute,
}


UK = {
    "UK.DISP.SRC": uk_src,
    "UK.DISP.FINAL": uk_final,
    "UK.DISP.PSD.FINAL": uk_psd,
    "UK.FOS.SIX_MONTHS": uk_six_months,
    "UK.FOS.SIX_THREE": uk_six_three,
    "UK.DISP.RECORD": uk_record,
    "UK.DISP.REPORT": simple("reporting_period_ended", 30, "business_day",
                             doc="UK.DISP.REPORT (world 1.1, DISP 1.10): 30 business days"),
}


# ---------------------------------------------------------------------------
# us-cfpb, us-reg-e
# ---------------------------------------------------------------------------

def cfpb_first(case):
    """US.CFPB.FIRST (world 2.1): 15 calendar days from *sent to the company*."""
    e = case.first("sent_to_company")
    if e is None:
        return Answer()
    return case.finish(count_days(e["day"], 15, "calendar_day", case.cal),
                       case.first("response_in_progress", "final_response"))


def cfpb_final(case):
    """US.CFPB.FINAL (world 2.1; practice 2): 60 days from the same day, only once 'In progress'."""
    e = case.first("sent_to_company")
    if e is None or case.first("response_in_progress") is None:
        return Answer()
    return case.finish(count_days(e["day"], 60, "calendar_day", case.cal), case.first("final_response"))


def rege_decide(case):
    """US.REGE.DECIDE (world 2.2, 1005.11(c)): 10 business days of notice, 20 for a new account."""
    e = case.first("received")
    if e is None:
        return Answer()
    n = 20 if case.facts.get("new_account") else 10
    return case.finish(count_days(e["day"], n, "business_day", case.cal), case.first("determination_made"))


def rege_ext(case):
    """US.REGE.EXT (world 2.2, 1005.11(c)(2), (3)): 45 calendar days, 90 for a new account, POS debit or
    a transfer not initiated in a state; only if credited provisionally within 10 (20) business days."""
    e, c = case.first("received"), case.first("provisional_credit")
    if e is None or c is None:
        return Answer()
    inner = count_days(e["day"], 20 if case.facts.get("new_account") else 10, "business_day", case.cal)
    if not case.in_time(c["at"], inner, None):
        return Answer()
    n = 90 if any(case.facts.get(k) for k in ("new_account", "pos_debit", "foreign_initiated")) else 45
    return case.finish(count_days(e["day"], n, "calendar_day", case.cal), case.first("determination_made"))


def rege_confirm(case):
    """US.REGE.CONFIRM (world 2.2): 10 business days of an *oral* notice."""
    e = case.first("received", oral=True)
    return case.finish(count_days(e["day"], 10, "business_day", case.cal)) if e else Answer()


REGE = {
    "US.REGE.DECIDE": rege_decide,
    "US.REGE.EXT": rege_ext,
    "US.REGE.CREDIT_NOTICE": simple("provisional_credit", 2, "business_day", ["credit_notice_sent"],
                                    doc="US.REGE.CREDIT_NOTICE (world 2.2)"),
    "US.REGE.CORRECT": simple("determination_made", 1, "business_day", None, {"error_found": True},
                              doc="US.REGE.CORRECT (world 2.2): 1 business day of finding an error"),
    "US.REGE.REPORT": simple("determination_made", 3, "business_day", doc="US.REGE.REPORT (world 2.2)"),
    "US.REGE.NOTICE": simple("statement_sent", 60, "calendar_day", ["received"], doc="US.REGE.NOTICE (world 2.2)"),
    "US.REGE.CONFIRM": rege_confirm,
    "US.REGE.REMIT": simple("received", 90, "calendar_day", ["determination_made"],
                            doc="US.REGE.REMIT (world 2.2, 1005.33(c)): provider decides in 90 days"),
    "US.REGE.REMIT.NOTICE": simple("funds_available", 180, "calendar_day", ["received"],
                                   doc="US.REGE.REMIT (world 2.2, 1005.33(b)): sender has 180 days from the disclosed availability date"),
}

CLOCKS = {"cn-complaints-2020": CN_CM, "cn-insurance-sales": CN_SALES,
          "cn-insurance-law": CN_INS, "uk-disp": UK,
          "us-cfpb": {"US.CFPB.FIRST": cfpb_first, "US.CFPB.FINAL": cfpb_final}, "us-reg-e": REGE}


def solve(v):
    """A business-day clock that leaves the published years is undetermined (clocks)."""
    case = Case(v["regime"], v.get("facts", {}), v["events"], v["as_of"])
    try:
        return CLOCKS[v["regime"]][v["clock"]](case)
    except Unknown:
        return Answer(status="undetermined")


def answer_fields(a):
    return {"due": a.due.isoformat() if a.due else None,
            "prudent_due": a.prudent.isoformat() if a.prudent else None,
            "late_from": a.late_text, "status": a.status}


# ---------------------------------------------------------------------------
# Checking the files
# ---------------------------------------------------------------------------

def lines(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as f:
        return [json.loads(x) for x in f if x.strip()]


def check_vector(v):
    a, want = solve(v), v["expect"]
    got, bad = answer_fields(a), []
    for k, w in want.items():
        if k == "late_from" and w is not None and got[k] is not None:
            same = parse_instant(w) == parse_instant(got[k])
        else:
            same = w == got.get(k)
        if not same:
            bad.append("%s: file %r, oracle %r" % (k, w, got.get(k)))
    return bad


def check_count(v):
    cal = CAL[v["calendar"]]
    pauses = [(dt.date.fromisoformat(s), dt.date.fromisoformat(e)) for s, e in v.get("pauses", [])]
    try:
        got = count(dt.date.fromisoformat(v["from"]), v["n"], v["unit"], cal, pauses).isoformat()
    except Unknown:
        got = None
    return [] if got == v["expect"] else ["file %r, oracle %r" % (v["expect"], got)]


def check_claim(v):
    if "absent" in v:
        return [] if v["regime"] in CLOCKS and set(v["absent"]) == {"trigger", "n", "unit"} else ["bad shape"]
    got = answer_fields(solve(v))
    bad = ["oracle gives the false answer for " + k for k, w in v["must_not"].items() if got[k] == w]
    return bad if got["due"] else bad + ["no due date"]


def check_zones():
    """Cross-check of the zone rules above with the host's database, where there is one."""
    try:
        import zoneinfo
        zones = {z: zoneinfo.ZoneInfo(z) for z in set(ZONE.values())}
    except Exception:
        return []
    bad = []
    for z, info in zones.items():
        t = dt.datetime(2020, 1, 1)
        while t < dt.datetime(2030, 1, 1):
            real = t.replace(tzinfo=UTC).astimezone(info).utcoffset()
            if real != dt.timedelta(hours=offset_hours(z, t)):
                bad.append("%s %s" % (z, t))
            t += dt.timedelta(hours=1)
    return bad


def main(argv):
    verbose = "-v" in argv
    passed = failed = 0
    for name, check in (("vectors.jsonl", check_vector), ("day-counts.jsonl", check_count),
                        ("false-claims.jsonl", check_claim)):
        seen = set()
        for i, v in enumerate(lines(name), 1):
            vid = v.get("id", "line %d" % i)
            try:
                bad = check(v)
            except Exception as ex:                       # a broken vector is a failure, not a crash
                bad = ["%s: %s" % (type(ex).__name__, ex)]
            if vid in seen:
                bad.append("id used twice")
            seen.add(vid)
            if bad:
                failed += 1
                print("FAIL %s %s: %s" % (name, vid, "; ".join(bad)))
            else:
                passed += 1
                if verbose and name == "vectors.jsonl":
                    print(vid, answer_fields(solve(v)))
    for b in check_zones():
        failed += 1
        print("FAIL zone", b)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
