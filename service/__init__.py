"""The running office: register, actions, pages, mail and wake-ups."""
