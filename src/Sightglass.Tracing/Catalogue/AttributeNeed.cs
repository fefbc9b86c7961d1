namespace Sightglass.Tracing.Catalogue;

/// <summary>When a span carries an attribute.</summary>
public enum AttributeNeed
{
    /// <summary>When there is a value for it.</summary>
    Optional,

    /// <summary>Always.</summary>
    Required,

    /// <summary>Always, unless the span failed or was cut.</summary>
    RequiredUnlessFailed,
}
