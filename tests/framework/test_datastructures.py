import importlib

import fireweed.datastructures as datastructures


def test_offers_the_names_that_programs_know() -> None:
    assert datastructures.__all__ == [
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


def test_defines_nothing_itself() -> None:
    for name in datastructures.__all__:
        value = getattr(datastructures, name)
        assert getattr(importlib.import_module(value.__module__), name) is value
        assert value.__module__ != datastructures.__name__
