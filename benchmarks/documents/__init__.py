"""The documents of the same programs, built by Fireweed and by FastAPI, compared as JSON."""
