from fireweed import formparsers, forms


def test_offers_the_names_that_programs_know() -> None:
    assert formparsers.__all__ == ["FormParser", "MultiPartException", "MultiPartParser"]


def test_defines_nothing_itself() -> None:
    for name in formparsers.__all__:
        assert getattr(formparsers, name) is getattr(forms, name)


def test_an_error_is_its_message() -> None:
    error = formparsers.MultiPartException("Invalid multipart data.")

    assert (error.message, str(error)) == ("Invalid multipart data.", "Invalid multipart data.")
