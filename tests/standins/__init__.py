"""Providers of our own, run as real processes over real sockets, for tests and benchmarks."""
