import pytest

from fireweed.http.route_path import get_route_path


@pytest.mark.parametrize(
    ("path", "root_path", "expected"),
    [
        ("/a/b", "/a", "/b"),
        ("/a/b/c", "/a/b", "/c"),
        ("/a", "/a", ""),
        ("/a/", "/a", "/"),
        ("/a/b", "/a/", "/b"),
        ("/ab", "/a", "/ab"),
        ("/x", "/a", "/x"),
        ("/a", "/a/b", "/a"),
        ("/a", "", "/a"),
        ("/a", "/", "/a"),
        ("/", "/", "/"),
        ("", "", ""),
    ],
    ids=repr,
)
def test_strips_the_root_path_at_a_segment_boundary(path: str, root_path: str, expected: str) -> None:
    assert get_route_path({"path": path, "root_path": root_path}) == expected


def test_the_root_path_may_be_absent() -> None:
    assert get_route_path({"path": "/a"}) == "/a"
