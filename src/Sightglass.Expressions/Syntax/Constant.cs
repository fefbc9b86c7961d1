using System.Globalization;
using Sightglass.Expressions.Net;

namespace Sightglass.Expressions.Syntax;

/// <summary>The right-hand side of a predicate.</summary>
internal sealed record Constant
{
    private Constant(ConstantType type) => Type = type;

    public ConstantType Type { get; }

    /// <summary>The text of a string constant, escapes resolved.</summary>
    public string Text { get; private init; } = "";

    public long Int { get; private init; }

    public IpValue Address { get; private init; }

    public IpCidr Range { get; private init; }

    /// <summary>Written without quotes, which only a String field allows.</summary>
    public bool IsBareWord { get; private init; }

    public static Constant OfString(string text, bool isBareWord = false) => new(ConstantType.String) { Text = text, IsBareWord = isBareWord };

    public static Constant OfInt(long value) => new(ConstantType.Int) { Int = value };

    public static Constant OfAddress(IpValue value) => new(ConstantType.IpAddr) { Address = value };

    public static Constant OfRange(IpCidr value) => new(ConstantType.IpCidr) { Range = value };

    /// <summary>The value as text: what a match on it records.</summary>
    public override string ToString() => Type switch
    {
        ConstantType.Int => Int.ToString(CultureInfo.InvariantCulture),
        ConstantType.IpAddr => Address.ToString(),
        ConstantType.IpCidr => Range.ToString(),
        _ => Text,
    };
}
