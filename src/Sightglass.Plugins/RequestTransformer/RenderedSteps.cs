using Sightglass.Plugins.Transforming;

namespace Sightglass.Plugins.RequestTransformer;

/// <summary>The steps for one part of one request: all values are known.</summary>
internal readonly record struct RenderedSteps(
    string[] Remove,
    NamedValue[] Rename,
    NamedValue[] Replace,
    NamedValue[] Add,
    NamedValue[] Append);
