"""What pages and API share: who comes in, which error is which answer, how a request is read."""
