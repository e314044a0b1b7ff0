"""The resident's page: whole without script, better with it."""
