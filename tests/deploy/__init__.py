"""Running it somewhere: backup and restore, and the samples in `deploy/`."""
