"""What starting costs: the import, a thousand typed routes, the document; paired with FastAPI."""
