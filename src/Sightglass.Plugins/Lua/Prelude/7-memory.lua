-- What scripts keep beyond a request: kong.cache and ngx.shared.
local shared = ...
local host, await = shared.host, shared.await
local error, type, pcall, select, setmetatable, tostring, next = error, type, pcall, select, setmetatable, shared.tostring, next

-- Looks a value up while other runs wait; gives it and how long it counts, or nil and a message.
local function look_up(key, options, callback, ...)
  local ok, value, problem, lifetime = pcall(callback, ...)
  if not ok then
    return nil, "callback threw an error: " .. tostring(value)
  elseif problem then
    return nil, tostring(problem)
  elseif type(lifetime) ~= "number" then
    lifetime = value == nil and options.neg_ttl or value ~= nil and options.ttl or 0
  end
  if lifetime >= 0 then
    host.cache_set(key, value, lifetime)
  end
  return value, nil, lifetime
end

local function check_arguments(key, options, callback)
  if type(key) ~= "string" then
    error("key must be a string", 3)
  elseif options ~= nil and type(options) ~= "table" then
    error("opts must be a table", 3)
  elseif type(callback) ~= "function" then
    error("callback must be a function", 3)
  end
  for _, name in next, { "ttl", "neg_ttl" } do
    local value = options and options[name]
    if value ~= nil and type(value) ~= "number" then
      error("opts." .. name .. " must be a number", 3)
    elseif value and value < 0 then
      error("opts." .. name .. " must be >= 0", 3)
    end
  end
end

-- Ends the lookup whatever became of it.
local function ended(key, ...)
  host.cache_end(key)
  return ...
end

local function cached(key, options, callback, ...)
  local hit, value = host.cache_get(key)
  if hit then
    return value, nil, 1
  end
  while not host.cache_begin(key) do
    if not await("cache_wait", key) then
      return nil, "could not acquire callback lock: timeout"
    end
    hit, value = host.cache_get(key)
    if hit then
      return value, nil, 2
    end
  end
  local problem
  value, problem = ended(key, look_up(key, options or {}, callback, ...))
  return value, problem, 3
end

function shared.cache()
  local cache = {}

  function cache.get(_, key, options, callback, ...)
    check_arguments(key, options, callback)
    local value, problem, level = cached(key, options, callback, ...)
    if problem then
      return nil, "failed to get from node cache: " .. problem
    end
    return value, nil, level
  end

  function cache.renew(_, key, options, callback, ...)
    check_arguments(key, options, callback)
    local value, problem, lifetime = look_up(key, options or {}, callback, ...)
    if problem then
      return nil, "failed to renew key in node cache: " .. problem
    end
    return value, nil, lifetime
  end

  function cache.probe(_, key)
    if type(key) ~= "string" then
      error("key must be a string", 2)
    end
    local hit, value = host.cache_get(key)
    if hit then
      return host.cache_left(key), nil, value
    end
    return nil
  end

  local function invalidate(_, key)
    if type(key) ~= "string" then
      error("key must be a string", 2)
    end
    host.cache_remove(key)
  end
  cache.invalidate, cache.invalidate_local = invalidate, invalidate

  function cache.purge()
    host.cache_clear()
  end

  return cache
end

local function dictionary(name)
  local dict = {}

  local function key_of(key)
    if key == nil then
      return nil, "nil key"
    end
    key = tostring(key)
    if key == "" then
      return nil, "empty key"
    elseif #key > 65535 then
      return nil, "key too long"
    end
    return key
  end

  local function reader(stale)
    return function(_, key)
      local problem
      key, problem = key_of(key)
      if not key then
        return nil, problem
      end
      return host.shared_get(name, key, stale)
    end
  end
  dict.get, dict.get_stale = reader(false), reader(true)

  local function writer(mode, safe)
    return function(_, key, value, lifetime, flags)
      local problem
      key, problem = key_of(key)
      if not key then
        return nil, problem
      elseif value == nil and mode ~= "set" then
        return nil, "attempt to " .. mode .. " or replace nil values"
      elseif value ~= nil and type(value) ~= "string" and type(value) ~= "number" and type(value) ~= "boolean" then
        return nil, "bad value type"
      end
      return host.shared_set(name, mode, safe, key, value, lifetime or 0, flags or 0)
    end
  end
  dict.set, dict.safe_set = writer("set", false), writer("set", true)
  dict.add, dict.safe_add = writer("add", false), writer("add", true)
  dict.replace = writer("replace", false)

  function dict.delete(self, key)
    return dict.set(self, key, nil)
  end

  function dict.incr(_, key, by, initially, lifetime)
    local problem
    key, problem = key_of(key)
    if not key then
      return nil, problem
    end
    return host.shared_increment(name, key, by, initially, lifetime or 0)
  end

  local function pusher(first)
    return function(_, key, value)
      local problem
      key, problem = key_of(key)
      if not key then
        return nil, problem
      elseif type(value) ~= "string" and type(value) ~= "number" then
        return nil, "bad value type"
      end
      return host.shared_push(name, key, value, first)
    end
  end
  dict.lpush, dict.rpush = pusher(true), pusher(false)

  for function_name, call in next, {
    lpop = function(key) return host.shared_pop(name, key, true) end,
    rpop = function(key) return host.shared_pop(name, key, false) end,
    llen = function(key) return host.shared_length(name, key) end,
    ttl = function(key) return host.shared_ttl(name, key) end,
  } do
    dict[function_name] = function(_, key)
      local problem
      key, problem = key_of(key)
      if not key then
        return nil, problem
      end
      return call(key)
    end
  end

  function dict.expire(_, key, lifetime)
    local problem
    key, problem = key_of(key)
    if not key then
      return nil, problem
    elseif type(lifetime) ~= "number" or lifetime < 0 then
      error('bad "exptime" argument', 2)
    end
    return host.shared_expire(name, key, lifetime)
  end

  function dict.flush_all()
    host.shared_flush(name)
  end

  function dict.flush_expired(_, most)
    return host.shared_flush_expired(name, most or 0)
  end

  function dict.get_keys(_, most)
    return host.shared_keys(name, most or 1024)
  end

  function dict.capacity()
    return host.shared_capacity(name)
  end

  function dict.free_space()
    return host.shared_free(name)
  end

  return dict
end

-- Those that are configured; others are nil.
function shared.dictionaries()
  local known = {}
  return setmetatable({}, {
    __index = function(_, name)
      local found = known[name]
      if not found and type(name) == "string" and host.shared_capacity(name) then
        found = dictionary(name)
        known[name] = found
      end
      return found
    end,
    __metatable = false,
  })
end

-- Settings as values: true and false, numbers, lists, texts.
function shared.configuration()
  local values
  return setmetatable({}, {
    __index = function(_, name)
      values = values or host.settings()
      return values[name]
    end,
    __newindex = function()
      error("cannot write to configuration", 2)
    end,
    __metatable = false,
  })
end

function shared.vault()
  local vault = {}

  function vault.is_reference(text)
    return type(text) == "string" and host.vault_parse(text) ~= nil
  end

  function vault.parse_reference(text)
    if type(text) ~= "string" then
      return nil, "invalid reference: " .. tostring(text)
    end
    return host.vault_parse(text)
  end

  function vault.get(text)
    if type(text) ~= "string" then
      return nil, "invalid reference: " .. tostring(text)
    end
    return host.vault_get(text)
  end

  -- Secrets are read afresh each time, so a second try would find the same.
  function vault.try(callback, options)
    return callback(options)
  end

  return vault
end
