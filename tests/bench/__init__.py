"""What is measured: `python -m tests.bench --help` lists it, `make bench ARGS=voice` runs one of it."""
