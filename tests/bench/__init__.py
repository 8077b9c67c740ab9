"""The benchmark: what the service reaches against a local stand-in provider, as ratios measured in one run. See docs/benchmark.md."""
