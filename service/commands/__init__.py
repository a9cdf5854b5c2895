"""The commands that designers use, one to a file; `service.cli` puts them together."""
