"""What Prometheus may read at /metrics: counts and seconds, nothing of what was said."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

TURNS = Counter("nuanban_turns", "Turns taken", ["channel", "outcome"])
TURN_SECONDS = Histogram("nuanban_turn_seconds", "From the door to the reply", buckets=(0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10))
