namespace Sightglass.Expressions.Syntax;

/// <summary>The types a constant can have.</summary>
internal enum ConstantType
{
    String,
    Int,
    IpAddr,
    IpCidr,
}
