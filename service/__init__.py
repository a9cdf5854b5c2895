"""The running office: the register, what people and the calendar do, pages, API and commands."""
