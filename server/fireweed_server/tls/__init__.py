"""TLS: certificates, the contexts they are used in, and what an application is told of a connection."""
