namespace Sightglass.Configuration.Schema;

/// <summary>The types a configuration field can have.</summary>
public enum FieldType
{
    String,
    Integer,
    Number,
    Boolean,

    /// <summary>An ordered list.</summary>
    Array,

    /// <summary>A list without duplicates.</summary>
    Set,

    /// <summary>Free keys, uniform values.</summary>
    Map,

    /// <summary>Fixed keys.</summary>
    Record,

    /// <summary>A reference to another entity, written <c>{"id": …}</c>.</summary>
    Foreign,

    /// <summary>Any JSON value.</summary>
    Any,
}
