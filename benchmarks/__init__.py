"""Measurements of lineage_graph against the bare driver; ``python -m benchmarks`` writes ``RESULTS.md``."""
