"""The logger of the framework; the server has one of its own."""

import logging

logger = logging.getLogger("fireweed")
"""Failed background tasks and other things that no response can tell."""
