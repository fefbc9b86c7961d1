-- Loaded first, with the table that the other parts share. Makes host functions that raise, and waiting.
local shared = ...

local error, select = error, select
local co_yield, co_isyieldable = coroutine.yield, coroutine.isyieldable
local ERROR, AWAIT, EXIT = shared.error_mark, shared.await_mark, shared.exit_mark

-- A host function answers a failure with a mark and the message. Level 2 is the script, because all calls on the way are tail calls.
local function check(...)
  if (...) == ERROR then
    error((select(2, ...)), 2)
  end
  return ...
end

local host = {}
for name, f in next, shared.host do
  host[name] = function(...)
    return check(f(...))
  end
end
shared.host = host

function shared.await(operation, ...)
  return check(co_yield(AWAIT, operation, ...))
end

-- Ends the run: what the client gets has been decided.
function shared.exit()
  if co_isyieldable() then
    co_yield(EXIT)
  end
  error("the response has been sent", 0)
end

-- Arguments as one text, without anything between them.
function shared.join(...)
  local count = select("#", ...)
  if count == 1 then
    return tostring((...))
  end
  local parts = { ... }
  for i = 1, count do
    parts[i] = tostring(parts[i])
  end
  return table.concat(parts, "", 1, count)
end

-- Runs the chunks of a phase. A chunk that gives a function the first time is replaced by it.
function shared.run(chunks)
  for i = 1, #chunks do
    local chunk = chunks[i]
    if chunk.loaded then
      chunk.f()
    else
      local result = chunk.f()
      chunk.loaded = true
      if type(result) == "function" then
        chunk.f = result
        result()
      end
    end
  end
end
