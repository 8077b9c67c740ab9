"""HTTP in, JSON and HTML out."""
