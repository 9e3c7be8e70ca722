"""Processes above the one that serves: worker processes under a supervisor, and starting anew when a file changes."""
