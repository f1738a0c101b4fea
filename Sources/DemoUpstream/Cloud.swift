internal import HTTPCore

/// Instances and services: provision, scale, deploy, terminate.
enum Cloud {
    static let operations: [Operation] = [
        Operation(.get, "/cloud/v1/instances") { _, _ in
            Reply(200, ["data": .array((1...2).map { instance("i-\($0)", type: "t3.small", state: "running") })])
        },
        Operation(.get, "/cloud/v1/instances/{id}") { call, _ in
            Reply(200, instance(call.captures[0], type: "t3.small", state: "running"))
        },
        Operation(.post, "/cloud/v1/instances") { call, serials in
            Reply(
                201,
                [
                    "id": "i-\(serials.next(.instance))", "type": call.sent("type", else: "t3.small"), "count": call.sent("count", else: 1),
                    "state": "pending",
                ])
        },
        Operation(.delete, "/cloud/v1/instances/{id}") { call, _ in
            Reply(200, instance(call.captures[0], type: "t3.small", state: "terminated"))
        },
        Operation(.get, "/cloud/v1/services") { _, _ in Reply(200, ["data": [service("web", replicas: 3), service("worker", replicas: 2)]])
        },
        Operation(.get, "/cloud/v1/services/{name}") { call, _ in Reply(200, service(call.captures[0], replicas: 3)) },
        Operation(.post, "/cloud/v1/services/{name}/scale") { call, _ in
            Reply(200, service(call.captures[0], replicas: call.sent("replicas", else: 3)))
        },
        Operation(.post, "/cloud/v1/services/{name}/deploy") { call, serials in
            Reply(
                202,
                [
                    "deployment": "dep-\(serials.next(.deployment))", "service": .string(call.captures[0]), "version": call["version"],
                    "status": "started",
                ])
        },
    ]

    private static func instance(_ id: String, type: String, state: String) -> JSONValue {
        ["id": .string(id), "type": .string(type), "state": .string(state)]
    }

    private static func service(_ name: String, replicas: JSONValue) -> JSONValue { ["name": .string(name), "replicas": replicas] }
}
