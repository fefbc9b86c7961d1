using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sightglass.Tracing.Codec.Json;

/// <summary>A value in a JSON document together with the way to it, so that an error can say where.</summary>
internal sealed class JsonSite(JsonElement value, JsonSite? owner = null, JsonName? name = null, int index = -1)
{
    public JsonElement Value => value;

    /// <summary>A member; null when it is absent or null.</summary>
    public JsonSite? Member(JsonName member)
    {
        Expect(JsonValueKind.Object);
        return member.TryFind(value, out var found) && found.ValueKind != JsonValueKind.Null ? new JsonSite(found, this, member) : null;
    }

    /// <summary>The elements of an array member; none when it is absent.</summary>
    public IEnumerable<JsonSite> Items(JsonName member)
    {
        if (Member(member) is not { } array)
        {
            yield break;
        }

        array.Expect(JsonValueKind.Array);
        var place = 0;
        foreach (var item in array.Value.EnumerateArray())
        {
            yield return new JsonSite(item, array, null, place++);
        }
    }

    public string Text(JsonName member) => Member(member)?.Text() ?? "";

    public string Text()
    {
        Expect(JsonValueKind.String);
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, escaped.
            throw Error("expected text, got characters that do not exist");
        }
    }

    /// <summary>A whole number, written as one or as a string of digits; 0 when it is absent.</summary>
    public ulong Unsigned(JsonName member)
    {
        if (Member(member) is not { } site)
        {
            return 0;
        }

        ulong number = 0;
        var valid = site.Value.ValueKind switch
        {
            JsonValueKind.Number => site.Value.TryGetUInt64(out number),
            JsonValueKind.String => ulong.TryParse(site.Text(), NumberStyles.None, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
        return valid ? number : throw site.Error("expected a whole number of at most 64 bits, not below 0");
    }

    /// <summary>A whole number, written as one or as a string of digits.</summary>
    public long Signed()
    {
        long number = 0;
        var valid = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetInt64(out number),
            JsonValueKind.String => long.TryParse(Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
        return valid ? number : throw Error("expected a whole number of at most 64 bits");
    }

    /// <summary>An id in hexadecimal digits; 0 when it is absent or empty.</summary>
    public UInt128 Id(JsonName member, int digits)
    {
        var text = Text(member);
        if (text.Length == 0)
        {
            return 0;
        }

        return text.Length == digits && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw Member(member)!.Error($"expected {digits} hexadecimal digits, got '{(text.Length > 64 ? text[..64] + "…" : text)}'");
    }

    /// <summary>A member of an enumeration, by number or by a name with a common beginning.</summary>
    /// <returns>-1 for a name that is not known; 0 when it is absent.</returns>
    public long Choice(JsonName member, string prefix, params ReadOnlySpan<string> names)
    {
        if (Member(member) is not { } site)
        {
            return 0;
        }

        if (site.Value.ValueKind != JsonValueKind.String)
        {
            return site.Signed();
        }

        var text = site.Text();
        return text.StartsWith(prefix, StringComparison.Ordinal) ? names.IndexOf(text[prefix.Length..]) : -1;
    }

    public void Expect(JsonValueKind kind)
    {
        if (value.ValueKind != kind)
        {
            throw Error($"expected {Describe(kind)}, got {Describe(value.ValueKind)}");
        }
    }

    public OtlpFormatException Error(string what)
    {
        var path = new StringBuilder();
        Path(path);
        return new OtlpFormatException($"Malformed OTLP/JSON at {path}: {what}.");
    }

    private void Path(StringBuilder path)
    {
        Parent?.Path(path);
        if (Parent is null)
        {
            path.Append('$');
        }
        else if (Index >= 0)
        {
            path.Append('[').Append(Index).Append(']');
        }
        else
        {
            path.Append('.').Append(Name);
        }
    }

    private JsonSite? Parent => owner;

    private JsonName? Name => name;

    private int Index => index;

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
