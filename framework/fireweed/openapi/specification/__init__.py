"""The objects of OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0) as pydantic models.

What the specification does not name is kept, extensions ("x-...") among it. `fireweed.openapi.models` has them all.
"""
