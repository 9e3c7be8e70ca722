"""A notice board, written against the untyped core alone. README.md tells how to run it."""
