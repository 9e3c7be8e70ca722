"""`python -m benchmarks.compare`: the same applications on Fireweed and on its peers, measured in pairs under load."""
