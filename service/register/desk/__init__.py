"""What each role must see first: one module of queries per idea, each in a fixed number of statements.

Everything is read through a sight, so that no count tells of a case that may not be seen. Decides nothing, changes
nothing, and knows no page.
"""
