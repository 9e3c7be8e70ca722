"""HTTP/1.1 as bytes: what comes in is checked, what goes out is encoded. Nothing here knows asyncio or a parser."""
