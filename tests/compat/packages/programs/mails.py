"""Mail by fastapi-mail, sent while the request waits and after it has been answered."""

import os
from typing import Annotated

from fastapi import BackgroundTasks, FastAPI, File, Form, UploadFile
from fastapi_mail import ConnectionConfig, FastMail, MessageSchema, MessageType
from pydantic import EmailStr

mail = FastMail(
    ConnectionConfig(
        MAIL_USERNAME="",
        MAIL_PASSWORD="",
        MAIL_FROM="library@example.com",
        MAIL_SERVER="127.0.0.1",
        MAIL_PORT=int(os.environ["SMTP_PORT"]),
        MAIL_STARTTLS=False,
        MAIL_SSL_TLS=False,
        USE_CREDENTIALS=False,
        VALIDATE_CERTS=False,
    )
)
app = FastAPI()


@app.post("/mails")
async def send(to: Annotated[EmailStr, Form()], file: Annotated[UploadFile, File()]) -> str:
    await mail.send_message(
        MessageSchema(subject="A file", recipients=[to], body="Here it is.", subtype="plain", attachments=[file])
    )
    return "sent"


@app.post("/later")
async def send_later(to: EmailStr, tasks: BackgroundTasks) -> str:
    message = MessageSchema(subject="Later", recipients=[to], body="<b>Hello</b>", subtype=MessageType.html)
    tasks.add_task(mail.send_message, message)
    return "accepted"
