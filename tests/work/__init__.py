"""One function per thing that can happen, over a real database."""
