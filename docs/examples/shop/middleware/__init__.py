"""What wraps every request, as plain ASGI: it runs on any server and around any framework."""
