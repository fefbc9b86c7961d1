-- The plugin development kit: the part of it that scripts commonly use.
local shared = ...
local host, deep, await, join = shared.host, shared.deep, shared.await, shared.join
local error, next, type, tostring, setmetatable = error, next, type, shared.tostring, setmetatable
local lower, find, sub, rep, format = string.lower, string.find, string.sub, string.rep, string.format

local JSON = "application/json; charset=utf-8"
local FORM, PLAIN_JSON, MULTIPART = "application/x-www-form-urlencoded", "application/json", "multipart/form-data"

local function optional_table(value, name)
  if value ~= nil and type(value) ~= "table" then
    error(name .. " must be a nil or table", 3)
  end
end

local function essence_of(content_type)
  content_type = lower(content_type)
  local semicolon = find(content_type, ";", 1, true)
  return semicolon and sub(content_type, 1, semicolon - 1) or content_type
end

-- The fields of a body, nil and a message if there are none; then the type it was read as.
local function parsed(content_type, read, most)
  if not content_type then
    return nil, "missing content type"
  end
  local essence = essence_of(content_type)
  local kind = find(essence, FORM, 1, true) == 1 and FORM or find(essence, PLAIN_JSON, 1, true) == 1 and PLAIN_JSON
    or find(essence, MULTIPART, 1, true) == 1 and MULTIPART
  if not kind then
    return nil, "unsupported content type '" .. content_type .. "'", essence
  end
  local body, problem = read()
  if not body then
    return nil, problem, kind
  end
  if kind == FORM then
    return deep.parse_form(body, most), nil, kind
  elseif kind == PLAIN_JSON then
    local value = shared.json_with_lists(body)
    if type(value) ~= "table" then
      return nil, "invalid json body", kind
    end
    return value, nil, kind
  end
  local fields = host.parse_multipart(content_type, body)
  if not fields then
    return nil, "unable to decode multipart body", kind
  end
  return fields, nil, kind
end

local function read_body()
  return await("read_body")
end

local function raw_body()
  deep.body_phase()
  return await("read_body")
end

local function request()
  local r = {
    get_scheme = host.request_scheme,
    get_host = host.request_host,
    get_port = host.request_port,
    get_forwarded_scheme = host.request_forwarded_scheme,
    get_forwarded_host = host.request_forwarded_host,
    get_forwarded_port = host.request_forwarded_port,
    get_forwarded_path = host.request_forwarded_path,
    get_forwarded_prefix = host.request_forwarded_prefix,
    get_http_version = host.request_http_version,
    get_method = host.request_method,
    get_path = host.request_path,
    get_raw_path = host.request_raw_path,
    get_path_with_query = host.request_raw_target,
    get_raw_query = host.request_query_string,
    get_query = host.request_query,
    get_query_arg = host.request_query_argument,
    get_headers = host.request_headers,
    get_header = host.request_header,
    get_start_time = host.request_start,
    get_raw_body = raw_body,
  }

  function r.get_body(content_type, most)
    deep.body_phase()
    return parsed(content_type or host.request_header("content-type"), read_body, most)
  end

  function r.get_uri_captures()
    local named, unnamed = {}, setmetatable({}, shared.array_mt)
    for key, value in next, deep.request_captures() do
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

-- Where several headers are set at once, this is said of a function in words of its own.
local function check_header(name, value, level)
  if type(name) == "string" and type(value) == "function" then
    error(format('invalid header value for "%s": got function, expected string, number, boolean or array of strings', name), level + 1)
  end
end

local function set_headers(set, headers)
  if type(headers) ~= "table" then
    error("headers must be a table", 2)
  end
  for name, value in next, headers do
    check_header(name, value, 2)
    set(name, value)
  end
end

-- A multipart body of a table's fields, in the order of their names.
local function multipart(fields, content_type)
  local names = {}
  for name, value in next, fields do
    if type(name) ~= "string" then
      error(format('invalid key "%s": got %s, expected string', tostring(name), type(name)), 3)
    end
    if type(value) ~= "string" and type(value) ~= "number" and type(value) ~= "boolean" then
      error(format('invalid value "%s": got %s, expected string, number or boolean', name, type(value)), 3)
    end
    names[#names + 1] = name
  end
  table.sort(names)

  local boundary = content_type:match('boundary="([^"]*)"') or content_type:match("boundary=([^;]*)")
  for _, value in next, fields do
    if boundary and find(tostring(value), "\n--" .. boundary, 1, true) then
      boundary = nil
    end
  end
  boundary = boundary or host.hex(host.random_bytes(16))

  local parts = {}
  for i = 1, #names do
    parts[#parts + 1] = "--" .. boundary .. '\r\nContent-Disposition: form-data; name="' .. names[i] .. '"\r\n\r\n'
    parts[#parts + 1] = tostring(fields[names[i]]) .. "\r\n"
  end
  parts[#parts + 1] = "--" .. boundary .. "--\r\n"
  return table.concat(parts), MULTIPART .. "; boundary=" .. boundary
end

local function service()
  local r = {
    set_scheme = host.upstream_scheme,
    set_path = host.upstream_path,
    set_raw_query = host.upstream_query,
    clear_query_arg = host.upstream_clear_query,
    set_method = host.upstream_method,
    set_header = host.upstream_set_header,
    add_header = host.upstream_add_header,
    clear_header = host.upstream_clear_header,
    set_raw_body = host.upstream_body,
    enable_buffering = host.upstream_buffering,
  }

  local function check_arguments(arguments)
    if type(arguments) ~= "table" then
      error("args must be a table", 3)
    end
    for name in next, arguments do
      if type(name) ~= "string" then
        error("arg keys must be strings", 3)
      end
    end
  end

  function r.set_query(arguments)
    deep.change_phase()
    check_arguments(arguments)
    return host.upstream_query(deep.args_encode(arguments))
  end

  function r.set_headers(headers)
    deep.change_phase()
    return set_headers(deep.upstream_set_header, headers)
  end

  function r.set_body(arguments, content_type)
    deep.change_phase()
    if type(arguments) ~= "table" then
      error("args must be a table", 2)
    end
    if content_type ~= nil and type(content_type) ~= "string" then
      error("mime must be a string", 2)
    end
    content_type = content_type or host.request_header("content-type")
    if not content_type then
      return nil, "content type was neither explicitly given as an argument or received as a header"
    end
    local essence, body = essence_of(content_type), nil
    if essence == FORM then
      check_arguments(arguments)
      body = deep.args_encode(arguments)
    elseif essence == PLAIN_JSON then
      body = deep.json_encode(arguments)
    elseif essence == MULTIPART then
      body, content_type = multipart(arguments, content_type)
    else
      error("unsupported content type " .. content_type, 2)
    end
    host.upstream_body(body)
    host.upstream_set_header("content-type", content_type)
    return true
  end

  return {
    set_target = host.service_target,
    set_upstream = host.service_upstream,
    set_retries = host.service_retries,
    set_timeouts = host.service_timeouts,
    request = r,
    response = {
      get_status = host.response_upstream_status,
      get_raw_body = host.response_upstream_body,
      get_header = function(name)
        return host.response_header(name, true)
      end,
      get_headers = function(most)
        return host.response_headers(most, true)
      end,
      get_body = function(content_type, most)
        return parsed(content_type or host.response_header("content-type", true), host.response_upstream_body, most)
      end,
    },
  }
end

local MESSAGES = {
  [400] = "Bad request", [401] = "Unauthorized", [402] = "Payment required", [403] = "Forbidden", [404] = "Not found",
  [405] = "Method not allowed", [406] = "Not acceptable", [407] = "Proxy authentication required", [408] = "Request timeout",
  [409] = "Conflict", [410] = "Gone", [411] = "Length required", [412] = "Precondition failed", [413] = "Payload too large",
  [414] = "URI too long", [415] = "Unsupported media type", [416] = "Range not satisfiable", [417] = "Expectation failed",
  [418] = "I'm a teapot", [421] = "Misdirected request", [422] = "Unprocessable entity", [423] = "Locked",
  [424] = "Failed dependency", [425] = "Too early", [426] = "Upgrade required", [428] = "Precondition required",
  [429] = "Too many requests", [431] = "Request header fields too large", [451] = "Unavailable for legal reasons",
  [494] = "Request header or cookie too large", [500] = "An unexpected error occurred", [501] = "Not implemented",
  [502] = "An invalid response was received from the upstream server", [503] = "The upstream server is currently unavailable",
  [504] = "The upstream server is timing out", [505] = "HTTP version not supported", [506] = "Variant also negotiates",
  [507] = "Insufficient storage", [508] = "Loop detected", [510] = "Not extended", [511] = "Network authentication required",
}

function shared.message_of(status)
  return MESSAGES[status] or format("The upstream server responded with %d", status)
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
    set_raw_body = host.body_replace,
  }

  function r.set_headers(headers)
    deep.response_head_only()
    return set_headers(deep.response_set_header, headers)
  end

  local function check_status(status, least)
    if type(status) ~= "number" then
      error("code must be a number", 3)
    elseif status < least or status > 599 then
      error("code must be a number between " .. least .. " and 599", 3)
    end
  end

  -- Sets the headers; gives the content type among them.
  local function apply(headers)
    local content_type
    for name, value in next, headers or {} do
      check_header(name, value, 3)
      local key = lower(tostring(name))
      if key == "content-type" or key == "content_type" then
        content_type = type(value) == "table" and value[1] or tostring(value)
      end
      if key ~= "content-length" and key ~= "content_length" then
        shared.deepest.response_set_header(name, value)
      end
    end
    return content_type
  end

  function r.exit(status, body, headers)
    deep.response_head_only()
    check_status(status, 100)
    if body ~= nil and type(body) ~= "string" and type(body) ~= "table" then
      error("body must be a nil, string or table", 2)
    end
    optional_table(headers, "headers")
    if shared.has_printed() then
      error("headers have already been sent", 2)
    end
    local content_type = apply(headers)
    if type(body) == "table" then
      body = deep.json_encode(body)
      content_type = content_type or JSON
    end
    host.response_exit(status, body, content_type)
    return shared.exit()
  end

  function r.error(status, message, headers)
    deep.response_head_only()
    check_status(status, 400)
    if type(message) == "table" then
      message = deep.json_encode(message)
    elseif message ~= nil and type(message) ~= "string" then
      error("message must be a nil, a string or a table", 2)
    end
    optional_table(headers, "headers")
    apply(headers)
    host.response_error(status, message or shared.message_of(status))
    return shared.exit()
  end

  return r
end

-- A value as people read it.
local function inspected(value, depth, seen)
  if type(value) == "string" then
    return format("%q", value)
  elseif type(value) ~= "table" then
    return tostring(value)
  elseif seen[value] then
    return "<table>"
  elseif next(value) == nil then
    return "{}"
  end
  seen[value] = true
  local parts, count, space = {}, #value, rep("  ", depth + 1)
  for i = 1, count do
    parts[i] = inspected(value[i], depth + 1, seen)
  end
  local names = {}
  for key in next, value do
    if not (math.type(key) == "integer" and key >= 1 and key <= count) then
      names[#names + 1] = key
    end
  end
  table.sort(names, function(a, b)
    return tostring(a) < tostring(b)
  end)
  for i = 1, #names do
    local key = names[i]
    local shown = type(key) == "string" and find(key, "^[%a_][%w_]*$") and key or "[" .. inspected(key, depth + 1, seen) .. "]"
    parts[#parts + 1] = "\n" .. space .. shown .. " = " .. inspected(value[key], depth + 1, seen)
  end
  seen[value] = nil
  return "{ " .. table.concat(parts, ", ") .. (#names > 0 and "\n" .. rep("  ", depth) or " ") .. "}"
end

local function logger()
  local log = {}
  for _, level in next, { "debug", "info", "notice", "warn", "err", "crit", "alert", "emerg" } do
    log[level] = function(...)
      return host.log(level, join(...))
    end
  end

  function log.trace() end

  log.deprecation = setmetatable({ write = log.warn }, {
    __call = function(_, ...)
      return log.warn(...)
    end,
  })

  local inspecting = true
  log.inspect = setmetatable({
    on = function()
      inspecting = true
    end,
    off = function()
      inspecting = false
    end,
  }, {
    __call = function(_, ...)
      if inspecting then
        local values = { ... }
        for i = 1, select("#", ...) do
          values[i] = inspected(values[i], 0, {})
        end
        return host.log("notice", table.concat(values, " "))
      end
    end,
  })

  function log.set_serialize_value(name, value, options)
    return host.log_field(name, value, options and options.mode or "set")
  end

  log.serialize = host.log_serialize

  return setmetatable(log, {
    __call = function(_, ...)
      return host.log("notice", join(...))
    end,
  })
end

-- Values that outlive the run: of this plugin, or shared with others. Tables are copied from phase to phase; within a run a table that
-- was got or set stays the same one, and what it holds in the end is what counts.
local SEPARATOR = "\0"
local raw_ctx_set = shared.raw.ctx_set
local kept = shared.kept

local function keep(scope, name, value)
  local number = host.run_keep()
  local values = kept[number]
  if not values then
    shared.forget_gone()
    values = {}
    kept[number] = values
  end
  values[scope .. SEPARATOR .. name] = { scope, name, value }
end

local function kept_value(scope, name)
  if next(kept) then
    local values = kept[host.run_number()]
    local entry = values and values[scope .. SEPARATOR .. name]
    return entry and entry[3]
  end
end

shared.on_end(function(values)
  for _, entry in next, values do
    local mark, problem = raw_ctx_set(entry[1], entry[2], entry[3])
    if mark == shared.error_value then
      host.log("err", "kong.ctx." .. entry[1] .. "." .. entry[2] .. ": " .. tostring(problem))
    end
  end
end)

function shared.context(scope, prefix, otherwise)
  prefix = prefix or ""
  return setmetatable({}, {
    __index = function(_, name)
      local full = prefix .. tostring(name)
      local value = kept_value(scope, full)
      if value ~= nil then
        return value
      end
      value = host.ctx_get(scope, full)
      if type(value) == "table" then
        keep(scope, full, value)
      elseif value == nil and otherwise and otherwise[name] then
        return otherwise[name]()
      end
      return value
    end,
    __newindex = function(_, name, value)
      local full = prefix .. tostring(name)
      local mark, problem = raw_ctx_set(scope, full, value)
      if mark == shared.error_value then
        error(problem, 2)
      end
      if type(value) == "table" then
        keep(scope, full, value)
      elseif next(kept) then
        local values = kept[host.run_number()]
        if values then
          values[scope .. SEPARATOR .. full] = nil
        end
      end
    end,
    __metatable = false,
  })
end

local function merged(a, b)
  local result = {}
  for _, from in next, { a or {}, b or {} } do
    for key, value in next, from do
      result[key] = value
    end
  end
  return result
end

function shared.kong()
  return {
    version = shared.version,
    version_num = 3010000,
    pdk_major_version = 1,
    pdk_version = "1.0.0",
    request = request(),
    service = service(),
    response = response(),
    log = logger(),
    ctx = { shared = shared.context("shared"), plugin = shared.context("plugin") },
    plugin = { get_id = host.plugin_id },
    router = { get_route = host.router_route, get_service = host.router_service },
    node = { get_id = host.node_id, get_hostname = host.node_hostname },
    ip = { is_trusted = host.ip_is_trusted },
    nginx = {
      get_subsystem = function()
        return "http"
      end,
    },
    client = {
      get_ip = host.client_ip,
      get_forwarded_ip = host.client_forwarded_ip,
      get_port = host.client_port,
      get_forwarded_port = host.client_forwarded_port,
      get_credential = host.client_credential,
      get_consumer = host.client_consumer,
      load_consumer = host.client_load_consumer,
      get_protocol = host.client_protocol,
      authenticate = host.client_authenticate,
      tls = {
        request_client_certificate = host.tls_request_certificate,
        disable_session_reuse = host.tls_disable_reuse,
        get_full_client_certificate_chain = host.tls_certificate_chain,
        set_client_verify = host.tls_set_verdict,
      },
    },
    cache = shared.cache(),
    configuration = shared.configuration(),
    vault = shared.vault(),
    table = { new = table.new, clear = table.clear, merge = merged },
  }
end
