namespace Sightglass.Expressions.Rules;

/// <summary>Writes a <see cref="RuleCheck"/> for people.</summary>
public static class RuleCheckText
{
    public static void Write(RuleCheck check, TextWriter output)
    {
        if (check.Expression is not { } expression)
        {
            output.WriteLine(check.Error!.Render());
            return;
        }

        output.WriteLine($"read as   {expression.Reading}");
        output.WriteLine();
        output.WriteLine("fields");
        var width = expression.Fields.Max(field => field.Name.Length);
        foreach (var field in expression.Fields)
        {
            var stage = expression.Catalogue.Stages[field.Definition.Stage];
            output.WriteLine($"  {field.Name.PadRight(width)}  {field.Type,-6}  known at {stage}");
        }

        output.WriteLine();
        output.WriteLine($"can be known false   {Describe(check.FirstFalse?.Name)}");
        output.WriteLine($"can be known true    {Describe(check.FirstTrue?.Name)}");
        output.WriteLine($"always decided       {Describe(check.AlwaysDecided?.Name)}");
        foreach (var warning in expression.Warnings)
        {
            output.WriteLine();
            output.WriteLine($"warning (line {warning.Position.Line}, column {warning.Position.Column}): {warning.Message}");
        }
    }

    private static string Describe(string? stage) => stage is null ? "never" : $"at {stage}";
}
