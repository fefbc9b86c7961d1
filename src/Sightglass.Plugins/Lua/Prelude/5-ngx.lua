-- The older names that many scripts still use.
local shared = ...
local host, await, join = shared.host, shared.await, shared.join
local error, next, pairs, type, tostring, tonumber, setmetatable = error, next, pairs, type, shared.tostring, tonumber, setmetatable
local sub, concat = string.sub, table.concat

local LEVELS = { [0] = "emerg", "emerg", "alert", "crit", "err", "warn", "notice", "info", "debug" }

local METHODS = {
  HTTP_GET = 2, HTTP_HEAD = 4, HTTP_POST = 8, HTTP_PUT = 16, HTTP_DELETE = 32, HTTP_MKCOL = 64, HTTP_COPY = 128, HTTP_MOVE = 256,
  HTTP_OPTIONS = 512, HTTP_PROPFIND = 1024, HTTP_PROPPATCH = 2048, HTTP_LOCK = 4096, HTTP_UNLOCK = 8192, HTTP_PATCH = 16384,
  HTTP_TRACE = 32768,
}

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

  function re.match(subject, regex, options, context, result)
    subject = tostring(subject)
    local from, to, captures = host.regex_match(subject, regex, options, context and context.pos)
    if not from then
      return nil, to
    end
    if context then
      context.pos = to + 1
    end
    captures = captures_of(captures)
    if result then
      for key in next, result do
        result[key] = nil
      end
      for key, value in next, captures do
        result[key] = value
      end
      return result
    end
    return captures
  end

  function re.find(subject, regex, options, context, group)
    subject = tostring(subject)
    local from, to, captures = host.regex_match(subject, regex, options, context and context.pos)
    if not from then
      return nil, nil, to
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
    subject = tostring(subject)
    local _, problem = host.regex_match("", regex, options)
    if type(problem) == "string" then
      return nil, problem
    end
    local position = 1
    return function()
      if position > #subject + 1 then
        return nil
      end
      local from, to, captures = host.regex_match(subject, regex, options, position)
      if not from then
        position = #subject + 2
        return nil, to
      end
      position = to < from and from + 1 or to + 1
      return captures_of(captures)
    end
  end

  local function replace(subject, regex, replacement, options, most)
    subject = tostring(subject)
    local parts, position, copied, count = {}, 1, 1, 0
    while count < most and position <= #subject + 1 do
      local from, to, found = host.regex_match(subject, regex, options, position)
      if not from then
        if to then
          return nil, nil, to
        end
        break
      end
      local captures = captures_of(found)
      parts[#parts + 1] = sub(subject, copied, from - 1)
      parts[#parts + 1] = type(replacement) == "function" and tostring(replacement(captures)) or expand(tostring(replacement), captures)
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

  -- Parts of a text between matches; of the module ngx.re.
  local function split(subject, regex, options, _, most)
    local parts, position, from_here = {}, 1, 1
    most = most and most > 0 and most or math.maxinteger
    while #parts + 1 < most and position <= #subject do
      local from, to, captures = host.regex_match(subject, regex, options, position)
      if not from then
        if to then
          return nil, to
        end
        break
      end
      if to < from then
        -- Without a width it parts characters.
        if from > #subject then
          break
        end
        if from == from_here then
          position = from + 1
          goto continue
        end
      end
      parts[#parts + 1] = sub(subject, from_here, from - 1)
      for number = 1, #captures_of(captures) do
        parts[#parts + 1] = captures_of(captures)[number] or nil
      end
      from_here = to + 1
      position = to < from and from + 1 or to + 1
      ::continue::
    end
    parts[#parts + 1] = sub(subject, from_here)
    return parts
  end
  shared.modules["ngx.re"] = { split = split, opt = function() end }

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
    clear_header = host.upstream_clear_header,
    set_body_data = host.upstream_body,
    http_version = host.request_http_version,
    raw_header = host.request_raw_head,
    discard_body = function() end,
    get_body_file = function() end,
    set_uri = function(path)
      return host.upstream_path(path)
    end,
    get_headers = function(most)
      return host.request_headers(most == 0 and 1000 or most)
    end,
    get_uri_args = function(most)
      return host.request_query(most == 0 and 1000 or most)
    end,
    set_header = function(name, value)
      if value == nil then
        return host.upstream_clear_header(name)
      end
      return host.upstream_set_header(name, value)
    end,
    set_method = function(number)
      for name, value in next, METHODS do
        if value == number then
          return host.upstream_method(sub(name, 6))
        end
      end
      error("unsupported HTTP method: " .. tostring(number), 2)
    end,
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
    get_post_args = function(most)
      local body, problem = await("read_body")
      if not body then
        return nil, problem
      end
      return host.parse_form(body, most == 0 and 1000 or most)
    end,
  }

  function req.set_uri_args(arguments)
    return host.upstream_query(type(arguments) == "table" and host.args_encode(arguments) or tostring(arguments))
  end

  return req
end

-- What runs have printed, by number. The head goes with the first of it: its status is the one that counts.
local printed = {}
shared.printed = printed

local function send_printed(text)
  host.response_exit(text.status, table.concat(text), nil)
  return shared.exit()
end

local function exit(status)
  local text = next(printed) and printed[host.run_number()]
  if text then
    return send_printed(text)
  elseif status == nil or status == CONSTANTS.OK then
    return shared.exit()
  elseif status == CONSTANTS.ERROR then
    status = 500
  end
  if status < 400 then
    host.response_exit(status, nil, nil)
  else
    host.response_error(status, shared.message_of(status))
  end
  return shared.exit()
end

local function print_text(text)
  local phase = host.phase()
  if phase ~= "access" and phase ~= "rewrite" then
    error("API disabled in the context of " .. (phase == "certificate" and "ssl_certificate" or phase) .. "_by_lua*", 2)
  end
  local number = host.run_keep()
  local parts = printed[number]
  if not parts then
    shared.forget_gone()
    local status = host.response_current_status()
    parts = { status = status >= 200 and status or 200 }
    printed[number] = parts
  end
  parts[#parts + 1] = text
  return 1
end

function shared.has_printed()
  return next(printed) ~= nil and printed[host.run_number()] ~= nil
end

-- A phase that has printed has answered.
function shared.end_printing()
  local text = printed[host.run_number()]
  if text then
    return send_printed(text)
  end
end

function shared.ngx()
  local ngx = {}
  for _, constants in next, { CONSTANTS, METHODS } do
    for name, value in next, constants do
      ngx[name] = value
    end
  end

  ngx.null = shared.null
  ngx.req = request()
  ngx.resp = {
    get_headers = host.response_any_headers,
    add_header = host.response_add_header,
  }
  ngx.re = regular_expressions()
  ngx.ctx = shared.context("shared", "ngx.ctx.", {
    route = host.router_route,
    service = host.router_service,
    authenticated_consumer = host.client_consumer,
    authenticated_credential = host.client_credential,
  })
  ngx.socket = { tcp = shared.tcp, stream = shared.tcp, connect = shared.connect }
  ngx.config = { subsystem = "http", debug = false, nginx_version = 1027001, ngx_lua_version = 10028 }
  ngx.timer = {
    at = function(delay, f, ...)
      if type(f) ~= "function" then
        error("bad argument #2 (function expected, got " .. type(f) .. ")", 2)
      end
      return shared.put_off(delay, f, ...)
    end,
    every = function(delay, f, ...)
      if type(f) ~= "function" then
        error("bad argument #2 (function expected, got " .. type(f) .. ")", 2)
      elseif type(delay) ~= "number" or delay <= 0 then
        error("delay must be a number of seconds greater than zero", 2)
      end
      local function again(premature, ...)
        -- The next one is due from the beginning of this one, and comes whatever becomes of it.
        shared.put_off(delay, again, ...)
        return f(premature, ...)
      end
      return shared.put_off(delay, again, ...)
    end,
  }
  ngx.shared, ngx.thread = shared.dictionaries(), shared.threads()
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
  end, function(_, name, value)
    return host.set_variable(name, value)
  end)
  ngx.header = proxy(function(_, name)
    return host.response_any_header(dashed(name))
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
    if index == 1 then
      return host.body_set_chunk(value)
    elseif index ~= 2 then
      error("only ngx.arg[1] and ngx.arg[2] can be set", 2)
    elseif value then
      return host.body_end()
    end
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
  -- What was printed is sent with the exit; there is nothing to push out before.
  ngx.flush, ngx.eof = function() return 1 end, function() return 1 end
  ngx.send_headers = function()
    return print_text("")
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
  ngx.localtime = function()
    return host.time_text("local")
  end
  ngx.http_time = function(seconds)
    return host.time_text("http", seconds)
  end
  ngx.cookie_time = function(seconds)
    return host.time_text("cookie", seconds)
  end
  ngx.parse_http_time = host.time_parse
  ngx.encode_base64, ngx.decode_base64 = host.base64_encode, host.base64_decode
  ngx.escape_uri, ngx.unescape_uri = host.uri_escape, host.uri_unescape
  ngx.encode_args = host.args_encode
  ngx.decode_args = function(text, most)
    return host.decode_args(text, most == 0 and 1000 or most)
  end
  ngx.md5_bin, ngx.sha1_bin = host.md5, host.sha1
  ngx.md5 = function(text)
    return host.hex(host.md5(text))
  end
  ngx.hmac_sha1 = function(key, text)
    return host.hmac("sha1", key, text)
  end
  ngx.crc32_long, ngx.crc32_short = host.crc32, host.crc32
  ngx.quote_sql_str = function(text)
    return "'" .. tostring(text):gsub("[\0\b\n\r\t\26\\'\"]", {
      ["\0"] = "\\0", ["\b"] = "\\b", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t", ["\26"] = "\\Z",
      ["\\"] = "\\\\", ["'"] = "\\'", ['"'] = '\\"',
    }) .. "'"
  end

  return setmetatable(ngx, {
    __index = function(_, name)
      if name == "status" then
        return host.response_current_status()
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
