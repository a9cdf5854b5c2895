"""The register: every case, arrival and ruling. The only package that talks to the database or opens a transaction."""
