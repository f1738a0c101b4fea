/// Counts what was made, per kind, from 1: so the first refund after a start is always `re_1`.
struct Serials: Sendable {
    private var counts: [Kind: Int] = [:]

    enum Kind: Sendable {
        case refund, payment, invoice, customer, ticket, comment, instance, deployment, completion, embedding, stripeRefund, stripeCustomer
        case charge, issue, issueComment, message
    }

    mutating func next(_ kind: Kind) -> Int {
        let (count, overflow) = (counts[kind] ?? 0).addingReportingOverflow(1)
        counts[kind] = overflow ? 1 : count
        return counts[kind] ?? 1
    }
}
