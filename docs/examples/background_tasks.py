"""Work that is done after the response was sent."""

from fireweed import BackgroundTasks, Fireweed, status

app = Fireweed()
app.state.sent = []


async def send_mail(address: str, text: str) -> None:
    app.state.sent.append(f"to {address}: {text}")


def write_statistics(address: str) -> None:
    """Takes a while and blocks, so it is a plain function: it runs on a worker thread."""
    app.state.sent.append(f"counted {address}")


@app.post("/reminders/{address}", status_code=status.HTTP_202_ACCEPTED)
async def remind(address: str, tasks: BackgroundTasks) -> dict[str, str]:
    tasks.add_task(send_mail, address, text="Your book is due.")
    tasks.add_task(write_statistics, address)
    return {"accepted": address}


@app.get("/sent")
async def list_sent() -> list[str]:
    sent: list[str] = app.state.sent
    return sent
