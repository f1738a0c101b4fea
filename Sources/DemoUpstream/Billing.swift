internal import HTTPCore

/// Refunds, payments and invoices, as JSON.
enum Billing {
    static let operations: [Operation] = [
        Operation(.post, "/billing/v1/refunds") { call, serials in
            Reply(
                201,
                [
                    "id": "re_\(serials.next(.refund))", "object": "refund", "amount": call["amount"],
                    "currency": call.sent("currency", else: "USD"), "charge": call["charge"], "status": "succeeded",
                ])
        },
        Operation(.get, "/billing/v1/refunds") { _, _ in
            Reply(200, ["object": "list", "data": [refund("re_1"), refund("re_2")]])
        },
        Operation(.get, "/billing/v1/refunds/{id}") { call, _ in Reply(200, refund(call.captures[0])) },
        Operation(.post, "/billing/v1/payments") { call, serials in
            Reply(
                201,
                [
                    "id": "pay_\(serials.next(.payment))", "object": "payment", "amount": call["amount"],
                    "currency": call.sent("currency", else: "USD"), "to": call["to"], "status": "sent",
                ])
        },
        Operation(.get, "/billing/v1/invoices") { _, _ in
            Reply(200, ["object": "list", "data": [invoice("inv_1"), invoice("inv_2"), invoice("inv_3")]])
        },
        Operation(.get, "/billing/v1/invoices/{id}") { call, _ in Reply(200, invoice(call.captures[0])) },
        Operation(.post, "/billing/v1/invoices") { call, serials in
            Reply(
                201,
                [
                    "id": "inv_\(serials.next(.invoice))", "object": "invoice", "amount": call["amount"],
                    "currency": call.sent("currency", else: "USD"), "customer": call["customer"], "status": "draft",
                ])
        },
        Operation(.delete, "/billing/v1/invoices/{id}") { call, _ in
            Reply(200, ["id": .string(call.captures[0]), "object": "invoice", "status": "void"])
        },
    ]

    private static func refund(_ id: String) -> JSONValue {
        ["id": .string(id), "object": "refund", "amount": "42.00", "currency": "USD", "charge": "ch_1", "status": "succeeded"]
    }

    private static func invoice(_ id: String) -> JSONValue {
        ["id": .string(id), "object": "invoice", "amount": "120.00", "currency": "USD", "customer": "cus_1", "status": "open"]
    }
}
