internal import HTTPCore

/// Support tickets and their comments.
enum Tickets {
    static let operations: [Operation] = [
        Operation(.get, "/tickets/v1/tickets") { _, _ in Reply(200, ["data": .array((1...3).map { ticket("T-\($0)", status: "open") })]) },
        Operation(.get, "/tickets/v1/tickets/{id}") { call, _ in Reply(200, ticket(call.captures[0], status: "open")) },
        Operation(.post, "/tickets/v1/tickets") { call, serials in
            Reply(201, ["id": "T-\(serials.next(.ticket))", "subject": call["subject"], "status": "open"])
        },
        Operation(.patch, "/tickets/v1/tickets/{id}") { call, _ in
            Reply(
                200,
                [
                    "id": .string(call.captures[0]), "subject": call.sent("subject", else: "The parcel has not come"),
                    "status": call.sent("status", else: "open"),
                ])
        },
        Operation(.post, "/tickets/v1/tickets/{id}/comments") { call, serials in
            Reply(201, ["id": "C-\(serials.next(.comment))", "ticket": .string(call.captures[0]), "body": call["body"]])
        },
        Operation(.delete, "/tickets/v1/tickets/{id}") { _, _ in .nothing },
    ]

    private static func ticket(_ id: String, status: String) -> JSONValue {
        ["id": .string(id), "subject": "The parcel has not come", "status": .string(status)]
    }
}
