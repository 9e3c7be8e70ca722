"""The parsers of forms, under the module name that programs know. They are defined in `fireweed.forms`."""

from fireweed.forms import FormParser, MultiPartException, MultiPartParser

__all__ = ["FormParser", "MultiPartException", "MultiPartParser"]
