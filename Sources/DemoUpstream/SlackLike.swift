internal import HTTPCore

/// A few of Slack's Web API methods, which are all POST and answer 200 with `ok`.
enum SlackLike {
    static let operations: [Operation] = [
        Operation(.post, "/slack/api/auth.test") { _, _ in
            Reply(200, ["ok": true, "team": "demo", "user": "demo-bot", "team_id": "T1", "user_id": "U1"])
        },
        Operation(.post, "/slack/api/chat.postMessage") { call, serials in
            let number = serials.next(.message)
            return Reply(
                200,
                [
                    "ok": true, "channel": call.sent("channel", else: "C1"), "ts": "1700000000.\(padded(number))",
                    "message": ["type": "message", "user": "U1", "text": call["text"], "ts": "1700000000.\(padded(number))"],
                ])
        },
        Operation(.post, "/slack/api/chat.delete") { call, _ in Reply(200, ["ok": true, "channel": call["channel"], "ts": call["ts"]]) },
        Operation(.post, "/slack/api/conversations.list") { _, _ in channels() },
        Operation(.get, "/slack/api/conversations.list") { _, _ in channels() },
    ]

    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
    }

    private static func channels() -> Reply {
        Reply(
            200,
            [
                "ok": true, "channels": [["id": "C1", "name": "general"], ["id": "C2", "name": "support"]],
                "response_metadata": ["next_cursor": ""],
            ])
    }
}
