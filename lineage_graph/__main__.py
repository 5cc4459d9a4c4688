"""``python -m lineage_graph`` is the same as ``lineage-graph``."""

from lineage_graph.cli import main

if __name__ == "__main__":
    main()
