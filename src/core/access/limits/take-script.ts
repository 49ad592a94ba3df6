/**
 * Takes from buckets for many requests in one step, by the clock of Redis. KEYS are the buckets of all requests in turn; ARGV
 * has for each request the number of its buckets, then capacity and cost of each. Answers for each request 1 or 0, then the
 * debts. A key holds when its bucket will be full, and expires then. A debt is never taken for more than the capacity, so
 * that a clock that was set back locks nobody out for long.
 */
export const TAKE_SCRIPT = `
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local answer, key, at = {}, 0, 1
while at <= #ARGV do
  local count = tonumber(ARGV[at])
  local debts, granted = {}, 1
  for i = 1, count do
    local capacity, cost = tonumber(ARGV[at + 2 * i - 1]), tonumber(ARGV[at + 2 * i])
    local full = redis.call('GET', KEYS[key + i])
    debts[i] = full and math.min(math.max(tonumber(full) - now, 0), capacity) or 0
    if debts[i] + cost > capacity then granted = 0 end
  end
  answer[#answer + 1] = granted
  for i = 1, count do
    if granted == 1 then
      debts[i] = debts[i] + tonumber(ARGV[at + 2 * i])
      redis.call('SET', KEYS[key + i], string.format('%.0f', now + debts[i]), 'PX', math.ceil(debts[i] / 1000))
    end
    answer[#answer + 1] = debts[i]
  end
  key = key + count
  at = at + 1 + 2 * count
end
return answer`;
