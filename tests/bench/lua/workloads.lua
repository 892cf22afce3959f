-- Workloads for a server that speaks the Vault HTTP API, for use with wrk.
--
-- Environment: BENCH_WORKLOAD (a name below), BENCH_TOKEN, BENCH_KEYS (size of the key space), BENCH_VALUE (bytes of a written value),
-- BENCH_SIGNED.
-- The setup of compare.py makes what they read. Ends with one line "BENCH_RESULT {json}" on standard output.

local function env(name, default)
  local v = os.getenv(name)
  if v == nil or v == "" then return default end
  return v
end

local workload = env("BENCH_WORKLOAD", "kv-read-one")
local keys     = tonumber(env("BENCH_KEYS", "1000"))
local value    = string.rep("v", tonumber(env("BENCH_VALUE", "64")))
local plain    = { ["X-Vault-Token"] = env("BENCH_TOKEN", "") }
local json     = { ["X-Vault-Token"] = env("BENCH_TOKEN", ""), ["Content-Type"] = "application/json" }
local body     = '{"data":{"user":"app","password":"' .. value .. '"}}'

-- Requests of AWS clients are signed before, one a line of BENCH_SIGNED: the body, then names and values of headers, with tabs between.
local signed = {}
local function read_signed()
  for line in io.lines(env("BENCH_SIGNED")) do
    local asked, rest = line:match("^(.-)\t(.*)$")
    local headers = {}
    for name, text in rest:gmatch("([^\t]+)\t([^\t]+)") do headers[name] = text end
    signed[#signed + 1] = wrk.format("POST", "/", headers, asked)
  end
end

local function key_path() return string.format("/v1/secret/data/bench/k%07d", math.random(0, keys - 1)) end

-- Requests that never change are built once; the others anew each time.
local fixed = {
  ["health"]       = function() return wrk.format("GET", "/v1/sys/health", {}) end,
  ["kv-read-one"]  = function() return wrk.format("GET", "/v1/secret/data/db", plain) end,
  ["token-lookup"] = function() return wrk.format("GET", "/v1/auth/token/lookup-self", plain) end,
  -- wrk refuses the LIST method, so this is the GET form of it.
  ["kv-list"]      = function() return wrk.format("GET", "/v1/secret/metadata/bench/?list=true", plain) end,
  ["denied"]       = function() return wrk.format("GET", "/v1/secret/data/db", { ["X-Vault-Token"] = "s.notatoken" }) end,
}
local varying = {
  ["aws-get"]  = function() return signed[math.random(#signed)] end,
  ["kv-read"]  = function() return wrk.format("GET", key_path(), plain) end,
  -- Each makes one lease: for leases.py, with a token that may.
  ["token-create"] = function() return wrk.format("POST", "/v1/auth/token/create-orphan", json, '{"policies":["default"],"ttl":"720h"}') end,
  ["kv-write"] = function() return wrk.format("POST", key_path(), json, body) end,
}

local cached
local build

function setup(thread)
  thread:set("seed", math.random(1, 2147483646))
end

function init(args)
  math.randomseed((seed or 1) + os.time())
  if fixed[workload] then
    cached = fixed[workload]()
  elseif varying[workload] then
    if workload == "aws-get" then read_signed() end
    build = varying[workload]
  else
    error("unknown workload " .. workload)
  end
end

function request()
  return cached or build()
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    'BENCH_RESULT {"requests":%d,"seconds":%.6f,"rps":%.2f,"p50_ms":%.3f,"p99_ms":%.3f,"max_ms":%.3f,' ..
    '"bad_status":%d,"socket_errors":%d,"timeouts":%d}\n',
    summary.requests, summary.duration / 1e6, summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
    e.status, e.connect + e.read + e.write, e.timeout))
end
