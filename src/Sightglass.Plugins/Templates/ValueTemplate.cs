using System.Text;

namespace Sightglass.Plugins.Templates;

/// <summary>
/// A configured value with <c>$(expression)</c> places in it, compiled once. An expression that has no value becomes the empty text.
/// </summary>
internal sealed class ValueTemplate
{
    private readonly TemplateSegment[] _segments;
    private readonly string? _constant;

    private ValueTemplate(TemplateSegment[] segments, string? constant)
    {
        _segments = segments;
        _constant = constant;
    }

    /// <summary>Whether it is the same for every request.</summary>
    public bool IsConstant => _constant is not null;

    /// <summary>Compiles a value.</summary>
    /// <param name="text">The configured text.</param>
    /// <param name="expressions">Takes the expressions that are more than a look-up.</param>
    /// <exception cref="FormatException">The value is not in the supported format; the message says where and why.</exception>
    public static ValueTemplate Compile(string text, TemplateExpressions expressions)
    {
        if (!text.Contains("$(", StringComparison.Ordinal))
        {
            return new ValueTemplate([], text);
        }

        var segments = new List<TemplateSegment>();
        var position = 0;
        while (position < text.Length)
        {
            var start = text.IndexOf("$(", position, StringComparison.Ordinal);
            if (start < 0)
            {
                break;
            }

            if (start > position)
            {
                segments.Add(new LiteralSegment(text[position..start]));
            }

            var end = ExpressionEnd(text, start + 2);
            segments.Add(CompileExpression(text[(start + 2)..end], start, expressions));
            position = end + 1;
        }

        if (position < text.Length)
        {
            segments.Add(new LiteralSegment(text[position..]));
        }

        return new ValueTemplate([.. segments], null);
    }

    public string Render(TemplateScope scope)
    {
        if (_constant is not null)
        {
            return _constant;
        }

        var output = new StringBuilder();
        foreach (var segment in _segments)
        {
            segment.Append(output, scope);
        }

        return output.ToString();
    }

    private static TemplateSegment CompileExpression(string expression, int position, TemplateExpressions expressions)
    {
        if (LookupParser.TryParse(expression, out var lookup))
        {
            return lookup;
        }

        try
        {
            return new LuaSegment(expressions.Add(expression));
        }
        catch (FormatException e)
        {
            throw new FormatException($"position {position + 1}: {e.Message}", e);
        }
    }

    /// <summary>The closing parenthesis of the expression that begins at <paramref name="start"/>; those in quotes do not count.</summary>
    private static int ExpressionEnd(string text, int start)
    {
        var depth = 1;
        var quote = '\0';
        for (var i = start; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                if (c == '\\')
                {
                    i++;
                }
                else if (c == quote)
                {
                    quote = '\0';
                }
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == '(')
            {
                depth++;
            }
            else if (c == ')' && --depth == 0)
            {
                return i;
            }
        }

        throw new FormatException($"position {start - 1}: '$(' has no matching ')'");
    }
}
