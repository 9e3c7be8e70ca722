from fireweed_server.wire.memo import Memo


def test_computes_a_value_once() -> None:
    computed: list[bytes] = []

    def compute(key: bytes) -> bytes:
        computed.append(key)
        return key.upper()

    memo = Memo(compute, 8)

    assert [memo[b"a"], memo[b"a"]] == [b"A", b"A"]

    assert computed == [b"a"]


def test_never_holds_more_than_its_size() -> None:
    memo = Memo(bytes.upper, 2)

    for key in (b"a", b"b", b"c", b"d", b"e"):
        assert memo[key] == key.upper()

    assert len(memo) <= 2


def test_does_not_keep_long_keys() -> None:
    memo = Memo(len, 2)

    assert memo[b"x" * 257] == 257

    assert not memo
