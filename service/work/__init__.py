"""One function per thing that can happen, each one transaction."""
