"""Thin loops: claim what is due, call work, hand to a channel, record."""
