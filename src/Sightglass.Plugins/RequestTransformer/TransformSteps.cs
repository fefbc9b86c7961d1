using Sightglass.Plugins.Transforming;

namespace Sightglass.Plugins.RequestTransformer;

/// <summary>The five steps for one part of the request, in the order they run.</summary>
internal sealed record TransformSteps(
    string[] Remove,
    NamedTemplate[] Rename,
    NamedTemplate[] Replace,
    NamedTemplate[] Add,
    NamedTemplate[] Append)
{
    public bool IsEmpty { get; } = Remove.Length + Rename.Length + Replace.Length + Add.Length + Append.Length == 0;

    /// <summary>The entries with their values for one request.</summary>
    public RenderedSteps Render(Templates.TemplateScope scope) => new(
        Remove,
        Render(Rename, scope),
        Render(Replace, scope),
        Render(Add, scope),
        Render(Append, scope));

    private static NamedValue[] Render(NamedTemplate[] entries, Templates.TemplateScope scope)
    {
        if (entries.Length == 0)
        {
            return [];
        }

        var rendered = new NamedValue[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            rendered[i] = new NamedValue(entries[i].Name, entries[i].Value.Render(scope));
        }

        return rendered;
    }
}
