"""Mail: what a letter is and the ways in which it leaves. What is to be sent and what came of it: the register."""
