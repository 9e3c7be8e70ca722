"""The documentation pages: Swagger UI and ReDoc, which load the document, and Swagger UI's OAuth2 redirect page."""

import html
import json
from collections.abc import Mapping
from typing import Any

from fireweed.encoders import jsonable_encoder
from fireweed.responses import HTMLResponse

SWAGGER_JS_URL = "https://cdn.jsdelivr.net/npm/swagger-ui-dist@5/swagger-ui-bundle.js"
SWAGGER_CSS_URL = "https://cdn.jsdelivr.net/npm/swagger-ui-dist@5/swagger-ui.css"
REDOC_JS_URL = "https://cdn.jsdelivr.net/npm/redoc@2/bundles/redoc.standalone.js"

# An empty icon keeps browsers from asking for /favicon.ico.
FAVICON_URL = "data:,"

swagger_ui_default_parameters: dict[str, Any] = {
    "dom_id": "#swagger-ui",
    "layout": "BaseLayout",
    "deepLinking": True,
    "showExtensions": True,
    "showCommonExtensions": True,
}
"""What Swagger UI is told unless the application says otherwise."""


def get_swagger_ui_html(  # noqa: PLR0913  # the options that users know
    *,
    openapi_url: str,
    title: str,
    swagger_js_url: str = SWAGGER_JS_URL,
    swagger_css_url: str = SWAGGER_CSS_URL,
    swagger_favicon_url: str = FAVICON_URL,
    oauth2_redirect_url: str | None = None,
    init_oauth: Mapping[str, Any] | None = None,
    swagger_ui_parameters: Mapping[str, Any] | None = None,
) -> HTMLResponse:
    """The Swagger UI page for the document at `openapi_url`.

    `swagger_ui_parameters` are added to `swagger_ui_default_parameters`, or replace them; `init_oauth` fills in the
    Authorize dialog.
    """
    parameters = {**swagger_ui_default_parameters, **(swagger_ui_parameters or {})}
    options = "".join(f"    {_encode(key)}: {_encode(value)},\n" for key, value in parameters.items())
    redirect = (
        f"    oauth2RedirectUrl: window.location.origin + '{_escape_string(oauth2_redirect_url)}',\n"
        if oauth2_redirect_url
        else ""
    )
    oauth = f"  ui.initOAuth({_encode(init_oauth)})\n" if init_oauth else ""
    return HTMLResponse(f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
<link rel="stylesheet" href="{html.escape(swagger_css_url)}">
<link rel="shortcut icon" href="{html.escape(swagger_favicon_url)}">
</head>
<body>
<div id="swagger-ui"></div>
<script src="{html.escape(swagger_js_url)}"></script>
<script>
  const ui = SwaggerUIBundle({{
    url: '{_escape_string(openapi_url)}',
{options}{redirect}  }})
{oauth}</script>
</body>
</html>
""")


def get_redoc_html(
    *,
    openapi_url: str,
    title: str,
    redoc_js_url: str = REDOC_JS_URL,
    redoc_favicon_url: str = FAVICON_URL,
    with_google_fonts: bool = True,
) -> HTMLResponse:
    """The ReDoc page for the document at `openapi_url`."""
    fonts = (
        '<link rel="stylesheet" '
        'href="https://fonts.googleapis.com/css?family=Montserrat:300,400,700|Roboto:300,400,700">\n'
        if with_google_fonts
        else ""
    )
    return HTMLResponse(f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
{fonts}<link rel="shortcut icon" href="{html.escape(redoc_favicon_url)}">
<style>body {{ margin: 0; padding: 0; }}</style>
</head>
<body>
<noscript>ReDoc requires Javascript to function. Please enable it to browse the documentation.</noscript>
<redoc spec-url="{html.escape(openapi_url)}"></redoc>
<script src="{html.escape(redoc_js_url)}"></script>
</body>
</html>
""")


def get_swagger_ui_oauth2_redirect_html() -> HTMLResponse:
    """The page that an authorization server sends the browser back to; it hands the answer to the window behind it.

    The protocol between the two windows is Swagger UI's: `swaggerUIRedirectOauth2` holds the pending authorization.
    """
    return HTMLResponse(_OAUTH2_REDIRECT)


_OAUTH2_REDIRECT = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Authorization</title>
</head>
<body>
<script>
  const pending = window.opener.swaggerUIRedirectOauth2
  const isInFragment = /[#&?](access_token|token|code|error)=/.test(window.location.hash)
  const sent = isInFragment ? window.location.hash : window.location.search
  const answer = Object.fromEntries(new URLSearchParams(sent.slice(1)))
  const isValid = answer.state === pending.state
  const flow = pending.auth.schema.get("flow")
  const byCode = ["accessCode", "authorizationCode", "authorization_code"].includes(flow)
  const report = (level, message) => pending.errCb({authId: pending.auth.name, source: "auth", level, message})
  if (byCode && !pending.auth.code) {
    if (!isValid) {
      report("warning", "Authorization may be unsafe: the state was changed in between.")
    }
    if (answer.code) {
      delete pending.state
      pending.auth.code = answer.code
      pending.callback({auth: pending.auth, redirectUrl: pending.redirectUrl})
    } else {
      const reason = answer.error && `[${answer.error}] ${answer.error_description || "no description"}`
      report("error", reason || "The authorization server sent no code.")
    }
  } else {
    pending.callback({auth: pending.auth, token: answer, isValid, redirectUrl: pending.redirectUrl})
  }
  window.close()
</script>
</body>
</html>
"""


def _encode(value: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    return _escape_markup(json.dumps(jsonable_encoder(value)))


def _escape_string(text: str) -> str:
    """Text for a JavaScript string in single quotes."""
    return _escape_markup(json.dumps(text)[1:-1].replace("'", "\\u0027"))


def _escape_markup(text: str) -> str:
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
