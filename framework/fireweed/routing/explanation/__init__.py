"""What start-up decided about a route, as text for people."""

from fireweed.routing.explanation.explaining import explain

__all__ = ["explain"]
