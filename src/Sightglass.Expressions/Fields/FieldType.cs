namespace Sightglass.Expressions.Fields;

/// <summary>The types a field's values can have.</summary>
public enum FieldType
{
    /// <summary>Text, compared ordinally.</summary>
    String,

    /// <summary>A signed 64-bit integer.</summary>
    Int,

    /// <summary>An IPv4 or IPv6 address.</summary>
    IpAddr,
}
