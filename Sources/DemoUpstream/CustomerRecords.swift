internal import HTTPCore

/// Customers: read, change, delete and export.
enum CustomerRecords {
    static let operations: [Operation] = [
        Operation(.get, "/crm/v1/customers") { call, _ in
            Reply(200, ["data": .array((1...3).map { customer("cus_\($0)") }), "query": call.query["q"].map { .string($0) } ?? .null])
        },
        Operation(.get, "/crm/v1/customers/{id}") { call, _ in Reply(200, customer(call.captures[0])) },
        Operation(.post, "/crm/v1/customers") { call, serials in
            Reply(201, ["id": "cus_\(serials.next(.customer))", "name": call["name"], "email": call["email"], "status": "active"])
        },
        Operation(.patch, "/crm/v1/customers/{id}") { call, _ in
            Reply(
                200,
                [
                    "id": .string(call.captures[0]), "name": call.sent("name", else: "Ada Example"),
                    "email": call.sent("email", else: "ada@example.com"), "status": call.sent("status", else: "active"),
                ])
        },
        Operation(.delete, "/crm/v1/customers/{id}") { call, _ in Reply(200, ["id": .string(call.captures[0]), "deleted": true]) },
        Operation(.post, "/crm/v1/exports") { call, _ in
            Reply(202, ["export": "exp_1", "records": call.sent("records", else: 3), "status": "queued"])
        },
        Operation(.get, "/crm/v1/exports/{id}") { _, _ in
            Reply(contentType: "text/csv", pieces: [Array("id,name\ncus_1,Ada Example\ncus_2,Ben Example\ncus_3,Cem Example\n".utf8)])
        },
    ]

    private static func customer(_ id: String) -> JSONValue {
        ["id": .string(id), "name": "Ada Example", "email": "ada@example.com", "status": "active"]
    }
}
