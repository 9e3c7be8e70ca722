"""The typed layer: from a signature to fields, to a graph of dependencies, to the frozen plan that a request runs."""
