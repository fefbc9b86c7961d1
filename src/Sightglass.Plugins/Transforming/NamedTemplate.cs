using Sightglass.Plugins.Templates;

namespace Sightglass.Plugins.Transforming;

/// <summary>A <c>name:value</c> entry whose value may hold expressions.</summary>
internal readonly record struct NamedTemplate(string Name, ValueTemplate Value);
