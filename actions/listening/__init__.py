"""What words are about, wherever the talk stands: an answer, a question, a wish, or not understood."""
