"""What the server logs: its messages, a line for every request, and where both are written."""
