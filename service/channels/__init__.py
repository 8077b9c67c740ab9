"""How a message leaves: one protocol, one file a provider."""
