"""Telling other programs what happened, by HTTPS to addresses that officers have registered."""
