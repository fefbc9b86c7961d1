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

-- Where a call is no tail call, the raw function is used and its caller raises.
shared.raw, shared.error_value = shared.host, ERROR

-- The same where the function of the prelude that the script called is still on the stack.
local function check_deep(...)
  if (...) == ERROR then
    error((select(2, ...)), 3)
  end
  return ...
end

-- The same with a helper between that function and the host function.
local function check_deepest(...)
  if (...) == ERROR then
    error((select(2, ...)), 4)
  end
  return ...
end

local host, deep, deepest = {}, {}, {}
for name, f in next, shared.host do
  host[name] = function(...)
    return check(f(...))
  end
  deep[name] = function(...)
    return check_deep(f(...))
  end
  deepest[name] = function(...)
    return check_deepest(f(...))
  end
end
shared.host, shared.deep, shared.deepest = host, deep, deepest

-- Runs with threads of their own (ngx.thread): while such a run waits, its threads go on.
local schedulers = {}
shared.schedulers = schedulers

function shared.await(operation, ...)
  local scheduler = next(schedulers) and shared.scheduler()
  if scheduler then
    return check(shared.wait_among(scheduler, operation, ...))
  end
  return check(co_yield(AWAIT, operation, ...))
end

function shared.await_deep(operation, ...)
  local scheduler = next(schedulers) and shared.scheduler()
  if scheduler then
    return check_deep(shared.wait_among(scheduler, operation, ...))
  end
  return check_deep(co_yield(AWAIT, operation, ...))
end

-- What the prelude keeps for a run, by the run's number. It is written back when the run ends, in whatever way.
local kept = {}
shared.kept = kept
local write_back

function shared.on_end(f)
  write_back = f
end

-- Forgets what belonged to runs that were abandoned.
function shared.forget_gone()
  for gone in host.run_forgotten do
    kept[gone], schedulers[gone], shared.printed[gone] = nil, nil, nil
  end
end

local function finish()
  if next(shared.printed) then
    shared.printed[host.run_number()] = nil
  end
  if next(schedulers) then
    schedulers[host.run_number()] = nil
  end
  if next(kept) then
    local number = host.run_number()
    local values = kept[number]
    if values then
      kept[number] = nil
      write_back(values)
    end
  end
end

-- Ends the run: what the client gets has been decided.
function shared.exit()
  finish()
  if co_isyieldable() then
    co_yield(EXIT)
  end
  error("the response has been sent", 0)
end

-- Numbers read as in the interpreter that scripts were written for: 10 / 2 is 5, not 5.0.
local math_type, format, raw_tostring = math.type, string.format, tostring

local function tostring(value)
  if math_type(value) == "float" then
    return format("%.14g", value)
  end
  return raw_tostring(value)
end
shared.tostring = tostring

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
local function run(chunks)
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
  if next(schedulers) then
    shared.end_threads()
  end
  if next(shared.printed) then
    shared.end_printing()
  end
end

local function ended(ok, problem)
  finish()
  if not ok then
    error(problem, 0)
  end
end

function shared.run(chunks)
  return ended(pcall(run, chunks))
end

-- What scripts have put off, by number.
local timers, timer_count = {}, 0

function shared.put_off(delay, f, ...)
  timer_count = timer_count + 1
  local number = timer_count
  timers[number] = table.pack(f, ...)
  local ok, problem = host.timer_at(number, delay)
  if not ok then
    timers[number] = nil
    return nil, problem
  end
  return number
end

local function run_timer(number)
  local timer = timers[number]
  timers[number] = nil
  timer[1](false, table.unpack(timer, 2, timer.n))
  if next(schedulers) then
    shared.end_threads()
  end
end

function shared.run_timer(number)
  return ended(pcall(run_timer, number))
end
