"""Importing this module installs the hook: for servers and tools that are told modules to import, not functions."""

from fireweed.compat.installation import install

install()
