-- ngx.thread: several things that wait at once, in one run. Only one computes at a time.
local shared = ...
local host, deep = shared.host, shared.deep
local error, type, next, select = error, type, next, select
local pack, unpack = table.pack, table.unpack
local co_create, co_resume, co_yield, co_status = coroutine.create, shared.raw_resume, coroutine.yield, coroutine.status
local AWAIT, EXIT, ERROR = shared.await_mark, shared.exit_mark, shared.error_value

local MAX_THREADS = 64

-- By run: its threads that live, those by the operation they wait for, those that can go on, and the one that computes.
local schedulers = shared.schedulers

local step

local function finished(scheduler, thread, ok, ...)
  thread.ended, thread.ok, thread.results = true, ok, pack(...)
  scheduler.alive[thread] = nil
  if not ok then
    host.log("err", "lua user thread aborted: runtime error: " .. shared.tostring((...)))
  end
  local waiter = thread.waiter
  if waiter and waiter.waits and not waiter.ended then
    -- Who waits for several is told of the first.
    waiter.waits, thread.waited = nil, true
    scheduler.ready[#scheduler.ready + 1] = { waiter, pack(ok, ...) }
  end
end

-- The thread among those that has ended and that nobody has been told of.
local function ended_of(threads)
  for i = 1, threads.n do
    local thread = threads[i]
    if thread.ended and not thread.waited then
      return thread
    end
  end
end

local function handle(scheduler, thread, ok, mark, ...)
  scheduler.current = nil
  host.co_leave()
  if not ok then
    return finished(scheduler, thread, false, mark)
  elseif co_status(thread.co) == "dead" then
    return finished(scheduler, thread, true, mark, ...)
  elseif mark == EXIT then
    -- The response is decided: everything of the run ends.
    schedulers[host.run_number()] = nil
    return co_yield(EXIT)
  elseif mark == AWAIT then
    if (...) == "thread_wait" then
      local threads = (select(2, ...))
      local ended = ended_of(threads)
      if ended then
        ended.waited = true
        scheduler.ready[#scheduler.ready + 1] = { thread, pack(ended.ok, unpack(ended.results, 1, ended.results.n)) }
        return
      end
      thread.waits = threads
      for i = 1, threads.n do
        threads[i].waiter = thread
      end
      return
    end
    local number = host.op_start(...)
    scheduler.pending[number] = thread
    return
  end
  scheduler.ready[#scheduler.ready + 1] = { thread, pack(mark, ...) }
end

function step(scheduler, thread, ...)
  if thread.ended then
    return
  end
  scheduler.current = thread
  host.co_enter(thread.co)
  return handle(scheduler, thread, co_resume(thread.co, ...))
end

local function run_ready(scheduler)
  local ready = scheduler.ready
  scheduler.ready = {}
  for i = 1, #ready do
    local values = ready[i][2]
    step(scheduler, ready[i][1], unpack(values, 1, values.n))
  end
end

local function arrived(scheduler, own, number, ok, ...)
  if number == own then
    if ok then
      return true, ...
    end
    return true, ERROR, ...
  end
  local thread = scheduler.pending[number]
  scheduler.pending[number] = nil
  if thread then
    if ok then
      step(scheduler, thread, ...)
    else
      step(scheduler, thread, ERROR, ...)
    end
  end
  return false
end

-- Waits for one of the operations under way; true and its results when it is the caller's own.
local function advance(scheduler, own)
  run_ready(scheduler)
  local numbers = { own }
  for number in next, scheduler.pending do
    numbers[#numbers + 1] = number
  end
  if numbers[1] and scheduler.ready[1] then
    -- Threads that only let others go first do not wait for anything: a look at what has arrived, and on.
    numbers[#numbers + 1] = host.op_start("sleep", 0)
  end
  if numbers[1] then
    return arrived(scheduler, own, co_yield(AWAIT, "any", unpack(numbers)))
  end
  return false
end

local function drive(scheduler, own, is_own, ...)
  if is_own then
    return ...
  end
  return drive(scheduler, own, advance(scheduler, own))
end

-- Waits for an operation of the run itself while its threads go on; nil when there are none or one of them asks.
function shared.scheduler()
  local scheduler = schedulers[host.run_number()]
  if scheduler and not scheduler.current and (next(scheduler.alive) or scheduler.ready[1]) then
    return scheduler
  end
end

function shared.wait_among(scheduler, operation, ...)
  return drive(scheduler, host.op_start(operation, ...), false)
end

-- A run lasts until its threads have ended.
function shared.end_threads()
  local number = host.run_number()
  local scheduler = schedulers[number]
  if scheduler then
    while next(scheduler.alive) and (next(scheduler.pending) or scheduler.ready[1]) do
      advance(scheduler, nil)
    end
    schedulers[number] = nil
  end
end

local function scheduler_of_run()
  local number = host.run_keep()
  local scheduler = schedulers[number]
  if not scheduler then
    shared.forget_gone()
    scheduler = { alive = {}, pending = {}, ready = {}, by_coroutine = setmetatable({}, { __mode = "k" }) }
    schedulers[number] = scheduler
  end
  return scheduler
end

local function thread_of(co)
  local scheduler = schedulers[host.run_number()]
  local thread = scheduler and scheduler.by_coroutine[co]
  if not thread then
    error("bad argument (user thread expected)", 3)
  end
  return thread, scheduler
end

local function result_of(thread)
  thread.waited = true
  return thread.ok, unpack(thread.results, 1, thread.results.n)
end

function shared.threads()
  local api = {}

  function api.spawn(f, ...)
    if type(f) ~= "function" then
      error("bad argument #1 to 'spawn' (function expected, got " .. type(f) .. ")", 2)
    end
    deep.may_wait()
    local scheduler = scheduler_of_run()
    local count = 0
    for _ in next, scheduler.alive do
      count = count + 1
    end
    if count >= MAX_THREADS then
      error("no memory: more than " .. MAX_THREADS .. " threads", 2)
    end
    local thread = { co = co_create(f), parent = scheduler.current or false }
    scheduler.alive[thread] = true
    scheduler.by_coroutine[thread.co] = thread
    local outer = scheduler.current
    step(scheduler, thread, ...)
    scheduler.current = outer
    return thread.co
  end

  function api.wait(...)
    local threads = pack(...)
    if threads.n == 0 then
      error("at least one coroutine should be specified", 2)
    end
    local scheduler
    for i = 1, threads.n do
      threads[i], scheduler = thread_of(threads[i])
      if threads[i].waited then
        return nil, "already waited or killed"
      end
    end
    if scheduler.current then
      return co_yield(AWAIT, "thread_wait", threads)
    end
    while true do
      local thread = ended_of(threads)
      if thread then
        return result_of(thread)
      elseif not next(scheduler.pending) and not scheduler.ready[1] then
        return nil, "deadlock: the threads wait for each other"
      end
      advance(scheduler, nil)
    end
  end

  function api.kill(co)
    local thread, scheduler = thread_of(co)
    if thread.waited then
      return nil, "already waited or killed"
    elseif thread.ended then
      return nil, "already terminated"
    end
    thread.ended, thread.waited = true, true
    scheduler.alive[thread] = nil
    return 1
  end

  return api
end
