using Sightglass.Plugins.Bodies;

namespace Sightglass.Plugins.RequestTransformer;

/// <summary>The five steps on a query or a form body.</summary>
internal static class PairsTransform
{
    public static void Apply(UrlEncodedPairs pairs, in RenderedSteps steps)
    {
        foreach (var name in steps.Remove)
        {
            pairs.Remove(name);
        }

        foreach (var (from, to) in steps.Rename)
        {
            pairs.Rename(from, to);
        }

        foreach (var (name, value) in steps.Replace)
        {
            pairs.Replace(name, value);
        }

        foreach (var (name, value) in steps.Add)
        {
            if (!pairs.Contains(name))
            {
                pairs.Append(name, value);
            }
        }

        foreach (var (name, value) in steps.Append)
        {
            pairs.Append(name, value);
        }
    }
}
