"""Every table and every query."""
