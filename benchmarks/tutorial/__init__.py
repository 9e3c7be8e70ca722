"""The programs of `tests/compat/tutorial`, unchanged under FastAPI and under `fireweed.compat`: answers compared."""
