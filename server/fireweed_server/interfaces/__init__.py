"""Applications of other interfaces than ASGI 3: how they are told apart, and what makes ASGI 3 of each."""
