-- Modules that scripts can require, and the sockets of ngx.
local shared = ...
local host, await = shared.host, shared.await
local setmetatable, type, pcall, error, next = setmetatable, type, pcall, error, next
local lower = string.lower

local modules = {}
shared.modules = modules

local cjson = {
  null = shared.null,
  empty_array = shared.empty_array_mark,
  encode = host.json_encode,
  decode = host.json_decode,
}

function cjson.new()
  return cjson
end

local safe = { null = cjson.null, empty_array = cjson.empty_array }

local function guarded(f)
  return function(value)
    local ok, result = pcall(f, value)
    if ok then
      return result
    end
    return nil, result
  end
end

safe.encode, safe.decode = guarded(cjson.encode), guarded(cjson.decode)
function safe.new()
  return safe
end

modules["cjson"], modules["cjson.safe"] = cjson, safe
shared.json = safe

-- Header names are looked up without regard to case.
local header_meta = {
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

local http = { _VERSION = "0.17" }
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
  local response, problem = await("http", uri, {
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
  setmetatable(response.headers, header_meta)
  return response
end

-- Connections are kept by the host.
function http:set_keepalive()
  return 1
end

function http:close()
  return 1
end

modules["resty.http"] = http

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
  local id, problem = await("socket_connect", self.id, self.timeout, name, port)
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

function tcp:getreusedtimes()
  return 0
end

function shared.require(name)
  local module = modules[name]
  if module == nil then
    error("module '" .. tostring(name) .. "' not found: available are cjson, cjson.safe, resty.http", 2)
  end
  return module
end
