"""Operations for which clients must show who they are, in every way there is."""

from typing import Annotated, Any

from fireweed import APIRouter, Depends, HTTPException, Security
from fireweed.security import (
    AnyOf,
    APIKeyCookie,
    APIKeyHeader,
    APIKeyQuery,
    HTTPAuthorizationCredentials,
    HTTPBasic,
    HTTPBasicCredentials,
    HTTPBearer,
    HTTPDigest,
    OAuth2,
    OAuth2AuthorizationCodeBearer,
    OAuth2PasswordBearer,
    OAuth2PasswordRequestForm,
    OpenIdConnect,
)
from openapi_tools.stress.models import Missing

TOKEN = "token-of-ada"

router = APIRouter(
    prefix="/protected",
    tags=["protected"],
    responses={401: {"model": Missing, "description": "Who asks did not say who they are."}},
)

header_key = APIKeyHeader(name="X-Key", description="Ask for one.")
query_key = APIKeyQuery(name="key")
cookie_key = APIKeyCookie(name="key")
basic = HTTPBasic(realm="stress")
bearer = HTTPBearer(bearerFormat="JWT")
digest = HTTPDigest()
oauth2 = OAuth2(flows={"implicit": {"authorizationUrl": "https://example.org/authorize", "scopes": {"a": "All"}}})
code = OAuth2AuthorizationCodeBearer("https://example.org/authorize", "https://example.org/token")
openid = OpenIdConnect(openIdConnectUrl="https://example.org/.well-known/openid-configuration")
password = OAuth2PasswordBearer("protected/token", scopes={"read": "Read.", "write": "Write."})


def check(secret: str) -> None:
    """Refuse what is not the secret of this program."""
    if secret != TOKEN:
        raise HTTPException(401, "Unknown.", {"WWW-Authenticate": "Bearer"})


@router.post("/token", responses={400: {"model": Missing}, 401: {"description": "Not used."}})
async def log_in(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> dict[str, str]:
    if (form.username, form.password) != ("ada", "secret"):
        raise HTTPException(400, "The name or the password is wrong.")
    return {"access_token": TOKEN, "token_type": "bearer"}


@router.get("/header-key")
async def read_header_key(key: Annotated[str, Depends(header_key)]) -> None:
    check(key)


@router.get("/query-key")
async def read_query_key(key: Annotated[str, Depends(query_key)]) -> None:
    check(key)


@router.get("/cookie-key")
async def read_cookie_key(key: Annotated[str, Depends(cookie_key)]) -> None:
    check(key)


@router.get("/basic")
async def read_basic(credentials: Annotated[HTTPBasicCredentials, Depends(basic)]) -> None:
    check(credentials.password)


@router.get("/bearer")
async def read_bearer(credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]) -> None:
    check(credentials.credentials)


@router.get("/digest")
async def read_digest(credentials: Annotated[HTTPAuthorizationCredentials, Depends(digest)]) -> None:
    check(credentials.credentials)


@router.get("/oauth2")
async def read_oauth2(token: Annotated[str, Security(oauth2, scopes=["a"])]) -> None:
    check(token.removeprefix("Bearer "))


@router.get("/code")
async def read_code(token: Annotated[str, Depends(code)]) -> None:
    check(token)


@router.get("/openid")
async def read_openid(token: Annotated[str, Depends(openid)]) -> None:
    check(token.removeprefix("Bearer "))


async def get_user(token: Annotated[str, Depends(password)]) -> str:
    check(token)
    return "ada"


@router.get("/me")
async def read_me(user: Annotated[str, Security(get_user, scopes=["read"])]) -> dict[str, str]:
    return {"name": user}


@router.get("/either")
async def read_either(found: Annotated[Any, Depends(AnyOf(header_key, bearer))]) -> None:
    check(found if isinstance(found, str) else found.credentials)
