"""An administration of SQLAlchemy's models by sqladmin, with a log-in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

from fastapi import FastAPI, Request
from sqladmin import Admin, ModelView, action
from sqladmin.authentication import AuthenticationBackend
from sqlalchemy import ForeignKey, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from starlette.responses import RedirectResponse


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    born: Mapped[date | None]
    books: Mapped[list["Book"]] = relationship(back_populates="owner")

    def __str__(self) -> str:
        return self.name


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    owner: Mapped[User | None] = relationship(back_populates="books")


class UserAdmin(ModelView, model=User):
    column_list = ("id", "name", "born")
    column_searchable_list = ("name",)
    column_sortable_list = ("name",)
    page_size = 5
    page_size_options = (5, 10)

    @action(name="shout", label="Shout", add_in_list=True)
    async def shout(self, request: Request) -> RedirectResponse:
        with Session(engine) as session:
            for key in request.query_params["pks"].split(","):
                user = session.get_one(User, int(key))
                user.name = user.name.upper()
            session.commit()
        return RedirectResponse(request.url_for("admin:list", identity="user"))


class BookAdmin(ModelView, model=Book):
    column_list = ("title", "owner")
    form_ajax_refs = {"owner": {"fields": ("name",), "order_by": "id"}}  # noqa: RUF012  # as its manual has it


class PasswordBackend(AuthenticationBackend):
    async def login(self, request: Request) -> bool:
        form = await request.form()
        if form["password"] != "secret":
            return False
        request.session["user"] = form["username"]
        return True

    async def logout(self, request: Request) -> bool:
        request.session.clear()
        return True

    async def authenticate(self, request: Request) -> bool:
        return "user" in request.session


engine = create_engine("sqlite:///admin.db", connect_args={"check_same_thread": False})


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    Base.metadata.create_all(engine)
    yield


app = FastAPI(lifespan=lifespan)
admin = Admin(app, engine, authentication_backend=PasswordBackend(secret_key="key"), title="Library")
admin.add_view(UserAdmin)
admin.add_view(BookAdmin)


@app.get("/")
async def read_main() -> str:
    return "main"
