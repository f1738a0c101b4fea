internal import HTTPCore

/// Chat completions, whole or as an event stream, models and embeddings.
enum ChatCompletions {
    static let operations: [Operation] = [
        Operation(.get, "/openai/v1/models") { _, _ in
            Reply(200, ["object": "list", "data": [["id": "demo-1", "object": "model", "created": 1_700_000_000, "owned_by": "demo"]]])
        },
        Operation(.post, "/openai/v1/chat/completions") { call, serials in
            let id = "chatcmpl-\(serials.next(.completion))"
            return call["stream"] == .bool(true) ? stream(call, id: id) : whole(call, id: id)
        },
        Operation(.post, "/openai/v1/embeddings") { call, _ in
            Reply(
                200,
                [
                    "object": "list", "model": model(call), "usage": ["prompt_tokens": 2, "total_tokens": 2],
                    "data": [["object": "embedding", "index": 0, "embedding": [.number("0.25"), .number("-0.5"), .number("0.125")]]],
                ])
        },
    ]

    private static let words = ["Hello", " from", " the", " demo", " upstream", "."]

    private static func model(_ call: Call) -> JSONValue { call.sent("model", else: "demo-1") }

    private static func whole(_ call: Call, id: String) -> Reply {
        Reply(
            200,
            [
                "id": .string(id), "object": "chat.completion", "created": 1_700_000_000, "model": model(call),
                "choices": [
                    [
                        "index": 0, "message": ["role": "assistant", "content": .string(words.joined())], "finish_reason": "stop",
                    ]
                ],
                "usage": ["prompt_tokens": 8, "completion_tokens": 6, "total_tokens": 14],
            ])
    }

    private static func stream(_ call: Call, id: String) -> Reply {
        var pieces = [event(call, id: id, delta: ["role": "assistant", "content": ""], finish: .null)]
        pieces += words.map { event(call, id: id, delta: ["content": .string($0)], finish: .null) }
        pieces.append(event(call, id: id, delta: [:], finish: "stop"))
        pieces.append(Array("data: [DONE]\n\n".utf8))
        return Reply(contentType: "text/event-stream", pieces: pieces)
    }

    private static func event(_ call: Call, id: String, delta: JSONValue, finish: JSONValue) -> [UInt8] {
        let chunk: JSONValue = [
            "id": .string(id), "object": "chat.completion.chunk", "created": 1_700_000_000, "model": model(call),
            "choices": [["index": 0, "delta": delta, "finish_reason": finish]],
        ]
        return Array("data: ".utf8) + chunk.text + Array("\n\n".utf8)
    }
}
