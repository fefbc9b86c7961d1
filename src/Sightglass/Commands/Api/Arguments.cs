using System.CommandLine;

namespace Sightglass.Commands.Api;

/// <summary>Arguments that several commands have.</summary>
internal static class Arguments
{
    public static Argument<string> Session()
    {
        var argument = new Argument<string>("session") { Description = "The session's id, as 'session list' shows it." };
        argument.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var value }] && !Guid.TryParse(value, out _))
            {
                result.AddError($"'{value}' is no session's id: expected a UUID, as 'sightglass session list' shows it.");
            }
        });
        return argument;
    }

    public static Option<int?> Number(string name, int least, int most, string description)
    {
        var option = new Option<int?>(name) { Description = $"{description} ({least} to {most})" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is { } value && (value < least || value > most))
            {
                result.AddError($"{name} {value}: expected {least} to {most}.");
            }
        });
        return option;
    }
}
