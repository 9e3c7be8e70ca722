"""What proxies say of the connections they pass on: whom to believe, header fields, the PROXY protocol. Pure."""
