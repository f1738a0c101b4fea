"""The openai library, whole answers and streams."""
import openai

from road import RoadCase

SAID = "Hello from the demo upstream."
MESSAGES = [{"role": "user", "content": "hello"}]


class OpenAI(RoadCase):
    def client(self, key=None):
        return openai.OpenAI(base_url=f"{self.base}/openai/v1", api_key=key or self.key)

    def test_completion(self):
        with self.client() as client:
            answer = client.chat.completions.create(model="demo-1", messages=MESSAGES)
        self.assertEqual(answer.choices[0].message.content, SAID)
        self.arrived(1, "openai")

    def test_stream(self):
        with self.client() as client:
            chunks = list(client.chat.completions.create(model="demo-1", messages=MESSAGES, stream=True))
        self.assertEqual("".join(c.choices[0].delta.content or "" for c in chunks), SAID)
        self.assertEqual(chunks[-1].choices[0].finish_reason, "stop")
        self.arrived(1, "openai")

    def test_models(self):
        with self.client() as client:
            self.assertEqual([m.id for m in client.models.list()], ["demo-1"])
        self.arrived(1, "openai")

    def test_a_wrong_key_is_one_attempt_and_named_by_the_library(self):
        with self.client("bg_tester_" + "x" * 43) as client, self.assertRaises(openai.AuthenticationError):
            client.models.list()
        self.arrived(0, "openai")
