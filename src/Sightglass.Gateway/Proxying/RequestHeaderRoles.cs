namespace Sightglass.Gateway.Proxying;

/// <summary>Tells a request header's role. By length first: nearly every header is decided without comparing.</summary>
internal static class RequestHeaderRoles
{
    public static RequestHeaderRole Get(string name) => name.Length switch
    {
        2 => Is(name, "TE") ? RequestHeaderRole.Te : RequestHeaderRole.Forward,
        3 => Is(name, "Via") ? RequestHeaderRole.Via : RequestHeaderRole.Forward,
        4 => Is(name, "Host") ? RequestHeaderRole.Drop : RequestHeaderRole.Forward,
        5 => Is(name, "Proxy") || name[0] == ':' ? RequestHeaderRole.Drop : RequestHeaderRole.Forward,
        6 => Is(name, "Expect") ? RequestHeaderRole.Drop : RequestHeaderRole.Forward,
        7 => Is(name, "Upgrade") || name[0] == ':' ? RequestHeaderRole.Drop : RequestHeaderRole.Forward,
        9 => Is(name, "X-Real-IP") ? RequestHeaderRole.Drop : RequestHeaderRole.Forward,
        10 => Is(name, "Connection") || Is(name, "Keep-Alive") || name[0] == ':' ? RequestHeaderRole.Drop : RequestHeaderRole.Forward,
        13 => Is(name, "X-Consumer-ID") ? RequestHeaderRole.Identity : RequestHeaderRole.Forward,
        14 => Is(name, "Content-Length") ? RequestHeaderRole.Drop : RequestHeaderRole.Forward,
        15 => Is(name, "X-Forwarded-For") ? RequestHeaderRole.ForwardedFor : RequestHeaderRole.Forward,
        16 => Length16(name),
        17 => Length17(name),
        18 => Is(name, "X-Forwarded-Prefix") ? RequestHeaderRole.ForwardedPrefix : RequestHeaderRole.Forward,
        19 => Is(name, "X-Consumer-Username") ? RequestHeaderRole.Identity : RequestHeaderRole.Forward,
        20 => Is(name, "X-Consumer-Custom-ID") || Is(name, "X-Anonymous-Consumer") ? RequestHeaderRole.Identity
            : Is(name, "X-Kong-Request-Debug") ? RequestHeaderRole.Drop
            : RequestHeaderRole.Forward,
        22 => Is(name, "X-Authenticated-Groups") ? RequestHeaderRole.Identity : RequestHeaderRole.Forward,
        23 => Is(name, "X-Credential-Identifier") ? RequestHeaderRole.Identity : RequestHeaderRole.Forward,
        24 => Is(name, "X-Kong-Request-Debug-Log") ? RequestHeaderRole.Drop : RequestHeaderRole.Forward,
        26 => Is(name, "X-Kong-Request-Debug-Token") ? RequestHeaderRole.Drop : RequestHeaderRole.Forward,
        _ => RequestHeaderRole.Forward,
    };

    private static RequestHeaderRole Length16(string name)
        => Is(name, "X-Forwarded-Host") ? RequestHeaderRole.ForwardedHost
            : Is(name, "X-Forwarded-Port") ? RequestHeaderRole.ForwardedPort
            : Is(name, "X-Forwarded-Path") ? RequestHeaderRole.ForwardedPath
            : Is(name, "Proxy-Connection") ? RequestHeaderRole.Drop
            : RequestHeaderRole.Forward;

    private static RequestHeaderRole Length17(string name)
        => Is(name, "X-Forwarded-Proto") ? RequestHeaderRole.ForwardedProto
            : Is(name, "X-Kong-Request-Id") ? RequestHeaderRole.RequestId
            : Is(name, "Transfer-Encoding") ? RequestHeaderRole.Drop
            : Is(name, "X-Consumer-Groups") ? RequestHeaderRole.Identity
            : RequestHeaderRole.Forward;

    private static bool Is(string name, string known) => name.Equals(known, StringComparison.OrdinalIgnoreCase);
}
