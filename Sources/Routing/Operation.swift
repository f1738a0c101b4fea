public import Vocabulary

/// One entry of a route map: which requests mean which action on which target.
///
/// A class so that a match hands out a reference instead of copying eight fields a request.
public final class Operation: Sendable {
    public let id: OperationID
    public let methods: MethodMatch
    public let template: PathTemplate
    public let action: Action
    public let target: Target
    /// The upstream honours this key field; nil: it does not.
    public let idempotency: Idempotency?
    /// Fields that differ between repeats of one call and so take no part in the attach key.
    public let attachIgnore: [AttachIgnored]
    /// Forwarded with any query and body. Until inputs can be closed, every operation says so.
    public let isOpen: Bool

    public init(
        id: OperationID, methods: MethodMatch, template: PathTemplate, action: Action, target: Target, idempotency: Idempotency? = nil,
        attachIgnore: [AttachIgnored] = [], isOpen: Bool = true
    ) {
        self.id = id
        self.methods = methods
        self.template = template
        self.action = action
        self.target = target
        self.idempotency = idempotency
        self.attachIgnore = attachIgnore
        self.isOpen = isOpen
    }

    /// Any action but `read` changes something upstream.
    public var isWrite: Bool { action != Operation.read }

    private static let read: Action = "read"
}
