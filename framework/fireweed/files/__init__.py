"""Files on disk: found below a directory and nowhere else, read beside the event loop. Knows no HTTP.

Import from the module that defines a name.
"""
