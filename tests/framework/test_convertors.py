from fireweed import convertors, routes


def test_defines_nothing_itself() -> None:
    for name in convertors.__all__:
        assert getattr(convertors, name) is getattr(routes, name)


def test_has_a_convertor_for_every_known_kind() -> None:
    assert {"str", "path", "int", "float", "uuid"} <= set(convertors.CONVERTOR_TYPES)
