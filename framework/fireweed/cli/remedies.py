"""For the processes that the server starts: they import this before the application, to know what `fw` knows."""

from fireweed.cli.serve import offer_compat

offer_compat()
