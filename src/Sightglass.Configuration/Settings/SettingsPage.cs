namespace Sightglass.Configuration.Settings;

/// <summary>What the docs page of the settings says before its tables.</summary>
internal static class SettingsPage
{
    public const string Introduction = """
        # Settings of a gateway

        Made from the settings catalogue in the code; a test compares the two.

        Settings are read once, at the start of `sightglass gateway`, from four places. Later ones win:

        1. a file, `sightglass gateway --conf FILE`: `key = value` a line, `#` begins a comment, `\#` is the character itself;
        2. environment variables `KONG_KEY`, with the key in upper case: `KONG_PROXY_LISTEN`;
        3. environment variables `SIGHTGLASS_KEY`;
        4. flags: `--proxy-listen`.

        A setting that is given as an empty value goes back to its default. All errors are shown at once, and the gateway does not start
        with any: an unknown name is an error that names the nearest known one. Only variables `KONG_…` that resemble no setting are passed over with a warning,
        because images and tools set some for themselves. Settings of nginx-based gateways that mean
        nothing here are named in a warning and have no effect, and so that charts work unchanged, variables that Kubernetes sets for
        Services (`KONG_PROXY_SERVICE_HOST`, `KONG_ADMIN_PORT_8001_TCP` …) are passed over.

        Lists are separated by commas. `on`, `true`, `yes` and `off`, `false`, `no` mean the same in pairs. Sizes are bytes, or carry
        `k`, `m`, `g`. Values of secrets (keys, tokens, configuration texts) are never logged or shown.

        A listener is `address:port` with flags. `[::]:8000` is IPv6, `*` all IPv4 addresses, port 0 one that the system chooses, and `off` none.
        `ssl` makes it TLS, `http2` offers HTTP/2, `proxy_protocol` expects a PROXY protocol header, `reuseport` lets other processes listen
        on the same port, and `backlog=N` bounds the connections that wait to be accepted. The Admin API and the status page listen on this
        machine only by default; opening them to others is a warning in the log of every start.

        """;
}
