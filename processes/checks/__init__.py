"""What a diagram must satisfy before it may be published. One rule, one file in `rules/`; one page of docs for each."""
