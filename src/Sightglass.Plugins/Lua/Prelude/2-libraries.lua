-- The standard libraries as scripts see them. What could keep native code busy without end is replaced by code that can be interrupted
-- or that is bounded by the host.
local shared = ...
local host = shared.host

local error, type, tostring, tonumber, select, next = error, type, tostring, tonumber, select, next
local rawget, rawlen, raw_setmetatable, raw_load, pcall = rawget, rawlen, setmetatable, load, pcall
local raw_find, sub, byte, raw_rep = string.find, string.sub, string.byte, string.rep
local concat, pack, unpack = table.concat, table.pack, table.unpack
local tointeger = math.tointeger
local co_create, co_resume, co_yield = coroutine.create, coroutine.resume, coroutine.yield
local AWAIT, EXIT = shared.await_mark, shared.exit_mark

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

local function integer(value, position)
  local result = tointeger(tonumber(value))
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
    return raw_load(source, name or "=(load)", "t", env == nil and environment or env)
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
  environment.string, environment.table, environment.math = copy(string), copy(table), copy(math)
  environment.utf8, environment.coroutine = copy(utf8), copy(coroutine)
  environment.unpack = unpack
  environment.os = {
    time = function(when)
      if when ~= nil then
        error("os.time takes no argument here", 2)
      end
      return host.now() // 1 | 0
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
