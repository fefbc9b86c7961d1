-- The older names that many scripts still use.
local shared = ...
local host, await, join = shared.host, shared.await, shared.join
local error, next, pairs, type, tostring, tonumber, setmetatable = error, next, pairs, type, tostring, tonumber, setmetatable
local sub, concat = string.sub, table.concat

local LEVELS = { [0] = "emerg", "emerg", "alert", "crit", "err", "warn", "notice", "info", "debug" }

local CONSTANTS = {
  OK = 0, ERROR = -1, AGAIN = -2, DONE = -4, DECLINED = -5,
  STDERR = 0, EMERG = 1, ALERT = 2, CRIT = 3, ERR = 4, WARN = 5, NOTICE = 6, INFO = 7, DEBUG = 8,
  HTTP_CONTINUE = 100, HTTP_SWITCHING_PROTOCOLS = 101, HTTP_OK = 200, HTTP_CREATED = 201, HTTP_ACCEPTED = 202,
  HTTP_NO_CONTENT = 204, HTTP_PARTIAL_CONTENT = 206, HTTP_SPECIAL_RESPONSE = 300, HTTP_MOVED_PERMANENTLY = 301,
  HTTP_MOVED_TEMPORARILY = 302, HTTP_SEE_OTHER = 303, HTTP_NOT_MODIFIED = 304, HTTP_TEMPORARY_REDIRECT = 307,
  HTTP_PERMANENT_REDIRECT = 308, HTTP_BAD_REQUEST = 400, HTTP_UNAUTHORIZED = 401, HTTP_PAYMENT_REQUIRED = 402,
  HTTP_FORBIDDEN = 403, HTTP_NOT_FOUND = 404, HTTP_NOT_ALLOWED = 405, HTTP_NOT_ACCEPTABLE = 406,
  HTTP_REQUEST_TIMEOUT = 408, HTTP_CONFLICT = 409, HTTP_GONE = 410, HTTP_UPGRADE_REQUIRED = 426,
  HTTP_TOO_MANY_REQUESTS = 429, HTTP_CLOSE = 444, HTTP_ILLEGAL = 451, HTTP_INTERNAL_SERVER_ERROR = 500,
  HTTP_NOT_IMPLEMENTED = 501, HTTP_METHOD_NOT_IMPLEMENTED = 501, HTTP_BAD_GATEWAY = 502, HTTP_SERVICE_UNAVAILABLE = 503,
  HTTP_GATEWAY_TIMEOUT = 504, HTTP_VERSION_NOT_SUPPORTED = 505, HTTP_INSUFFICIENT_STORAGE = 507,
}

-- Named groups by name, numbered ones by number.
local function captures_of(table)
  local captures = {}
  for key, value in next, table do
    captures[math.tointeger(tonumber(key)) or key] = value
  end
  return captures
end

local function expand(template, captures)
  return (template:gsub("%$(%$?)({?)(%w*)(}?)", function(dollar, open, name, close)
    if dollar ~= "" then
      return "$" .. open .. name .. close
    end
    local digits, rest = name, ""
    if open == "" then
      digits, rest = name:match("^(%d*)(.*)$")
    end
    local value = captures[math.tointeger(tonumber(digits)) or digits]
    return (value or "") .. rest .. (open == "" and close or "")
  end))
end

local function regular_expressions()
  local re = {}

  function re.match(subject, regex, options, context)
    local from, to, captures = host.regex_match(subject, regex, options, context and context.pos)
    if not from then
      return nil
    end
    if context then
      context.pos = to + 1
    end
    return captures_of(captures)
  end

  function re.find(subject, regex, options, context, group)
    local from, to, captures = host.regex_match(subject, regex, options, context and context.pos)
    if not from then
      return nil
    end
    if context then
      context.pos = to + 1
    end
    if group and group ~= 0 then
      local value = captures_of(captures)[group]
      if not value then
        return nil
      end
      local start = subject:find(value, from, true)
      return start, start and start + #value - 1
    end
    return from, to
  end

  function re.gmatch(subject, regex, options)
    local position = 1
    return function()
      if position > #subject + 1 then
        return nil
      end
      local from, to, captures = host.regex_match(subject, regex, options, position)
      if not from then
        position = #subject + 2
        return nil
      end
      position = to < from and from + 1 or to + 1
      return captures_of(captures)
    end
  end

  local function replace(subject, regex, replacement, options, most)
    local parts, position, copied, count = {}, 1, 1, 0
    while count < most and position <= #subject + 1 do
      local from, to, found = host.regex_match(subject, regex, options, position)
      if not from then
        break
      end
      local captures = captures_of(found)
      parts[#parts + 1] = sub(subject, copied, from - 1)
      parts[#parts + 1] = type(replacement) == "function" and tostring(replacement(captures)) or expand(replacement, captures)
      count = count + 1
      copied = to + 1
      position = to < from and from + 1 or to + 1
    end
    parts[#parts + 1] = sub(subject, copied)
    return concat(parts), count
  end

  function re.sub(subject, regex, replacement, options)
    return replace(subject, regex, replacement, options, 1)
  end

  function re.gsub(subject, regex, replacement, options)
    return replace(subject, regex, replacement, options, math.maxinteger)
  end

  return re
end

local function proxy(get, set)
  return setmetatable({}, { __index = get, __newindex = set, __metatable = false })
end

local function dashed(name)
  return (tostring(name):gsub("_", "-"))
end

local function request()
  local req = {
    get_method = host.request_method,
    get_headers = host.request_headers,
    get_uri_args = host.request_query,
    set_header = host.upstream_set_header,
    clear_header = host.upstream_clear_header,
    set_body_data = host.upstream_body,
    http_version = host.request_http_version,
    set_uri = host.upstream_path,
    is_internal = function()
      return false
    end,
    start_time = function()
      return host.request_start() / 1000
    end,
    read_body = function()
      local body, problem = await("read_body")
      if not body then
        error(problem, 2)
      end
    end,
    get_body_data = function()
      local body = await("read_body")
      return body ~= "" and body or nil
    end,
    get_post_args = function()
      local body, problem = await("read_body")
      if not body then
        return nil, problem
      end
      return host.parse_body("application/x-www-form-urlencoded", body)
    end,
  }

  function req.set_uri_args(arguments)
    return host.upstream_query(type(arguments) == "table" and host.args_encode(arguments) or tostring(arguments))
  end

  return req
end

local function exit(status)
  if status == nil or status == CONSTANTS.OK then
    return shared.exit()
  elseif status == CONSTANTS.ERROR then
    status = 500
  end
  local printed = host.ctx_get("plugin", "ngx.printed")
  if printed then
    host.response_exit(status, printed, nil)
  else
    host.response_error(status, status == 401 and "Unauthorized" or status == 403 and "Forbidden" or status == 404 and "Not found" or "")
  end
  return shared.exit()
end

local function print_text(text)
  host.ctx_set("plugin", "ngx.printed", (host.ctx_get("plugin", "ngx.printed") or "") .. text)
  return 1
end

function shared.ngx()
  local ngx = {}
  for name, value in next, CONSTANTS do
    ngx[name] = value
  end

  ngx.null = shared.null
  ngx.req = request()
  ngx.resp = { get_headers = host.response_headers }
  ngx.re = regular_expressions()
  ngx.ctx = shared.context("shared", "ngx.ctx.")
  ngx.socket = { tcp = shared.tcp }
  ngx.config = { subsystem = "http", debug = false }
  ngx.worker = {
    pid = function()
      return math.tointeger(tonumber(host.variable("pid")))
    end,
    id = function()
      return 0
    end,
    count = function()
      return 1
    end,
    exiting = function()
      return false
    end,
  }
  ngx.var = proxy(function(_, name)
    return host.variable(name)
  end, function(_, name)
    error("variable \"" .. tostring(name) .. "\" not changeable", 2)
  end)
  ngx.header = proxy(function(_, name)
    return host.response_header(dashed(name))
  end, function(_, name, value)
    if value == nil then
      return host.response_clear_header(dashed(name))
    end
    return host.response_set_header(dashed(name), value)
  end)
  ngx.arg = proxy(function(_, index)
    if index == 1 then
      return host.body_chunk()
    end
    return host.body_is_last()
  end, function(_, index, value)
    if index ~= 1 then
      error("only ngx.arg[1] can be set", 2)
    end
    return host.body_set_chunk(value)
  end)

  ngx.exit, ngx.print = exit, function(...)
    return print_text(join(...))
  end
  ngx.say = function(...)
    return print_text(join(...) .. "\n")
  end
  ngx.log = function(level, ...)
    return host.log(LEVELS[level] or "notice", join(...))
  end
  ngx.redirect = function(location, status)
    host.response_set_header("Location", location)
    host.response_exit(status or 302, nil, nil)
    return shared.exit()
  end
  ngx.get_phase = function()
    local phase = host.phase()
    return phase == "certificate" and "ssl_cert" or phase
  end
  ngx.sleep = function(seconds)
    return await("sleep", seconds)
  end
  ngx.now = host.now
  ngx.time = function()
    return host.now() // 1 | 0
  end
  ngx.update_time = function() end
  ngx.today = function()
    return host.time_text("date")
  end
  ngx.utctime = function()
    return host.time_text("utc")
  end
  ngx.localtime = ngx.utctime
  ngx.http_time = function(seconds)
    return host.time_text("http", seconds)
  end
  ngx.cookie_time = ngx.http_time
  ngx.encode_base64, ngx.decode_base64 = host.base64_encode, host.base64_decode
  ngx.escape_uri, ngx.unescape_uri = host.uri_escape, host.uri_unescape
  ngx.encode_args = host.args_encode
  ngx.decode_args = function(text)
    return host.parse_body("application/x-www-form-urlencoded", text)
  end
  ngx.md5, ngx.sha1_bin, ngx.hmac_sha1 = host.md5, host.sha1, host.hmac_sha1

  return setmetatable(ngx, {
    __index = function(_, name)
      if name == "status" then
        return host.response_status()
      end
      return nil
    end,
    __newindex = function(t, name, value)
      if name == "status" then
        return host.response_set_status(value)
      end
      rawset(t, name, value)
    end,
  })
end
