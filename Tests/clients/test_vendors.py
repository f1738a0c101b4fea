"""Libraries of vendors: each reads its own error shapes, follows its own links and retries in its own way."""
import github
import slack_sdk
import stripe

from road import RoadCase


class Stripe(RoadCase):
    def test_client(self):
        client = stripe.StripeClient(self.key, base_addresses={"api": f"{self.base}/stripe"})
        refund = client.v1.refunds.create({"charge": "ch_9", "amount": 700})
        self.assertEqual((refund.object, refund.amount, refund.charge), ("refund", 700, "ch_9"))
        self.assertIn("stripe-version", self.arrived(1, "stripe")[0]["fields"])

    def test_module(self):
        stripe.api_key, stripe.api_base = self.key, f"{self.base}/stripe"
        customer = stripe.Customer.create(email="ada@example.com", name="Ada")
        self.assertEqual(customer.email, "ada@example.com")
        self.assertEqual(len(list(stripe.Charge.list().auto_paging_iter())), 3)
        self.arrived(2, "stripe")

    def test_a_wrong_key_is_named_by_the_library(self):
        client = stripe.StripeClient("bg_tester_" + "x" * 43, base_addresses={"api": f"{self.base}/stripe"})
        with self.assertRaises(stripe.AuthenticationError):
            client.v1.charges.list()
        self.arrived(0, "stripe")


class PyGithub(RoadCase):
    def repository(self):
        hub = github.Github(auth=github.Auth.Token(self.key), base_url=f"{self.base}/github", seconds_between_requests=0)
        self.addCleanup(hub.close)
        return hub.get_repo("acme/shop")

    def test_pages_stay_on_the_gateway(self):
        repository = self.repository()
        self.assertEqual([issue.number for issue in repository.get_issues()], list(range(1, 66)))
        self.arrived(4, "github")

    def test_links_are_the_gateways(self):
        repository = self.repository()
        self.assertEqual(repository.url, f"{self.base}/github/repos/acme/shop")
        self.arrived(1, "github")

    def test_comment(self):
        comment = self.repository().get_issue(7).create_comment("seen")
        self.assertEqual(comment.body, "seen")
        self.assertEqual(self.arrived(3, "github")[-1]["target"], "/github/repos/acme/shop/issues/7/comments")


class Slack(RoadCase):
    def test_message(self):
        client = slack_sdk.WebClient(token=self.key, base_url=f"{self.base}/slack/api/")
        answer = client.chat_postMessage(channel="C2", text="hello")
        self.assertEqual((answer["channel"], answer["message"]["text"]), ("C2", "hello"))
        self.arrived(1, "slack")

    def test_form_call(self):
        client = slack_sdk.WebClient(token=self.key, base_url=f"{self.base}/slack/api/")
        self.assertEqual([c["id"] for c in client.conversations_list()["channels"]], ["C1", "C2"])
        self.arrived(1, "slack")
