"""What a round did, for people and as JSON."""

import json
from collections.abc import Sequence

import click

from lineage_graph.refresh.round import Refreshed
