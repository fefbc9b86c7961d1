namespace Sightglass.Plugins.Bodies;

/// <summary>What is found under a name in a request.</summary>
internal enum FieldKind
{
    /// <summary>Nothing.</summary>
    Absent,

    /// <summary>One text.</summary>
    Text,

    /// <summary>Several values, or a list or an object of a JSON body.</summary>
    Several,

    /// <summary>Something else: a parameter without value, a number, a boolean or null of a JSON body.</summary>
    Other,
}
