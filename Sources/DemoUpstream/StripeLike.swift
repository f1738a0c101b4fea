internal import HTTPCore

/// What Stripe's own library needs for refunds, charges and customers: form bodies in, JSON objects out.
enum StripeLike {
    static let operations: [Operation] = [
        Operation(.post, "/stripe/v1/refunds") { call, serials in
            Reply(200, refund("re_\(serials.next(.stripeRefund))", amount: number(call["amount"], else: 4200), charge: call["charge"]))
        },
        Operation(.get, "/stripe/v1/refunds") { _, _ in
            list(["re_1", "re_2"].map { refund($0, amount: 4200, charge: "ch_1") }, url: "/v1/refunds")
        },
        Operation(.get, "/stripe/v1/refunds/{id}") { call, _ in
            Reply(200, refund(call.captures[0], amount: 4200, charge: "ch_1"))
        },
        Operation(.post, "/stripe/v1/charges") { call, serials in
            Reply(200, charge("ch_\(serials.next(.charge))", amount: number(call["amount"], else: 4200)))
        },
        Operation(.get, "/stripe/v1/charges") { _, _ in
            list(["ch_1", "ch_2", "ch_3"].map { charge($0, amount: 4200) }, url: "/v1/charges")
        },
        Operation(.get, "/stripe/v1/charges/{id}") { call, _ in Reply(200, charge(call.captures[0], amount: 4200)) },
        Operation(.post, "/stripe/v1/customers") { call, serials in
            Reply(200, customer("cus_\(serials.next(.stripeCustomer))", email: call["email"], name: call["name"]))
        },
        Operation(.get, "/stripe/v1/customers/{id}") { call, _ in
            Reply(200, customer(call.captures[0], email: "ada@example.com", name: "Ada Example"))
        },
        Operation(.delete, "/stripe/v1/customers/{id}") { call, _ in
            Reply(200, ["id": .string(call.captures[0]), "object": "customer", "deleted": true])
        },
    ]

    private static func list(_ data: [JSONValue], url: JSONValue) -> Reply {
        Reply(200, ["object": "list", "url": url, "has_more": false, "data": .array(data)])
    }

    private static func refund(_ id: String, amount: JSONValue, charge: JSONValue) -> JSONValue {
        [
            "id": .string(id), "object": "refund", "amount": amount, "currency": "usd", "charge": charge, "created": 1_700_000_000,
            "metadata": [:], "status": "succeeded",
        ]
    }

    private static func charge(_ id: String, amount: JSONValue) -> JSONValue {
        [
            "id": .string(id), "object": "charge", "amount": amount, "currency": "usd", "created": 1_700_000_000, "metadata": [:],
            "paid": true, "status": "succeeded",
        ]
    }

    private static func customer(_ id: String, email: JSONValue, name: JSONValue) -> JSONValue {
        ["id": .string(id), "object": "customer", "email": email, "name": name, "created": 1_700_000_000, "metadata": [:]]
    }

    /// A form sends digits as text; Stripe answers with a number.
    private static func number(_ sent: JSONValue, else assumed: JSONValue) -> JSONValue {
        if case .number = sent { return sent }
        guard case .string(let text) = sent, let value = JSONReader.read(Array(text.utf8)), case .number = value else { return assumed }
        return value
    }
}
