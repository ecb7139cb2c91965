"""Reads iCalendar from standard input with two libraries that have nothing to do
with the one that wrote it, and prints what they understood as JSON. Times with a
zone are turned into UTC by the VTIMEZONE of the file alone: once by icalendar,
once by dateutil, which must agree."""
import io
import json
import sys
from datetime import timezone

import icalendar
from dateutil import tz

raw = sys.stdin.buffer.read()
calendar = icalendar.Calendar.from_ical(raw)
if not any(True for _ in calendar.walk("VTIMEZONE")):
    other = None
else:
    other = tz.tzical(io.StringIO(raw.decode("utf-8")))
zones = {str(z["TZID"]): z.to_tz() for z in calendar.walk("VTIMEZONE")}


def utc(prop):
    if prop is None:
        return None
    zone = prop.params.get("TZID")
    when = prop.dt.replace(tzinfo=None)
    if zone is None:
        return when.replace(tzinfo=timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    # A clock that shows it twice means the first time (RFC 5545, 3.3.5).
    first = min(zones[zone].localize(when, is_dst=d) for d in (True, False)).astimezone(timezone.utc)
    second = when.replace(tzinfo=other.get(zone)).astimezone(timezone.utc)
    if first != second:
        sys.exit(f"{zone} at {when}: icalendar says {first}, dateutil {second}")
    return first.strftime("%Y-%m-%dT%H:%M:%SZ")


def text(component, name):
    value = component.get(name)
    return None if value is None else str(value)


events = []
for e in calendar.walk("VEVENT"):
    alarms = [a["TRIGGER"].dt.total_seconds() for a in e.walk("VALARM")]
    events.append({
        "uid": text(e, "UID"), "sequence": int(e["SEQUENCE"]), "start": utc(e.get("DTSTART")), "end": utc(e.get("DTEND")),
        "stamp": utc(e.get("DTSTAMP")), "title": text(e, "SUMMARY"), "about": text(e, "DESCRIPTION") or "",
        "where": text(e, "LOCATION") or "", "link": text(e, "URL") or "", "status": text(e, "STATUS"),
        "free": text(e, "TRANSP") == "TRANSPARENT", "alarms": alarms,
    })
json.dump({
    "name": text(calendar, "X-WR-CALNAME"), "method": text(calendar, "METHOD"), "version": text(calendar, "VERSION"),
    "ttl": text(calendar, "X-PUBLISHED-TTL"), "zones": sorted(zones), "events": events,
    "errors": [str(x) for c in calendar.walk() for x in getattr(c, "errors", [])],
}, sys.stdout)
