"""The values that programs handle, under the module name they know. They are defined in `fireweed.http` and
`fireweed.forms`."""

from fireweed.defaults import Default, DefaultPlaceholder, DefaultType
from fireweed.forms import FormData, UploadFile
from fireweed.http.address import Address
from fireweed.http.comma_separated import CommaSeparatedStrings
from fireweed.http.headers import Headers, MutableHeaders
from fireweed.http.multidict import ImmutableMultiDict, MultiDict
from fireweed.http.query import QueryParams
from fireweed.http.secret import Secret
from fireweed.http.state import State
from fireweed.http.url import URL, URLPath

__all__ = [
    "URL",
    "Address",
    "CommaSeparatedStrings",
    "Default",
    "DefaultPlaceholder",
    "DefaultType",
    "FormData",
    "Headers",
    "ImmutableMultiDict",
    "MultiDict",
    "MutableHeaders",
    "QueryParams",
    "Secret",
    "State",
    "URLPath",
    "UploadFile",
]
