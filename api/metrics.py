"""What Prometheus may read at /metrics: counts and seconds, nothing of what was said."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

TURNS = Counter("nuanban_turns", "Turns taken", ["channel", "outcome"])
TURN_SECONDS = Histogram("nuanban_turn_seconds", "From the door to the reply", buckets=(0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10))
WECHAT_REFUSED = Counter("nuanban_wechat_refused", "Deliveries that were not WeChat's, or not readable", ["why"])
WECHAT_NOT_UNDERSTOOD = Counter("nuanban_wechat_not_understood", "Deliveries of WeChat's own that are not of a form we know")
WECHAT_ANSWERED = Counter("nuanban_wechat_answered", "Deliveries answered within WeChat's time", ["how"])
WECHAT_SENT = Counter("nuanban_wechat_sent", "Customer-service messages sent", ["kind"])
SENT_AGAIN = Counter("nuanban_wechat_sent_again", "Messages sent once more, because it was not known whether they had arrived")
