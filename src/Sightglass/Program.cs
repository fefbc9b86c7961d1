using System.CommandLine;
using Sightglass.Commands;
using Sightglass.Commands.Config;
using Sightglass.Commands.Sessions;
using Sightglass.Commands.Traces;
using Sightglass.Gateway.Hosting;

namespace Sightglass;

/// <summary>The one executable: every role and every tool is a command of it.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        // Before any socket exists. Only the gateway is an event loop; other roles keep the thread pool's behaviour.
        if (arguments is ["gateway", ..])
        {
            InlineCompletions.Enable();
        }

        var root = new RootCommand("Sightglass: an API gateway you can see into.")
        {
            QuickstartCommand.Create(),
            ControlPlaneCommand.Create(),
            GatewayCommand.Create(),
            ConfigCommand.Create(),
            RuleCommand.Create(),
            SessionCommand.Create(),
            TraceCommand.Create(),
        };
        var parsed = root.Parse(arguments);
        var code = await parsed.InvokeAsync();

        // The library's own code for a wrong command line would say "the answer is no".
        return parsed.Errors.Count > 0 ? ExitCodes.Failure : code;
    }
}
