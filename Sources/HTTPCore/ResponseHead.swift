/// The head of one answer, without framing: whoever sends it decides how the body ends.
public struct ResponseHead: Sendable {
    /// 200...599.
    public var status: Int
    public var fields: FieldSection

    public init(status: Int, fields: FieldSection = FieldSection()) {
        self.status = status
        self.fields = fields
    }
}
