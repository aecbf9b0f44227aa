#!/usr/bin/env python3
"""Compares holidays.json with three public packages, day by day, and with the statutes.

  python3 -m venv venv && venv/bin/pip install -r requirements.txt && venv/bin/python calendars.py

The packages are for tests only. Every disagreement must be listed, with an explanation, in
calendar-differences.json; a disagreement that is not listed fails, and so does a listed one that
no longer occurs. `calendars.py --show` prints the disagreements found, as JSON.
"""
import datetime as dt
import json
import os
import sys
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
DAY = dt.timedelta(days=1)
YEARS = range(2024, 2028)


def days(year):
    d = dt.date(year, 1, 1)
    while d.year == year:
        yield d
        d += DAY


# --- the statutes, walked -------------------------------------------------------

def nth(year, month, weekday, n):
    """n-th given ISO weekday of a month; -1 = last."""
    found = [d for d in days(year) if d.month == month and d.isoweekday() == weekday]
    return found[n - 1] if n > 0 else found[n]


def easter(year):
    """Book of Common Prayer rule as in the Calendar (New Style) Act 1750: the Sunday after the
    paschal full moon of the Gregorian tables."""
    golden = year % 19 + 1
    century = year // 100 + 1
    solar = 3 * century // 4 - 12
    lunar = (8 * century + 5) // 25 - 5
    epact = (11 * golden + 20 + lunar - solar) % 30
    if epact == 24 or (epact == 25 and golden > 11):
        epact += 1
    n = 44 - epact
    if n < 21:
        n += 30
    d = dt.date(year, 3, 1) + (n - 1) * DAY      # paschal full moon
    d += DAY
    while d.isoweekday() != 7:
        d += DAY
    return d


def us_statute(year):
    """5 U.S.C. 6103(a): the days. (b)(1): a Saturday holiday is kept on the Friday before;
    E.O. 11582 s. 3(a): a Sunday holiday on the Monday after. Inauguration Day (c) binds only
    the capital's area and is left out; so are closings by executive order."""
    out = set()
    for y in (year, year + 1):                    # 1 January next year may be kept on 31 December
        for m, d in ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25)):
            day = dt.date(y, m, d)
            if day.isoweekday() == 6:
                day -= DAY
            elif day.isoweekday() == 7:
                day += DAY
            out.add(day)
    out |= {nth(year, 1, 1, 3), nth(year, 2, 1, 3), nth(year, 5, 1, -1), nth(year, 9, 1, 1),
            nth(year, 10, 1, 2), nth(year, 11, 4, 4)}
    return {d for d in out if d.year == year}


def england_statute(year):
    """Good Friday and Christmas Day (common law); Banking and Financial Dealings Act 1971 Sch. 1:
    Easter Monday, last Monday in May, last Monday in August, 26 December if not a Sunday, 27 December
    where 25 or 26 December is a Sunday; by yearly proclamation: 1 January or the Monday after a
    weekend, first Monday in May, 28 December for Christmas or Boxing Day on a Saturday."""
    e = easter(year)
    out = {e - 2 * DAY, e + DAY, nth(year, 5, 1, 1), nth(year, 5, 1, -1), nth(year, 8, 1, -1)}
    ny = dt.date(year, 1, 1)
    while ny.isoweekday() > 5:
        ny += DAY
    out.add(ny)
    taken = set()
    for d in (25, 26):
        day = dt.date(year, 12, d)
        if day.isoweekday() > 5:
            day = dt.date(year, 12, 27)
            while day.isoweekday() > 5 or day in taken:
                day += DAY
        taken.add(day)
    return out | taken


# --- the packages ---------------------------------------------------------------

def libs():
    warnings.simplefilter("ignore")               # workalendar warns that its Chinese data ends in 2023
    import chinese_calendar
    import holidays
    from workalendar.asia import China
    from workalendar.europe import UnitedKingdom
    from workalendar.usa import UnitedStates
    hc = {"cn": holidays.country_holidays("CN", years=YEARS),
          "england-wales": holidays.country_holidays("GB", subdiv="ENG", years=YEARS),
          "us-federal": holidays.country_holidays("US", years=range(2024, 2029))}
    wk = {"cn": China(), "england-wales": UnitedKingdom(), "us-federal": UnitedStates()}
    out = []
    for cal in hc:
        out.append((cal, "holidays", hc[cal].is_working_day))
        out.append((cal, "workalendar", wk[cal].is_working_day))
    out.append(("cn", "chinesecalendar", chinese_calendar.is_workday))
    return out


def main(argv):
    with open(os.path.join(HERE, "holidays.json"), encoding="utf-8") as f:
        cals = json.load(f)["calendars"]
    ours = {}
    for name, c in cals.items():
        off, work = set(c["off"]), set(c["work"])
        for y in c["years"]:
            for d in days(y):
                s = d.isoformat()
                ours[name, d] = s in work or (d.isoweekday() <= 5 and s not in off)
    passed, problems, found = 0, [], []

    # 1. the statutes
    for name, rule in (("us-federal", us_statute), ("england-wales", england_statute)):
        for y in YEARS:
            want = {d.isoformat() for d in rule(y) if d.isoweekday() <= 5}
            have = {x for x in cals[name]["off"] if x[:4] == str(y)}
            if want == have:
                passed += 1
            else:
                problems.append("%s %d statute: %s" % (name, y, sorted(want ^ have)))
    # 2. the totals and the unknown year of cn-rules 9.4; every make-up day is a weekend day
    for y, n in ((2024, 251), (2025, 248), (2026, 248)):
        got = sum(ours["cn", d] for d in days(y))
        if got == n:
            passed += 1
        else:
            problems.append("cn %d: %d working days, not %d" % (y, got, n))
    if 2027 not in cals["cn"]["years"]:
        passed += 1
    else:
        problems.append("cn 2027 must be unknown until the notice is read")
    for x in cals["cn"]["work"]:
        if dt.date.fromisoformat(x).isoweekday() >= 6 and x not in cals["cn"]["off"]:
            passed += 1
        else:
            problems.append("cn make-up day %s is no weekend day" % x)
    # 3. the packages, every day 2024-2027
    for name, lib, works in libs():
        for y in YEARS:
            if y not in cals[name]["years"]:
                continue                             # unknown here: nothing to compare, checked above
            try:
                works(dt.date(y, 6, 3))
            except Exception:
                found.append({"calendar": name, "library": lib, "date": str(y), "ours": "published", "theirs": "no data"})
                continue
            for d in days(y):
                a, b = ours[name, d], bool(works(d))
                if a == b:
                    passed += 1
                else:
                    found.append({"calendar": name, "library": lib, "date": d.isoformat(),
                                  "ours": "business" if a else "rest", "theirs": "business" if b else "rest"})
    if "--show" in argv:
        print(json.dumps(found, indent=1))
    with open(os.path.join(HERE, "calendar-differences.json"), encoding="utf-8") as f:
        listed = json.load(f)["differences"]
    key = lambda x: (x["calendar"], x["library"], x["date"], x["ours"], x["theirs"])
    known = {key(x): x for x in listed}
    for x in found:
        if known.get(key(x), {}).get("explanation"):
            passed += 1
        else:
            problems.append("not explained: %s" % (key(x),))
    for k in known:
        if k not in {key(x) for x in found}:
            problems.append("explained, but no longer occurs: %s" % (k,))
    for p in problems:
        print("FAIL", p)
    print("%d passed, %d failed" % (passed, len(problems)))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
