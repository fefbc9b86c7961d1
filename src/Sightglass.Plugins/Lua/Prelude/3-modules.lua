-- Modules that scripts can require, and the sockets of ngx.
local shared = ...
local host, await, await_deep = shared.host, shared.await, shared.await_deep
local setmetatable, type, pcall, error, next, rawget, select = setmetatable, type, pcall, error, next, rawget, select
local lower, find, sub, tostring = string.lower, string.find, string.sub, shared.tostring

local modules = {}
shared.modules = modules

-- Decoded lists have it, so that they stay lists without items.
shared.array_mt = { __jsonarray = true }

local cjson = {
  null = shared.null,
  empty_array = shared.empty_array_mark,
  array_mt = shared.array_mt,
  empty_array_mt = shared.array_mt,
}

function cjson.encode(value)
  return host.json_encode(value)
end

-- Settings of the module are those of whoever asked for a module of their own.
local function settings(module)
  local keeps_lists = false

  function module.decode_array_with_array_mt(flag)
    if flag ~= nil then
      keeps_lists = flag == true or flag == "on"
    end
    return keeps_lists
  end

  for _, name in next, {
    "encode_empty_table_as_object", "encode_sparse_array", "encode_max_depth", "decode_max_depth", "encode_number_precision",
    "encode_keep_buffer", "encode_invalid_numbers", "decode_invalid_numbers", "encode_escape_forward_slash",
  } do
    module[name] = function() end
  end

  return function()
    return keeps_lists
  end
end

local function plain()
  local module = {}
  for key, value in next, cjson do
    module[key] = value
  end
  local keeps_lists = settings(module)
  function module.decode(text)
    return host.json_decode(text, keeps_lists())
  end
  module.new = plain
  return module
end

local function safe()
  local module = plain()
  for _, name in next, { "encode", "decode" } do
    local f = module[name]
    module[name] = function(value)
      local ok, result = pcall(f, value)
      if ok then
        return result
      end
      return nil, result
    end
  end
  module.new = safe
  return module
end

modules["cjson"], modules["cjson.safe"] = plain(), safe()
shared.json = modules["cjson.safe"]

function shared.json_with_lists(text)
  local ok, result = pcall(host.json_decode, text, true)
  if ok then
    return result
  end
  return nil, result
end

-- Header names are looked up without regard to case, and with underscores for hyphens.
shared.header_mt = {
  __index = function(headers, name)
    if type(name) ~= "string" then
      return nil
    end
    local key = lower(name)
    if find(key, "_", 1, true) then
      key = key:gsub("_", "-")
    end
    if key ~= name then
      return rawget(headers, key)
    end
    return nil
  end,
}

local response_header_meta = {
  __index = function(headers, name)
    if type(name) ~= "string" then
      return nil
    end
    name = lower(name)
    for key, value in next, headers do
      if lower(key) == name then
        return value
      end
    end
    return nil
  end,
}

local http = { _VERSION = "0.17.2" }
http.__index = http

function http.new()
  return setmetatable({ timeout = 60000 }, http)
end

function http:set_timeout(milliseconds)
  self.timeout = milliseconds
  return true
end

function http:set_timeouts(connect, send, read)
  self.timeout = (connect or 0) + (send or 0) + (read or 0)
  return true
end

function http:request_uri(uri, options)
  options = options or {}
  local response, problem = await_deep("http", uri, {
    method = options.method,
    body = options.body,
    headers = options.headers,
    query = options.query,
    ssl_verify = options.ssl_verify,
    timeout = self.timeout,
  })
  if not response then
    return nil, problem
  end
  setmetatable(response.headers, response_header_meta)
  return response
end

-- The older form: connect, request, read_body. The connection is made with the request, and kept by the host.
function http:connect(options, port)
  if type(options) ~= "table" then
    options = { scheme = port == 443 and "https" or "http", host = options, port = port }
  end
  if type(options.host) ~= "string" then
    return nil, "host must be a string"
  end
  self.scheme = options.scheme or "http"
  self.address = options.host .. (options.port and ":" .. tostring(options.port) or "")
  self.verify = options.ssl_verify
  return true
end

function http:ssl_handshake(_, _, verify)
  self.scheme, self.verify = "https", verify ~= false
  return true
end

function http:request(options)
  if not self.address then
    return nil, "not connected"
  end
  options = options or {}
  local response, problem = self:request_uri(self.scheme .. "://" .. self.address .. (options.path or "/"), {
    method = options.method,
    body = options.body,
    headers = options.headers,
    query = options.query,
    ssl_verify = self.verify,
  })
  if not response then
    return nil, problem
  end
  local body = response.body
  response.body = nil
  function response.read_body()
    return body
  end
  function response.body_reader()
    local piece = body
    body = nil
    return piece
  end
  return response
end

function http:parse_uri(uri)
  local scheme, authority, path = uri:match("^(https?)://([^/?]+)(.*)$")
  if not scheme then
    return nil, "bad uri: " .. tostring(uri)
  end
  local name, port = authority:match("^(.-):?(%d*)$")
  return { scheme, name, tonumber(port) or (scheme == "https" and 443 or 80), path == "" and "/" or path }
end

-- Connections are kept by the host.
function http:set_keepalive()
  return 1
end

function http:get_reused_times()
  return 0
end

function http:close()
  return 1
end

modules["resty.http"] = http

local function digest(size)
  return {
    new = function()
      local parts = {}
      return {
        update = function(_, text)
          parts[#parts + 1] = text
          return true
        end,
        final = function()
          return size == 1 and host.sha1(table.concat(parts)) or size == 5 and host.md5(table.concat(parts))
            or host.sha224_256_384_512(size, table.concat(parts))
        end,
        reset = function()
          parts = {}
          return true
        end,
      }
    end,
  }
end

modules["resty.sha1"], modules["resty.md5"] = digest(1), digest(5)
modules["resty.sha256"], modules["resty.sha384"], modules["resty.sha512"] = digest(256), digest(384), digest(512)

local hmac = { ALGOS = { MD5 = "md5", SHA1 = "sha1", SHA256 = "sha256", SHA512 = "sha512" } }

function hmac:new(key, algorithm)
  local parts = {}
  return {
    update = function(_, text)
      parts[#parts + 1] = text
      return true
    end,
    final = function(_, text, hexadecimal)
      local sum = host.hmac(algorithm or "md5", key, table.concat(parts) .. (text or ""))
      return hexadecimal and host.hex(sum) or sum
    end,
    reset = function()
      parts = {}
      return true
    end,
  }
end

modules["resty.hmac"] = hmac
modules["resty.string"] = {
  to_hex = host.hex,
  atoi = tonumber,
}
modules["resty.random"] = {
  bytes = function(count)
    return host.random_bytes(count)
  end,
}
modules["resty.jit-uuid"] = {
  generate_v4 = host.uuid,
  seed = function() end,
}
modules["kong.tools.uuid"] = {
  uuid = host.uuid,
  is_valid_uuid = function(text)
    return type(text) == "string" and find(text, "^%x%x%x%x%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-%x%x%x%x%x%x%x%x%x%x%x%x$") ~= nil
  end,
}
modules["ngx.base64"] = { encode_base64url = host.base64url_encode, decode_base64url = host.base64url_decode }
modules["bit"] = shared.bit
for _, name in next, { "new", "clear", "clone", "nkeys", "isempty", "isarray" } do
  modules["table." .. name] = table[name]
end

local function strip(text)
  return (tostring(text):gsub("^%s+", ""):gsub("%s+$", ""))
end

local function split(text, separator)
  local parts, position = {}, 1
  while true do
    local from, to = find(text, separator, position, true)
    if not from or to < from then
      parts[#parts + 1] = sub(text, position)
      return parts
    end
    parts[#parts + 1] = sub(text, position, from - 1)
    position = to + 1
  end
end

modules["kong.tools.string"] = { split = split, strip = strip }

local tcp = {}
tcp.__index = tcp

function shared.tcp()
  return setmetatable({ timeout = 60000 }, tcp)
end

function tcp:settimeout(milliseconds)
  self.timeout = milliseconds
end

function tcp:settimeouts(connect, send, read)
  self.timeout = connect
  self.send_timeout, self.read_timeout = send, read
end

function tcp:connect(name, port)
  local id, problem = await_deep("socket_connect", self.id, self.timeout, name, port)
  if not id then
    return nil, problem
  end
  self.id = id
  return 1
end

function tcp:sslhandshake(_, name, verify)
  return await("socket_handshake", self.id, self.timeout, name, verify == true)
end

function tcp:send(data)
  if type(data) == "table" then
    local function flatten(parts)
      local result = ""
      for i = 1, #parts do
        result = result .. (type(parts[i]) == "table" and flatten(parts[i]) or tostring(parts[i]))
      end
      return result
    end
    data = flatten(data)
  end
  return await("socket_send", self.id, self.send_timeout or self.timeout, data)
end

function tcp:receive(what)
  local timeout = self.read_timeout or self.timeout
  if what == nil or what == "*l" then
    return await("socket_receive", self.id, timeout, "line")
  elseif what == "*a" then
    return await("socket_receive", self.id, timeout, "all")
  elseif type(what) == "number" then
    return await("socket_receive", self.id, timeout, "bytes", what)
  end
  error("bad pattern argument: " .. tostring(what), 2)
end

function tcp:receiveany(most)
  return await("socket_receive", self.id, self.read_timeout or self.timeout, "any", most)
end

function tcp:close()
  local id = self.id
  self.id = nil
  return await("socket_close", id)
end

-- A socket lives no longer than the run that made it.
tcp.setkeepalive = tcp.close

function tcp:setoption()
  return 1
end

function tcp:getreusedtimes()
  return 0
end

function shared.connect(...)
  local socket = shared.tcp()
  local ok, problem = socket:connect(...)
  if not ok then
    return nil, problem
  end
  return socket
end
