"""Values of HTTP without I/O: multi-mappings, headers, URLs, queries, cookies, media types, dates, state.

Nothing here awaits, knows an application, a route or a connection. Import from the module that defines a name.
"""
