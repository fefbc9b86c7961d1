-- The standard libraries as scripts see them. What could keep native code busy without end is replaced by code that can be interrupted
-- or that is bounded by the host.
local shared = ...
local host = shared.host

local error, type, tostring, raw_tonumber, select, next = error, type, shared.tostring, tonumber, select, next
local rawget, rawlen, raw_setmetatable, raw_load, pcall = rawget, rawlen, setmetatable, load, pcall
local raw_find, sub, byte, raw_rep, raw_format = string.find, string.sub, string.byte, string.rep, string.format
local concat, pack, unpack = table.concat, table.pack, table.unpack
local tointeger, math_type, floor, ceil = math.tointeger, math.type, math.floor, math.ceil
local co_create, co_resume, co_yield = coroutine.create, coroutine.resume, coroutine.yield
local AWAIT, EXIT = shared.await_mark, shared.exit_mark
shared.raw_resume = co_resume

local MAX_SOURCE = 262144
local MAX_TEXT = 67108864

local function text(value, position)
  if type(value) == "string" then
    return value
  elseif type(value) == "number" then
    return tostring(value)
  end
  error("bad argument #" .. position .. " (string expected, got " .. (value == nil and "no value" or type(value)) .. ")", 3)
end

-- A base is for text, but a number may be given too.
local function tonumber(value, base)
  if base ~= nil then
    if type(value) == "number" then
      value = tostring(value)
    end
    return raw_tonumber(value, base)
  end
  return raw_tonumber(value)
end

local function integer(value, position)
  local number = raw_tonumber(value)
  local result = number and (tointeger(number) or tointeger(floor(number)))
  if not result then
    error("bad argument #" .. position .. " (number expected, got " .. type(value) .. ")", 3)
  end
  return result
end

local function start_of(value, init)
  if init == nil then
    return 1
  end
  init = integer(init, 3)
  if init > 0 then
    return init
  elseif init == 0 or -init > #value then
    return 1
  end
  return #value + init + 1
end

function string.find(value, pattern, init, plain)
  value, pattern = text(value, 1), text(pattern, 2)
  init = start_of(value, init)
  if init > #value + 1 then
    return nil
  end
  if plain or not raw_find(pattern, "[%^%$%*%+%?%.%(%[%%%-]") then
    return host.pattern_plain(value, pattern, init)
  end
  return host.pattern_find(value, pattern, init, -1, true)
end

local function captures(value, from, to, first, ...)
  if not from then
    return nil
  elseif first == nil then
    return sub(value, from, to)
  end
  return first, ...
end

function string.match(value, pattern, init)
  value, pattern = text(value, 1), text(pattern, 2)
  init = start_of(value, init)
  if init > #value + 1 then
    return nil
  end
  return captures(value, host.pattern_find(value, pattern, init, -1, true))
end

function string.gmatch(value, pattern, init)
  value, pattern = text(value, 1), text(pattern, 2)
  local position, last = start_of(value, init), -1
  local function step(from, to, ...)
    if not from then
      position = #value + 2
      return nil
    end
    position, last = to + 1, to
    return captures(value, from, to, ...)
  end
  return function()
    if position > #value + 1 then
      return nil
    end
    return step(host.pattern_find(value, pattern, position, last, false))
  end
end

local function replacement(repl, whole, found)
  local result
  if type(repl) == "table" then
    result = repl[found.n > 2 and found[3] or whole]
  elseif found.n > 2 then
    result = repl(unpack(found, 3, found.n))
  else
    result = repl(whole)
  end
  if not result then
    return whole
  elseif type(result) == "string" or type(result) == "number" then
    return tostring(result)
  end
  error("invalid replacement value (a " .. type(result) .. ")", 3)
end

function string.gsub(value, pattern, repl, most)
  value, pattern = text(value, 1), text(pattern, 2)
  most = most == nil and #value + 1 or integer(most, 4)
  local kind = type(repl)
  if kind == "string" or kind == "number" then
    return host.pattern_replace(value, pattern, tostring(repl), most)
  elseif kind ~= "table" and kind ~= "function" then
    error("bad argument #3 (string/function/table expected, got " .. kind .. ")", 2)
  end
  local anchored = byte(pattern, 1) == 94
  local parts, position, last, count = {}, 1, -1, 0
  while count < most do
    local found = pack(host.pattern_find(value, pattern, position, last, true))
    local from, to = found[1], found[2]
    if not from then
      break
    end
    count = count + 1
    parts[#parts + 1] = sub(value, position, from - 1)
    parts[#parts + 1] = replacement(repl, sub(value, from, to), found)
    position, last = to + 1, to
    if anchored then
      break
    end
  end
  parts[#parts + 1] = sub(value, position)
  return concat(parts), count
end

function string.rep(value, count, separator)
  value, count = text(value, 1), integer(count, 2)
  if count <= 0 or (#value == 0 and (separator == nil or separator == "")) then
    return ""
  end
  separator = separator == nil and "" or text(separator, 3)
  if count > MAX_TEXT // (#value + #separator) then
    error("resulting string too large", 2)
  end
  return raw_rep(value, count, separator)
end

-- Positions may be halves: s:sub(1, #s / 2).
function string.sub(value, from, to)
  return sub(value, from and from // 1, to and to // 1)
end

function string.byte(value, from, to)
  return byte(value, from and from // 1, to and to // 1)
end

-- What a number with a fraction, or one that only looks like it has one, is for a conversion.
local function formatted(conversion, value)
  if conversion == "s" or conversion == "q" then
    return tostring(value)
  elseif raw_find(conversion, "[cdiuoxX]") and value == value and value > -2 ^ 63 and value < 2 ^ 63 then
    return tointeger(value < 0 and ceil(value) or floor(value))
  end
  return value
end

function string.format(template, ...)
  local count, arguments = select("#", ...), nil
  for i = 1, count do
    if math_type((select(i, ...))) == "float" then
      arguments = { ... }
      break
    end
  end
  if not arguments then
    return raw_format(template, ...)
  end
  local position, i = 1, 0
  while true do
    local _, last = raw_find(template, "%", position, true)
    if not last then
      return raw_format(template, unpack(arguments, 1, count))
    end
    if byte(template, last + 1) == 37 then
      position = last + 2
    else
      local _, at = raw_find(template, "^[-+ #0]*%d*%.?%d*%a", last + 1)
      i, position = i + 1, (at or last) + 1
      if at and math_type(arguments[i]) == "float" then
        arguments[i] = formatted(sub(template, at, at), arguments[i])
      end
    end
  end
end

-- Found through the metatable of texts: the rewritten chunks put operands of .. through it.
function string.__text(value)
  if math_type(value) == "float" then
    return tostring(value)
  end
  return value
end

string.dump = nil
getmetatable("").__metatable = false

function table.insert(list, ...)
  local count = select("#", ...)
  local last = #list + 1
  if count == 1 then
    list[last] = (...)
  elseif count == 2 then
    local position, value = ...
    position = integer(position, 2)
    if position < 1 or position > last then
      error("bad argument #2 (position out of bounds)", 2)
    end
    for i = last, position + 1, -1 do
      list[i] = list[i - 1]
    end
    list[position] = value
  else
    error("wrong number of arguments to 'insert'", 2)
  end
end

function table.remove(list, position)
  local size = #list
  if position == nil then
    position = size
  else
    position = integer(position, 2)
    if size + 1 ~= position and (position < 1 or position > size + 1) and not (size == 0 and position == 0) then
      error("bad argument #2 (position out of bounds)", 2)
    end
  end
  local value = list[position]
  for i = position, size - 1 do
    list[i] = list[i + 1]
  end
  if position <= size then
    list[size] = nil
  end
  return value
end

function table.move(from, first, last, target, to)
  to = to or from
  first, last, target = integer(first, 2), integer(last, 3), integer(target, 4)
  if target > last or target <= first or to ~= from then
    for i = 0, last - first do
      to[target + i] = from[first + i]
    end
  else
    for i = last - first, 0, -1 do
      to[target + i] = from[first + i]
    end
  end
  return to
end

function table.concat(list, separator, first, last)
  first, last = first and first // 1 or 1, last and last // 1 or #list
  local copied
  for i = first, last do
    if math_type(list[i]) == "float" then
      copied = copied or table.move(list, first, last, 1, {})
      copied[i - first + 1] = tostring(list[i])
    end
  end
  if copied then
    return concat(copied, separator, 1, last - first + 1)
  end
  return concat(list, separator, first, last)
end

function table.getn(list)
  return #list
end

function table.maxn(list)
  local most = 0
  for key in next, list do
    if type(key) == "number" and key > most then
      most = key
    end
  end
  return most
end

function table.foreach(list, f)
  for key, value in next, list do
    local result = f(key, value)
    if result ~= nil then
      return result
    end
  end
end

function table.foreachi(list, f)
  for i = 1, #list do
    local result = f(i, list[i])
    if result ~= nil then
      return result
    end
  end
end

function table.new()
  return {}
end

function table.clear(list)
  for key in next, list do
    list[key] = nil
  end
end

function table.clone(list)
  local clone = {}
  for key, value in next, list do
    clone[key] = value
  end
  return clone
end

function table.nkeys(list)
  local count = 0
  for _ in next, list do
    count = count + 1
  end
  return count
end

function table.isempty(list)
  return next(list) == nil
end

function table.isarray(list)
  local count = 0
  for _ in next, list do
    count = count + 1
    if rawget(list, count) == nil then
      return false
    end
  end
  return true
end

function math.pow(a, b)
  return a ^ b
end

function math.log10(x)
  return math.log(x, 10)
end

function math.atan2(y, x)
  return math.atan(y, x)
end

function math.sinh(x)
  return (math.exp(x) - math.exp(-x)) / 2
end

function math.cosh(x)
  return (math.exp(x) + math.exp(-x)) / 2
end

function math.tanh(x)
  if x > 20 then
    return 1
  elseif x < -20 then
    return -1
  end
  local e = math.exp(2 * x)
  return (e - 1) / (e + 1)
end

function math.ldexp(m, e)
  return m * 2.0 ^ e
end

function math.frexp(x)
  if x == 0 or x ~= x or x == math.huge or x == -math.huge then
    return x, 0
  end
  local e = floor(math.log(x < 0 and -x or x, 2)) + 1
  local m = x / 2.0 ^ e
  if m >= 1 or m <= -1 then
    m, e = m / 2, e + 1
  end
  return m, e
end

-- Bit operations on 32 bits, with signed results.
local function bits(value)
  local number = raw_tonumber(value)
  if not number then
    error("bad argument #1 (number expected, got " .. (value == nil and "no value" or type(value)) .. ")", 3)
  end
  return (tointeger(number) or tointeger(floor(number + 0.5)) or 0) & 0xffffffff
end

local function signed(value)
  value = value & 0xffffffff
  return value >= 0x80000000 and value - 0x100000000 or value
end

local function folded(operation)
  return function(first, ...)
    local result = bits(first)
    for i = 1, select("#", ...) do
      result = operation(result, bits((select(i, ...))))
    end
    return signed(result)
  end
end

local bit = {
  tobit = function(x) return signed(bits(x)) end,
  bnot = function(x) return signed(~bits(x)) end,
  band = folded(function(a, b) return a & b end),
  bor = folded(function(a, b) return a | b end),
  bxor = folded(function(a, b) return a ~ b end),
  lshift = function(x, n) return signed(bits(x) << (bits(n) & 31)) end,
  rshift = function(x, n) return signed(bits(x) >> (bits(n) & 31)) end,
  arshift = function(x, n) return signed(signed(bits(x)) >> (bits(n) & 31)) end,
  rol = function(x, n) n = bits(n) & 31 x = bits(x) return signed(x << n | x >> (32 - n)) end,
  ror = function(x, n) n = bits(n) & 31 x = bits(x) return signed(x >> n | x << (32 - n)) end,
  bswap = function(x) x = bits(x) return signed(x >> 24 | x >> 8 & 0xff00 | (x & 0xff00) << 8 | x << 24) end,
  tohex = function(x, n)
    n = n == nil and 8 or integer(n, 2)
    local text = raw_format(n < 0 and "%08X" or "%08x", bits(x))
    n = n < 0 and -n or n
    return sub(text, n >= 8 and 1 or -n == 0 and 9 or -n)
  end,
}
shared.bit = bit

local function less(a, b)
  return a < b
end

-- Merge sort, from runs of one upwards.
function table.sort(list, before)
  before = before or less
  local size = #list
  local from, to = {}, {}
  for i = 1, size do
    from[i] = list[i]
  end
  local width = 1
  while width < size do
    for start = 1, size, width * 2 do
      local left, middle, right = start, start + width, start + width
      local finish = start + width * 2
      for i = start, (finish - 1 < size and finish - 1 or size) do
        if left < middle and left <= size and (right >= finish or right > size or not before(from[right], from[left])) then
          to[i] = from[left]
          left = left + 1
        else
          to[i] = from[right]
          right = right + 1
        end
      end
    end
    from, to = to, from
    width = width * 2
  end
  for i = 1, size do
    list[i] = from[i]
  end
end

-- Coroutines of scripts: waiting passes through them to the host, and the host knows which one runs.
local function resume(co, ...)
  local function finish(ok, first, ...)
    host.co_leave()
    if ok and (first == AWAIT or first == EXIT) then
      return resume(co, co_yield(first, ...))
    end
    return ok, first, ...
  end
  host.co_enter(co)
  return finish(co_resume(co, ...))
end

coroutine.resume = resume

function coroutine.wrap(f)
  local co = co_create(f)
  local function result(ok, first, ...)
    if not ok then
      error(first, 0)
    end
    return first, ...
  end
  return function(...)
    return result(resume(co, ...))
  end
end

local function copy(from)
  local to = {}
  for key, value in next, from do
    to[key] = value
  end
  return to
end

local function setmetatable(object, meta)
  -- Finalizers run where nothing can interrupt them.
  if type(meta) == "table" and rawget(meta, "__gc") ~= nil then
    error("__gc is not available", 2)
  end
  return raw_setmetatable(object, meta)
end

-- A handler given to the interpreter's own xpcall would run where a hook cannot interrupt it.
local function xpcall(f, handler, ...)
  local function result(ok, first, ...)
    if ok then
      return true, first, ...
    end
    return false, handler(first)
  end
  return result(pcall(f, ...))
end

local function source_of(chunk)
  if type(chunk) == "string" then
    return chunk
  elseif type(chunk) ~= "function" then
    error("bad argument #1 (string or function expected)", 3)
  end
  local parts, size = {}, 0
  while true do
    local piece = chunk()
    if piece == nil or piece == "" then
      return concat(parts)
    end
    size = size + #piece
    if size > MAX_SOURCE then
      return raw_rep(" ", MAX_SOURCE + 1)
    end
    parts[#parts + 1] = piece
  end
end

local function loader(environment)
  return function(chunk, name, mode, env, ...)
    local source = source_of(chunk)
    if #source > MAX_SOURCE then
      return nil, "chunk too large"
    elseif mode ~= nil and not raw_find(mode, "t", 1, true) then
      return nil, "attempt to load a text chunk (mode is '" .. mode .. "')"
    end
    host.charge(200 + #source)
    return raw_load(host.rewrite(source), name or source, "t", env == nil and environment or env)
  end
end

function shared.libraries(environment)
  environment._G = environment
  environment._VERSION = _VERSION
  environment.assert, environment.error, environment.pcall, environment.xpcall = assert, error, pcall, xpcall
  environment.select, environment.type, environment.tostring, environment.tonumber = select, type, tostring, tonumber
  environment.next, environment.pairs, environment.ipairs = next, pairs, ipairs
  environment.rawequal, environment.rawget, environment.rawset, environment.rawlen = rawequal, rawget, rawset, rawlen
  environment.getmetatable, environment.setmetatable = getmetatable, setmetatable
  environment.load = loader(environment)
  environment.loadstring = environment.load
  environment.string, environment.table, environment.math = copy(string), copy(table), copy(math)
  environment.utf8, environment.coroutine = copy(utf8), copy(coroutine)
  environment.unpack = unpack
  environment.bit = copy(bit)
  environment.jit = { os = "Linux", arch = "x64", version = "Lua 5.4", version_num = 50400 }
  environment.os = {
    time = function(when)
      if when ~= nil then
        return host.date_time(when)
      end
      return host.now() // 1 | 0
    end,
    date = function(template, when)
      template = template == nil and "%c" or tostring(template)
      if template == "*t" or template == "!*t" then
        return host.date_fields(template == "!*t", when)
      end
      return host.date(template, when)
    end,
    clock = host.now,
    difftime = function(a, b)
      return a - (b or 0)
    end,
  }
  environment.collectgarbage = function(what)
    if what ~= "count" then
      error("only collectgarbage('count') is available", 2)
    end
    return host.memory_used()
  end
end
