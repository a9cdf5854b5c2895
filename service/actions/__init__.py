"""What people and the calendar do: one function each. Pages, API, commands and the scheduler call these and nothing
below them."""
