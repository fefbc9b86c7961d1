using Corpus.Peers;

namespace Corpus.Model;

/// <summary>What a file of the corpus must hold to. A case that checks nothing is refused like one that cannot be made.</summary>
internal static class CaseRules
{
    public static CaseFile Check(CaseFile file)
    {
        if (file.Config.Length == 0)
        {
            throw new InvalidDataException("'config' is missing");
        }

        if (file.Cases.Count == 0)
        {
            throw new InvalidDataException("has no 'cases'");
        }

        if (file.Upstreams.Values.FirstOrDefault(u => u?.PortOf is { } of && !file.Upstreams.ContainsKey(of)) is { } lost)
        {
            throw new InvalidDataException($"'port_of: {lost.PortOf}' names no upstream");
        }

        if (file.Names.Values.FirstOrDefault(answer => !NameServer.Knows(answer)) is { } odd)
        {
            throw new InvalidDataException($"'{odd}' is no answer of a name server");
        }

        for (var i = 0; i < file.Cases.Count; i++)
        {
            Check(file, file.Cases[i], $"case {i + 1} ({file.Cases[i].Name ?? file.Cases[i].Request})");
        }

        return file;
    }

    private static void Check(CaseFile file, Case item, string where)
    {
        if (item.Steps is null)
        {
            CheckStep(file, item, where);
            return;
        }

        if (item.Request is not null || item.Raw is not null || item.Status is not null)
        {
            throw new InvalidDataException($"{where}: has 'steps' and a request of its own");
        }

        if (item.Name is null || item.Steps.Count == 0)
        {
            throw new InvalidDataException($"{where}: steps need a 'name' and at least one entry");
        }

        for (var i = 0; i < item.Steps.Count; i++)
        {
            CheckStep(file, item.Steps[i], $"{where}, step {i + 1}");
        }
    }

    private static void CheckStep(CaseFile file, Step step, string where)
    {
        if (step.Request is null == step.Raw is null)
        {
            throw new InvalidDataException($"{where}: exactly one of 'request' and 'raw' is needed");
        }

        if (step.Status is null && !step.Response.Broken && step.Answered is null)
        {
            throw new InvalidDataException($"{where}: 'status' is missing");
        }

        if (step.Repeat < 1)
        {
            throw new InvalidDataException($"{where}: 'repeat' is below 1");
        }

        if (step.Told is { Name: null })
        {
            throw new InvalidDataException($"{where}: 'told' needs a 'name'");
        }

        var named = (step.Asked?.Keys ?? Enumerable.Empty<string>())
            .Concat(step.Become?.Keys ?? Enumerable.Empty<string>())
            .Concat(step.Upstream?.Name is { } name ? [name] : [])
            .Concat(step.Told?.Name is { } told ? [told] : []);
        if (named.FirstOrDefault(candidate => !file.Upstreams.ContainsKey(candidate)) is { } unknown)
        {
            throw new InvalidDataException($"{where}: there is no upstream '{unknown}'");
        }
    }
}
