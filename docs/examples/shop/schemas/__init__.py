"""What travels over HTTP, as pydantic models. They know nothing of the database, so a password cannot slip out."""
