namespace Sightglass.Gateway.Dns;

/// <summary>Turns a name as written into the names to ask for, in order (resolv.conf: search, ndots).</summary>
internal static class SearchList
{
    /// <summary>Normalised names; empty when the text is not a name.</summary>
    public static List<string> Expand(string text, ResolvConf resolv, bool bareNameOnly)
    {
        var names = new List<string>();
        if (!DnsName.TryNormalize(text, out var bare))
        {
            return names;
        }

        var complete = bare.AsSpan().Count('.') >= resolv.Ndots;
        if (text.EndsWith('.') || (complete && bareNameOnly))
        {
            names.Add(bare);
            return names;
        }

        if (complete)
        {
            names.Add(bare);
        }

        foreach (var domain in resolv.Search)
        {
            if (DnsName.TryNormalize($"{bare}.{domain}", out var longer))
            {
                names.Add(longer);
            }
        }

        if (!complete)
        {
            names.Add(bare);
        }

        return names;
    }
}
