using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sightglass.Plugins.Bodies;
using Sightglass.Plugins.Transforming;

namespace Sightglass.Plugins.RequestTransformer;

/// <summary>The five steps on a body, in each of the three formats.</summary>
internal static class BodyTransform
{
    /// <summary>The changed body; null when nothing changed or the body is not in its announced format.</summary>
    public static byte[]? Apply(ContentKind kind, ReadOnlyMemory<byte> body, string boundary, in RenderedSteps steps) => kind switch
    {
        ContentKind.Json => Json(body, steps),
        ContentKind.Form => Form(body, steps),
        ContentKind.Multipart => Multipart(body, boundary, steps),
        _ => null,
    };

    private static byte[]? Json(ReadOnlyMemory<byte> body, in RenderedSteps steps)
    {
        if ((body.IsEmpty ? [] : JsonBody.ParseObject(body.Span)) is not { } json)
        {
            return null;
        }

        // A body is written anew for every removal, even of what is not there.
        var changed = !body.IsEmpty && steps.Remove.Length > 0;
        JsonFields.Remove(json, steps.Remove);
        foreach (var (from, to) in steps.Rename)
        {
            changed |= json[from]?.GetValueKind() is not JsonValueKind.False && JsonFields.Rename(json, from, to);
        }

        foreach (var (name, value) in steps.Replace)
        {
            changed |= JsonFields.Replace(json, name, JsonValue.Create(value));
        }

        foreach (var (name, value) in steps.Add)
        {
            changed |= JsonFields.Add(json, name, JsonValue.Create(value));
        }

        foreach (var (name, value) in steps.Append)
        {
            JsonFields.Append(json, name, JsonValue.Create(value));
            changed = true;
        }

        return changed ? JsonBody.ToBytes(json) : null;
    }

    private static byte[]? Form(ReadOnlyMemory<byte> body, in RenderedSteps steps)
    {
        if (body.IsEmpty && steps.Add.Length + steps.Append.Length == 0)
        {
            return null;
        }

        var form = ArgumentTable.Parse(Encoding.UTF8.GetString(body.Span));
        if (!ArgumentsTransform.WillChange(form, steps))
        {
            return null;
        }

        ArgumentsTransform.Apply(form, steps);
        return Encoding.UTF8.GetBytes(form.ToString());
    }

    private static byte[]? Multipart(ReadOnlyMemory<byte> body, string boundary, in RenderedSteps steps)
    {
        if (MultipartBody.Parse(body, boundary) is not { } multipart)
        {
            return null;
        }

        foreach (var (from, to) in steps.Rename)
        {
            multipart.Rename(from, to);
        }

        foreach (var name in steps.Remove)
        {
            multipart.Remove(name);
        }

        foreach (var (name, value) in steps.Replace)
        {
            multipart.Replace(name, value);
        }

        foreach (var (name, value) in steps.Add)
        {
            if (multipart.Find(name) is null)
            {
                multipart.Add(name, value);
            }
        }

        return multipart.IsChanged ? multipart.ToBytes() : null;
    }
}
