"""How the recordings of tests/wechat were made; see `__main__`."""
