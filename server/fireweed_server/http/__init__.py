"""HTTP/1.1 on asyncio: a connection, the exchanges on it, and the parser that feeds it."""
