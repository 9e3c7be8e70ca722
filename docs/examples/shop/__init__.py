"""The API of a small shop: the demonstration of how an application of some size is laid out. Start with README.md."""
