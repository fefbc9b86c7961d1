# Sourced by run: starts the peers, measures them, prints the table.

pids=()
declare -A port pid

free_port() {
  local candidate
  while :; do
    candidate=$((20000 + RANDOM % 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null || { echo "$candidate"; return; }
  done
}

wait_for_port() {
  local tries=0
  until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 400 ] || { echo "bench: nothing listens on port $1: $2" >&2; cat "$work"/*.log >&2; exit 1; }
    sleep 0.05
  done
}

stop_all() {
  local each
  for each in "${pids[@]}"; do kill "$each" 2>/dev/null || true; done
  wait 2>/dev/null || true
}

nginx_common() {
  cat <<CONF
worker_processes 1;
daemon off;
pid $work/$1.pid;
error_log $work/$1.log;
events { worker_connections 4096; }
CONF
}

start_upstream() {
  port[upstream]=$(free_port)
  local text
  text=$(head -c "$body" /dev/zero | tr '\0' x)
  { nginx_common upstream; cat <<CONF
http {
  access_log off;
  keepalive_requests 1000000;
  server {
    listen 127.0.0.1:${port[upstream]};
    location / { default_type text/plain; return 200 "$text"; }
  }
}
CONF
  } >"$work/upstream.conf"
  taskset -c "$other_core" nginx -c "$work/upstream.conf" -p "$work" 2>>"$work/upstream.log" &
  pids+=($!)
  wait_for_port "${port[upstream]}" upstream
}

start_nginx() {
  port[nginx]=$(free_port)
  { nginx_common nginx; cat <<CONF
http {
  access_log off;
  keepalive_requests 1000000;
  upstream app { server 127.0.0.1:${port[upstream]}; keepalive 512; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${port[nginx]};
    location / {
      proxy_pass http://app;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host \$host;
      proxy_set_header X-Real-IP \$remote_addr;
      proxy_set_header X-Forwarded-For \$proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto \$scheme;
    }
  }
}
CONF
  } >"$work/nginx.conf"
  taskset -c "$proxy_core" nginx -c "$work/nginx.conf" -p "$work" 2>>"$work/nginx.log" &
  pid[nginx]=$!
  pids+=($!)
  wait_for_port "${port[nginx]}" nginx
}

start_haproxy() {
  port[haproxy]=$(free_port)
  cat >"$work/haproxy.cfg" <<CONF
global
  nbthread 1
  maxconn 4096
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  http-reuse always
  option forwardfor
frontend in
  bind 127.0.0.1:${port[haproxy]}
  default_backend app
backend app
  server app 127.0.0.1:${port[upstream]}
CONF
  taskset -c "$proxy_core" haproxy -f "$work/haproxy.cfg" -db >"$work/haproxy.log" 2>&1 &
  pid[haproxy]=$!
  pids+=($!)
  wait_for_port "${port[haproxy]}" haproxy
}

declarative() {
  cat <<CONF
_format_version: "3.0"
services:
  - name: bench
    url: http://127.0.0.1:${port[upstream]}
    routes:
      - name: bench
        paths: [/]
CONF
}

# A gateway alone, from a file: start_gateway NAME DLL.
start_gateway() {
  port[$1]=$(free_port)
  declarative >"$work/kong.yml"
  taskset -c "$proxy_core" env SIGHTGLASS_DECLARATIVE_CONFIG="$work/kong.yml" \
    SIGHTGLASS_PROXY_LISTEN="127.0.0.1:${port[$1]}" SIGHTGLASS_ADMIN_LISTEN=off SIGHTGLASS_STATUS_LISTEN=off \
    SIGHTGLASS_PREFIX="$work/${2//\//_}" dotnet "$2" gateway >"$work/gateway.log" 2>&1 &
  pid[$1]=$!
  pids+=($!)
  wait_for_port "${port[$1]}" gateway
}

# The same source with nothing in it that a debug session could ask: what instrumentation costs is the difference.
build_without_instrumentation() {
  bare="$root/artifacts/without-instrumentation"
  dotnet build "$root/src/Sightglass/Sightglass.csproj" -c Release -v quiet --nologo -p:Instrumentation=off -p:RunAnalyzers=false \
    --artifacts-path "$bare" >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }
  bare="$bare/bin/Sightglass/release/sightglass.dll"
}

# The gateway with a control plane; the gateway's process is moved to the proxy's core.
start_quickstart() {
  declarative >"$work/quickstart.yml"
  taskset -c "$other_core" dotnet "$sightglass" quickstart --data-dir "$work/quickstart" --no-traffic --config "$work/quickstart.yml" \
    --ui-port 0 --cluster-port 0 --telemetry-port 0 --proxy-port 0 --status-port 0 --demo-port 0 --gateway-cpus "$proxy_core" \
    >"$work/quickstart.log" 2>&1 &
  pids+=($!)
  local tries=0
  until [ -e "$work/quickstart/quickstart.json" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || { cat "$work/quickstart.log" >&2; exit 1; }
    sleep 0.05
  done
  field() { sed -n "s/.*\"$1\": \"*\([^\",]*\)\"*.*/\1/p" "$work/quickstart/quickstart.json"; }
  api=$(field api_url) token=$(field token) plane=$(field control_plane_id)
  local proxy gateway_pid
  proxy=$(field proxy_url) gateway_pid=$(field gateway_pid)
  for name in "sightglass, attached" "…, session false at once" "…, session decided last"; do
    port[$name]=${proxy##*:}
    port[$name]=${port[$name]%/}
    pid[$name]=$gateway_pid
  done
}

session() {
  curl -sf -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    -d "{\"name\":\"bench\",\"duration_seconds\":1800,\"sampling\":{\"expression\":\"$1\"}}" \
    "$api/v2/control-planes/$plane/debug-sessions" | grep -o '"id": *"[^"]*"' | head -1 | cut -d'"' -f4
}

stop_session() {
  curl -sf -X POST -H "Authorization: Bearer $token" "$api/v2/control-planes/$plane/debug-sessions/$1/stop" >/dev/null
}

begin_session() {
  case $1 in
    *"false at once") current=$(session 'http.method == \"DELETE\"') ;;
    *"decided last") current=$(session 'http.response.status_code == 599') ;;
    *) current= ;;
  esac
  # Recording begins within a second of the answer.
  [ -z "$current" ] || sleep 0.5
}

end_session() {
  [ -z "$current" ] || stop_session "$current"
}

# Nanoseconds that the kernel has charged to a process and its children, all threads together.
charged() {
  local each
  for each in "$1" $(pgrep -P "$1" || true); do cat "/proc/$each"/task/*/schedstat 2>/dev/null || true; done | awk '{ n += $1 } END { printf "%.0f\n", n }'
}

load() {
  taskset -c "$other_core" wrk -t1 -c"$connections" -d"$2"s --latency "http://127.0.0.1:${port[$1]}/bench"
}

warm() {
  begin_session "$1"
  load "$1" 6 >/dev/null
  end_session
}

measure() {
  local before after out requests
  begin_session "$1"
  before=$(charged "${pid[$1]}")
  out=$(load "$1" "$seconds")
  after=$(charged "${pid[$1]}")
  end_session
  requests=$(awk '/requests in/ {print $1}' <<<"$out")
  ! grep -q 'Non-2xx' <<<"$out" || { echo "bench: $1 gave errors: $out" >&2; exit 1; }
  cpu[$1]+="$(awk -v t=$((after - before)) -v n="$requests" 'BEGIN { printf "%.3f", t / 1000 / n }') "
  latency[$1]+="$(awk '/ 99%/ { v = $2; if (v ~ /us$/) printf "%.3f", v / 1000; else if (v ~ /ms$/) printf "%.3f", v + 0; else printf "%.3f", v * 1000 }' <<<"$out") "
  rate[$1]+="$(awk '/Requests\/sec/ {print $2}' <<<"$out") "
}

median() {
  tr ' ' '\n' <<<"$1" | grep . | sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'
}

# Quartiles of one proxy's figure over another's of the same round: what a slow minute of the machine does to both cancels out.
ratio() {
  paste <(tr ' ' '\n' <<<"${cpu[$1]}" | grep .) <(tr ' ' '\n' <<<"${cpu[$2]}" | grep .) | awk '{ print $1 / $2 }' | sort -n |
    awk '{ a[NR] = $1 } END { printf "%.3f (%.3f to %.3f)", a[int((NR + 1) / 2)], a[int((NR + 3) / 4)], a[int((3 * NR + 3) / 4)] }'
}

print_table() {
  local name
  printf '\n%d rounds of %d s, %d connections, %d-byte body, proxy on one core\n\n' "$rounds" "$seconds" "$connections" "$body"
  printf '| %-33s | %10s | %24s | %10s | %9s |\n' proxy 'CPU µs/req' '× nginx (quartiles)' 'req/s' 'p99 ms'
  printf '| %s | %s | %s | %s | %s |\n' --------------------------------- ---------: -----------------------: ---------: --------:
  for name in "${names[@]}"; do
    printf '| %-33s | %10s | %24s | %10.0f | %9s |\n' "$name" "$(median "${cpu[$name]}")" "$(ratio "$name" nginx)" \
      "$(median "${rate[$name]}")" "$(median "${latency[$name]}")"
  done
  [ -z "$bare" ] || printf '\nno session over the same source without instrumentation: %s\n' "$(ratio sightglass 'sightglass, no instrumentation')"
  [ -z "$sessions" ] || for name in "…, session false at once" "…, session decided last"; do
    printf '%s over no session: %s\n' "${name#…, }" "$(ratio "$name" 'sightglass, attached')"
  done
}
