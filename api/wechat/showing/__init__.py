"""How replies look in WeChat: plain text, cut to its size, choices as numbered lines."""
