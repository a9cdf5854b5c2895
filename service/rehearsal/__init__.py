"""Rehearsals: a whole cohort through the real diagrams, deadlines and register in virtual time."""
