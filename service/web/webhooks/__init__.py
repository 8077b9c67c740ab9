"""What providers tell us: verified, stored raw, then processed."""
