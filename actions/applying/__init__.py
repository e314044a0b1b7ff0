"""An application, from its first sentence to its receipt: what is asked, heard, corrected, looked up, read back and handed in."""
