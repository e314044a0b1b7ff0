"""From the door to the resident's screen: written down, taken in order, sent inside WeChat's limits, never lost."""
