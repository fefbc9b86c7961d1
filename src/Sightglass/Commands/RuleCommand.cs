using System.CommandLine;
using Sightglass.Configuration.Routing;
using Sightglass.Expressions;
using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Rules;
using Sightglass.Tracing.Sampling;

namespace Sightglass.Commands;

/// <summary><c>sightglass rule check</c> and <c>rule eval</c>: what a rule means, and what it says of given values.</summary>
internal static class RuleCommand
{
    public static Command Create() => new("rule", "Look at expressions: sampling rules of debug sessions, and expressions of routes.")
    {
        CreateCheck(),
        CreateEval(),
    };

    private static Command CreateCheck()
    {
        var expression = new Argument<string>("expression") { Description = "The expression, quoted for the shell." };
        var dialect = DialectOption();
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("check", "Show how an expression is read, the fields it uses, and at which stage it can decide.") { expression, dialect, json };
        command.SetAction(result =>
        {
            var (catalogue, chosen) = Fields(result.GetValue(dialect)!);
            var check = RuleCheck.Of(result.GetValue(expression)!, catalogue, chosen);
            if (result.GetValue(json))
            {
                Console.Out.WriteLine(RuleCheckJson.Write(check));
            }
            else
            {
                RuleCheckText.Write(check, Console.Out);
            }

            return check.Error is null ? ExitCodes.Success : ExitCodes.Negative;
        });
        return command;
    }

    private static Command CreateEval()
    {
        var file = new Argument<FileInfo>("file") { Description = "JSON lines: {\"expression\": …, \"context\": {\"field\": [values]}}; - for standard input." };
        var dialect = DialectOption();
        var command = new Command("eval", "Evaluate expressions against given values; one JSON line in, one out.") { file, dialect };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (catalogue, chosen) = Fields(result.GetValue(dialect)!);
            var source = result.GetValue(file)!;
            try
            {
                await using var input = source.Name == "-" ? Console.OpenStandardInput() : File.OpenRead(source.FullName);
                await new RuleLine(catalogue, chosen).RunAsync(input, Console.Out, cancellationToken);
                return ExitCodes.Success;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync($"sightglass: {e.Message}");
                return ExitCodes.Failure;
            }
        });
        return command;
    }

    private static Option<string> DialectOption()
    {
        var option = new Option<string>("--dialect")
        {
            Description = "sampling: the fields and liberties of debug sessions; route: the strict language of routes.",
            DefaultValueFactory = _ => "sampling",
        };
        option.AcceptOnlyFromAmong("sampling", "route");
        return option;
    }

    private static (FieldCatalogue Catalogue, Dialect Dialect) Fields(string dialect) =>
        dialect == "route" ? (RouterFields.Catalogue, Dialect.Route) : (SamplingFields.Catalogue, Dialect.Sampling);
}
