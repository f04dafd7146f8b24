"""The lean transport's reading, fed by hand: however the network cuts it, the same bytes come out."""

import asyncio

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aics_app.llm.transport import _Body, _read_head

CHUNKED = httpx.Headers({"Transfer-Encoding": "chunked"})


class Closing:
    """The writing half of a connection: notes that it was closed."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


def fed(*pieces: bytes, ends: bool = True) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    for piece in pieces:
        reader.feed_data(piece)
    if ends:
        reader.feed_eof()
    return reader


def body_of(reader: asyncio.StreamReader, headers: httpx.Headers, connection: Closing | None = None) -> _Body:
    return _Body(reader, (connection or Closing()).close, headers)


async def read(reader: asyncio.StreamReader, headers: httpx.Headers) -> bytes:
    return b"".join([data async for data in body_of(reader, headers)])


def chunked(contents: list[bytes], extension: bytes = b"") -> bytes:
    chunks = [b"%x%b\r\n%b\r\n" % (len(content), extension, content) for content in contents if content]
    return b"".join([*chunks, b"0\r\n\r\n"])


@settings(max_examples=150, deadline=None)
@given(
    contents=st.lists(
        st.binary(max_size=40) | st.sampled_from([b"\r\n", b"0\r\n\r\n", b"x" * 5000]), max_size=8
    ),
    cuts=st.lists(st.integers(1, 60), min_size=1, max_size=40),
    extension=st.sampled_from([b"", b";name=value", b" "]),
)
def test_chunks_come_out_whole_however_they_arrive(
    contents: list[bytes], cuts: list[int], extension: bytes
) -> None:
    wire = chunked(contents, extension)

    async def story() -> bytes:
        reader = asyncio.StreamReader()
        reading = asyncio.ensure_future(read(reader, CHUNKED))
        at = 0
        for cut in cuts:
            reader.feed_data(wire[at : at + cut])
            at += cut
            await asyncio.sleep(0)
        reader.feed_data(wire[at:])
        return await reading

    assert asyncio.run(story()) == b"".join(contents)


async def test_tokens_are_handed_on_as_they_come() -> None:
    reader = asyncio.StreamReader()
    pieces = aiter(body_of(reader, CHUNKED))
    reader.feed_data(b"3\r\none\r\n3\r\ntwo\r\n5\r\nth")
    assert await anext(pieces) == b"onetwo"
    reader.feed_data(b"ree\r\n")
    assert await anext(pieces) == b"three"
    reader.feed_data(b"0\r\n\r\n")
    assert [piece async for piece in pieces] == []


async def test_a_body_of_known_length_and_one_that_ends_with_the_connection() -> None:
    assert await read(fed(b"hello, more"), httpx.Headers({"Content-Length": "5"})) == b"hello"
    assert await read(fed(b"hello,", b" more"), httpx.Headers()) == b"hello, more"


async def test_interim_answers_are_passed_over() -> None:
    head = fed(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA: 1\r\nB:two \r\n\r\nbody", ends=False)
    assert await _read_head(head) == (200, [(b"A", b"1"), (b"B", b"two")])


@pytest.mark.parametrize("cut", range(1, len(chunked([b"hello", b"you"])) - 2))
async def test_an_early_end_is_never_taken_for_the_end(cut: int) -> None:
    wire = chunked([b"hello", b"you"])
    with pytest.raises(httpx.RemoteProtocolError):
        await read(fed(wire[:cut]), CHUNKED)


async def test_closing_the_answer_closes_the_connection() -> None:
    connection = Closing()
    await body_of(fed(), CHUNKED, connection).aclose()
    assert connection.is_closed


async def test_what_comes_while_a_body_rests_is_read_in_one_go() -> None:
    reader = asyncio.StreamReader()
    pieces = aiter(_Body(reader, Closing().close, CHUNKED, gather_s=0.02))
    reader.feed_data(b"3\r\none\r\n")
    assert await anext(pieces) == b"one"
    following = asyncio.ensure_future(anext(pieces))
    for word in (b"two", b"six"):
        await asyncio.sleep(0)
        reader.feed_data(b"3\r\n%b\r\n" % word)
    assert await following == b"twosix"
    reader.feed_data(b"0\r\n\r\n")
    assert [piece async for piece in pieces] == []
