"""Figures of what the server does: counted where it serves, added up by a supervisor, shown to Prometheus."""
