"""The server alone: one bare ASGI function on Fireweed's server and on others, under load, without a framework."""
