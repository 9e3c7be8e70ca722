"""Fireweed: typed ASGI APIs."""
