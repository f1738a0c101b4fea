-- One governed call: a refund of 42.00 USD, 265 bytes of JSON; AGENT_KEY is the agent's own credential.
wrk.method = "POST"
wrk.body = '{"charge":"ch_3MmlLrLkdIwHu7ix0uke3Ezy","amount":4200,"currency":"usd","reason":"requested_by_customer","metadata":{"ticket":"T-10023","customer":"cus_NffrFeUfNV2Hib","note":"the item arrived broken and the customer asked for a partial refund"}}'
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. (os.getenv("AGENT_KEY") or "agent-support-01")
