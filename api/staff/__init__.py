"""The staff page: who may read talks, reading them, and marking what should have been understood."""
