namespace Sightglass.Gateway.Dns;

/// <summary>Follows the aliases (CNAME) of an answer section to the records they end at.</summary>
internal static class AliasWalk
{
    /// <summary>Aliases followed in one answer, and answers followed for one question.</summary>
    public const int MaxSteps = 8;

    /// <summary>Walks from a name.</summary>
    /// <param name="records">The answer section, in any order.</param>
    /// <param name="type">What was asked for.</param>
    /// <param name="name">Where to start; afterwards, where it ended.</param>
    /// <param name="ttl">Lowered to the least TTL met.</param>
    /// <param name="found">The records of that type at the end; empty when the section stops before them.</param>
    /// <returns>False when the aliases do not end.</returns>
    public static bool TryWalk(
        IReadOnlyList<DnsResourceRecord> records, DnsRecordType type, ref string name, ref int ttl, out List<DnsResourceRecord> found)
    {
        found = [];
        for (var step = 0; step <= MaxSteps; step++)
        {
            string? alias = null;
            foreach (var record in records)
            {
                if (record.Name != name)
                {
                    continue;
                }

                if (record.Type == type)
                {
                    found.Add(record);
                    ttl = Math.Min(ttl, record.Ttl);
                }
                else if (record.Type == DnsRecordType.Cname)
                {
                    alias = record.Target;
                    ttl = Math.Min(ttl, record.Ttl);
                }
            }

            if (found.Count > 0 || alias is null)
            {
                return true;
            }

            name = alias;
        }

        return false;
    }
}
