"""Bank accounts over SQLAlchemy: a session for each request, closed after the response."""

import os
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, status
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Numeric, String, create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.pool import QueuePool

# One connection: a session that is not closed leaves none for the next request.
engine = create_engine(
    os.environ.get("DATABASE_URL", "sqlite:///bank.db"),
    connect_args={"check_same_thread": False},
    poolclass=QueuePool,
    pool_size=1,
    max_overflow=0,
    pool_timeout=5,
)


class JournalSession(Session):
    """A session that writes down what becomes of it."""

    def commit(self) -> None:
        super().commit()
        journal.append("committed")

    def rollback(self) -> None:
        super().rollback()
        journal.append("rolled back")

    def close(self) -> None:
        super().close()
        journal.append("closed")


SessionLocal = sessionmaker(engine, class_=JournalSession, autoflush=False)
journal: list[str] = []


class Base(DeclarativeBase): ...


class Account(Base):
    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True, index=True)
    owner: Mapped[str] = mapped_column(String(40), unique=True)
    balance: Mapped[Decimal] = mapped_column(Numeric(10, 2), default=Decimal(0))


Base.metadata.create_all(engine)


class AccountIn(BaseModel):
    owner: str = Field(min_length=1, max_length=40)
    balance: Decimal = Field(default=Decimal(0), ge=0, decimal_places=2)


class AccountOut(AccountIn):
    model_config = ConfigDict(from_attributes=True)

    id: int


class Transfer(BaseModel):
    payer: int
    payee: int
    amount: Decimal = Field(gt=0)


def get_db() -> Iterator[Session]:
    db = SessionLocal()
    journal.append("opened")
    try:
        yield db
    except Exception as error:
        db.rollback()
        journal.append(f"saw {type(error).__name__}")
        raise
    finally:
        db.close()


def get_account(account_id: int, db: Session = Depends(get_db)) -> Account:
    account = db.get(Account, account_id)
    if account is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Account not found")
    return account


app = FastAPI(title="Bank")


def welcome(owner: str) -> None:
    journal.append(f"welcomed {owner}")


@app.post("/accounts", response_model=AccountOut, status_code=status.HTTP_201_CREATED)
def open_account(new: AccountIn, tasks: BackgroundTasks, db: Session = Depends(get_db)) -> Any:
    account = Account(**new.model_dump())
    db.add(account)
    try:
        db.commit()
    except IntegrityError as error:
        raise HTTPException(status.HTTP_409_CONFLICT, f"{new.owner} has an account") from error
    db.refresh(account)
    tasks.add_task(welcome, account.owner)
    return account


@app.get("/accounts", response_model=list[AccountOut])
def list_accounts(skip: int = 0, limit: int = 100, db: Session = Depends(get_db)) -> Any:
    return db.scalars(select(Account).order_by(Account.id).offset(skip).limit(limit)).all()


@app.get("/accounts/{account_id}", response_model=AccountOut)
def read_account(account: Account = Depends(get_account)) -> Any:
    return account


@app.delete("/accounts/{account_id}", status_code=status.HTTP_204_NO_CONTENT)
def close_account(account: Account = Depends(get_account), db: Session = Depends(get_db)) -> None:
    db.delete(account)
    db.commit()


@app.post("/transfers", response_model=AccountOut)
def transfer(order: Transfer, db: Session = Depends(get_db)) -> Any:
    payer = get_account(order.payer, db)
    payer.balance -= order.amount
    db.flush()
    get_account(order.payee, db).balance += order.amount
    if payer.balance < 0:
        raise ValueError("the balance would be negative")
    db.commit()
    db.refresh(payer)
    return payer


@app.get("/statement")
def read_statement(lines: int = 3, db: Session = Depends(get_db)) -> StreamingResponse:
    def write_lines() -> Iterator[str]:
        for number in range(lines):
            accounts = db.scalars(select(Account).order_by(Account.id)).all()
            yield f"{number}: " + ", ".join(f"{account.owner} {account.balance}" for account in accounts) + "\n"
        journal.append("streamed")

    return StreamingResponse(write_lines(), media_type="text/plain")


@app.get("/sessions")
def read_sessions() -> dict[str, Any]:
    return {"journal": journal, "connections in use": engine.pool.checkedout()}
