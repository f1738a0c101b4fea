/// What an imitated API answers.
struct Reply: Sendable, Equatable {
    var status: Int
    var contentType = "application/json"
    /// Further fields, names in lower case.
    var fields: [Field] = []
    /// One piece is sent whole with its length; several are an event stream, sent one by one.
    var pieces: [[UInt8]]

    struct Field: Sendable, Equatable {
        let name: String
        let value: String
    }

    init(_ status: Int = 200, _ value: JSONValue, fields: [Field] = []) {
        self.status = status
        self.fields = fields
        pieces = [value.text]
    }

    init(contentType: String, pieces: [[UInt8]]) {
        status = 200
        self.contentType = contentType
        self.pieces = pieces
    }

    /// 204, without a body.
    static let nothing: Reply = {
        var reply = Reply(204, .null)
        reply.pieces = []
        return reply
    }()

    static func fault(_ status: Int, _ message: String) -> Reply {
        Reply(status, ["error": ["message": .string(message)], "message": .string(message)])
    }
}
