"""Fifty customers upload ten megabytes each at the same time: what that costs the server in memory."""

import asyncio
import secrets
import time
from dataclasses import dataclass
from io import BytesIO

from httpx import AsyncClient, Limits

from tests.bench.streams.product import Product, running_product
from tests.bench.streams.usage import Peak, rss_mb

PARALLEL = 50
FILE_BYTES = 10 * 1024 * 1024
NOWHERE = "http://127.0.0.1:9"
ENTRIES = 20
PATIENCE_S = 120


@dataclass(frozen=True)
class Growth:
    """Resident memory of the server in MB: when it had taken in one file, and at most while fifty came."""

    before_mb: float
    peak_mb: float
    took_s: float

    @property
    def mb(self) -> float:
        """What the fifty cost."""
        return self.peak_mb - self.before_mb


def measure() -> Growth:
    """A server of its own, as `./aics run` starts it, on SQLite and a folder."""
    with running_product(NOWHERE, customers=PARALLEL, entries=ENTRIES) as product:
        return asyncio.run(_measured(product))


async def _measured(product: Product) -> Growth:
    content = b"%PDF-1.7\n" + secrets.token_bytes(FILE_BYTES - 9)
    limits = Limits(max_connections=PARALLEL)
    async with AsyncClient(base_url=product.url, timeout=PATIENCE_S, limits=limits) as client:
        await _upload(client, product.tokens[0], content)  # what is loaded once is no growth
        before = rss_mb(product.group)
        began = time.monotonic()
        with Peak(product.group) as peak:
            await asyncio.gather(*(_upload(client, token, content) for token in product.tokens))
        return Growth(before, peak.mb, time.monotonic() - began)


async def _upload(client: AsyncClient, token: str, content: bytes) -> None:
    files = {"file": ("proof.pdf", BytesIO(content), "application/pdf")}
    answer = await client.post("/api/attachments", files=files, headers={"Authorization": f"Bearer {token}"})
    if answer.status_code != 201 or answer.json()["items"][0]["size"] != len(content):
        raise SystemExit(f"an upload: {answer.status_code} {answer.text}")
