using System.CommandLine;
using Sightglass.Commands;

namespace Sightglass;

/// <summary>The one executable: every role and every tool is a command of it.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        var root = new RootCommand("Sightglass: an API gateway you can see into.")
        {
            QuickstartCommand.Create(),
        };
        return await root.Parse(arguments).InvokeAsync();
    }
}
