"""How fast a turn is through the gateway, beside plain Rasa with rasa-sdk's own action server: `python -m tests.bench`."""
