"""What a resident sent becomes a turn of their talk, or a word to the channel itself."""
