"""What the shop does. Services take a session and plain values, raise `ShopError`, and know nothing of HTTP."""
