import pytest

from fireweed.routes import Route
from fireweed.routing.unique_id import generate_unique_id


async def read_item() -> None: ...


@pytest.mark.parametrize(
    ("path", "methods", "unique_id"),
    [
        ("/items/{item_id}", ["DELETE"], "read_item_items__item_id__delete"),
        ("/items/{item_id:int}", ["DELETE"], "read_item_items__item_id__delete"),
        ("/", ["PUT", "POST", "DELETE"], "read_item__delete"),
    ],
    ids=["parameter", "convertor-left-out", "first-of-several-methods"],
)
def test_is_made_of_name_path_and_method(path: str, methods: list[str], unique_id: str) -> None:
    assert generate_unique_id(Route(path, read_item, methods=methods)) == unique_id
