-- One governed call: a refund of 42.00 USD, 265 bytes of JSON; AGENT_KEY is the agent's own credential.
-- No two bodies are alike: a gateway may answer the repeat of a write whose client has gone from memory, and that is not what is measured.
local head = '{"charge":"ch_'
local tail = '","amount":4200,"currency":"usd","reason":"requested_by_customer","metadata":{"ticket":"T-10023","customer":"cus_NffrFeUfNV2Hib","note":"the item arrived broken and the customer asked for a partial refund"}}'
local headers = {
  ["Content-Type"] = "application/json",
  ["Authorization"] = "Bearer " .. (os.getenv("AGENT_KEY") or "agent-support-01"),
}
local run, count = os.getenv("RUN") or "000000000000", 0

function request()
  count = count + 1
  return wrk.format("POST", nil, headers, head .. run .. string.format("%012d", count) .. tail)
end
