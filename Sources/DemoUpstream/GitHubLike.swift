internal import HTTPCore

/// What PyGithub needs for issues: absolute links that name this upstream, and pages linked with `Link`.
enum GitHubLike {
    static let issueCount = 65

    static let operations: [Operation] = [
        Operation(.get, "/github/user") { call, _ in Reply(200, user("demo-bot", call.origin)) },
        Operation(.get, "/github/users/{login}") { call, _ in Reply(200, user(call.captures[0], call.origin)) },
        Operation(.get, "/github/repos/{owner}/{repo}") { call, _ in Reply(200, repository(call)) },
        Operation(.get, "/github/repos/{owner}/{repo}/issues") { call, _ in issues(call) },
        Operation(.get, "/github/repos/{owner}/{repo}/issues/{number}") { call, _ in
            Reply(200, issue(number(call.captures[2]), title: nil, call))
        },
        Operation(.post, "/github/repos/{owner}/{repo}/issues") { call, serials in
            Reply(201, issue(issueCount + serials.next(.issue), title: call["title"], call))
        },
        Operation(.patch, "/github/repos/{owner}/{repo}/issues/{number}") { call, _ in
            Reply(200, issue(number(call.captures[2]), title: call["title"], call))
        },
        Operation(.post, "/github/repos/{owner}/{repo}/issues/{number}/comments") { call, serials in
            Reply(201, comment(serials.next(.issueComment), body: call["body"], call))
        },
        Operation(.get, "/github/repos/{owner}/{repo}/issues/{number}/comments") { call, _ in
            Reply(200, [comment(1, body: "first", call), comment(2, body: "second", call)])
        },
    ]

    private static func number(_ text: String) -> Int { FormFields("n=\(text)".utf8).number("n") ?? 1 }

    private static func issues(_ call: Call) -> Reply {
        let perPage = min(call.query.number("per_page") ?? 30, 100)
        let page = min(call.query.number("page") ?? 1, issueCount)
        let last = (issueCount + perPage - 1) / perPage
        let first = (page - 1) * perPage + 1
        let numbers = first <= issueCount ? Array(first...min(first + perPage - 1, issueCount)) : []
        func link(_ page: Int, _ relation: String) -> String {
            "<\(base(call))/issues?per_page=\(perPage)&page=\(page)>; rel=\"\(relation)\""
        }
        var links: [String] = []
        if page > 1 { links += [link(page - 1, "prev"), link(1, "first")] }
        if page < last { links += [link(page + 1, "next"), link(last, "last")] }
        return Reply(
            200, .array(numbers.map { issue($0, title: nil, call) }),
            fields: links.isEmpty ? [] : [.init(name: "link", value: links.joined(separator: ", "))])
    }

    private static func base(_ call: Call) -> String { "\(call.origin)/github/repos/\(call.captures[0])/\(call.captures[1])" }

    private static func user(_ login: String, _ origin: String) -> JSONValue {
        [
            "login": .string(login), "id": 1, "type": "User", "url": "\(origin)/github/users/\(login)",
            "html_url": "\(origin)/github/\(login)",
        ]
    }

    private static func repository(_ call: Call) -> JSONValue {
        [
            "id": 1, "name": .string(call.captures[1]), "full_name": "\(call.captures[0])/\(call.captures[1])", "private": false,
            "owner": user(call.captures[0], call.origin), "url": .string(base(call)),
            "html_url": "\(call.origin)/github/\(call.captures[0])/\(call.captures[1])", "issues_url": "\(base(call))/issues{/number}",
            "default_branch": "main", "open_issues_count": .number(String(issueCount)),
        ]
    }

    private static func issue(_ number: Int, title: JSONValue?, _ call: Call) -> JSONValue {
        let title = title == .null ? nil : title
        return [
            "id": .number(String(1000 + number)), "number": .number(String(number)), "state": "open",
            "title": title ?? "Issue \(number)", "body": "What was seen, and what was expected.", "user": user("demo-bot", call.origin),
            "labels": [], "url": "\(base(call))/issues/\(number)", "comments_url": "\(base(call))/issues/\(number)/comments",
            "html_url": "\(call.origin)/github/\(call.captures[0])/\(call.captures[1])/issues/\(number)",
        ]
    }

    private static func comment(_ id: Int, body: JSONValue, _ call: Call) -> JSONValue {
        [
            "id": .number(String(id)), "body": body, "user": user("demo-bot", call.origin), "url": "\(base(call))/issues/comments/\(id)",
            "html_url": "\(call.origin)/github/\(call.captures[0])/\(call.captures[1])/issues/\(call.captures[2])#issuecomment-\(id)",
        ]
    }
}
