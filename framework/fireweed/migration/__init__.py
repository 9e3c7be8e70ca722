"""Moving programs from FastAPI and Starlette to Fireweed: their imports rewritten, the rest told."""

from fireweed.migration.findings import Finding
from fireweed.migration.rewriting import Migration, migrate_text

__all__ = ["Finding", "Migration", "migrate_text"]
