"""What may happen to a case: diagrams, forms, decisions and the pure functions that move a case along.

Knows deadlines; knows no database, no web and no clock of its own: instants come in as arguments.
"""
