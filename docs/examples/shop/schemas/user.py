from typing import Annotated

from pydantic import AfterValidator, BaseModel, EmailStr, Field, SecretStr

from shop.models import Role
from shop.schemas.base import Record

LowercaseEmail = Annotated[EmailStr, AfterValidator(str.lower), Field(max_length=254, examples=["ada@example.com"])]
Name = Annotated[str, Field(min_length=1, max_length=100, examples=["Ada"])]
NewPassword = Annotated[SecretStr, Field(min_length=12, max_length=128, examples=["correct horse battery"])]


class Registration(BaseModel):
    email: LowercaseEmail
    name: Name
    password: NewPassword


class Credentials(BaseModel):
    email: LowercaseEmail
    password: Annotated[SecretStr, Field(max_length=128, examples=["correct horse battery"])]


class Token(BaseModel):
    """To be sent with every request as `Authorization: Bearer <access_token>`."""

    access_token: str
    token_type: str = "bearer"
    expires_in: Annotated[int, Field(description="Seconds until the token ends.")]


class UserRead(Record):
    email: str
    name: str
    role: Role
