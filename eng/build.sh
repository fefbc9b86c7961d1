# Sourced by the scripts in the root.

# Builds the executable (Release), unless it is newer than everything it is made from.
build_sightglass() {
  local root=$1 out="$1/src/Sightglass/bin/Release/net10.0/sightglass.dll"
  if ! command -v dotnet >/dev/null 2>&1; then
    echo "sightglass: the .NET 10 SDK is needed and 'dotnet' is not on the PATH. See https://dotnet.microsoft.com/download" >&2
    return 1
  fi

  if [ -e "$out" ] && [ -z "$(find "$root/src" "$root"/Directory.* "$root/global.json" \
      \( -name obj -o -name bin \) -prune -o -type f -newer "$out" -print -quit)" ]; then
    return 0
  fi

  echo "Building Sightglass ..." >&2
  local log
  log=$(mktemp)
  if ! dotnet build "$root/src/Sightglass/Sightglass.csproj" -c Release -v quiet --nologo >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    echo "sightglass: the build failed; the messages above say why." >&2
    return 1
  fi

  rm -f "$log"
  # An incremental build that changed nothing leaves the old time; without this the next start would build again.
  touch "$out"
}
