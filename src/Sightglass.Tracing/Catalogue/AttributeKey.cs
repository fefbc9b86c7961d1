namespace Sightglass.Tracing.Catalogue;

/// <summary>
/// A span attribute as the catalogue declares it. The recorder stores the reference, never the text, so that recording an
/// attribute is one store.
/// </summary>
/// <param name="Name">The attribute's name on the wire, for example <c>http.response.status_code</c>.</param>
/// <param name="Type">The type its value always has.</param>
/// <param name="Meaning">One sentence for the docs page and the viewer, with the unit where there is one.</param>
public sealed record AttributeKey(string Name, AttributeType Type, string Meaning)
{
    public override string ToString() => Name;
}
