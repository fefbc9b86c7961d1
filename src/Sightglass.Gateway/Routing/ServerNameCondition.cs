namespace Sightglass.Gateway.Routing;

/// <summary>One TLS server name a route accepts: exact, or with a wildcard as its first or last label.</summary>
internal readonly record struct ServerNameCondition(HostKind Kind, string Text)
{
    public static ServerNameCondition Parse(string name)
    {
        var host = HostCondition.Parse(name.TrimEnd('.'));
        return new ServerNameCondition(host.Kind, host.Text);
    }

    public bool Matches(ReadOnlySpan<char> name) => new HostCondition(Kind, Text, -1).Matches(name, -1);
}
