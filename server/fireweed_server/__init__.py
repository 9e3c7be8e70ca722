"""The ASGI server of Fireweed; it serves any ASGI application."""
