using Sightglass.Plugins.Bodies;

namespace Sightglass.Plugins.RequestTransformer;

/// <summary>The five steps on a query or a form body.</summary>
internal static class ArgumentsTransform
{
    public static void Apply(ArgumentTable arguments, in RenderedSteps steps)
    {
        foreach (var name in steps.Remove)
        {
            arguments.Remove(name);
        }

        foreach (var (from, to) in steps.Rename)
        {
            arguments.Rename(from, to);
        }

        foreach (var (name, value) in steps.Replace)
        {
            if (arguments.Contains(name))
            {
                arguments.Set(name, value);
            }
        }

        foreach (var (name, value) in steps.Add)
        {
            if (!arguments.Contains(name))
            {
                arguments.Set(name, value);
            }
        }

        foreach (var (name, value) in steps.Append)
        {
            // What had no value yet has this one then.
            if (arguments.Find(name) is [null])
            {
                arguments.Set(name, value);
            }
            else
            {
                arguments.Append(name, value);
            }
        }
    }

    /// <summary>Whether a form body is written anew: for every removal, and where another step finds something to do.</summary>
    public static bool WillChange(ArgumentTable arguments, in RenderedSteps steps)
    {
        if (steps.Remove.Length + steps.Append.Length > 0)
        {
            return true;
        }

        foreach (var (from, to) in steps.Rename)
        {
            if (from != to && arguments.Contains(from))
            {
                return true;
            }
        }

        foreach (var entry in steps.Replace)
        {
            if (arguments.Contains(entry.Name))
            {
                return true;
            }
        }

        foreach (var entry in steps.Add)
        {
            if (!arguments.Contains(entry.Name))
            {
                return true;
            }
        }

        return false;
    }
}
