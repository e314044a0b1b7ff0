"""Our few components inside Rasa's pipeline. They run in Rasa's interpreter (Python 3.10)."""
