namespace Sightglass.Tracing.Catalogue;

/// <summary>The types a span attribute's value can have.</summary>
public enum AttributeType
{
    String,
    Int,
    Bool,
    Double,
}
