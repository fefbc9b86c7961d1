using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Corpus.Gateways;
using Corpus.Peers;

namespace Corpus.Checks;

/// <summary>What holds for requests and responses alike.</summary>
internal static class MessageCheck
{
    public static void Headers(Message message, Dictionary<string, object?> expected, List<string>? names, Placeholders placeholders)
    {
        foreach (var (name, value) in expected)
        {
            Header(message, name, value, placeholders);
        }

        if (names is not null)
        {
            Assert.Equal(
                names.Select(name => name.ToLowerInvariant()).Order(StringComparer.Ordinal),
                message.Headers.Select(header => header.Name.ToLowerInvariant()).Order(StringComparer.Ordinal));
        }
    }

    public static void Body(Message message, string? body, string? json, int? length, List<string>? trailers, Placeholders placeholders)
    {
        if (body is not null)
        {
            Assert.Equal(placeholders.Fill(body), message.Body);
        }

        if (json is not null)
        {
            var wanted = JsonNode.Parse(placeholders.Fill(json));
            Assert.True(JsonNode.DeepEquals(wanted, JsonNode.Parse(message.Body)), $"expected {wanted?.ToJsonString()}, got {message.Body}");
        }

        if (length is not null)
        {
            Assert.Equal(length, message.Body.Length);
        }

        if (trailers is not null)
        {
            Assert.Equal(trailers, message.Trailers);
        }
    }

    private static void Header(Message message, string name, object? expected, Placeholders placeholders)
    {
        var actual = message[name];
        switch (expected)
        {
            case null:
                Assert.True(actual.Count == 0, $"expected no {name}, got:\n{message.Head}");
                break;
            case List<object> lines:
                Assert.True(
                    lines.Select(line => placeholders.Fill((string)line)).SequenceEqual(actual),
                    $"expected {name}: {string.Join(" | ", lines)}, got:\n{message.Head}");
                break;
            case string text when text.StartsWith('~'):
                Assert.True(
                    actual is [var only] && Regex.IsMatch(only, placeholders.Fill(text[1..].TrimStart()), RegexOptions.CultureInvariant),
                    $"expected one {name} that matches {text[1..].Trim()}, got:\n{message.Head}");
                break;
            case string text:
                Assert.True(
                    actual is [var one] && one == placeholders.Fill(text), $"expected {name}: {placeholders.Fill(text)}, got:\n{message.Head}");
                break;
            default:
                throw new InvalidDataException($"'{name}' is neither a text, a list of texts nor null");
        }
    }
}
