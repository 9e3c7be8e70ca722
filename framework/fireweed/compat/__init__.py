"""Programs for FastAPI and Starlette, unchanged: `install()` lets their imports find Fireweed. Acts only when asked."""

from fireweed.compat.installation import install, uninstall

__all__ = ["install", "uninstall"]
