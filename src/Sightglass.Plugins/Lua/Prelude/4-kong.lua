-- The plugin development kit: the part of it that scripts commonly use.
local shared = ...
local host, await, join = shared.host, shared.await, shared.join
local error, next, type, tostring, setmetatable = error, next, type, tostring, setmetatable
local lower, find, upper = string.lower, string.find, string.upper

local JSON = "application/json; charset=utf-8"

local function read_body()
  return await("read_body")
end

local function parsed_body(content_type)
  content_type = content_type or host.request_header("content-type")
  if not content_type then
    return nil, "missing content type"
  end
  local body, problem = read_body()
  if not body then
    return nil, problem
  end
  if find(lower(content_type), "^application/[%w.+-]*json") then
    local value = shared.json.decode(body)
    if type(value) ~= "table" then
      return nil, "invalid json body"
    end
    return value, nil, "application/json"
  end
  local fields = host.parse_body(content_type, body)
  if not fields then
    return nil, "unsupported content type '" .. content_type .. "'"
  end
  return fields, nil, content_type
end

local function request()
  local r = {
    get_scheme = host.request_scheme,
    get_host = host.request_host,
    get_port = host.request_port,
    get_forwarded_scheme = host.request_scheme,
    get_forwarded_host = host.request_host,
    get_forwarded_port = host.request_port,
    get_forwarded_path = host.request_path,
    get_http_version = host.request_http_version,
    get_method = host.request_method,
    get_path = host.request_path,
    get_raw_query = host.request_query_string,
    get_query = host.request_query,
    get_header = host.request_header,
    get_headers = host.request_headers,
    get_start_time = host.request_start,
    get_raw_body = read_body,
    get_body = parsed_body,
  }

  function r.get_raw_path()
    local target = host.request_raw_target()
    local question = find(target, "?", 1, true)
    return question and target:sub(1, question - 1) or target
  end

  function r.get_path_with_query()
    local path, query = host.request_path(), host.request_query_string()
    return query == "" and path or path .. "?" .. query
  end

  function r.get_query_arg(name)
    local value = host.request_query()[name]
    if type(value) == "table" then
      return value[1]
    end
    return value
  end

  function r.get_uri_captures()
    local named, unnamed = {}, {}
    for key, value in next, host.request_captures() do
      local number = math.tointeger(tonumber(key))
      if number then
        unnamed[number] = value
      else
        named[key] = value
      end
    end
    return { named = named, unnamed = unnamed }
  end

  return r
end

local function set_headers(set, headers)
  if type(headers) ~= "table" then
    error("headers must be a table", 3)
  end
  for name, value in next, headers do
    set(name, value)
  end
end

local function service()
  local r = {
    set_path = host.upstream_path,
    set_raw_query = host.upstream_query,
    set_method = function(method)
      return host.upstream_method(upper(method))
    end,
    set_header = host.upstream_set_header,
    add_header = host.upstream_add_header,
    clear_header = host.upstream_clear_header,
    set_raw_body = host.upstream_body,
    enable_buffering = host.upstream_buffering,
    get_header = host.request_header,
  }

  function r.set_query(arguments)
    return host.upstream_query(host.args_encode(arguments))
  end

  function r.set_headers(headers)
    return set_headers(host.upstream_set_header, headers)
  end

  function r.set_body(arguments, content_type)
    content_type = content_type or host.request_header("content-type") or ""
    if find(lower(content_type), "^application/x%-www%-form%-urlencoded") then
      host.upstream_body(host.args_encode(arguments))
    elseif find(lower(content_type), "^application/[%w.+-]*json") then
      host.upstream_body(host.json_encode(arguments))
    else
      return nil, "unsupported content type " .. content_type
    end
    host.upstream_set_header("content-type", content_type)
    return true
  end

  return {
    request = r,
    response = {
      get_status = host.response_upstream_status,
      get_header = host.response_header,
      get_headers = host.response_headers,
    },
  }
end

local function response()
  local r = {
    get_status = host.response_status,
    get_header = host.response_header,
    get_headers = host.response_headers,
    get_source = host.response_source,
    set_status = host.response_set_status,
    set_header = host.response_set_header,
    add_header = host.response_add_header,
    clear_header = host.response_clear_header,
    get_raw_body = host.body_hold,
    set_raw_body = host.body_set_chunk,
  }

  function r.set_headers(headers)
    return set_headers(host.response_set_header, headers)
  end

  local function check_status(status)
    if type(status) ~= "number" or status < 100 or status > 599 then
      error("code must be a number between 100 and 599", 3)
    end
  end

  local function content_type_of(headers)
    for name, value in next, headers or {} do
      if lower(name) == "content-type" then
        return value
      end
    end
    return nil
  end

  function r.exit(status, body, headers)
    check_status(status)
    if headers ~= nil then
      set_headers(host.response_set_header, headers)
    end
    local content_type = content_type_of(headers)
    if type(body) == "table" then
      body = host.json_encode(body)
      content_type = content_type or JSON
    elseif body ~= nil then
      body = tostring(body)
    end
    host.response_exit(status, body, content_type)
    return shared.exit()
  end

  function r.error(status, message, headers)
    check_status(status)
    if headers ~= nil then
      set_headers(host.response_set_header, headers)
    end
    host.response_error(status, tostring(message or ""))
    return shared.exit()
  end

  return r
end

local function logger()
  local log = {}
  for _, level in next, { "debug", "info", "notice", "warn", "err", "crit", "alert", "emerg" } do
    log[level] = function(...)
      return host.log(level, join(...))
    end
  end

  function log.inspect(...)
    local values = { ... }
    for i = 1, #values do
      values[i] = type(values[i]) == "table" and shared.json.encode(values[i]) or tostring(values[i])
    end
    return host.log("debug", table.concat(values, " "))
  end

  function log.set_serialize_value(name, value, options)
    return host.log_field(name, value, options and options.mode or "set")
  end

  function log.serialize()
    return host.json_decode(host.log_serialize())
  end

  return setmetatable(log, {
    __call = function(_, ...)
      return host.log("notice", join(...))
    end,
  })
end

-- Values that outlive the run: of this plugin, or shared with others. Tables are copied in and out.
function shared.context(scope, prefix)
  prefix = prefix or ""
  return setmetatable({}, {
    __index = function(_, name)
      return host.ctx_get(scope, prefix .. tostring(name))
    end,
    __newindex = function(_, name, value)
      return host.ctx_set(scope, prefix .. tostring(name), value)
    end,
    __metatable = false,
  })
end

function shared.kong()
  return {
    version = shared.version,
    version_num = 3010000,
    pdk_major_version = 1,
    request = request(),
    service = service(),
    response = response(),
    log = logger(),
    ctx = { shared = shared.context("shared"), plugin = shared.context("plugin") },
    plugin = { get_id = host.plugin_id },
    router = { get_route = host.router_route, get_service = host.router_service },
    node = { get_id = host.node_id, get_hostname = host.node_hostname },
    client = {
      get_ip = host.client_ip,
      get_forwarded_ip = host.client_forwarded_ip,
      get_port = host.client_port,
      get_forwarded_port = host.client_forwarded_port,
      get_credential = host.client_credential,
      get_consumer = host.client_consumer,
      load_consumer = host.client_load_consumer,
      get_protocol = host.request_scheme,
      authenticate = function(consumer, credential)
        return host.client_authenticate(consumer and consumer.id, credential and credential.id, credential and credential.key)
      end,
    },
    table = {
      new = function()
        return {}
      end,
      clear = function(t)
        for key in next, t do
          t[key] = nil
        end
      end,
    },
  }
end
