"""Fireweed beside Starlette, concept by concept: `python -m benchmarks.micro.paired` prints one table."""
