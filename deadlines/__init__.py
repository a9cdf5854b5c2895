"""When things fall due: clocks, the calendar, rounds of named deadlines and the reminders they produce.

Knows nothing of cases, diagrams, databases or the web, and needs only the standard library and the time zone data.
"""
