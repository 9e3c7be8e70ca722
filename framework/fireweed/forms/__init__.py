"""Forms: their two encodings as decoders without I/O, and the parsers that read a request's body through them."""

from fireweed.forms.data import FormData
from fireweed.forms.errors import MultiPartException
from fireweed.forms.limits import FormLimits
from fireweed.forms.parsers import FormParser, MultiPartParser
from fireweed.forms.pending import PendingForm
from fireweed.forms.reading import build_parser, get_whole_max_size
from fireweed.forms.uploads import UploadFile

__all__ = [
    "FormData",
    "FormLimits",
    "FormParser",
    "MultiPartException",
    "MultiPartParser",
    "PendingForm",
    "UploadFile",
    "build_parser",
    "get_whole_max_size",
]
