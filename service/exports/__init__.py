"""Facts to bytes: JSON, CSV, PDF. No database."""
