"""Changes of dates as office objects: asked with a reason, previewed, applied by a second person, taken back, ruled on.

A change of a round makes another calendar, which reaches every open case as an arrival; a change for one case gives it
a date of its own, which arrives the same way. Nothing reaches into a case from the side.
"""
