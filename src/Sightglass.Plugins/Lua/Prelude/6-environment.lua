-- Makes the global tables of scripts.
local shared = ...
local host = shared.host
local setmetatable, tostring, type, error = setmetatable, shared.tostring, type, error

function shared.functions()
  local environment = {}
  shared.libraries(environment)
  environment.kong, environment.ngx = shared.kong(), shared.ngx()
  environment.require = function(name)
    local module = shared.modules[name]
    if module == nil then
      error("require '" .. tostring(name) .. "' not allowed within sandbox", 2)
    end
    return module
  end
  if shared.shows_process then
    environment.os.getenv = host.environment
  end
  environment.print = function(...)
    return host.log("notice", shared.join(...))
  end
  return environment
end

-- Templates see four tables of the request and the harmless part of the libraries.
function shared.templates()
  local environment = {}
  shared.libraries(environment)
  environment.coroutine = nil

  local function lookup(find)
    return setmetatable({}, {
      __index = function(_, name)
        return find(name)
      end,
      __metatable = false,
    })
  end

  local function joined(value)
    if type(value) == "table" then
      return table.concat(value, ", ")
    end
    return value
  end

  environment.headers = lookup(function(name)
    return joined(host.request_header_values(tostring(name)))
  end)
  environment.query_params = lookup(function(name)
    return joined(host.request_query()[tostring(name)])
  end)
  environment.uri_captures = lookup(function(name)
    return host.request_captures()[tostring(name)]
  end)
  environment.shared = shared.context("shared")
  return environment
end
