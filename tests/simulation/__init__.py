"""Deterministic simulation: the real register crashes at every statement and commit boundary of a story, and recovers.

A story (`stories`) is what simulated people and the calendar do around a deadline. It runs on the real code and a real
SQLite file (`machine`). At each boundary the committed database and what the world outside has seen are copied
(`boundaries`), and from each copy only the recovery runs (`recovery`): a fresh register, people who try again or give
up, the bell. The checker (`checker`) then reads what is left and shares no code with the judge. Bugs planted on purpose
(`planted`) test the test. Everything follows from a seed and the number of a point:
`python -m tests.simulation --seed S --point K` tells that crash step by step.
"""
