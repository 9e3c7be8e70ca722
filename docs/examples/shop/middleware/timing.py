from time import perf_counter

from fireweed.types import ASGIApp, Message, Receive, Scope, Send


class TimingMiddleware:
    """Add `Server-Timing: app;dur=<milliseconds until the response began>`, which browsers show in their tools."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = perf_counter()

        async def send_timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                milliseconds = (perf_counter() - started) * 1000
                timing = (b"server-timing", b"app;dur=%.1f" % milliseconds)
                message["headers"] = [*message.get("headers", ()), timing]
            await send(message)

        await self.app(scope, receive, send_timed)
