"""Sittings: bodies that meet, their members and interests, what lies before them and what they decide of it."""
