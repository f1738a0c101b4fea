"""HTTP libraries that speak to no API in particular."""
import asyncio
import unittest

import aiohttp
import httpx
import requests

from road import RoadCase

REFUND = {"amount": "42.00", "currency": "USD", "charge": "ch_1"}


class Requests(RoadCase):
    def test_get(self):
        answer = requests.get(f"{self.base}/billing/v1/invoices/inv_7", headers=self.bearer, timeout=10)
        self.assertEqual((answer.status_code, answer.json()["id"]), (200, "inv_7"))
        self.assertRegex(answer.headers["Boomgate-Run"], r"\S+")
        self.arrived(1, "billing")

    def test_post(self):
        answer = requests.post(f"{self.base}/billing/v1/refunds", json=REFUND, headers=self.bearer, timeout=10)
        self.assertEqual((answer.status_code, answer.json()["amount"]), (201, "42.00"))
        self.assertEqual(self.arrived(1, "billing")[0]["target"], "/billing/v1/refunds")

    def test_session_reuses_its_connection(self):
        with requests.Session() as session:
            for number in range(5):
                answer = session.get(f"{self.base}/crm/v1/customers/cus_{number}", headers=self.bearer, timeout=10)
                self.assertEqual(answer.json()["id"], f"cus_{number}")
        self.arrived(5, "crm")

    def test_chunked_upload(self):
        pieces = iter([b'{"subject":', b'"a chunked one"}'])
        answer = requests.post(
            f"{self.base}/tickets/v1/tickets", data=pieces, headers={**self.bearer, "Content-Type": "application/json"}, timeout=10)
        self.assertEqual(answer.json()["subject"], "a chunked one")
        self.arrived(1, "tickets")

    def test_no_key_is_refused_before_the_upstream(self):
        answer = requests.get(f"{self.base}/billing/v1/invoices", timeout=10)
        self.assertEqual(answer.status_code, 401)
        self.arrived(0, "billing")

    def test_an_unbound_operation_is_refused_before_the_upstream(self):
        answer = requests.delete(f"{self.base}/billing/v1/everything", headers=self.bearer, timeout=10)
        self.assertEqual(answer.status_code, 403)
        self.arrived(0, "billing")


class Httpx(RoadCase):
    def test_get_and_post_on_one_client(self):
        with httpx.Client(base_url=f"{self.base}/cloud", headers=self.bearer) as client:
            self.assertEqual(client.get("/v1/instances/i-9").json()["id"], "i-9")
            scaled = client.post("/v1/services/web/scale", json={"replicas": 5})
            self.assertEqual(scaled.json(), {"name": "web", "replicas": 5})
        self.arrived(2, "cloud")

    def test_stream(self):
        body = {"model": "demo-1", "stream": True, "messages": [{"role": "user", "content": "hi"}]}
        with httpx.stream("POST", f"{self.base}/openai/v1/chat/completions", json=body, headers=self.bearer) as answer:
            lines = [line for line in answer.iter_lines() if line]
        self.assertEqual((len(lines), lines[-1]), (9, "data: [DONE]"))
        self.arrived(1, "openai")

    def test_a_head_that_no_operation_lists_is_refused_without_a_body(self):
        answer = httpx.head(f"{self.base}/billing/v1/invoices", headers=self.bearer)
        self.assertEqual((answer.status_code, answer.content), (403, b""))
        self.arrived(0, "billing")


class Aiohttp(RoadCase):
    def test_get_post_and_stream_at_once(self):
        async def calls():
            async with aiohttp.ClientSession(headers=self.bearer) as session:
                async def get():
                    async with session.get(f"{self.base}/openai/v1/models") as answer:
                        return (await answer.json())["data"][0]["id"]

                async def stream():
                    async with session.post(f"{self.base}/openai/v1/chat/completions", json={"stream": True}) as answer:
                        return [line async for line in answer.content if line.strip()]

                async def post():
                    async with session.post(f"{self.base}/openai/v1/embeddings", json={"input": "x"}) as answer:
                        return (await answer.json())["data"][0]["embedding"]
                return await asyncio.gather(get(), stream(), post())
        model, lines, vector = asyncio.run(calls())
        self.assertEqual((model, len(lines), vector), ("demo-1", 9, [0.25, -0.5, 0.125]))
        self.arrived(3, "openai")


if __name__ == "__main__":
    unittest.main()
