"""What a user writes beside a parameter to say where its value comes from, as plain data."""

from fireweed.params.depends import Depends, Security, Slots
from fireweed.params.markers import Body, Cookie, File, Form, Header, Param, ParamTypes, Path, Query
from fireweed.params.options import BodyOptions, FieldOptions, HeaderOptions, MediaOptions, ParamOptions

__all__ = [
    "Body",
    "BodyOptions",
    "Cookie",
    "Depends",
    "FieldOptions",
    "File",
    "Form",
    "Header",
    "HeaderOptions",
    "MediaOptions",
    "Param",
    "ParamOptions",
    "ParamTypes",
    "Path",
    "Query",
    "Security",
    "Slots",
]
