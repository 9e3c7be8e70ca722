"""WebSockets (RFC 6455, RFC 7692): the handshake, the frames, and the application's side of an open connection."""
